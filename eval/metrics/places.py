"""All required places cited."""

from __future__ import annotations

from eval.case import Case
from eval.metrics.hits import applies, new_places
from qa.model import Reply


class AllPlaces:
    """Every quote group is hit by some citation (a comparison needs both sides)."""

    name = "all_places"
    definition = "Every required place (quote group) is hit by some citation."
    source = "docs/contract.md, quote_groups"

    def score(self, case: Case, reply: Reply) -> float | None:
        """1.0 when no place is missing; None for questions without places."""
        if not applies(case):
            return None
        found = set[int]().union(*new_places(case, reply.citations))
        return float(len(found) == len(case.groups))
