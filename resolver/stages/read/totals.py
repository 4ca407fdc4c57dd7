"""The cells of a row -> whether it adds up a list, or a part of it, instead of naming anybody."""

import re
from collections.abc import Callable, Sequence

ANY_TOTAL = (
    "(?i)^(?:итого|всего|сумма|разом|усього|всього|загалом|підсумок"
    "|grand total|sum total|subtotal|totals|total general|total geral|sub-total|total|suma total|soma total"
    "|total général|total generale?|s/total|s/t|effectif total|au total|ensemble|soit|bi giştî|tev|სულ|ընդամենը|wadarta guud|wadarta"
    "|jumla ya|jumla kuu|jumla|igiteranyo|ümumi cəmi|yekun|کۆی گشتی|کۆ"
    "|g\\.? ?total|sub total|jumlah|kabuuan|hamutuk|மொத்தம்|মোট|সর্বমোট|जम्मा|कुल जम्मा|एकूण|کل تعداد|کل|ټول|ټولټال|එකතුව|စုစုပေါင်း"
    "|sous-total|sous total|subtotale|insgesamt|gesamt|zwischensumme|razem|łącznie|lacznie|zbir"
    "|(?:número|cantidad|quantidade|total) d[eo]s? (?:víctimas|muertos|fallecidos|desaparecidos|vítimas|mortos)"
    "|ukupno|sveukupno|svega|укупно|свеукупно|свега|вкупно|gjithsejt?|totali|genel toplam|ara toplam|toplam"
    "|عدد (?:الشهداء|القتلى|الضحايا)|(?:число|количество|кол-во) (?:погибших|убитых)|кількість загиблих"
    "|number of (?:dead|deaths|killed|victims)|المجموع|مجموع|الإجمالي|إجمالي|الاجمالي|اجمالي"
    "|جمع کل|جمعا|جمعاً|جمع|مجموعاً|مجموعا|سرجمع|تعداد (?:کل|کشته.?شدگان|قربانیان|جان.?باختگان)"
    "|סך הכול|סך הכל|סה[\"״']+כ|סהכ|жалпы|барлығы|бардыгы|баары|ҳамагӣ|ድምር|ጠቅላላ|ብጠቕላላ"
    r"|(?:jami|жами|jemi|cəmi)(?:\s*[:=–-]|\s+\d+)"
)
"""What begins a cell that adds up; Jami is a name, too, unless a number or a colon follows it."""
_OF_WHICH = (
    r"|в\s*т\.?\s*ч\.?|в том числе|из них|включая|у\s*т\.?\s*ч\.?|[ув] тому числі|з них|із них|включно з"
    r"|including|incl\.?|of whom|of which|of them|among them|dont|parmi eux|parmi lesquels"
    r"|de l[oa]s cuales|de ell[oa]s|entre ell[oa]s|incluid[oa]s|incluyendo|d[oa]s quais|entre eles|incluindo"
    r"|منهم|منهن|من بينهم|بينهم|بمن فيهم|از جمله|davon|darunter|w tym|od čega|od cega|od toga|među njima|od kojih"
    r"|од чега|од тога|међу њима|од којих|prej tyre|nga të cilët|bunlardan|מתוכם"
)
"""What begins a cell that says how many of the rows above were something."""
_LOSSES = (
    r"|потери|погибло|погибших|убито|убитых|втрати|загинуло|загиблих|вбито"
    r"|losses|killed|deaths|dead|casualties|martyrs|pertes|tués|morts|décès"
    r"|pérdidas|perdidas|bajas|muertos|fallecidos|perdas|mortos|falecidos|خسائر|شهداء|قتلى|ضحايا"
)
"""What begins a cell that says how many died where or when."""
SUSPECT = f"{ANY_TOTAL}{_OF_WHICH}{_LOSSES})"
"""Cells that may add up: only they are looked at."""
_TOTALS_START = re.compile(rf"{ANY_TOTAL})(?!\w)")
_PEOPLE = (
    "killed|dead|deaths|people|persons|names|rows|records|losses|casualties|victims|martyrs|civilians|soldiers|children|women|men"
    "|погибших|погибло|погибшие|убитых|убито|умерших|потерь|человека?|чел|имен|имён|записей|строк|людей"
    "|мирных|жителей|детей|женщин|мужчин|военных|военнослужащих"
    "|víctimas|muertos|fallecidos|desaparecidos|personas|casos|vítimas|mortos|falecidos|pessoas|niños|crianças"
    "|tués|morts|décès|victimes|personnes|civils|enfants|femmes"
    "|загиблих|загинуло|осіб|особи|людини|записів|втрат|дітей|жінок|військових|цивільних"
    "|الشهداء|شهيد|شهيدا|شهيداً|شهداء|القتلى|قتلى|الضحايا|ضحايا|مدنيين|أطفال|نساء|شخص|أشخاص"
    "|poginulih|ubijenih|nestalih|osoba|lica|žrtava|imena|погинулих|убијених|особа|лица|жртава"
    "|загинати|имиња|vrarë|persona|viktima|emra|ölü|kişi|isim"
    "|mortes?|corps|noms|şehit|nəfər|şəhid|kes|miri|wafu|watu|dhimatay|qof|პირი|հոգի|զոհ|abantu"
    "|m|f|orang|ဦး|জন|பேர்|जना"
    "|نفر|تن|کشته|شدگان|قربانیان|הרוגים|נרצחים|חללים|kishi|киши|адам|кас|нафар|ሰብ|ሰው|tote|opfer|kinder|osób"
)
_COUNTED = re.compile(
    f"{_PEOPLE}|number|count|of|the|by|in|по|списку|в|за|de|del|los|las|do|dos|da|das|e|y|عدد|العدد|الكلي|العام|کل|të|sayı"
)
_BEHIND = (
    r"\W*(?:по|за|на|для|в|во|із|у|for|in|by|during|since|this|per|on|from|pour|au mois|para|durante|esta?|cette"
    r"|za|na|u|për|në|за|у|في|خلال|لشهر|لعام|لسنة|لمدينة|من|בחודש|ב|für|im|w)\s+\w|\W*ل\w"
)
"""What no name would go on with: «по району», "for March"."""
_SAYS_OF_WHAT = re.compile(_BEHIND)
_NUMBER_OF_PEOPLE = rf"\d[\d\s.,]*(?:\s*(?:{_PEOPLE})\.?)*"
_NUMBER = re.compile(r"\d[\d\s.,]*")
_NUMBERED = re.compile(rf"(?i){_NUMBER_OF_PEOPLE}")
_ENDS_IN_NUMBER = re.compile(rf"(?i)(?:[:=]|\s[–—-])\s*{_NUMBER_OF_PEOPLE}\W*$")
_PEOPLE_BEHIND = re.compile(rf"(?i)\W*(?:{_PEOPLE})(?!\w)")
_COUNT_OF_LOSSES = re.compile(
    rf"(?i)^(?:{_LOSSES[1:]})(?:{_BEHIND}|\s+(?:de la|de|du|of)\s+\w).*(?:[:=]|\s[–—-])\s*{_NUMBER_OF_PEOPLE}\W*$"
)
_PART_OF_TOTAL = re.compile(
    rf"(?i)^(?:{_OF_WHICH[1:]})(?!\w)[\s:–—-]*"
    rf"(?:\d+(?:\s+[^\W\d]+){{0,3}}|[^\W\d]+(?:\s+[^\W\d]+){{0,2}}[\s:=–—-]+{_NUMBER_OF_PEOPLE})\W*$"
)
_GRAND_TOTAL = re.compile(
    r"(?i)(?:grand total|g\.? ?total|sum total|sub[- ]?total|sous-total|s/total|total général|effectif total|genel toplam|wadarta guud|bi giştî|کۆی گشتی|total general|total geral|suma total|soma total"
    r"|итого|всего|усього|всього|загалом|insgesamt|ukupno|sveukupno|укупно|свеукупно|المجموع|الإجمالي|الاجمالي|جمع کل)[\s:.]*"
)
"""What no name could be, and adds up a list even where its number is lost."""


