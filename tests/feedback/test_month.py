"""A month as a script: lists come weekly, one is replaced, rows go and return, two people judge, a family writes; nothing gets lost."""

import random
from collections.abc import Sequence
from pathlib import Path

import polars as pl

import resolver
from tests.feedback.conftest import Resolver
from tests.lists import people

EVERYBODY = people(40, seed=8).to_dicts()
NAMESAKES = [
    {"mention_id": f"n{at}", "name": name}
    for at, name in enumerate(["Иванов Сергей Петрович"] * 2 + ["Петров Иван Сергеевич"] * 2)
]
LIST_A = [*EVERYBODY[:24], *NAMESAKES]
WEEK_1 = [*EVERYBODY[24:32], *({**row, "mention_id": f"{row['mention_id']}k"} for row in EVERYBODY[:4])]
WEEK_2 = EVERYBODY[32:]
RESPELT = {**LIST_A[6], "name": f"{LIST_A[6]['name']}а"}
"""A row whose patronymic is spelt otherwise in the second version of its list."""

SECOND = [*LIST_A[:4], RESPELT, *LIST_A[7:]]
"""The list without its rows 4 and 5."""
THIRD = [*SECOND, LIST_A[4]]

Changes = list[tuple[str, str, str | None]]


def save(
    name: str, rows: Sequence[dict[str, str | None]], shuffle: random.Random | None, encoding: str = "utf-8"
) -> str:
    """Write rows as a CSV file, in another order when there is chance; return its name."""
    order = shuffle.sample(list(rows), len(rows)) if shuffle else rows
    text = pl.DataFrame(order).write_csv(separator=";")
    Path(name).write_bytes(text.encode(encoding))
    return name


def judge(name: str, pair: tuple[str, str], verdict: str) -> str:
    """Write one judge's sheet; return its name."""
    Path(name).write_text(f"left_id;right_id;verdict\n{pair[0]};{pair[1]};{verdict}\n", encoding="cp1251")
    return name


class Month:
    """One month in one folder, step by step, with what changed in each."""

    def __init__(self, resolve: Resolver, out: str, shuffle: random.Random | None) -> None:
        self.resolve, self.out, self.shuffle = resolve, out, shuffle
        self.changes: list[Changes] = []
        self.persons: list[dict[str, str]] = []

    def run(self, *arguments: str) -> str:
        """Make one run and note what it said."""
        told = self.resolve("dedupe", *arguments, "--no-report")
        run = resolver.open(self.out)
        self.changes.append(run.changes.select("person_id", "change", "other_ids").rows())
        self.persons.append(dict(run.memberships.select("mention_id", "person_id").iter_rows()))
        return told

    def go_on(self, *arguments: str) -> str:
        """Make a run that goes on from the one before."""
        return self.run("--previous", self.out, *arguments)

    def pass_by(self) -> None:
        """Live through the month."""
        first = save("a.csv", LIST_A, self.shuffle)
        self.run(first, "-o", self.out, "--default", "status=killed", "--no-estimate")
        self.go_on("--add", save("week-1.csv", WEEK_1, self.shuffle))
        self.resolve("judgements", "add", self.out, judge("ak.csv", ("n0", "n1"), "да"), "--judge", "AK")
        self.resolve("judgements", "add", self.out, judge("bm.csv", ("n2", "n3"), "нет"), "--judge", "BM")
        self.go_on()
        second = save("a-second.csv", SECOND, self.shuffle, "cp1251")
        self.go_on("--replace", f"a={second}", "--confirm-withdrawals")
        self.resolve(
            "correct", self.out, "--alive", LIST_A[7]["mention_id"], "--asked-by", "family", "--by", "AK"
        )
        self.go_on("--add", save("week-2.csv", WEEK_2, self.shuffle))
        self.summary = self.go_on("--replace", f"a={save('a-third.csv', THIRD, self.shuffle)}")


def _of(month: Month, step: int, rows: Sequence[dict[str, str | None]]) -> list[str]:
    return sorted(month.persons[step][str(row["mention_id"])] for row in rows)


def test_a_month_leaves_its_traces(resolve: Resolver) -> None:
    """Each step's changes.csv is exactly what happened in it, ids stay, every judgement holds, whatever order rows come in."""
    month, shuffled = Month(resolve, "out", None), Month(resolve, "again", random.Random(4))
    month.pass_by()
    shuffled.pass_by()

    assert month.changes == shuffled.changes
    assert month.persons == shuffled.persons
    _check_changes(month)
    _check_persons(month)
    _check_files(month)


def _check_changes(month: Month) -> None:
    """Check that each step tells what happened in it and nothing else."""
    first, week, judged, replaced, letter, back = month.changes
    joined = sorted({month.persons[1]["n0"], month.persons[1]["n1"]})
    person_of = month.persons[0]

    assert sorted(set(person_of.values())) == [person for person, change, _ in first if change == "new"]
    assert sorted(
        [(one, "grown", None) for one in _of(month, 0, LIST_A[:4])]
        + [(one, "new", None) for one in _of(month, 1, WEEK_1[:8])]
    ) == sorted(week)
    assert [(joined[0], "merged", joined[1]), (joined[1], "merged", joined[0])] == judged
    assert [(one, "withdrawn", None) for one in _of(month, 0, LIST_A[4:6])] == replaced
    assert sorted(
        [(person_of[str(LIST_A[7]["mention_id"])], "correction", None)]
        + [(one, "new", None) for one in _of(month, 4, WEEK_2)]
    ) == sorted(letter)
    assert [(person_of[str(LIST_A[4]["mention_id"])], "reinstated", None)] == back


def _check_persons(month: Month) -> None:
    """Check that nobody moved but those who were judged the same, and that both judges are obeyed to the end."""
    for earlier, later in zip(month.persons, month.persons[1:], strict=False):
        moved = {one for one in earlier.keys() & later.keys() if earlier[one] != later[one]}
        assert moved <= {"n0", "n1"}
    assert month.persons[-1]["n0"] == month.persons[-1]["n1"]
    assert month.persons[-1]["n2"] != month.persons[-1]["n3"]


def _check_files(month: Month) -> None:
    """Check that no judgement, tombstone or record is lost."""
    assert 2 == pl.read_csv("out/judgements.csv").height
    assert "2 judgements obeyed" in month.summary
    assert "1 reported alive (were on a list)" in month.summary
    assert [("superseded", RESPELT["mention_id"]), ("withdrawn", LIST_A[5]["mention_id"])] == sorted(
        pl.read_csv("out/withdrawn.csv").select("state", "mention_id").rows()
    )
    places = pl.concat(
        [
            pl.read_csv(f"out/{name}.csv", infer_schema=False).select("file", "line")
            for name in ("mentions", "rejects")
        ]
    )
    assert places.is_unique().all()
