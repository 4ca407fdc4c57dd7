"""Lists of invented people: everybody once, many namesakes, and copies of some of them."""

import numpy as np
import polars as pl

from resolver.filled import filled

SURNAMES = [
    "Тестов",
    "Пробин",
    "Выдумкин",
    "Примеров",
    "Образцов",
    "Макетов",
    "Черновик",
    "Наброскин",
    "Эскизов",
    "Шаблонов",
    "Заглушкин",
    "Условнов",
    "Болванов",
    "Манекенов",
]
GIVEN = ["Иван", "Пётр", "Сергей", "Алексей", "Николай", "Андрей", "Дмитрий", "Илья"]
PATRONYMICS = ["Иванович", "Петрович", "Сергеевич", "Алексеевич", "Николаевич", "Андреевич"]
PLACES = ["Казань", "Самара", "Пермь", "Омск", "Томск", "Тула"]


def people(count: int, *, seed: int, dated: float = 1.0) -> pl.DataFrame:
    """Return a list in which everybody stands once and a full name is borne by two or three people on average.

    ``dated`` is the share of rows with a day of birth; every day is somebody's own.
    """
    random = np.random.default_rng(seed)
    days = random.permutation(15_000)[:count]
    rows = [
        {
            "mention_id": f"m{at:05d}",
            "name": " ".join(_drawn(words, random) for words in (SURNAMES, GIVEN, PATRONYMICS)),
            "birth_date": str(np.datetime64("1960-01-01") + day) if random.random() < dated else None,
            "origin_place": _drawn(PLACES, random),
        }
        for at, day in enumerate(days.tolist())
    ]
    return pl.DataFrame(rows)


def twice(frame: pl.DataFrame, *, seed: int, share: float = 0.4) -> tuple[pl.DataFrame, dict[str, str]]:
    """Return a list in which some rows of another stand again, a third of them without a place, and who everybody is."""
    copies = frame.sample(fraction=share, seed=seed).with_row_index("at")
    again = copies.select(
        filled("{}x", "mention_id").alias("mention_id"),
        "name",
        "birth_date",
        origin_place=pl.when(pl.col("at") % 3 > 0).then("origin_place"),
    )
    whole = pl.concat([frame, again])
    return whole, {one: one.rstrip("x") for one in whole["mention_id"]}


def _drawn(words: list[str], random: np.random.Generator) -> str:
    """Draw a word; the first are the commonest, as with names."""
    shares = 1 / np.arange(1, len(words) + 1)
    return words[int(random.choice(len(words), p=shares / shares.sum()))]
