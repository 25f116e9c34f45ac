"""The headline: was the user served right."""

from __future__ import annotations

from eval.case import Case
from eval.metrics.completeness import Completeness
from eval.metrics.hits import applies, new_places
from qa.model import Reply, Status

_FIRST = 5


class Right:
    """Answered completely from a right passage, or rightly refused."""

    name = "right"
    definition = (
        "Answerable: answered, complete, and every required place within the first five citations, "
        "or as many as there are required places. "
        "Unanswerable: refused."
    )
    source = "this project; GOV.UK Chat pilot report (partial = wrong)"

    def score(self, case: Case, reply: Reply) -> float | None:
        """1.0 or 0.0 for every question."""
        refused = reply.status is Status.REFUSED
        if not case.answerable or refused:
            return float(refused and not case.answerable)
        complete = Completeness().score(case, reply) in (None, 1.0)
        return float(complete and _places_cited(case, reply))


def _places_cited(case: Case, reply: Reply) -> bool:
    """A list of six rows needs six citations to be right."""
    first = reply.citations[: max(_FIRST, len(case.groups))]
    return not applies(case) or sum(map(len, new_places(case, first))) == len(case.groups)
