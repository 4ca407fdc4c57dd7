"""An Outcome -> files for other programs and other people: the door of exports."""

from resolver.exports.workbook import workbook_of

__all__ = ["workbook_of"]
