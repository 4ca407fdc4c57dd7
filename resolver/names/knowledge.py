"""The rules about names -> Knowledge: what a word may be, looked up and never guessed twice.

Given names are classes of forms: Александр, Oleksandr, Саша. A word is looked up by its letters and, when that fails, by its
key, so that a spelling nobody listed is still known when it sounds like a listed one.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import polars as pl

from resolver.kept import kept_tables
from resolver.lookup import Texts
from resolver.names.damage import Damage
from resolver.names.forms import GivenForm, Listed, custom_of, forms_of, share_of, written_forms
from resolver.names.keys import Alphabets
from resolver.names.remembering import remembered
from resolver.names.unnamed import with_one_apostrophe
from resolver.rulebook import Rulebook, load_rulebook
from resolver.values.text import fold, one_case, script_of, to_ascii

FULL, VARIANT, SHORT = "full", "variant", "short"
_CONSONANTS = "бвгджзйклмнпрстфхцчшщь"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ending:
    """One case ending: what to take off, what to put on, and what that says."""

    ending: str
    nominative: str
    case: str
    gender: str
    after_consonant: bool

    def undo(self, word: str) -> str | None:
        """Return the nominative this ending would come from, or None."""
        stem = word.removesuffix(self.ending)
        if stem == word or len(stem) < 2 or (self.after_consonant and stem[-1] not in _CONSONANTS[:-1]):
            return None
        return stem + self.nominative


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Knowledge:
    """Everything the rules know about the words of a name."""

    alphabets: Alphabets
    given_by_form: Mapping[str, tuple[GivenForm, ...]]
    given_by_key: Mapping[str, tuple[GivenForm, ...]]
    father_of: Mapping[str, tuple[GivenForm, ...]]
    endings: Mapping[tuple[str, str], tuple[Ending, ...]]
    patronymic_suffixes: tuple[tuple[str, str], ...]
    surname_suffixes: tuple[tuple[str, str, str], ...]
    particles: Mapping[str, frozenset[str]]
    titles: Mapping[tuple[str, ...], str]
    ladies: frozenset[tuple[str, ...]]
    unnamed: Mapping[str, tuple[str, int]]
    titles_alone: Mapping[str, tuple[str, int]]
    relations: frozenset[str]
    relatives: frozenset[str]
    damages: tuple[Damage, ...]
    surname_frequency: Mapping[str, float]
    surname_customs: Mapping[str, str]
    given_customs: Mapping[str, str]
    latin_surnames: Mapping[str, str]
    class_frequency: Mapping[str, float]
    class_initials: Mapping[str, str]

    def endings_of(self, role: str, word: str) -> tuple[Ending, ...]:
        """Return the case endings that a word in a role may have, by its last letter."""
        return self.endings.get((role, word[-1:]), ())

    def given(self, word: str) -> tuple[GivenForm, ...]:
        """Return every given name this word may be in the nominative, by its letters or by its key.

        One spelling may be a form in several languages (Dima, Juri), and in Latin letters a rare listed form must not hide a common
        name that sounds the same: there both ways are taken together, heaviest first.
        """
        return _given(self, word)


@remembered()
def _given(knowledge: Knowledge, word: str) -> tuple[GivenForm, ...]:
    written = knowledge.given_by_form.get(word, ())
    script = script_of(word)
    heard: list[GivenForm] = []
    if len(word) >= 3 and script not in _VOWELLESS and (not written or script == "latin"):
        for key in knowledge.alphabets.keys(word, at_most=LIKELIEST_CONVENTIONS if written else None):
            heard += knowledge.given_by_key.get(key, ())
    return _either_way(written, heard) if written or heard else ()


def _either_way(written: Sequence[GivenForm], heard: Sequence[GivenForm]) -> tuple[GivenForm, ...]:
    """Return the names that a word is by its letters or its sound, heaviest first."""
    found = {form.name_class: form for form in written}
    listed = max((form.weight for form in found.values()), default=0)
    most = listed // 2 if listed >= _COMMON else 10_000
    for form in heard:
        known = found.get(form.name_class)
        if known is None and (not found or form.weight >= _NOT_RARE):
            found[form.name_class] = form._replace(weight=min(form.weight, most))
        elif known and (known.kind == SHORT) == (form.kind == SHORT) and known.weight < form.weight:
            found[form.name_class] = known._replace(weight=form.weight)
    return tuple(sorted(found.values(), key=lambda form: -form.weight)[:_AT_MOST])


_VOWELLESS = frozenset({"arabic", "hebrew"})
"""Scripts in which the sound of a word does not tell which name it is: that is left to consonants and to mending."""
LIKELIEST_CONVENTIONS = 2
"""A word that is listed as it stands is not also read by rarer conventions (Denis by a German z would be Deniz)."""
_NOT_RARE = 5
_COMMON = 10
"""A listed form this frequent (per 10,000) is likelier what it says than what else it sounds like: Ghassan and Hasan."""
_AT_MOST = 8


@lru_cache(maxsize=4)
def load_knowledge(rules: Rulebook | None = None) -> Knowledge:
    """Compile the name rules of a rulebook (the shipped one by default)."""
    rules = rules or load_rulebook()
    alphabets = Alphabets.from_toml(rules.setting("names/scripts.toml"))
    unnamed = rules.table("names/unnamed.csv")
    tables = kept_tables(rules.kept_as("names", MADE_FROM, _CODE), lambda: _tables(rules, alphabets))
    given_by_form = Listed(tables["form"], forms_of)
    return Knowledge(
        alphabets=alphabets,
        given_by_form=given_by_form,
        given_by_key=Listed(tables["key"], forms_of),
        father_of=Listed(tables["father"], forms_of),
        endings=_endings(rules.table("names/case_endings.csv")),
        patronymic_suffixes=_longest_first(
            rules.table("names/patronymic_suffixes.csv").select("suffix", "gender")
        ),
        surname_suffixes=_surname_suffixes(rules.table("names/surname_suffixes.csv")),
        particles=_particles(rules.table("names/particles.csv"), alphabets),
        titles=_titles(rules.table("names/titles.csv")),
        ladies=frozenset(
            _titles(rules.table("names/titles.csv").filter(pl.col("note").str.contains(_WOMAN))),
        ),
        unnamed=_unnamed(unnamed.filter(~pl.col("kind").is_in(["relation", "relative"]))),
        titles_alone=_titles_alone(rules.table("names/titles.csv"), given_by_form, alphabets),
        relations=_forms_of_kind(unnamed, "relation"),
        relatives=_forms_of_kind(unnamed, "relative"),
        damages=_damages(rules.table("names/damage.csv"), alphabets),
        surname_frequency=Listed(tables["surname"], share_of),
        surname_customs=Listed(tables["custom"], custom_of),
        latin_surnames={
            fold_arabic(surname, alphabets): latin
            for surname, latin in rules.table("names/latin_surnames.csv")
            .select("surname", "latin")
            .iter_rows()
        },
        given_customs=Listed(tables["follows"], custom_of),
        class_frequency=Listed(tables["class"], share_of),
        class_initials=Listed(tables["initials"], custom_of),
    )


def given_names(rules: Rulebook) -> pl.DataFrame:
    """Return the listed given names but for the classes that a folder of rules hides, to measure matching without them."""
    hidden = rules.table("names/hidden.csv")
    return rules.table("names/given").join(hidden, on="class", how="anti", maintain_order="left")


def _tables(rules: Rulebook, alphabets: Alphabets) -> dict[str, Texts]:
    """Work out the forms by word, by key and by patronymic, the shares of names, and how bearers of surnames write their names."""
    given = given_names(rules)
    by_form = _given_by_form(given, alphabets)
    forms = {"form": by_form, "key": _given_by_key(by_form, alphabets), "father": _father_of(by_form, given)}
    shares = {
        "surname": _surname_frequency(rules.table("names/surname_frequencies.csv"), alphabets),
        "class": _class_frequency(given),
    }
    return {
        **{kind: written_forms(found) for kind, found in forms.items()},
        **{kind: {name: [repr(share)] for name, share in found.items()} for kind, found in shares.items()},
        "custom": {surname: [custom] for surname, custom in _surname_customs(rules).items()},
        "follows": {name_class: [custom] for name_class, custom in _given_customs(given, rules).items()},
        "initials": {
            name_class: [letters] for name_class, letters in _class_initials(given, alphabets).items()
        },
    }


_CODE = (
    "lookup.py",
    "names/forms.py",
    "names/keys.py",
    "names/knowledge.py",
    "names/rewriting.py",
    "values/text.py",
)
"""The code that the tables depend on."""
MADE_FROM = (
    "names/given/",
    "names/given_customs.csv",
    "names/hidden.csv",
    "names/scripts.toml",
    "names/surname_customs.csv",
    "names/surname_frequencies.csv",
)
"""The rules that the tables depend on: a rank or a particle of one's own does not change them."""


