"""Count claims beside the named people, with their Outcome -> what ``Run.counts`` returns: it shows itself, in a notebook as a page."""

from dataclasses import dataclass, field

from resolver.claims import Reconciled
from resolver.outcome import Outcome
from resolver.report.claims import counts_text


@dataclass(frozen=True, kw_only=True, eq=False)
class Counts(Reconciled):
    """Count claims beside the named people, that show themselves: in words when printed, as a page in a notebook."""

    outcome: Outcome = field(repr=False)

    def __str__(self) -> str:
        return counts_text(self, self.outcome)

    def _repr_html_(self) -> str:
        from resolver.report.page import render_counts

        return render_counts(self, self.outcome)
