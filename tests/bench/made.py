"""Lists of words -> pairs of names nobody wrote into our tables: spelt by iuliia, declined by pytrovich, with look-alikes.

Surnames are made of stems and endings, given names and patronymics are typed here; each person is written in every scheme of
iuliia and in every oblique case. A look-alike is the same person but for the surname or the given name most like it.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import product
from typing import Any

import numpy as np
import polars as pl
from rapidfuzz.distance import OSA

SEED = 7
PER_SCHEME = 30
PER_CASE = 120
CROSSED = 300
COMMON = 0.003
"""The share of the people of a real list who bear a given name, for it to be taken."""

_CYRILLIC = re.compile(r"[А-ЯЁ][а-яё]+")

_STEMS = (
    "барсук глухар дрозд журавл зябл иволг куропат лебед мотыл налим овсян перепел рябчик сазан тетерев удод филин "
    "хомяк цапл чибис шмел щурят ястреб бондар вахлак гвоздар дёгтяр жестян звонар изразц кошел лапот мельниц наждач "
    "оглобл пахтал рогож седелк тележ уздечк хомут цедил чеботар шорник щепетил якорник белоглаз высоконос громослав "
    "долгоног кривошап лохмат молчал неустрой остроух пустовой розмысл скоробог тихоход угрюм хмурал черноскут шатун"
)
_ENDINGS = (("ов", "ова"), ("ев", "ева"), ("ин", "ина"), ("овский", "овская"), ("енко", "енко"), ("юк", "юк"))
_MEN = (
    "Александр Алексей Анатолий Андрей Антон Аркадий Артём Борис Вадим Валерий Василий Виктор Виталий Владислав Вячеслав "
    "Геннадий Георгий Глеб Григорий Даниил Денис Дмитрий Евгений Егор Захар Игорь Илья Капитон Кирилл Константин Лаврентий "
    "Максим Матвей Михаил Никита Николай Олег Пантелеймон Пётр Роман Савелий Семён Сергей Станислав Степан Тимофей Фёдор "
    "Эдуард Юрий Ярослав"
)
_WOMEN = (
    "Алевтина Алла Анастасия Анжелика Валентина Варвара Вера Виктория Галина Дарья Евгения Екатерина Елена Зинаида Инна Ирина "
    "Клавдия Ксения Лариса Лидия Любовь Людмила Марина Мария Надежда Наталья Оксана Ольга Полина Раиса Светлана Софья "
    "Таисия Тамара Татьяна Ульяна Юлия"
)
_FATHERS = (
    "Александрович Алексеевич Анатольевич Андреевич Борисович Вадимович Валерьевич Васильевич Викторович Владимирович "
    "Геннадьевич Георгиевич Григорьевич Дмитриевич Евгеньевич Егорович Иванович Игоревич Кириллович Константинович Львович "
    "Максимович Михайлович Николаевич Олегович Павлович Петрович Романович Семёнович Сергеевич Степанович Тимофеевич "
    "Фёдорович Юрьевич Яковлевич"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """A full Russian name in the nominative."""

    surname: str
    given: str
    father: str
    is_woman: bool

    def written(self, *, surname_first: bool = True) -> str:
        """Return the name as a list writes it, or as a newspaper does.

        >>> Person(surname="Удодов", given="Глеб", father="Львович", is_woman=False).written(surname_first=False)
        'Глеб Львович Удодов'
        """
        named = f"{self.given} {self.father}"
        return f"{self.surname} {named}" if surname_first else f"{named} {self.surname}"


def made_people(count: int = 400, *, seed: int = SEED) -> list[Person]:
    """Return people whose surnames are made up; the same seed makes the same people.

    >>> len(made_people(3)), made_people(3) == made_people(3)
    (3, True)
    """
    chance = np.random.default_rng(seed)
    surnames = sorted((stem + man, stem + woman) for stem, (man, woman) in product(_STEMS.split(), _ENDINGS))
    people = []
    for at in chance.permutation(len(surnames))[:count]:
        is_woman = bool(chance.random() < 0.4)
        father = str(chance.choice(_FATHERS.split()))
        people.append(
            Person(
                surname=surnames[at][is_woman].capitalize(),
                given=str(chance.choice((_WOMEN if is_woman else _MEN).split())),
                father=f"{father[:-2]}на" if is_woman else father,
                is_woman=is_woman,
            )
        )
    return people


def people_of(names: Sequence[str], count: int = 400, *, seed: int = SEED) -> list[Person]:
    """Return some of the people of a list whose names read surname, given name, patronymic.

    Only those whose given name others bear as well: of two rare ones that look alike nobody can say that they are two names.

    >>> [one.is_woman for one in people_of(["Удодова Вера Львовна", "Удод", "Удодов Глеб Львович"])]
    [False, True]
    """
    found = [
        Person(surname=words[0], given=words[1], father=words[2], is_woman=words[2].endswith("вна"))
        for words in (name.split() for name in sorted(set(names)))
        if len(words) == 3 and words[2].endswith(("вич", "вна")) and all(map(_CYRILLIC.fullmatch, words))
    ]
    borne = Counter(one.given for one in found)
    kept = [one for one in found if borne[one.given] >= COMMON * len(found)]
    order = np.random.default_rng(seed).permutation(len(kept))
    return [kept[at] for at in sorted(order[:count])]


def made_pairs(people: Sequence[Person]) -> pl.DataFrame:
    """Return pairs of names (a, b, same, category) of people: by scheme, by case, across schemes, and look-alikes of each.

    >>> made_pairs(made_people(40)).filter(pl.col("category") == "genitive")["b"].len() > 0
    True
    """
    rows = [*_by_scheme(people), *_by_case(people), *_crossed(people)]
    table = pl.DataFrame(rows, schema=["a", "b", "same", "category"], orient="row")
    return table.filter(pl.col("a") != pl.col("b")).unique(["a", "b"], keep="first", maintain_order=True)


Row = tuple[str, str, str, str]


def _by_scheme(people: Sequence[Person]) -> Iterator[Row]:
    """Yield people in Cyrillic beside themselves, and beside a look-alike, in each scheme of iuliia."""
    for number, scheme in enumerate(schemes()):
        for step in range(PER_SCHEME):
            at = (number * PER_SCHEME + step) % len(people)
            person, surname_first = people[at], step % 2 == 0
            yield person.written(), spelt(person.written(surname_first=surname_first), scheme), "1", scheme
            if step % 3 == 0:
                other, kind = _look_alike(people, at, by_surname=step % 2 == 0)
                yield person.written(), spelt(other.written(), scheme), "0", f"neg_spelt_{kind}"


def _by_case(people: Sequence[Person]) -> Iterator[Row]:
    """Yield people beside themselves, and beside a look-alike, in each oblique case."""
    for number, case in enumerate(CASES):
        for step in range(min(PER_CASE, len(people))):
            at = (number * PER_CASE + step) % len(people)
            person = people[at]
            yield person.written(), declined(person, case).written(surname_first=step % 2 == 0), "1", case
            if step % 3 == 0:
                other, kind = _look_alike(people, at, by_surname=step % 2 == 0)
                yield person.written(), declined(other, case).written(), "0", f"neg_declined_{kind}"


def _crossed(people: Sequence[Person]) -> Iterator[Row]:
    """Yield people in one scheme beside themselves, and beside a look-alike, in another."""
    chance = np.random.default_rng(SEED)
    known = schemes()
    for step in range(CROSSED):
        at = step % len(people)
        one, two = (known[which] for which in chance.choice(len(known), size=2, replace=False))
        written = spelt(people[at].written(), one)
        yield written, spelt(people[at].written(surname_first=step % 2 == 0), two), "1", "two_schemes"
        if step % 3 == 0:
            other, kind = _look_alike(people, at, by_surname=step % 2 == 0)
            yield written, spelt(other.written(), two), "0", f"neg_two_schemes_{kind}"


def _look_alike(people: Sequence[Person], at: int, *, by_surname: bool) -> tuple[Person, str]:
    """Return the person with the surname, or the given name, of another of the same sex that is most like the own one."""
    person = people[at]
    field = "surname" if by_surname else "given"
    mine = getattr(person, field)
    others = {getattr(one, field) for one in people if one.is_woman == person.is_woman}
    apart = sorted(other for other in others if _plain(other) != _plain(mine))
    nearest = min(apart, key=lambda word: OSA.normalized_distance(_plain(mine), _plain(word)))
    return replace(person, **{field: nearest}), field


def _plain(word: str) -> str:
    return word.casefold().replace("ё", "е")


@cache
def schemes() -> tuple[str, ...]:
    """Return the names of the schemes of iuliia.

    >>> "bgn_pcgn" in schemes()
    True
    """
    import iuliia

    return tuple(sorted(name.lower() for name in iuliia.__all__ if name.isupper()))


def spelt(name: str, scheme: str) -> str:
    """Return a Russian name in Latin letters by a scheme of iuliia.

    >>> spelt("Удодов", "bgn_pcgn")
    'Udodov'
    """
    import iuliia

    return str(iuliia.schemas.get(scheme).translate(name))


CASES = ("genitive", "dative", "accusative", "instrumental", "prepositional")


def declined(person: Person, case: str) -> Person:
    """Return a name in an oblique case, as pytrovich declines it.

    >>> declined(Person(surname="Удодов", given="Глеб", father="Львович", is_woman=False), "dative").written()
    'Удодову Глебу Львовичу'
    """
    from pytrovich.enums import Case, Gender, NamePart

    maker, wanted = _maker(), Case[case.upper()]
    gender = Gender.FEMALE if person.is_woman else Gender.MALE

    def make(part: NamePart, word: str) -> str:
        return str(maker.make(part, gender, wanted, word))

    return replace(
        person,
        surname=make(NamePart.LASTNAME, person.surname),
        given=make(NamePart.FIRSTNAME, person.given),
        father=make(NamePart.MIDDLENAME, person.father),
    )


@cache
def _maker() -> Any:
    from pytrovich.maker import PetrovichDeclinationMaker

    return PetrovichDeclinationMaker()