def fold_form(form: str, alphabets: Alphabets) -> str:
    """Fold a listed form as tokens of names are folded: case, ё, Arabic spelling habits, one joint for compounds."""
    folded = one_case(form.strip()).replace("’", "'").replace("ʼ", "'")
    parts = folded.replace("-", " ").split()
    if script_of(folded) == "arabic":
        return "-".join(fold_arabic(part, alphabets) for part in parts)
    if len(parts) > 1 and parts[0] in _ABD:
        parts = ["abd", *(part for part in parts[1:] if part not in _ARTICLES)]
    if len(parts) > 2 and parts[-1] in _DIN:
        parts = [*(part for part in parts[:-1] if part not in _ARTICLES), "din"]
    return "-".join(parts)


_ABD = frozenset({"abd", "abdel", "abdul", "abdal", "abdu", "abdoul", "abd-al"})
_ARTICLES = frozenset({"al", "el", "ul", "ad", "ar", "as", "ash", "at", "az", "an", "ur", "er", "ed"})
_DIN = frozenset({"din", "deen", "dine"})


def fold_arabic(word: str, alphabets: Alphabets, *, keep_article: bool = False) -> str:
    """Fold what Arabic writers do not keep apart: vowel marks, hamza seats, ة and ه, ى and ي, the article.

    >>> fold_arabic("الحَسَنة", load_knowledge().alphabets)
    'حسنه'
    """
    bare = "".join(
        letter for letter in word if not ("\u064b" <= letter <= "\u0652" or letter in "\u0640\u0670")
    )
    same = bare.translate(dict(alphabets.arabic_same)).replace(" ", "-")
    return same.removeprefix("ال") if len(same) > 4 and not keep_article else same


