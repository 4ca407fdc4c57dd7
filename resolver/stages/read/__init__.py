"""Files or a frame -> MENTIONS, REJECTS, LISTS, COLUMN_MAP: the door of the first stage."""

from resolver.stages.read.choices import Choices
from resolver.stages.read.columns import ColumnWords, column_words
from resolver.stages.read.file_names import names_of
from resolver.stages.read.lists import ReadLists, read, read_frame

__all__ = ["Choices", "ColumnWords", "ReadLists", "column_words", "names_of", "read", "read_frame"]
