"""The words of a clean name -> the words that are names: al-X, Abd al-X, X al-Din, Abu X and de la X are one name each."""

import re
from collections.abc import Sequence

from resolver.names.knowledge import Knowledge, fold_arabic
from resolver.names.remembering import remembered
from resolver.names.syllables import part_syllables
from resolver.values.text import script_of

COMPOUNDS = {"din": "دين", "allah": "الله"}
"""What X al-Din and X Allah end in, as listed forms are folded: in Latin letters by the kind of the particle, and in Arabic ones."""
COMPOUND_ENDS = frozenset({*COMPOUNDS, *COMPOUNDS.values()})
"""The same in any letters."""
_GLUED = ("الدين", "الله")
"""What Arabic letters also write together with the name before it: علاءالدين."""
MOST_WORDS = 16
"""No name has more words; what follows in a damaged cell is kept as written and not read."""


def join_particles(tokens: Sequence[str], knowledge: Knowledge) -> list[str]:
    """Join what is one name written in several words: al-X, Abd al-X, X al-Din, Abu X; drop bin and ibn."""
    folded = [part for token in tokens[:MOST_WORDS] for part in _fold_word(token, knowledge)]
    words = _without_articles(folded, knowledge)
    joined: list[str] = []
    for word in words:
        kinds = knowledge.particles.get(word, frozenset())
        before = joined[-1] if joined else ""
        ending = next((one for one in COMPOUNDS if one in kinds), "")
        if ending and joined and not before.startswith("abu-"):
            joined[-1] = f"{before}-{ending}" if before != "abd" else "abd-allah"
        elif "ending" in kinds and joined and len(words) > 2:
            joined[-1] = f"{before}-{word}"
        elif before == "abd":
            joined[-1] = f"abd-{word}"
        elif before in ("abu", "umm"):
            joined[-1] = f"{before}-{word}"
        elif "nasab" in kinds and joined:
            continue
        elif "abd" in kinds:
            joined.append("abd")
        elif "kunya" in kinds:
            joined.append("umm" if "mother" in kinds else "abu")
        else:
            joined.append(word)
    named = [_known_compound(word, knowledge) for word in joined]
    return (
        _with_nobiliary(named, knowledge) if any(is_nobiliary(word, knowledge) for word in named) else named
    )


def is_nobiliary(word: str, knowledge: Knowledge) -> bool:
    """Say whether a word like de and von belongs to the one after it."""
    return "nobiliary" in knowledge.particles.get(word, ())


def _with_nobiliary(words: Sequence[str], knowledge: Knowledge) -> list[str]:
    """Join de, von and the like to what follows; one that begins a name is a word of its own (Van Li), two in a row are not."""
    joined: list[str] = []
    before = ""
    for at, word in enumerate(words):
        begins = not at and not (len(words) > 2 and is_nobiliary(words[1], knowledge))
        if is_nobiliary(word, knowledge) and not begins and at + 1 < len(words):
            before += f"{word}-"
        else:
            joined.append(before + word)
            before = ""
    return joined


@remembered()
def lone_word(token: str, knowledge: Knowledge) -> str | None:
    """Return the word a token is in every name that holds it; None for one that joins, or parts, or falls away.

    >>> from resolver.names.knowledge import load_knowledge
    >>> [lone_word(token, load_knowledge()) for token in ("matveev", "الحسن", "abu", "al-hasan", "عبدالله")]
    ['matveev', 'حسن', None, None, None]
    """
    is_simple = (
        "-" not in token
        and token not in knowledge.particles
        and token not in _OPEN
        and not _servant(token, knowledge)
    )
    if is_simple and script_of(token) != "arabic":
        return token
    folded = _fold_word(token, knowledge)
    if len(folded) != 1 or _is_particle(folded[0], knowledge):
        return None
    words = _without_articles(folded, knowledge)
    if len(words) != 1 or words[0] in _OPEN or _is_particle(words[0], knowledge):
        return None
    return _known_compound(words[0], knowledge)


def words_of_part(role: str, tokens: Sequence[str], knowledge: Knowledge) -> list[str]:
    """Return the words that the tokens of a part in a column of its own are: letters folded, particles joined as in a whole name.

    An ancestor's name does without the "son of" before it.

    >>> from resolver.names.knowledge import load_knowledge
    >>> parts = [("given", ["أحمد"]), ("given", ["abd", "al", "rahman"]), ("father", ["ibn", "hasan"]), ("given", ["anna", "maria"])]
    >>> [words_of_part(role, tokens, load_knowledge()) for role, tokens in parts]
    [['احمد'], ['abd-rahman'], ['hasan'], ['anna', 'maria']]
    """
    lone = lone_word(tokens[0], knowledge) if len(tokens) == 1 else None
    if lone is not None:
        return [lone]
    words = join_particles(tokens, knowledge)
    is_led = len(words) > 1 and "nasab" in knowledge.particles.get(words[0], ())
    return words[1:] if is_led and role in ANCESTORS else words


ANCESTORS = ("father", "grandfather")
"""The roles of ancestors' names, in the order in which they follow a given name."""


_OPEN = frozenset({"abd", "abu", "umm"})
STAND_INS = ("ꝗ", "ڿ")
"""A letter for a lone word that is not in Arabic script, and one for a word that is: no particle holds them."""
_STAND_IN = re.compile("ꝗ+|ڿ+")


