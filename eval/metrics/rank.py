"""Rank metrics over the citations, computed by ir-measures."""

from __future__ import annotations

from dataclasses import dataclass

import ir_measures

from eval.case import Case
from eval.metrics.hits import applies, relevance
from qa.model import Reply


@dataclass(frozen=True)
class RankMetric:
    """One ir-measures measure over the ranked citations of one question.

    Source: MacAvaney, Macdonald, Ounis 2022, Streamlining Evaluation with ir-measures.
    """

    name: str
    measure: str
    definition: str
    source: str
    one_place: bool = False
    """Whether the measure has no meaning where several places are required."""

    def score(self, case: Case, reply: Reply) -> float | None:
        """Measure of the citations; 0.0 when nothing is cited."""
        if not applies(case) or (self.one_place and len(case.groups) > 1):
            return None
        qrels, run = relevance(case, reply)
        if not run:
            return 0.0
        measure = ir_measures.parse_measure(self.measure)
        values = ir_measures.calc_aggregate([measure], {case.id: qrels}, {case.id: run})
        return float(values[measure])


HIT_1 = RankMetric(
    "hit@1",
    "Success@1",
    "The first cited passage contains a required quote (questions with one required place).",
    "docs/contract.md, quotes; ir-measures Success@1",
    one_place=True,
)
MRR = RankMetric(
    "mrr",
    "RR@10",
    "One over the rank of the first cited passage with a required quote, within ten.",
    "Voorhees 1999, The TREC-8 Question Answering Track Report; ir-measures RR@10",
)
NDCG = RankMetric(
    "ndcg@10",
    "nDCG@10",
    "Discounted gain of the cited passages, a passage's gain being the required places it is "
    "the first to hit.",
    "Järvelin & Kekäläinen 2002, Cumulated gain-based evaluation; ir-measures nDCG@10",
)
