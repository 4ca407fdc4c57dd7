"""A father's given name -> the patronymic of his children, in Russian and Ukrainian."""

_IRREGULAR = {
    "Илья": ("Ильич", "Ильинична"),
    "Лев": ("Львович", "Львовна"),
    "Лука": ("Лукич", "Лукинична"),
    "Михаил": ("Михайлович", "Михайловна"),
    "Никита": ("Никитич", "Никитична"),
    "Павел": ("Павлович", "Павловна"),
    "Пётр": ("Петрович", "Петровна"),
    "Фома": ("Фомич", "Фоминична"),
    "Яков": ("Яковлевич", "Яковлевна"),
}
_IRREGULAR_UKRAINIAN = {
    "Григорій": ("Григорович", "Григорівна"),
    "Ілля": ("Ілліч", "Іллівна"),
    "Лев": ("Львович", "Львівна"),
    "Микола": ("Миколайович", "Миколаївна"),
    "Яків": ("Якович", "Яківна"),
}


def russian_patronymic(father: str, *, of_woman: bool = False) -> str:
    """Return the Russian patronymic.

    >>> [russian_patronymic(father) for father in ("Игорь", "Юрий", "Магомед", "Пётр", "Бата")]
    ['Игоревич', 'Юрьевич', 'Магомедович', 'Петрович', 'Батаевич']
    >>> russian_patronymic("Андрей", of_woman=True)
    'Андреевна'
    """
    if father in _IRREGULAR:
        return _IRREGULAR[father][of_woman]
    if father.endswith("ий"):
        is_soft = len(father) > 3 and father[-3] not in "кгхц" and father[-4] not in "нртлмвс"
        stem = f"{father[:-2]}{'ь' if is_soft else 'и'}е"
    elif father.endswith(("й", "ь")):
        stem = father[:-1] + "е"
    elif father[-1:] in "аеёиоуыэюя":
        stem = father + "е"
    else:
        stem = father + ("е" if father[-1:] in "жшчщц" else "о")
    return stem + ("вна" if of_woman else "вич")


def ukrainian_patronymic(father: str, *, of_woman: bool = False) -> str:
    """Return the Ukrainian patronymic.

    >>> [ukrainian_patronymic(father) for father in ("Ігор", "Сергій", "Михайло", "Микола")]
    ['Ігорович', 'Сергійович', 'Михайлович', 'Миколайович']
    >>> [ukrainian_patronymic(father, of_woman=True) for father in ("Іван", "Андрій")]
    ['Іванівна', 'Андріївна']
    """
    if father in _IRREGULAR_UKRAINIAN:
        return _IRREGULAR_UKRAINIAN[father][of_woman]
    if father.endswith("й"):
        return father[:-1] + "ївна" if of_woman else father + "ович"
    stem = father[:-1] if father[-1:] in "аоуяьіие" else father
    return stem + ("івна" if of_woman else "ович")
