"""An Outcome -> report.html."""

from resolver.outcome import Outcome
from resolver.report.summary import summarise


def render_report(outcome: Outcome) -> str:
    return f"<pre>{summarise(outcome)}</pre>"


def render_fragment(outcome: Outcome) -> str:
    return f"<pre>{summarise(outcome)}</pre>"
