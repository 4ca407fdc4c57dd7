"""An Outcome -> what people read: the summary, the report page, the fragments a notebook shows."""

from resolver.report.page import render_fragment, render_report
from resolver.report.summary import summarise

__all__ = ["render_fragment", "render_report", "summarise"]
