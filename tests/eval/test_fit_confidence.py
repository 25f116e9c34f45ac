"""Confidence is fitted so that it says how often such answers are right."""

from __future__ import annotations

import numpy as np
import pytest

from eval.fit_confidence import area, calibration_error, fit, probability


def test_the_telling_signal_gets_the_weight_and_confidence_is_calibrated() -> None:
    draw = np.random.default_rng(5)
    inputs = draw.random((2000, 2))
    right = draw.random(2000) < 1 / (1 + np.exp(-(4 * inputs[:, 0] - 2)))
    weights = fit(inputs, right)
    sure = probability(inputs, weights)
    assert weights[1] == pytest.approx(4, abs=0.6)
    assert weights[2] < 0.6
    assert calibration_error(sure, right) < 0.04
    assert area(sure, right) > 0.7


def test_a_signal_that_misleads_gets_none() -> None:
    inputs = np.linspace(0, 1, 200)[:, None]
    weights = fit(inputs, inputs[:, 0] < 0.5)
    assert weights[1] == 0


def test_areas_and_errors_by_hand() -> None:
    right = np.array([True, True, False])
    assert area(np.array([0.9, 0.5, 0.5]), right) == pytest.approx(0.75)
    assert calibration_error(np.array([1.0, 1.0, 0.0]), right) == 0
