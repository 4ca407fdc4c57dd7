"""An Outcome -> files for other programs and other people: the door of exports."""

from typing import TYPE_CHECKING

from resolver.lazy import fetched

if TYPE_CHECKING:
    from resolver.exports.folder import check_export, write_public
    from resolver.exports.nomenklatura import nomenklatura_file
    from resolver.exports.outside import write_ftm
    from resolver.exports.package import described
    from resolver.exports.public import missed_restrictions, public_edition, reported_alive
    from resolver.exports.workbook import workbook_of


__all__ = [
    "check_export",
    "described",
    "missed_restrictions",
    "nomenklatura_file",
    "public_edition",
    "reported_alive",
    "workbook_of",
    "write_ftm",
    "write_public",
]

__getattr__ = fetched(
    __name__,
    {
        "resolver.exports.folder": (
            "check_export",
            "write_public",
        ),
        "resolver.exports.nomenklatura": ("nomenklatura_file",),
        "resolver.exports.outside": ("write_ftm",),
        "resolver.exports.package": ("described",),
        "resolver.exports.public": (
            "missed_restrictions",
            "public_edition",
            "reported_alive",
        ),
        "resolver.exports.workbook": ("workbook_of",),
    },
)
