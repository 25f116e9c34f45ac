"""Intervals and tests: bootstrap by question, paired permutation, McNemar.

Sources: Efron & Tibshirani 1993, An Introduction to the Bootstrap; Clopper & Pearson 1934, The
Use of Confidence or Fiducial Limits; Dror et al. 2018, The Hitchhiker's Guide to Testing
Statistical Significance in NLP; McNemar 1947.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.stats import binomtest, permutation_test

from corpus.model import Frozen

SEED = 20210
RESAMPLES = 2000
Floats = NDArray[np.float64]


class Estimate(Frozen):
    """A figure with its 95 % interval; ``n`` questions it rests on, ``skipped`` it did not fit."""

    value: float
    low: float
    high: float
    n: int
    skipped: int = 0


class Difference(Frozen):
    """Second run minus first over the questions both have: mean, interval, p-values."""

    mean: float
    low: float
    high: float
    n: int
    p_permutation: float
    p_mcnemar: float | None
    better: int
    worse: int


def mean_estimate(scores: Sequence[float | None], seed: int = SEED) -> Estimate | None:
    """Mean of the scores that apply with its percentile bootstrap interval, or None.

    Where every score is 0 or every score is 1 each resample is the same; the interval is then
    the exact one for a proportion (`all_alike`).
    """
    values = np.array([s for s in scores if s is not None], dtype=np.float64)
    if not len(values):
        return None
    mean = float(values.mean())
    if mean in (0.0, 1.0):
        low, high = all_alike(mean, len(values))
    else:
        low, high = interval(len(values), lambda rows: values[rows].mean(axis=1), seed)
    return Estimate(
        value=mean,
        low=low,
        high=high,
        n=len(values),
        skipped=len(scores) - len(values),
    )


def all_alike(value: float, count: int) -> tuple[float, float]:
    """Exact 95 % interval (Clopper & Pearson 1934) of ``count`` trials that all ended alike."""
    if value not in (0.0, 1.0):
        raise ValueError("only for all 0 or all 1")
    least = 0.025 ** (1 / count)
    return (least, 1.0) if value else (0.0, 1.0 - least)


def interval(
    count: int, figure: Callable[[NDArray[np.int64]], Floats], seed: int = SEED
) -> tuple[float, float]:
    """95 % percentile interval of ``figure`` over resampled rows.

    ``figure`` takes row numbers of shape (resamples, count) and returns (resamples,);
    resamples for which it is undefined (NaN) are left out.
    """
    rows = np.random.default_rng(seed).integers(0, count, size=(RESAMPLES, count))
    values = figure(rows)
    values = values[np.isfinite(values)]
    if not len(values):
        return float("nan"), float("nan")
    low, high = np.quantile(values, [0.025, 0.975])
    return float(low), float(high)


def paired(first: Sequence[float], second: Sequence[float], seed: int = SEED) -> Difference:
    """Compare two runs on the same questions.

    The permutation test swaps the runs question by question (two-sided); McNemar's exact test
    is added where every score is 0 or 1. Raises ValueError for unequal or empty input.
    """
    if len(first) != len(second) or not len(first):
        raise ValueError("two equally long, non-empty lists of scores are needed")
    a, b = np.asarray(first, dtype=np.float64), np.asarray(second, dtype=np.float64)
    delta = b - a
    low, high = interval(len(delta), lambda rows: delta[rows].mean(axis=1), seed)
    better, worse = int((delta > 0).sum()), int((delta < 0).sum())
    return Difference(
        mean=float(delta.mean()),
        low=low,
        high=high,
        n=len(delta),
        p_permutation=_permutation(delta, seed),
        p_mcnemar=_mcnemar(better, worse) if _binary(a) and _binary(b) else None,
        better=better,
        worse=worse,
    )


def _permutation(delta: Floats, seed: int) -> float:
    changed = delta[delta != 0.0]  # questions without a difference cannot change the sum
    if len(changed) < 2:
        return 1.0  # one change, either way round, is as large as the other
    result = permutation_test(
        (changed,),
        lambda x, axis: np.sum(x, axis=axis),
        permutation_type="samples",
        vectorized=True,
        n_resamples=5000,
        rng=np.random.default_rng(seed),
    )
    return float(result.pvalue)


def _mcnemar(better: int, worse: int) -> float:
    if better + worse == 0:
        return 1.0
    return float(binomtest(better, better + worse, 0.5).pvalue)


def _binary(scores: Floats) -> bool:
    return bool(np.isin(scores, (0.0, 1.0)).all())
