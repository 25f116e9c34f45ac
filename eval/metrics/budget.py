"""Hit within a reading budget, so that returning whole sections earns nothing."""

from __future__ import annotations

from eval.case import Case
from eval.metrics.hits import applies, new_places
from qa.model import Reply

BUDGET = 1000


class BudgetHit:
    """Every required place stands whole in the first 1,000 characters returned."""

    name = f"hit@{BUDGET}chars"
    definition = f"Every required place stands whole in the first {BUDGET} characters cited."
    source = "this project: hit@5 alone rewards length"

    def score(self, case: Case, reply: Reply) -> float | None:
        """1.0 or 0.0; None for questions without places."""
        if not applies(case):
            return None
        left, cut = BUDGET, []
        for citation in reply.citations:
            cut.append(citation.model_copy(update={"text": citation.text[: max(0, left)]}))
            left -= len(citation.text)
        found = set[int]().union(*new_places(case, cut))
        return float(len(found) == len(case.groups))
