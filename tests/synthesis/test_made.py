"""Made lists are what they were asked to be, the truth is whole, and the same wishes make the same bytes."""

import os
import subprocess
import sys
from collections import Counter
from functools import cache
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

import resolver
from resolver.errors import FolderError, UsageError
from resolver.names.knowledge import load_knowledge
from resolver.rulebook import load_rulebook
from resolver.synthesis import MadeList, Wishes, hide, make_list, write_made
from resolver.synthesis.recipe import read_recipe
from tests.strategies import few

PROFILES = sorted(read_recipe().profiles)
SHARES = st.floats(0, 0.9).map(lambda share: round(share, 2))
WISHES = st.builds(
    Wishes,
    mentions=st.integers(1, 120),
    seed=st.integers(0, 2**62),
    profile=st.sampled_from(PROFILES),
    lists=st.integers(1, 18),
    repeat_share=SHARES,
    cross_script=SHARES,
    typos=SHARES,
    new_surnames=SHARES,
)


@cache
def made_list(profile: str = "mixed", **others: float) -> MadeList:
    """Return a made list of a thousand mentions, made once."""
    return make_list(Wishes(mentions=1000, profile=profile, **others))  # type: ignore[arg-type]


def rows_of(made: MadeList) -> pl.DataFrame:
    """Return the mentions with the person and the script of the list."""
    scripts = {name: one.script for name, one in read_recipe().lists.items()}
    script = pl.col("list_id").str.replace(r"_\d+$", "").replace_strict(scripts)
    return made.mentions.join(made.truth, on="mention_id", how="left").with_columns(script=script)


@given(WISHES)
@few(15)
def test_a_made_list_is_whole(wishes: Wishes) -> None:
    """Every mention says something and is of one person who is among the people; nothing but the wishes decides what is made."""
    made = make_list(wishes)

    check_the_truth_is_whole(made, wishes)
    check_every_mention_says_something(made, wishes)
    assert made.mentions.equals(make_list(wishes).mentions)


def check_the_truth_is_whole(made: MadeList, wishes: Wishes) -> None:
    """Every mention is of one person who is among the people, and everybody is mentioned; as many repeat as was asked."""
    assert wishes.mentions == made.mentions.height
    assert made.mentions["mention_id"].to_list() == made.truth["mention_id"].to_list()
    assert wishes.mentions == made.truth["mention_id"].n_unique()
    assert set(made.persons["person_id"]) == set(made.truth["person_id"])
    assert max(1, wishes.mentions - round(wishes.mentions * wishes.repeat_share)) == made.persons.height


def check_every_mention_says_something(made: MadeList, wishes: Wishes) -> None:
    """A row has a name or a surname, a list, a page, a day and a status."""
    named = pl.any_horizontal(pl.col("name", "surname").is_not_null())

    assert made.mentions.select(named.all()).item()
    assert 0 == sum(
        made.mentions[name].null_count() for name in ("list_id", "url", "reported_date", "status")
    )
    assert wishes.lists >= made.mentions["list_id"].n_unique()


def test_the_same_bytes_everywhere(tmp_path: Path) -> None:
    """Neither the hash seed of Python nor the number of threads changes a byte; another seed changes the list."""
    written = []
    for place, (hash_seed, threads, seed) in enumerate((("0", "1", 4), ("1234", "3", 4), ("0", "1", 5))):
        command = [
            sys.executable,
            "-m",
            "resolver",
            "synth",
            "-n",
            "150",
            "--seed",
            str(seed),
            "--hide",
            ".3",
        ]
        folder = tmp_path / str(place)
        subprocess.run(
            [*command, "-o", str(folder), "--quiet"],
            check=True,
            env={**os.environ, "PYTHONHASHSEED": hash_seed, "POLARS_MAX_THREADS": threads},
        )
        files = sorted(path for path in folder.rglob("*") if path.is_file())
        written.append([(path.name, path.read_bytes()) for path in files])

    assert ["hidden_classes.csv", "mentions.csv", "resolver.toml", "hidden.csv", "truth.csv"] == [
        name for name, _ in written[0]
    ]
    assert written[0] == written[1]
    assert dict(written[0])["mentions.csv"] != dict(written[2])["mentions.csv"]


