"""What a list says about a date -> the interval of days it may have been, as EDTF: the door of the folder."""

from resolver.values.dates.calendarwords import FILE
from resolver.values.dates.edtf import cut_date, edtf_of
from resolver.values.dates.interval import DateInterval, from_excel_serial, gap_days, meets
from resolver.values.dates.order import DATED, WRITTEN, in_column, order_stated, orders_told
from resolver.values.dates.read import read_date
from resolver.values.dates.words import DateWords, table_of, whole_number

__all__ = [
    "DATED",
    "FILE",
    "WRITTEN",
    "DateInterval",
    "DateWords",
    "cut_date",
    "edtf_of",
    "from_excel_serial",
    "gap_days",
    "in_column",
    "meets",
    "order_stated",
    "orders_told",
    "read_date",
    "table_of",
    "whole_number",
]
