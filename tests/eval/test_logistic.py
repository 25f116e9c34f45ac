"""The logistic regression that types and doubts are fitted with."""

from __future__ import annotations

import numpy as np
import pytest

from eval.logistic import regress


def test_it_finds_the_function_that_made_the_answers() -> None:
    draw = np.random.default_rng(3)
    inputs = draw.normal(size=(4000, 2))
    true = draw.random(4000) < 1 / (1 + np.exp(-(0.5 + 2 * inputs[:, 0])))
    bias, weights = regress(inputs, true, 0.01)
    assert bias == pytest.approx(0.5, abs=0.15)
    assert weights == pytest.approx([2.0, 0.0], abs=0.2)


def test_a_row_that_counts_twice_is_two_rows() -> None:
    inputs, true = np.array([[0.0], [1.0], [2.0]]), np.array([False, True, False])
    doubled = regress(np.vstack([inputs, inputs[1:2]]), np.append(true, True), 0.1)
    counted = regress(inputs, true, 0.1, np.array([1.0, 2.0, 1.0]))
    assert counted[0] == pytest.approx(doubled[0], abs=1e-3)
    assert counted[1] == pytest.approx(doubled[1], abs=1e-3)