def _given_by_form(given: pl.DataFrame, alphabets: Alphabets) -> dict[str, tuple[GivenForm, ...]]:
    found: dict[str, list[GivenForm]] = defaultdict(list)
    columns = given.select("class", "form", "kind", "gender", "weight")
    for name_class, form, kind, gender, weight in columns.iter_rows():
        if kind == "patronymic":
            continue
        folded = fold_form(form, alphabets)
        for word in dict.fromkeys((folded, folded.replace("ё", "е"))):
            found[word].append(
                GivenForm(name_class=name_class, nominative=word, kind=kind, gender=gender, weight=weight)
            )
    return {word: tuple(sorted(forms, key=lambda form: -form.weight)) for word, forms in found.items()}


def _given_by_key(
    forms: Mapping[str, tuple[GivenForm, ...]], alphabets: Alphabets
) -> dict[str, tuple[GivenForm, ...]]:
    """Index forms by the first key of each script; short forms answer only to their own letters when they are brief."""
    found: dict[str, dict[str, GivenForm]] = defaultdict(dict)
    for word, entries in forms.items():
        if script_of(word) == "arabic" or len(word) < 3:
            continue
        for key in alphabets.keys(word, at_most=2):
            for entry in entries:
                known = found[key].get(entry.name_class)
                if known is None or _says_more(entry, known):
                    found[key][entry.name_class] = entry
    return {key: tuple(sorted(one.values(), key=lambda form: -form.weight)) for key, one in found.items()}


def _says_more(form: GivenForm, other: GivenForm) -> bool:
    """Say whether of two forms of one name that sound alike the first is to be kept: a full one, then a common one."""
    return (form.kind != SHORT, form.weight) > (other.kind != SHORT, other.weight)