def test_all_different() -> None:
    """Without repeats everybody is mentioned once."""
    assert 1000 == made_list(repeat_share=0.0).truth["person_id"].n_unique()


@pytest.mark.parametrize("profile", PROFILES)
def test_scripts_stay_apart(profile: str) -> None:
    """When no repeat is to be in another script, all mentions of a person are in one."""
    rows = rows_of(made_list(profile, cross_script=0.0, repeat_share=0.5))

    assert 1 == rows.group_by("person_id").agg(pl.col("script").n_unique())["script"].max()


def test_scripts_cross() -> None:
    """When every repeat is to be in another script, most people who are named twice are named in two."""
    rows = rows_of(made_list(cross_script=1.0, repeat_share=0.5))
    many = rows.group_by("person_id").agg(pl.len(), pl.col("script").n_unique()).filter(pl.col("len") > 1)

    assert 0.8 < (many["script"] > 1).mean()  # type: ignore[operator]


def test_families() -> None:
    """A family has one surname and one people; children of one man have different names and no common birthday."""
    persons = made_list("syria", repeat_share=0.0).persons
    families = persons.group_by("family_id").agg(
        pl.col("surname", "people").n_unique().name.suffix("_count"), pl.len()
    )
    siblings = persons.group_by("family_id", "father", maintain_order=True).agg(
        pl.len(), pl.struct("given_name", "sex").n_unique().alias("names"), pl.col("birth_date").n_unique()
    )
    families = families.filter(pl.col("len") > 1)

    assert 50 < families.height
    assert (1, 1) == (families["surname_count"].max(), families["people_count"].max())
    assert siblings["len"].to_list() == siblings["birth_date"].to_list() == siblings["names"].to_list()


def test_fathers_are_older() -> None:
    """Where a man is followed by children who bear his name, he was born half a generation before them, at the least."""
    persons = made_list("russia", repeat_share=0.0).persons
    heads = persons.group_by("family_id", maintain_order=True).first()
    pairs = persons.join(heads, on="family_id", suffix="_of_head").filter(
        pl.col("father") == pl.col("given_name_of_head"), pl.col("father") != pl.col("father_of_head")
    )
    years = (pairs["birth_date"] - pairs["birth_date_of_head"]).dt.total_days() / 365

    assert 10 < pairs.height
    assert 15 < years.min()  # type: ignore[operator]


def test_some_are_alive_after_all() -> None:
    """Whoever turns out to be alive was reported dead, missing or captured before."""
    made = make_list(Wishes(mentions=8000, repeat_share=0.6, profile="russia"))
    rows = rows_of(made).with_columns(is_alive=pl.col("note").is_not_null())
    alive = rows.filter("is_alive").join(rows, on="person_id", suffix="_other")
    others = alive.filter(pl.col("mention_id") != pl.col("mention_id_other"))

    assert 5 < rows["is_alive"].sum()
    assert not others["is_alive_other"].any()
    assert rows["is_alive"].sum() == others["person_id"].n_unique()


def test_reposts_repeat_letter_for_letter() -> None:
    """A repost names the publisher it has it from, and says what that one said."""
    rows = rows_of(made_list("russia", repeat_share=0.5))
    reposts = rows.filter(pl.col("via").str.contains(r"^\w+ \d+( <- |$)"))
    publishers = set(rows["publisher"])
    said = ["person_id", "name", "birth_date", "age", "death_date", "origin_place"]
    found = reposts.join(rows, on=said, nulls_equal=True, suffix="_copied").filter(
        pl.col("mention_id") != pl.col("mention_id_copied")
    )

    assert 10 < reposts.height
    assert publishers >= {via.partition(" <- ")[0] for via in reposts["via"]}
    assert set(reposts["mention_id"]) == set(found["mention_id"])


@pytest.mark.parametrize("profile", PROFILES)
def test_lists_keep_to_their_script(profile: str) -> None:
    """Without slips a name has the letters of its list's script and of no other."""
    ours = {"latin": "Latin", "arabic": "Arabic", "armenian": "Armenian"}
    rows = rows_of(made_list(profile, typos=0.0, lists=16)).filter(pl.col("name").is_not_null())

    for script in rows["script"].unique(maintain_order=True):
        foreign = rf"[\p{{L}}--[\p{{{ours.get(script, 'Cyrillic')}}}\p{{Lm}}]]"
        of_list = rows.filter(pl.col("script") == script, pl.col("name").str.contains(foreign))
        assert [] == of_list["name"].to_list(), script


