"""Files or a frame -> MENTIONS, REJECTS, LISTS, COLUMN_MAP: the door of the first stage."""

from resolver.stages.read.columns import ColumnWords, column_words
from resolver.stages.read.lists import ReadLists, names_of, read, read_frame

__all__ = ["ColumnWords", "ReadLists", "column_words", "names_of", "read", "read_frame"]