def _father_of(
    forms: Mapping[str, tuple[GivenForm, ...]], given: pl.DataFrame
) -> dict[str, tuple[GivenForm, ...]]:
    """Make every regular patronymic of every man's name, and add the irregular ones that are listed.

    Armenians write the father's name in the genitive. Short names are used as they are: «Կոլյայի», Аликович.
    """
    found: dict[str, dict[str, GivenForm]] = defaultdict(dict)
    for word, entries in forms.items():
        made = _PATRONYMICS.get(script_of(word))
        fathers = [entry for entry in entries if entry.gender != "f" and made]
        for patronymic in made(word) if made and fathers else ():
            for entry in fathers:
                known = found[patronymic].get(entry.name_class)
                is_used = entry.kind != SHORT or (
                    patronymic not in forms and _names_a_father(word, patronymic)
                )
                if is_used and (known is None or known.weight < entry.weight):
                    found[patronymic][entry.name_class] = entry
    for patronymic, one in found.items():
        found[patronymic] = _regular(patronymic, one)
    listed = given.filter(pl.col("kind") == "patronymic").select("class", "form", "gender", "weight")
    for name_class, form, _, weight in listed.iter_rows():
        word = one_case(form.strip())
        entry = GivenForm(name_class=name_class, nominative=word, kind=FULL, gender="m", weight=weight)
        found[word].setdefault(name_class, entry)
    return {word: tuple(sorted(one.values(), key=lambda form: -form.weight)) for word, one in found.items()}


def _regular(patronymic: str, fathers: dict[str, GivenForm]) -> dict[str, GivenForm]:
    """Leave out names that would drop a vowel where one gives the patronymic as it is: Эрнестович is of Эрнест, not of Эрнесто."""
    if not patronymic.endswith(("ович", "овна")):
        return fathers
    regular = {
        name_class: form
        for name_class, form in fathers.items()
        if form.kind != SHORT and patronymic[:-4] == form.nominative
    }
    return regular or fathers


_STEM_ENDINGS = {"ий": ("иев", "ьев", "ійов"), "й": ("ев", "йов"), "": ("ов", "ев")}


def patronymics_of(name: str) -> tuple[str, ...]:
    """Return the patronymics that a man's name regularly gives, sons and daughters.

    >>> patronymics_of("игорь")[:2], patronymics_of("дмитрий")[1]
    (('игоревич', 'игоревна'), 'дмитриевна')
    """
    if name.endswith(("а", "я", "о", "е", "ы", "и", "у")):
        stem = name[:-1]
        regular = [f"{stem}{end}" for end in ("ич", "ична", "инична", "ович", "овна")]
        return (*regular, f"{name}евич", f"{name}евна")
    stem = name.removesuffix("ий") if name.endswith("ий") else name.rstrip("йь")
    stems = _STEM_ENDINGS["ий" if name.endswith("ий") else "й" if stem != name else ""]
    stems = tuple(stem + end for end in stems)
    endings = [f"{stem}{end}" for stem in stems for end in ("ич", "на")]
    if name.endswith("ль"):
        endings += [f"{name}евич", f"{name}евна"]
    ukrainian = [f"{stem[:-2]}івна" for stem in stems] + [f"{stem[:-2]}ївна" for stem in stems]
    return tuple(dict.fromkeys([*endings, *ukrainian]))


def genitives_of(name: str) -> tuple[str, ...]:
    """Return the genitives that an Armenian name regularly has.

    >>> genitives_of("սեյրան"), genitives_of("կոլյա"), genitives_of("մկրտիչ")[1]
    (('սեյրանի',), ('կոլյայի',), 'մկրտչի')
    """
    if name.endswith(("ա", "ո")):
        return (f"{name}յի",)
    if name.endswith("ի"):
        return (f"{name}ի", f"{name[:-1]}ու")
    return (f"{name}ի", f"{name[:-2]}չի") if name.endswith("իչ") else (f"{name}ի",)


def _names_a_father(short: str, patronymic: str) -> bool:
    """Say whether a patronymic may come from a short name: Armenian ones, and Аликович, but not «Сашевич»."""
    return script_of(short) == "armenian" or patronymic in (f"{short}ович", f"{short}овна")


_PATRONYMICS = {"cyrillic": patronymics_of, "armenian": genitives_of}


