"""What the rules say about a word is found by its letters, and by its sound when nobody listed its spelling."""

from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from resolver.lookup import WordTable
from resolver.names.forms import GivenForm, Listed, forms_of, written_forms
from resolver.names.kinds import kind_of_word
from resolver.names.knowledge import (
    MADE_FROM,
    SHORT,
    Ending,
    Knowledge,
    fold_arabic,
    fold_form,
    load_knowledge,
    patronymics_of,
)
from resolver.rulebook import Rulebook, load_rulebook
from tests.strategies import any_text, any_words, given_names, known, listed_forms


def anew(rules: Rulebook) -> Knowledge:
    """Return what a new process knows by these rules."""
    load_knowledge.cache_clear()
    return load_knowledge(rules)


def test_knowledge_is_worked_out_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What an earlier run worked out is read back whole; what is damaged is worked out again; a user's own rules are kept too."""
    monkeypatch.setenv("RESOLVER_CACHE", str(tmp_path / "cache"))
    mine = tmp_path / "mine" / "names" / "given"
    mine.mkdir(parents=True)
    (mine / "mine.csv").write_text("class,form,lang,kind,gender,weight,source\nzzz,Zzyzx,xx,full,m,1,me\n")
    hidden = load_rulebook().table("names/given").select(pl.col("class").unique().sort())[20:]
    hidden.write_csv(mine.parent / "hidden.csv")
    rules = load_rulebook(tmp_path / "mine")
    first = anew(rules)
    (kept,) = (path for path in (tmp_path / "cache").iterdir() if path.name.startswith("own_names-"))
    found, words = [], [*first.given_by_form]
    for data in (kept.read_bytes(), kept.read_bytes()[:-1], b"\xff\xff"):
        kept.write_bytes(data)
        found.append(anew(rules))
    load_knowledge.cache_clear()

    for again in found:
        assert ["zzz"] == [form.name_class for form in again.given("zzyzx")]
        assert first.surname_frequency == again.surname_frequency
        assert first.class_frequency == again.class_frequency
        assert [first.given_by_form[word] for word in words] == [again.given_by_form[word] for word in words]


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("titles.csv", "form,lang,kind,note\nобервыдумщик,ru,rank,\n", True),
        ("hidden.csv", "class\nivan\n", False),
        ("given/mine.csv", "class,form,lang,kind,gender,weight,source\nzzz,Zzyzx,xx,full,m,1,me\n", False),
    ],
)
def test_rules_that_change_no_form_keep_the_forms(
    name: str, text: str, expected: bool, tmp_path: Path
) -> None:
    """A rank of one's own leaves what was worked out of the given names as it is; a name, or a hidden one, does not."""
    (tmp_path / "names" / "given").mkdir(parents=True)
    (tmp_path / "names" / name).write_text(text, "utf-8")
    kept, own = (
        rules.kept_as("names", MADE_FROM, []) for rules in (load_rulebook(), load_rulebook(tmp_path))
    )

    assert expected == (kept == own)


@given(
    st.dictionaries(
        st.text(st.characters(exclude_characters="\x1f\n", exclude_categories=["Cs"]), max_size=6),
        st.lists(
            st.tuples(any_words(), st.sampled_from("mfu"), st.integers(0, 9999)), min_size=1, max_size=3
        ),
        max_size=30,
    ),
    any_text(),
)
def test_a_table_of_forms_is_a_dictionary(listed: dict[str, list[tuple[str, str, int]]], other: str) -> None:
    """Whatever forms are put in, each word finds its own, in their order, and no word finds another's."""
    forms = {
        word: tuple(
            GivenForm(name_class=name, nominative=name, kind="full", gender=gender, weight=weight)
            for name, gender, weight in found
        )
        for word, found in listed.items()
    }
    table = Listed(WordTable.of(written_forms(forms)), forms_of)

    for _ in range(2):
        assert forms.get(other) == table.get(other)
        assert (other in forms) == (other in table)
        assert all(table.get(f"{at} is no word") is None for at in range(64))
    assert forms == dict(table)


