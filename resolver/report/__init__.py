"""An Outcome -> what people read: the summary, the report page, the fragments a notebook shows, cards and explanations as text."""

from resolver.report.page import render_fragment, render_person, render_report
from resolver.report.plain import explanation_text, person_text
from resolver.report.summary import summarise

__all__ = [
    "explanation_text",
    "person_text",
    "render_fragment",
    "render_person",
    "render_report",
    "summarise",
]
