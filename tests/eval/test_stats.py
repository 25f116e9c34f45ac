"""Intervals and tests against known values."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eval.stats import mean_estimate, paired


def test_mean_counts_what_does_not_apply() -> None:
    found = mean_estimate([1.0, None, 0.0, 1.0, 1.0])
    assert found is not None
    assert (found.value, found.n, found.skipped) == (0.75, 4, 1)
    assert found.low <= 0.75 <= found.high
    assert mean_estimate([None]) is None


@pytest.mark.parametrize(("n", "least"), [(1, 0.025), (2, 0.158), (10, 0.692), (100, 0.964)])
def test_all_alike_is_not_certainty(n: int, least: float) -> None:
    best, worst = mean_estimate([1.0] * n), mean_estimate([0.0] * n)
    assert best is not None
    assert worst is not None
    assert [best.low, best.high] == pytest.approx([least, 1.0], abs=0.001)
    assert [worst.low, worst.high] == pytest.approx([0.0, 1.0 - least], abs=0.001)


def test_interval_is_near_the_normal_one_and_repeatable() -> None:
    scores = [1.0] * 50 + [0.0] * 50
    found = mean_estimate(scores)
    assert found is not None
    assert found.low == pytest.approx(0.402, abs=0.02)  # 0.5 - 1.96 * sqrt(0.25 / 100)
    assert found.high == pytest.approx(0.598, abs=0.02)
    assert found == mean_estimate(scores)


def test_mcnemar_by_hand() -> None:
    # 1 worse, 5 better: two-sided exact binomial 2 * (1 + 6) / 64
    found = paired([1.0] + [0.0] * 5 + [1.0] * 4, [0.0] + [1.0] * 9)
    assert found.p_mcnemar == pytest.approx(14 / 64)
    assert (found.better, found.worse) == (5, 1)
    assert found.mean == pytest.approx(0.4)
    assert found.p_permutation == pytest.approx(14 / 64)  # the same test on 0/1 scores


def test_no_difference_is_not_significant() -> None:
    found = paired([0.3, 0.7], [0.3, 0.7])
    assert (found.mean, found.p_permutation, found.p_mcnemar) == (0.0, 1.0, None)


def test_unequal_runs_are_refused() -> None:
    with pytest.raises(ValueError, match="equally long"):
        paired([1.0], [])


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(st.floats(0, 1), st.floats(0, 1)), min_size=1, max_size=20))
def test_paired_is_antisymmetric(pairs: list[tuple[float, float]]) -> None:
    a, b = [x for x, _ in pairs], [y for _, y in pairs]
    forward, back = paired(a, b), paired(b, a)
    assert forward.mean == pytest.approx(-back.mean)
    assert 0.0 <= forward.p_permutation <= 1.0
    assert (forward.better, forward.worse) == (back.worse, back.better)
