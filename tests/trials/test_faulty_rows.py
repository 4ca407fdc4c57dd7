"""A million rows of which one in twenty is faulty: minutes long, ``make trials`` only. RESOLVER_ROWS says how many."""

import os
import random
import resource
from collections.abc import Iterator
from pathlib import Path

from resolver.settings import Settings
from resolver.sources import read_sources
from resolver.tables import PLACE_OF_ROW
from tests.fuzz.targets import rules

ROWS = int(os.environ.get("RESOLVER_ROWS", "1000000"))
FAULTS = (
    "{};x;y;z;surplus;more",
    "",
    ";;;;",
    "ФИО;дата рождения;дата гибели;откуда",
    "Итого: {};;;",
    "-;;;н/д",
)
_GIVEN = ("Иван", "Пётр", "Олег", "Илья", "Семён", "Игорь", "Лев", "Глеб")
_SURNAME = ("Тестов", "Пробов", "Макетов", "Выдумкин", "Образцов", "Примеров")


def lines(rows: int, rng: random.Random) -> Iterator[tuple[str, str]]:
    """Yield each line with what must become of it: used, rejected or blank."""
    for at in range(rows):
        if rng.random() < 0.05:
            fault = rng.choice(FAULTS)
            yield fault.format(at), "rejected" if fault.strip(";") else "blank"
        else:
            name = f"{rng.choice(_SURNAME)}{at % 9973} {rng.choice(_GIVEN)}"
            yield f"{name};{1950 + at % 60}-05-09;07.02.2018;д. Верхняя", "used"


def test_every_row_is_accounted_for(tmp_path: Path) -> None:
    """Each faulty row is a reject on its own line, each other a mention; the most memory held is told."""
    path, expected = tmp_path / "list.csv", {"used": [], "rejected": [], "blank": []}  # type: ignore[var-annotated]
    with path.open("w", encoding="utf-8") as stream:
        stream.write("ФИО;дата рождения;дата гибели;откуда\n")
        for number, (line, fate) in enumerate(lines(ROWS, random.Random(6)), start=2):
            stream.write(line + "\n")
            expected[fate].append(number)
    lists = read_sources([path], rules(), Settings(), {}, {}, "", False)
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    print(f"{ROWS:,} rows, {len(expected['rejected']):,} rejected, at most {most:.1f} GB")  # noqa: T201

    assert expected["rejected"] == lists.rejects["line"].sort().to_list()
    assert expected["used"] == lists.mentions["line"].sort().to_list()
    assert ROWS - len(expected["blank"]) == lists.lists["record_count"].sum()
    assert lists.mentions.select(list(PLACE_OF_ROW)).is_unique().all()
