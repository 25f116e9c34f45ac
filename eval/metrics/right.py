"""The headline: was the user served right."""

from __future__ import annotations

from eval.case import Case
from eval.metrics.completeness import Completeness
from eval.metrics.recall import Hit5
from qa.model import Reply, Status


class Right:
    """Answered completely from a right passage, or rightly refused."""

    name = "right"
    definition = (
        "Answerable: answered, complete, and every required place within the first five citations. "
        "Unanswerable: refused."
    )
    source = "this project; GOV.UK Chat pilot report (partial = wrong)"

    def score(self, case: Case, reply: Reply) -> float | None:
        """1.0 or 0.0 for every question."""
        refused = reply.status is Status.REFUSED
        if not case.answerable or refused:
            return float(refused and not case.answerable)
        parts = (Completeness().score(case, reply), Hit5().score(case, reply))
        return float(all(part in (None, 1.0) for part in parts))