def classes(word: str) -> set[str]:
    """Return the given names a word may be."""
    return {form.name_class for form in known().given(word)}


@pytest.mark.parametrize(
    ("form", "expected"),
    [
        ("Пётр", "пётр"),
        ("  Jean Paul ", "jean-paul"),
        ("Jean-Paul", "jean-paul"),
        ("O’Brien", "o'brien"),
        ("Abd al-Rahman", "abd-rahman"),
        ("Abdul-Rahman", "abd-rahman"),
        ("Salah al-Din", "salah-din"),
        ("Nur ad-Din", "nur-din"),
        ("عبد الرحمن", "عبد-رحمن"),
        ("محمّد", "محمد"),
    ],
)
def test_fold_form(form: str, expected: str) -> None:
    """A listed form is folded as names are: one case, one joint, no article inside a compound."""
    assert expected == fold_form(form, known().alphabets)


@given(given_names())
def test_folding_a_form_twice_is_folding_it_once(form: str) -> None:
    """A folded form stays as it is."""
    alphabets = known().alphabets
    folded = fold_form(form, alphabets)

    assert folded == fold_form(folded, alphabets)


@pytest.mark.parametrize(
    ("word", "expected", "with_article"),
    [
        ("الحَسَنة", "حسنه", "الحسنه"),
        ("أحمد", "احمد", "احمد"),
        ("إبراهيم", "ابراهيم", "ابراهيم"),
        ("یوسف", "يوسف", "يوسف"),
        ("مصطفى", "مصطفي", "مصطفي"),
        ("الله", "الله", "الله"),
        ("محـــمد", "محمد", "محمد"),
    ],
)
def test_fold_arabic(word: str, expected: str, with_article: str) -> None:
    """Vowel marks, hamza seats, final letters and the article are habits; a short word keeps its beginning."""
    alphabets = known().alphabets

    assert expected == fold_arabic(word, alphabets)
    assert with_article == fold_arabic(word, alphabets, keep_article=True)


@pytest.mark.parametrize(
    ("word", "name_class"),
    [
        ("александр", "aleksandr"),
        ("oleksandr", "aleksandr"),
        ("саша", "aleksandr"),
        ("саша", "aleksandra"),
        ("стас", "stanislav"),
        ("семен", "semyon"),
        ("семён", "semyon"),
        ("محمد", "muhammad"),
        ("mohammad", "muhammad"),
        ("мухаммад", "muhammad"),
    ],
)
def test_given(word: str, name_class: str) -> None:
    """Spellings of many languages, and short forms, lead to one name."""
    assert name_class in classes(word)


@pytest.mark.parametrize("word", ["косотуров", "щ", "", "1979", "😀"])
def test_what_is_no_given_name(word: str) -> None:
    """A surname, a letter and a number are no given names."""
    assert set() == classes(word)


@given(given_names())
def test_every_listed_form_is_known(form: str) -> None:
    """Whatever the rules list is found under its letters."""
    assert known().given_by_form.get(fold_form(form, known().alphabets))


@given(given_names("ru"))
def test_a_listed_form_leads_to_names(form: str) -> None:
    """A listed form is a given name, by eight classes at most, the commonest first."""
    found = known().given(fold_form(form, known().alphabets))
    weights = [one.weight for one in found]

    assert 1 <= len(found) <= 8
    assert sorted(weights, reverse=True) == weights


@given(any_text())
def test_any_text_can_be_looked_up(text: str) -> None:
    """Looking a word up never fails, and gives no name twice."""
    found = [form.name_class for form in known().given(text)]

    assert len(set(found)) == len(found)


