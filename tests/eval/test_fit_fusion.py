"""Weights fitted on questions prefer the channel that finds the gold passage."""

from __future__ import annotations

import numpy as np

from eval.case import Case
from eval.fit_fusion import Example, example, fit, gold_of, shares


def examples(good: float) -> list[Example]:
    draw = np.random.default_rng(3)
    found = []
    for _ in range(60):
        gold = np.zeros(12, bool)
        gold[draw.integers(12)] = True
        helpful = draw.standard_normal(12) + good * gold
        noise = draw.standard_normal(12)
        found.append(Example(np.stack([helpful, noise], axis=1), np.zeros(12), gold))
    return found


def test_the_helpful_channel_gets_the_weight() -> None:
    found = examples(good=3.0)
    weights = fit([found], np.array([0.0, 1.0]))
    assert weights[0] > 5 * weights[1]
    assert (weights >= 0).all()
    assert shares(found, weights) > shares(found, np.array([0.0, 1.0]))


def test_a_channel_that_misleads_gets_none() -> None:
    weights = fit([examples(good=-3.0)], np.array([1.0, 0.1]))
    assert weights[0] == 0


def test_fixed_channels_are_added_as_they_are() -> None:
    gold = np.array([False, True])
    channels = {"exact": np.array([0.0, 2.0], np.float32), "dense": np.zeros(2, np.float32)}
    found = example(channels, ["dense", "lexical"], {"exact": 0.5}, gold, 0.0)
    assert found.scores.shape == (2, 4)
    assert found.fixed.tolist() == [0.0, 1.0]
    assert shares([found], np.zeros(4)) == "1.000/1.000"


def test_words_the_plan_does_not_print_move_the_score_to_the_everyday_weights() -> None:
    gold = np.array([False, True])
    channels = {"dense": np.array([0.0, 2.0], np.float32)}
    official, mixed = (example(channels, ["dense"], {}, gold, share) for share in (0.0, 0.75))
    assert official.scores[1].tolist() == [1.0, 0.0]
    assert mixed.scores[1].tolist() == [0.25, 0.75]


def test_gold_passages_are_those_with_a_quote() -> None:
    case = Case(id="a", question="问", quotes=("新建 3 所",))
    assert gold_of(case, ["全区新建3所学校", "其他"]).tolist() == [True, False]
