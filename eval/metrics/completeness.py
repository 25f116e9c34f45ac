"""Answer completeness: a partial answer is wrong."""

from __future__ import annotations

from eval.case import Case
from eval.text import contains_number_aware, strip_markers
from qa.model import Reply, Status


class Completeness:
    """Every required string (one of its alternatives) is in the answer."""

    name = "complete"
    definition = "The answer contains every required string; a partial answer counts as wrong."
    source = "docs/contract.md, must_include; GOV.UK Chat pilot report (partial = wrong)"

    def score(self, case: Case, reply: Reply) -> float | None:
        """1.0 or 0.0; None where nothing is required."""
        if not case.answerable or not case.must_include:
            return None
        if reply.status is Status.REFUSED:
            return 0.0
        answer = strip_markers(reply.answer)
        return float(
            all(
                any(contains_number_aware(option, answer) for option in needed.split("|"))
                for needed in case.must_include
            )
        )
