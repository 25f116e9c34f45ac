"""Answered what can be answered, refused what cannot, and for the right reason."""

from __future__ import annotations

from eval.case import Case
from qa.model import Reply, Status


class Answerability:
    """The decision to answer or refuse is right."""

    name = "decision"
    definition = "Answered (or partly) when the plan says it, refused when it does not."
    source = "Rajpurkar, Jia, Liang 2018, Know What You Don't Know (SQuAD 2.0)"

    def score(self, case: Case, reply: Reply) -> float | None:
        """1.0 when the decision is right."""
        return float(case.answerable == (reply.status is not Status.REFUSED))


class ReasonAccuracy:
    """The reason of a right refusal is right."""

    name = "reason"
    definition = "Of right refusals with a gold reason, those that carry that reason."
    source = "docs/contract.md, reason"

    def score(self, case: Case, reply: Reply) -> float | None:
        """1.0 or 0.0; None unless rightly refused and the gold names a reason."""
        if case.answerable or not case.reason or reply.status is not Status.REFUSED:
            return None
        return float(reply.reason is not None and reply.reason.value in case.reason.split("|"))
