"""Recall and hit at five: required places within the first five citations."""

from __future__ import annotations

import ir_measures

from eval.case import Case
from eval.metrics.hits import applies, new_places
from qa.model import Reply


class Recall5:
    """Share of the required places (quote groups) hit by the first five citations."""

    name = "recall@5"
    definition = "Share of the required places that the first five citations hit."
    source = "ir-measures R@5, a judged item being a required place"

    def score(self, case: Case, reply: Reply) -> float | None:
        """Share of places; None for questions without places."""
        if not applies(case):
            return None
        found = set[int]().union(*new_places(case, reply.citations[:5]))
        if not found:
            return 0.0
        measure = ir_measures.parse_measure("R@1000")
        qrels = {case.id: {str(i): 1 for i in range(len(case.groups))}}
        run = {case.id: {str(i): 1.0 for i in found}}
        return float(ir_measures.calc_aggregate([measure], qrels, run)[measure])


class Hit5(Recall5):
    """Every required place is hit by the first five citations."""

    name = "hit@5"
    definition = "Every required place (quotes, or each quote group) is hit by the first five."
    source = "docs/contract.md, quotes and quote_groups"

    def score(self, case: Case, reply: Reply) -> float | None:
        """1.0 when no place is missing; None for questions without places."""
        share = super().score(case, reply)
        return None if share is None else float(share == 1.0)