def _endings(table: pl.DataFrame) -> dict[tuple[str, str], tuple[Ending, ...]]:
    """Return the case endings by role and last letter."""
    found: dict[tuple[str, str], list[Ending]] = defaultdict(list)
    for role, ending, nominative, case, gender in table.select(
        "role", "ending", "nominative", "case", "gender"
    ).iter_rows():
        found[role, ending[-1]].append(
            Ending(
                ending=ending.removeprefix("-"),
                nominative=nominative.removeprefix("-"),
                case=case,
                gender=gender,
                after_consonant=ending.startswith("-"),
            )
        )
    return {key: tuple(endings) for key, endings in found.items()}


def _longest_first(table: pl.DataFrame) -> tuple[tuple[str, str], ...]:
    return tuple(sorted(table.iter_rows(), key=lambda row: (-len(row[0]), row[0])))


def _surname_suffixes(table: pl.DataFrame) -> tuple[tuple[str, str, str], ...]:
    rows = table.select("suffix", "gender", pl.col("opposite").fill_null("")).iter_rows()
    return tuple(sorted(rows, key=lambda row: (-len(row[0]), row[0])))


def _particles(table: pl.DataFrame, alphabets: Alphabets) -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for form, kind in table.select("form", "kind").iter_rows():
        found[one_case(form)].add(kind)
        found[one_case(form).translate(dict(alphabets.arabic_same))].add(kind)
    return {form: frozenset(kinds) for form, kinds in found.items()}


def _titles(table: pl.DataFrame) -> dict[tuple[str, ...], str]:
    """Return the words of each title as they stand in a name that was taken apart: without the digits of "1st Lt." and «старшина 1-й статьи»."""
    bare = {form: _DIGITS.sub("", one_case(form)).replace(".", ". ").split() for form in table["form"]}
    return {
        tuple(word.rstrip(".") for word in bare[form]): kind
        for form, kind in table.select("form", "kind").iter_rows()
        if bare[form]
    }


_WOMAN = r"\bof a woman\b"
"""What the note of a title says that only women bear."""


def _titles_alone(
    table: pl.DataFrame, given: Mapping[str, tuple[GivenForm, ...]], alphabets: Alphabets
) -> dict[str, tuple[str, int]]:
    """Return the titles that name nobody where nothing else stands; one that is a surname, too, only where it is written small."""
    found = {}
    for form, kind, note in table.select("form", "kind", "note").iter_rows():
        words = with_one_apostrophe(fold(form.replace(".", ". "))).replace(".", "")
        is_title = kind in ("rank", "honorific", "lady", "child", "obituary") and len(words) > 1
        if is_title and fold_arabic(words, alphabets) not in given:
            found[words] = ("title" if "also a" in (note or "") else "person", 0)
    return found


_DIGITS = re.compile(r"\d+-?")


def _forms_of_kind(table: pl.DataFrame, kind: str) -> frozenset[str]:
    """Return the forms of one kind as they are looked up."""
    return frozenset(fold(with_one_apostrophe(form)) for form in table.filter(pl.col("kind") == kind)["form"])


def _unnamed(table: pl.DataFrame) -> dict[str, tuple[str, int]]:
    rows = table.select("form", "kind", pl.col("count").fill_null(0)).iter_rows()
    found: dict[str, tuple[str, int]] = {}
    for form, kind, count in rows:
        whole = with_one_apostrophe(form)
        said = (one_case(whole), fold(whole)) if script_of(whole) in _SIGNED else (one_case(whole),)
        found |= {" ".join(one.split()): (kind, count) for one in said}
    return found


_SIGNED = frozenset({"devanagari", "bengali", "tamil", "sinhala", "myanmar"})
"""Scripts of vowel signs that folding may take away."""


def _damages(table: pl.DataFrame, alphabets: Alphabets) -> tuple[Damage, ...]:
    """Return the ways letters come out wrong, folded as words are, the most telling (longest) first."""
    rows = [
        Damage(damaged=damaged, mended=mended, at_end=place == "end")
        for letters_read, letters_meant, place in table.select("damaged", "mended", "place").iter_rows()
        if (damaged := letters_read.translate(dict(alphabets.arabic_same)))
        != (mended := letters_meant.translate(dict(alphabets.arabic_same)))
    ]
    return tuple(sorted(dict.fromkeys(rows), key=lambda one: -len(one.damaged)))


