"""How many people there are: who is counted, the three numbers of a run, the same by a field, and who looks like several."""

from resolver.tally.by_field import EVERYBODY, NOT_STATED, count_by, counted_rows, texts_of
from resolver.tally.doubts import with_doubts
from resolver.tally.people import count_chosen, count_persons, count_run, countable_of, doubts_of

__all__ = [
    "EVERYBODY",
    "NOT_STATED",
    "count_by",
    "count_chosen",
    "count_persons",
    "count_run",
    "countable_of",
    "counted_rows",
    "doubts_of",
    "texts_of",
    "with_doubts",
]
