"""What is asked for is fitted on labelled questions."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest

from eval.fit_asked import Labelled, average_precision, fit, inputs_of, read_labelled
from qa.asked import Type


def labelled(text: str, *asks: str) -> Labelled:
    return Labelled("a", text, frozenset(asks))


def test_a_run_that_goes_with_a_type_speaks_for_it() -> None:
    items = [labelled(f"{c}要多少钱", "money") for c in "路桥渠坝井"]
    items += [labelled(f"{c}归谁来管", "office") for c in "路桥渠坝井"]
    runs, bias, weights = fit(items)
    money = list(Type).index(Type.MONEY)
    inputs = inputs_of([labelled("塔要多少钱"), labelled("塔归谁来管")], runs)
    asked, other = inputs @ weights + bias
    assert asked[money] > 0 > other[money]
    assert weights[runs.index("多少钱"), money] > 0


def test_every_label_is_a_type_and_every_type_is_taught() -> None:
    items = read_labelled()
    counts = Counter(ask for item in items for ask in item.asks)
    assert set(counts) == {kind.value for kind in Type}
    assert min(counts.values()) >= 30
    assert len({item.question for item in items}) >= 0.99 * len(items)


def test_average_precision_by_hand() -> None:
    truth, likely = np.array([True, False, True]), np.array([0.9, 0.5, 0.4])
    assert average_precision(truth, likely) == pytest.approx((1 + 2 / 3) / 2)