@pytest.mark.parametrize(
    ("name", "patronymics"),
    [
        ("игорь", {"игоревич", "игоревна"}),
        ("андрей", {"андреевич", "андреевна"}),
        ("дмитрий", {"дмитриевич", "дмитриевна"}),
        ("василий", {"васильевич", "васильевна"}),
        ("илья", {"ильич", "ильинична"}),
        ("никита", {"никитич", "никитична"}),
        ("степан", {"степанович", "степановна"}),
        ("іван", {"іванович", "іванівна"}),
        ("сергій", {"сергійович", "сергіївна"}),
    ],
)
def test_patronymics_of(name: str, patronymics: set[str]) -> None:
    """A man's name gives the patronymics of his sons and daughters, Russian and Ukrainian."""
    assert patronymics <= set(patronymics_of(name))


@pytest.mark.parametrize(
    ("patronymic", "father"),
    [
        ("петрович", "pyotr"),
        ("петровна", "pyotr"),
        ("павлович", "pavel"),
        ("львович", "lev"),
        ("ильич", "ilya"),
        ("николаевич", "nikolay"),
        ("миколайович", "nikolay"),
        ("александровна", "aleksandr"),
    ],
)
def test_father_of(patronymic: str, father: str) -> None:
    """A patronymic, regular or not, leads to the father's name."""
    assert father in {form.name_class for form in known().father_of[patronymic]}


@pytest.mark.parametrize("form", listed_forms("ru", gender="m")[::40])
def test_men_have_sons(form: str) -> None:
    """The patronymics that a listed Russian man's name makes are known as his."""
    word = fold_form(form, known().alphabets)
    fathers = {one.name_class for name in patronymics_of(word) for one in known().father_of[name]}

    assert {
        one.name_class for one in known().given_by_form[word] if one.kind != SHORT and one.gender != "f"
    } <= fathers


@pytest.mark.parametrize(
    ("ending", "nominative", "after_consonant", "word", "expected"),
    [
        ("ова", "ов", False, "косотурова", "косотуров"),
        ("ова", "ов", False, "матвеева", None),
        ("ова", "ов", False, "ова", None),
        ("ова", "ов", False, "лова", None),
        ("а", "", True, "станислава", "станислав"),
        ("а", "", True, "илиа", None),
        ("я", "ь", False, "игоря", "игорь"),
        ("я", "ь", False, "игорь", None),
    ],
)
def test_undo(
    ending: str, nominative: str, *, after_consonant: bool, word: str, expected: str | None
) -> None:
    """A case ending comes off where it stands and leaves a stem of two letters at least."""
    one = Ending(
        ending=ending, nominative=nominative, case="gen", gender="m", after_consonant=after_consonant
    )

    assert expected == one.undo(word)


@given(any_words())
def test_undoing_never_empties_a_word(word: str) -> None:
    """No case ending takes a whole word away, whichever part of a name it is for."""
    undone = [ending.undo(word) for endings in known().endings.values() for ending in endings]

    assert all(len(found) >= 2 for found in undone if found is not None)


def test_frequencies_are_shares() -> None:
    """The share of people who bear a name lies between none and all, and the common names are the common ones."""
    surnames, given = known().surname_frequency, known().class_frequency

    assert all(0 < share < 1 for share in surnames.values())
    assert all(0 <= share < 1 for share in given.values())
    assert surnames["ivanov"] > surnames["matvev"]
    assert given["aleksandr"] > given["stanislav"]


@pytest.mark.parametrize("word", ["prudić", "prudic", "прудић", "прудовски", "prudoviq", "prudanaj"])
def test_endings_of_surnames_of_the_balkans(word: str) -> None:
    """What ends as South Slavic and Albanian surnames do is likelier a surname than a given name."""
    kind = kind_of_word(word, known())

    assert kind.surnameness >= 2 > kind.givenness


@pytest.mark.parametrize(
    "surname", ["krasniqi", "gashi", "hodžić", "хоџић", "horvat", "стојановски", "suljić"]
)
def test_common_surnames_of_the_balkans(surname: str) -> None:
    """A surname that many bear says less than a rare one."""
    shares = [known().surname_frequency.get(key, 0.0) for key in known().alphabets.keys(surname)]

    assert max(shares) > 0.001