def adds_up(
    cells: Sequence[str | None],
    *,
    name: str | None,
    is_given_name: Callable[[str], bool] = lambda word: False,
) -> bool:
    """Say whether a row with these cells adds up a list; ``name`` is what stands where a name would.

    What a word for a total begins is still somebody where a given name follows.

    >>> adds_up(["Всего по краю", "6 человек"], name=None), adds_up(["Subtotal Homs: 14"], name="Subtotal Homs: 14")
    (True, True)
    >>> adds_up(["Total Rosa 3"], name="Total Rosa 3", is_given_name={"Rosa"}.__contains__)
    False
    """
    filled = [cell for cell in cells if cell]
    others = [cell for cell in filled if cell != name]
    if name and _GRAND_TOTAL.fullmatch(name):
        return True
    if name and _is_totals_word(name) and (_NUMBER.search(name) or any(map(_NUMBERED.fullmatch, others))):
        return True
    if name and _is_of_a_part(name, is_given_name):
        return True
    first, *rest = filled
    return (
        (_is_totals_word(first) or _says_of_what(first))
        and bool(_NUMBER.search(" ".join(filled)))
        and all(map(_NUMBERED.fullmatch, rest))
    )


def _is_totals_word(text: str) -> bool:
    """Return whether a cell says "total" and nothing that could be anybody's name.

    >>> [_is_totals_word(text) for text in ("Всего погибших: 57", "عدد الشهداء 28", "Total Recall")]
    [True, True, False]
    """
    start = _TOTALS_START.match(text)
    if start is None:
        return False
    words = re.findall(r"\w+", text[start.end() :].lower())
    return all(word.isdigit() or _COUNTED.fullmatch(word) for word in words)


def _says_of_what(text: str) -> bool:
    """Say whether a cell tells by a word no name holds what it adds up, or ends in its number."""
    start = _TOTALS_START.match(text)
    rest = text[start.end() :] if start else ""
    return bool(_SAYS_OF_WHAT.match(rest.lower()) or _ENDS_IN_NUMBER.search(rest))


def _is_of_a_part(text: str, is_given_name: Callable[[str], bool]) -> bool:
    """Say whether a cell adds up a part of a list: a place, a month, one sort of people."""
    if _says_of_what(text):
        return True
    start = _TOTALS_START.match(text)
    rest = text[start.end() :] if start else text
    if start:
        counts = _NUMBER.search(rest) or _PEOPLE_BEHIND.match(rest)
    else:
        counts = _PART_OF_TOTAL.match(text) or _COUNT_OF_LOSSES.match(text)
    # Where letters are big or small, nobody's name is written small beside a number.
    words = (word for word in re.findall(r"[^\W\d]+", rest) if not word.islower())
    return bool(counts) and not any(map(is_given_name, words))