def test_only_soldiers_have_ranks() -> None:
    """A civilian has neither rank nor unit."""
    rows = made_list("palestine", lists=16).mentions

    assert (0, 0) == (rows["rank"].count(), rows["unit"].count())


def test_names_are_drawn_from_the_rules() -> None:
    """No given name comes from anywhere but names/given/."""
    assert set(made_list().classes["class"]) <= set(load_rulebook().table("names/given")["class"])


def test_most_surnames_stand_in_no_table() -> None:
    """With --new-surnames 1 none of a Slavic profile's surnames is one that the rules list, with 0 nearly all are."""
    listed = set(load_rulebook().table("names/surname_frequencies.csv")["surname"])
    new = made_list("ukraine", new_surnames=1.0).persons
    old = made_list("ukraine", new_surnames=0.0).persons.filter(
        pl.col("people").is_in(["ukrainian", "russian"])
    )

    assert set() == set(new.filter(people="ukrainian")["surname"]) & listed
    assert set(old["surname"]) <= listed


def test_hidden_classes_are_not_known(tmp_path: Path) -> None:
    """The folder of rules that --hide writes makes the matcher forget the classes, and only those."""
    made = made_list("russia")
    hidden = hide(made.classes, share=0.5, seed=3)
    write_made(made, tmp_path / "made", hidden=hidden)
    blind = load_knowledge(load_rulebook(tmp_path / "made" / "rules"))
    known = {
        form.name_class for word in ("александр", "иван", "сергей", "алексей") for form in blind.given(word)
    }

    assert abs(made.classes.height - 2 * hidden.height) <= 1
    assert set() == known & set(hidden["class"])
    assert hidden["class"].to_list() == hide(made.classes, share=0.5, seed=3)["class"].to_list()


def test_a_made_list_goes_through_the_house(tmp_path: Path) -> None:
    """Three hundred mentions are all read, and what is linked is nearly always one person."""
    made = make_list(Wishes(mentions=300, seed=11, repeat_share=0.4))
    write_made(made, tmp_path / "made")
    run = resolver.dedupe(tmp_path / "made" / "mentions.csv")
    person = dict(run.memberships.select("mention_id", "person_id").iter_rows())
    truth = dict(made.truth.iter_rows())
    linked, right = _pairs(person), _pairs({one: (person[one], truth[one]) for one in person})

    assert set(truth) == set(person)
    assert 30 < linked
    assert 0.95 <= right / linked


def _pairs(groups: dict[str, object]) -> int:
    return sum(size * (size - 1) // 2 for size in Counter(groups.values()).values())


@pytest.mark.parametrize(
    ("wishes", "told"),
    [
        ({"mentions": 0}, "0 mentions"),
        ({"mentions": 5, "profile": "narnia"}, "use one of mixed"),
        ({"mentions": 5, "repeat_share": 1.0}, "somebody must be mentioned a first time"),
        ({"mentions": 5, "typos": 1.5, "lists": 0}, "typos 1.5"),
        ({"mentions": 5, "seed": -1}, "seed -1"),
    ],
)
def test_impossible_wishes(wishes: dict[str, float], told: str) -> None:
    """What cannot be is said in words, before anything is made."""
    with pytest.raises(UsageError, match=told):
        make_list(Wishes(**wishes))  # type: ignore[arg-type]


def test_another_folder_is_left_alone(tmp_path: Path) -> None:
    """A folder that holds anything else is not written to."""
    (tmp_path / "letters.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(FolderError, match=r"letters\.txt"):
        write_made(made_list(), tmp_path)


@pytest.mark.parametrize("name", ["iuliia", "pytrovich"])
def test_a_missing_extra_is_named(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the libraries of the extra the message says what to install."""
    for module in [one for one in sys.modules if one.partition(".")[0] == name]:
        monkeypatch.delitem(sys.modules, module)
    monkeypatch.setitem(sys.modules, name, None)
    with pytest.raises(UsageError, match=rf"{name}.*resolver\[synth\]"):
        make_list(Wishes(mentions=5))
