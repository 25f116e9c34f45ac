"""Figures of a whole set: refusals, risk–coverage, AUROC, consistency, over-stability, latency.

Sources: El-Yaniv & Wiener 2010 and Geifman & El-Yaniv 2017 (selective prediction, risk and
coverage); Fawcett 2006 (AUROC); Gardner et al. 2020 (contrast sets: both sides right).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import partial

import numpy as np
from numpy.typing import NDArray
from scipy.stats import rankdata

from corpus.model import Frozen
from eval.case import Case
from eval.record import Answered
from eval.stats import Estimate, all_alike, interval, mean_estimate
from qa.model import Status

Bools = NDArray[np.bool_]


class Row(Frozen):
    """One judged question of one system, as kept in ``results.json``."""

    id: str
    type: str
    question: str
    answerable: bool
    variant: str | None
    variant_of: str | None
    pair: str | None
    status: str
    reason: str | None
    answer: str
    confidence: float
    elapsed_ms: float
    scores: dict[str, float | None]


def refusal_figures(rows: Sequence[Row]) -> dict[str, Estimate]:
    """Precision, recall and F1 of refusing, and macro-F1 over answer/refuse, with intervals.

    ``n`` is what each rests on: the refusals, the unanswerable questions, either of them, all.
    """
    if not rows:
        return {}
    gold = np.array([not row.answerable for row in rows])
    said = np.array([row.status == Status.REFUSED for row in rows])
    sizes = {
        "refusal_precision": int(said.sum()),
        "refusal_recall": int(gold.sum()),
        "refusal_f1": int((gold | said).sum()),
        "macro_f1": len(rows),
    }
    found: dict[str, Estimate] = {}
    for name, size in sizes.items():
        value = float(_decision_figure(name, gold[None, :], said[None, :])[0])
        if not np.isfinite(value):
            continue
        if value in (0.0, 1.0):
            low, high = all_alike(value, size)
        else:
            low, high = interval(len(rows), partial(_resampled, name, gold, said))
        found[name] = Estimate(value=value, low=low, high=high, n=size)
    return found


def _resampled(name: str, gold: Bools, said: Bools, rows: NDArray[np.int64]) -> NDArray[np.float64]:
    return _decision_figure(name, gold[rows], said[rows])


def _decision_figure(name: str, gold: Bools, said: Bools) -> NDArray[np.float64]:
    """Figure per resample: (resamples, n) → (resamples,); NaN where undefined."""

    def f1(a: Bools, b: Bools) -> NDArray[np.float64]:
        total = a.sum(axis=1) + b.sum(axis=1)
        return np.where(total > 0, 2 * (a & b).sum(axis=1) / np.maximum(total, 1), np.nan)

    both = (gold & said).sum(axis=1)
    if name == "refusal_precision":
        return np.where(said.any(axis=1), both / np.maximum(said.sum(axis=1), 1), np.nan)
    if name == "refusal_recall":
        return np.where(gold.any(axis=1), both / np.maximum(gold.sum(axis=1), 1), np.nan)
    refuse = f1(gold, said)
    return refuse if name == "refusal_f1" else np.asarray((refuse + f1(~gold, ~said)) / 2)


def risk_coverage(rows: Sequence[Row]) -> list[tuple[float, float]]:
    """(coverage, risk) as answers are taken in by falling confidence; refusals never are."""
    answered = sorted(
        (row for row in rows if row.status != Status.REFUSED), key=lambda r: -r.confidence
    )
    wrong = 0.0
    points: list[tuple[float, float]] = []
    for count, row in enumerate(answered, start=1):
        wrong += 1.0 - (row.scores.get("right") or 0.0)
        last = count == len(answered) or answered[count].confidence != row.confidence
        if last:  # equal confidence cannot be told apart by any threshold
            points.append((count / len(rows), wrong / count))
    return points


def aurc(points: Sequence[tuple[float, float]]) -> float | None:
    """Area under the risk–coverage curve over the coverage reached, divided by it."""
    if not points:
        return None
    area, previous = 0.0, 0.0
    for coverage, risk in points:
        area += (coverage - previous) * risk
        previous = coverage
    return area / previous


def auroc(rows: Sequence[Row]) -> float | None:
    """Probability that an answerable question has more confidence than an unanswerable one."""
    answerable = np.array([row.answerable for row in rows])
    positives, negatives = int(answerable.sum()), int((~answerable).sum())
    if not positives or not negatives:
        return None
    ranks = rankdata([row.confidence for row in rows])
    above = float(ranks[answerable].sum()) - positives * (positives + 1) / 2
    return above / (positives * negatives)


def variant_figures(rows: Sequence[Row], metric: str = "right") -> dict[str, dict[str, float]]:
    """Per variant class: size, mean, the sources' mean, drop, and share judged as the source."""
    by_id = {row.id: row for row in rows}
    pairs: dict[str, list[tuple[float, float]]] = defaultdict(list)
    for row in rows:
        source = by_id.get(row.variant_of or "")
        if row.variant and source:
            own, theirs = row.scores.get(metric), source.scores.get(metric)
            if own is not None and theirs is not None:
                pairs[row.variant].append((own, theirs))
    found: dict[str, dict[str, float]] = {}
    for name, values in sorted(pairs.items()):
        own_mean = sum(o for o, _ in values) / len(values)
        source_mean = sum(s for _, s in values) / len(values)
        found[name] = {
            "n": float(len(values)),
            "value": own_mean,
            "source": source_mean,
            "drop": source_mean - own_mean,
            "consistency": sum(o == s for o, s in values) / len(values),
        }
    return found


