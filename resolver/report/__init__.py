"""An Outcome -> what people read: the summary, the report page, the fragments a notebook shows, cards and explanations as text."""

from typing import TYPE_CHECKING

from resolver.lazy import fetched

if TYPE_CHECKING:
    from resolver.report.cards import Embed
    from resolver.report.claims import counts_text
    from resolver.report.counts import Counts
    from resolver.report.desk import hidden_names
    from resolver.report.dossier import dossier_of, dossier_text
    from resolver.report.origins import PersonOrigins, origins_of_person
    from resolver.report.page import (
        counts_picture,
        render_counts,
        render_dossier,
        render_fragment,
        render_pair,
        render_person,
        render_report,
        write_report,
    )
    from resolver.report.plain import explanation_text, found_text, person_text
    from resolver.report.summary import summarise


__all__ = [
    "Counts",
    "Embed",
    "PersonOrigins",
    "counts_picture",
    "counts_text",
    "dossier_of",
    "dossier_text",
    "explanation_text",
    "found_text",
    "hidden_names",
    "origins_of_person",
    "person_text",
    "render_counts",
    "render_dossier",
    "render_fragment",
    "render_pair",
    "render_person",
    "render_report",
    "summarise",
    "write_report",
]

__getattr__ = fetched(
    __name__,
    {
        "resolver.report.cards": ("Embed",),
        "resolver.report.claims": ("counts_text",),
        "resolver.report.counts": ("Counts",),
        "resolver.report.desk": ("hidden_names",),
        "resolver.report.dossier": (
            "dossier_of",
            "dossier_text",
        ),
        "resolver.report.origins": (
            "PersonOrigins",
            "origins_of_person",
        ),
        "resolver.report.page": (
            "counts_picture",
            "render_counts",
            "render_dossier",
            "render_fragment",
            "render_pair",
            "render_person",
            "render_report",
            "write_report",
        ),
        "resolver.report.plain": (
            "explanation_text",
            "found_text",
            "person_text",
        ),
        "resolver.report.summary": ("summarise",),
    },
)
