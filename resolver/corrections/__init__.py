"""What humans changed of what lists say: one correction, what holds of them all, and the file they are kept in."""

from resolver.corrections.kept import (
    CORRECTIONS_FILE,
    append_corrections,
    corrections_in,
    corrections_of,
    obeyed_corrections,
)
from resolver.corrections.one import ABOUT_PERSONS, ASKED_BY, Action, Correction, with_id
from resolver.corrections.placing import copy_of_rows, placed
from resolver.corrections.standing import Corrections, PersonMarks, Place

__all__ = [
    "ABOUT_PERSONS",
    "ASKED_BY",
    "CORRECTIONS_FILE",
    "Action",
    "Correction",
    "Corrections",
    "PersonMarks",
    "Place",
    "append_corrections",
    "copy_of_rows",
    "corrections_in",
    "corrections_of",
    "obeyed_corrections",
    "placed",
    "with_id",
]