def variants_right(rows: Sequence[Row]) -> Estimate | None:
    """Share of the variants answered right; the questions they come from are resampled."""
    shares: dict[str, list[float]] = defaultdict(list)
    for row in rows:
        if row.variant_of:
            shares[row.variant_of].append(row.scores.get("right") or 0.0)
    return mean_estimate([sum(own) / len(own) for own in shares.values()])


def overstability(rows: Sequence[Row]) -> Estimate | None:
    """Share of pairs with both sides right and different answers."""
    pairs: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        if row.pair and not row.variant_of:
            pairs[row.pair].append(row)
    return mean_estimate(
        [
            float(
                all(row.scores.get("right") == 1.0 for row in sides)
                and len({(row.status, row.answer) for row in sides}) == len(sides)
            )
            for sides in pairs.values()
            if len(sides) > 1
        ]
    )


def confusion(rows: Sequence[Row], reasons: Mapping[str, str | None]) -> dict[str, dict[str, int]]:
    """Counts of gold (answerable, or the refusal's gold reason) against the status given."""
    table: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for row in rows:
        gold = "answerable" if row.answerable else f"refuse: {reasons.get(row.id) or '—'}"
        said = row.status if row.status != Status.REFUSED else f"refused: {row.reason}"
        table[gold][said] += 1
    return {gold: dict(row) for gold, row in sorted(table.items())}


def latency(answered: Sequence[Answered]) -> dict[str, dict[str, float]]:
    """Median, 95th percentile and maximum of each stage in milliseconds."""
    stages: dict[str, list[float]] = defaultdict(list)
    for item in answered:
        stages["elapsed"].append(item.elapsed_ms)
        for stage, value in item.reply.timings_ms.items():
            stages[stage].append(value)
    return {
        stage: {
            "p50": float(np.quantile(values, 0.5)),
            "p95": float(np.quantile(values, 0.95)),
            "max": max(values),
            "n": float(len(values)),
        }
        for stage, values in sorted(stages.items())
    }


def judged(case: Case, item: Answered, scores: dict[str, float | None]) -> Row:
    """Put a question, its reply and its scores in one row."""
    reply = item.reply
    return Row(
        **case.model_dump(
            include={"id", "type", "question", "answerable", "variant", "variant_of", "pair"}
        ),
        status=reply.status.value,
        reason=reply.reason.value if reply.reason else None,
        answer=reply.answer,
        confidence=reply.confidence,
        elapsed_ms=item.elapsed_ms,
        scores=scores,
    )
