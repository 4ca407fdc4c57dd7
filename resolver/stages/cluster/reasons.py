"""Why the program did not decide by itself -> the words for it, as long as only two rows and their chances are known.

``resolver.asked`` puts the fields that agree or differ in their place, where they are known.
"""

CONTRADICTS = "birth dates, sexes, generations, Wikidata items, or names under one identifier contradict"
CLOSED = f"likely, but {CONTRADICTS}: no program may link it"
SHORT = "names, births or days of death differ, or names say too little, and no birth or number of a person's own makes up for it"
HELD = "likely, but both stood in an earlier run: only a judgement joins them"
DISPUTED = "one identifier stands on two names: one of the two rows is wrong"
SEVERAL = "one of the two cells seems to name several people: whoever else stands there would be lost"
UNREAD = "the birth or the age of one of the two is stated but was not understood: it may contradict"
PROMISED = "likely, but a list that promises one row per person holds both"
LEFT_OPEN = "people contradict one another about them, or could not tell"
NAME_ALONE = "nothing but the name speaks for it"
NOT_SURE = "likely, but not sure enough"


def expected(namesakes: float) -> str:
    """Return how many namesakes are expected, as a reader says it.

    >>> expected(563.2), expected(9.5), expected(0.11)
    ('563 other people of that name are expected', '9.5 other people of that name are expected', '0.11 other people of that name are expected')
    """
    people = f"{namesakes:,.0f}" if namesakes >= 10 else f"{namesakes:.2g}"
    return f"{people} other people of that name are expected"


def name_alone(namesakes: float) -> str:
    """Return why a pair is asked of which nothing but the name speaks loudly enough for a link.

    >>> name_alone(30.4)
    'nothing but the name speaks for it; 30 other people of that name are expected'
    """
    return f"{NAME_ALONE}; {expected(namesakes)}"


def of_other_rows(reason: str, one: str, other: str) -> str:
    """Return a reason that other rows of the same two persons give.

    >>> of_other_rows("likely, but births contradict", "m1", "m7")
    'likely, but births contradict (other rows of the two: m1 and m7)'
    """
    return f"{reason} (other rows of the two: {one} and {other})"


def torn(one: str, other: str) -> str:
    """Return that somebody fits two persons whom no program may make one.

    >>> torn("m1", "m7")
    'likely, but so is another who may not be the same person: m1 and m7 may not be one'
    """
    return f"likely, but so is another who may not be the same person: {one} and {other} may not be one"


def unlike(one: str, other: str, chance: float) -> str:
    """Return that two rows of two persons are less likely one person than those that are asked about.

    >>> unlike("m1", "m7", 0.314)
    'likely, but less so for other rows of the two: m1 and m7 are one person with .314'
    """
    told = f"{chance:.3f}".removeprefix("0")
    return f"likely, but less so for other rows of the two: {one} and {other} are one person with {told}"
