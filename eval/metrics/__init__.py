"""Metrics of one reply, one short file each; `METRICS` is their registry.

Figures of a whole set (F1 of refusals, risk–coverage, consistency) are in `eval.summary`.
"""

from __future__ import annotations

from eval.case import Case
from eval.metrics.answerability import Answerability, ReasonAccuracy
from eval.metrics.base import Metric
from eval.metrics.budget import BudgetHit
from eval.metrics.citations import CitationPrecision, CitationRecall
from eval.metrics.completeness import Completeness
from eval.metrics.conflicts import ConflictPrecision, ConflictRecall
from eval.metrics.extractive import CharF1, ExactMatch
from eval.metrics.grounding import NumberGrounding
from eval.metrics.indicators import ValueRecall, ValuesExact
from eval.metrics.location import Location
from eval.metrics.places import AllPlaces
from eval.metrics.quotes import QuoteValidity
from eval.metrics.rank import HIT_1, MRR, NDCG
from eval.metrics.recall import Hit5, Recall5
from eval.metrics.right import Right
from eval.metrics.spans import SourceSpans
from qa.model import Reply

METRICS: tuple[Metric, ...] = (
    Right(),
    HIT_1,
    Hit5(),
    Recall5(),
    MRR,
    NDCG,
    BudgetHit(),
    AllPlaces(),
    Completeness(),
    Answerability(),
    ReasonAccuracy(),
    CitationRecall(),
    CitationPrecision(),
    QuoteValidity(),
    SourceSpans(),
    Location(),
    ValueRecall(),
    ValuesExact(),
    NumberGrounding(),
    *(ConflictRecall(kind) for kind in (None, "value", "wording", "scope")),
    *(ConflictPrecision(kind) for kind in (None, "value", "wording", "scope")),
    ExactMatch(),
    CharF1(),
)


def score_all(case: Case, reply: Reply) -> dict[str, float | None]:
    """Every metric of one reply, by name."""
    return {metric.name: metric.score(case, reply) for metric in METRICS}


__all__ = ["METRICS", "Metric", "score_all"]