@remembered()
def join_pattern(tokens: tuple[str, ...], knowledge: Knowledge) -> tuple[tuple[str, int], ...]:
    """Return the words of names that have these particles, and any lone words where the stand-ins are.

    Each word is a form and the place of the token that fills it, -1 for none.

    >>> from resolver.names.knowledge import load_knowledge
    >>> join_pattern(("ꝗ", "abu", "ꝗ"), load_knowledge())
    (('{}', 0), ('abu-{}', 2))
    """
    letters = [token * (at + 1) if token in STAND_INS else token for at, token in enumerate(tokens)]
    words = join_particles(letters, knowledge)
    found = [_STAND_IN.search(word) for word in words]
    return tuple(
        (
            word if one is None else word.replace(one.group(), "{}"),
            -1 if one is None else len(one.group()) - 1,
        )
        for word, one in zip(words, found, strict=True)
    )


def _is_particle(word: str, knowledge: Knowledge) -> bool:
    head, _, rest = word.partition("-")
    return word in knowledge.particles or (bool(rest) and head in knowledge.particles)


def _fold_word(token: str, knowledge: Knowledge) -> list[str]:
    """Fold an Arabic word and part «عبدالرحمن»; other scripts are folded already."""
    if script_of(token) != "arabic":
        return part_syllables(token, knowledge) if "-" in token else _part_servant(token, knowledge)
    word = fold_arabic(token, knowledge.alphabets, keep_article=True)
    if word.startswith("عبدال") and len(word) > 6:
        return ["عبد", word.removeprefix("عبد")]
    ending = next((one for one in _GLUED if word.endswith(one) and len(word) > len(one) + 1), "")
    return [word.removesuffix(ending), ending] if ending else [_part_double(word, knowledge)]


def _part_servant(token: str, knowledge: Knowledge) -> list[str]:
    """Part «Evdilrehman», Abd al-X written in one word, when X is a name and no table lists the whole."""
    servant = _servant(token, knowledge)
    rest = token.removeprefix(servant)
    is_two = servant and knowledge.given(rest) and not knowledge.given(token)
    return [servant, rest] if is_two else [token]


def _servant(token: str, knowledge: Knowledge) -> str:
    """Return the particle for Abd al- that a longer word begins with, or nothing: one that ends in the l of the article."""
    beginnings = (token[:size] for size in _SERVANT_SIZES if len(token) >= size + _SHORTEST_NAME)
    return next(
        (
            one
            for one in beginnings
            if one[-1] in _ARTICLE_ENDS and "abd" in knowledge.particles.get(one, frozenset())
        ),
        "",
    )


_SERVANT_SIZES = (6, 5)
_SHORTEST_NAME = 4
_ARTICLE_ENDS = "lль"


_BEGINS_DOUBLES = "محمد"
"""The name that begins most double names, and is most often written together with the second."""


def _part_double(word: str, knowledge: Knowledge) -> str:
    """Put a hyphen into «محمدصالح», two given names written together, unless a table lists it as one."""
    second = word.removeprefix(_BEGINS_DOUBLES)
    is_double = second != word and len(second) > 2 and second in knowledge.given_by_form
    return f"{_BEGINS_DOUBLES}-{second}" if is_double and word not in knowledge.given_by_form else word


def _without_articles(words: Sequence[str], knowledge: Knowledge) -> list[str]:
    kept: list[str] = []
    for word in words:
        head, _, rest = word.partition("-")
        if script_of(word) == "arabic" and not knowledge.particles.get(word):
            word = word.removeprefix("ال") if len(word) > 4 else word
        elif "article" in knowledge.particles.get(head, ()) and rest:
            word = rest
        elif "article" in knowledge.particles.get(word, ()) and (kept or _is_article(word, words)):
            continue
        kept.extend(_split_kunya(word, knowledge))
    return kept


def _is_article(word: str, words: Sequence[str]) -> bool:
    """Say whether the first word of several is an article: in Cyrillic only аль is, Ан and Ад are surnames."""
    return len(words) > 1 and (script_of(word) != "cyrillic" or word == "аль")


def _split_kunya(word: str, knowledge: Knowledge) -> list[str]:
    """Split Abu-Bakr, Абу-Бакаров stays whole when its rest is not a known name."""
    head, _, rest = word.partition("-")
    kinds = knowledge.particles.get(head, frozenset())
    if (
        rest
        and kinds & {"abd", "kunya"}
        and (script_of(word) != "cyrillic" or knowledge.given_by_form.get(rest))
    ):
        return [head, *_without_articles([rest], knowledge)]
    return [word]


def _known_compound(word: str, knowledge: Knowledge) -> str:
    """Write a compound of two scripts' particles in the script of its name, as listed forms are folded."""
    name_of_two = f"ابو{word.removeprefix('abu-')}"
    if word.startswith("abu-") and name_of_two in knowledge.given_by_form:
        return name_of_two
    before, _, ending = word.rpartition("-")
    inner = (before if ending in COMPOUNDS else word).removeprefix("abd-")
    if inner == word or script_of(inner) != "arabic":
        return "عبد-الله" if word == "abd-الله" else word
    spelt = f"{before}-{COMPOUNDS[ending]}" if ending in COMPOUNDS else word
    return spelt.replace("abd-", "عبد-")
