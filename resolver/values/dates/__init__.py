"""What a list says about a date -> the interval of days it may have been, as EDTF: the door of the folder."""

from resolver.values.dates.beside import without_place
from resolver.values.dates.calendared import OF_NUMBERS, YEAR_FIRST, own_calendar
from resolver.values.dates.calendarwords import FILE, GREGORIAN, OF_OTHER_YEARS, UNREAD, is_persian
from resolver.values.dates.edtf import cut_date, edtf_of
from resolver.values.dates.interval import DateInterval, from_excel_serial, gap_days, meets
from resolver.values.dates.order import DATED, WRITTEN, in_column, order_stated, orders_told
from resolver.values.dates.read import read_date
from resolver.values.dates.told import (
    MANNERS,
    MAY_TELL,
    PERSIAN,
    CellsTold,
    cells_told,
    concluded,
    in_calendar,
)
from resolver.values.dates.words import DateWords, table_of, whole_number

__all__ = [
    "DATED",
    "FILE",
    "GREGORIAN",
    "MANNERS",
    "MAY_TELL",
    "OF_NUMBERS",
    "OF_OTHER_YEARS",
    "PERSIAN",
    "UNREAD",
    "WRITTEN",
    "YEAR_FIRST",
    "CellsTold",
    "DateInterval",
    "DateWords",
    "cells_told",
    "concluded",
    "cut_date",
    "edtf_of",
    "from_excel_serial",
    "gap_days",
    "in_calendar",
    "in_column",
    "is_persian",
    "meets",
    "order_stated",
    "orders_told",
    "own_calendar",
    "read_date",
    "table_of",
    "whole_number",
    "without_place",
]