def _surname_frequency(table: pl.DataFrame, alphabets: Alphabets) -> dict[str, float]:
    """Share of a language community that bears a surname, by key; the commonest community wins."""
    found: dict[str, float] = {}
    for surname, per_million in table.select("surname", "per_million").iter_rows():
        for key in _frequency_keys(one_case(surname), alphabets):
            found[key] = max(found.get(key, 0.0), per_million / 1_000_000)
    return found


def _surname_customs(rules: Rulebook) -> dict[str, str]:
    """Return how names are written by the people among whom a surname is commonest, for peoples of whom a rule says so."""
    surnames = rules.table("names/surname_frequencies.csv").join(
        rules.table("names/surname_customs.csv"), on="lang"
    )
    rows = surnames.sort("per_million", "surname", "lang").select("surname", "custom").rows()
    folded = {one_case(surname).replace("ё", "е"): custom for surname, custom in rows}
    return {
        to_ascii(surname): custom for surname, custom in folded.items() if script_of(surname) == "latin"
    } | folded


_WRITTEN_FOR_OTHERS = ("en", "ru")
"""Languages in which the names of every people are written down: a form in them does not say whose name it is."""


def _given_customs(given: pl.DataFrame, rules: Rulebook) -> dict[str, str]:
    """Return what follows given names, by class, where a rule says so of the language in which a name is commonest.

    "father" also where nobody but peoples that put the father's name in the genitive bears a name: Robert is more than Armenian.
    "own" where it is commonest among those who bear nobody's name but their own. "patronymic" where a name is half as common among peoples that write one as anywhere.
    """
    heaviest = given.join(rules.table("names/given_customs.csv"), on="lang", how="left").select(
        "class", "weight", "lang", custom=pl.col("custom").fill_null("")
    )
    weight, is_other = pl.col("weight"), (pl.col("custom") == "") & ~pl.col("lang").is_in(_WRITTEN_FOR_OTHERS)
    of_class = heaviest.group_by("class").agg(
        pl.col("weight").max().alias("most"),
        *(weight.filter(pl.col("custom") == one).max().fill_null(0).alias(one) for one in _FOLLOWING),
        is_elsewhere=(is_other.fill_null(False) | (pl.col("custom") == "patronymic")).any(),
    )
    is_father = (pl.col("father") > 0) & (pl.col("father") == pl.col("most"))
    is_father |= (pl.col("genitive") > 0) & ~pl.col("is_elsewhere")
    custom = pl.when(is_father).then(pl.lit("father")).when(pl.col("own") == pl.col("most"))
    custom = custom.then(pl.lit("own")).when(2 * pl.col("patronymic") >= pl.col("most"))
    rows = of_class.sort("class").select("class", custom=custom.then(pl.lit("patronymic"))).drop_nulls()
    return dict(rows.iter_rows())


def _class_initials(given: pl.DataFrame, alphabets: Alphabets) -> dict[str, str]:
    """Return the keys of the letters with which a name begins in Russian and Ukrainian, by class: О. is Олексій, who is Алексей."""
    is_full = (pl.col("kind") == "full") & pl.col("lang").is_in(("ru", "uk"))
    letters = given.filter(is_full).select("class", letter=pl.col("form").str.slice(0, 1).str.to_lowercase())
    found: dict[str, set[str]] = defaultdict(set)
    for name_class, letter in letters.unique().iter_rows():
        found[name_class].update(alphabets.keys(f"{letter}.")[:1])
    return {name_class: "".join(sorted(found[name_class])) for name_class in sorted(found)}


_FOLLOWING = ("father", "genitive", "own", "patronymic")


def _frequency_keys(surname: str, alphabets: Alphabets) -> Iterable[str]:
    if script_of(surname) == "arabic":
        return [fold_arabic(surname, alphabets)]
    return alphabets.keys(surname)[:2]


def _class_frequency(given: pl.DataFrame) -> dict[str, float]:
    """Share of the men or women of a people who bear a given name of the class, by class."""
    heaviest = given.group_by("class").agg(pl.col("weight").max()).sort("class")
    return {name_class: weight / 10_000 for name_class, weight in heaviest.iter_rows()}
