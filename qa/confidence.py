"""How sure an answer is: the share of answers alike that were right when last measured.

A logistic function of three signals, none of which may lower it (Platt 1999, "Probabilistic
Outputs for Support Vector Machines"); the weights are data (``lexicon/confidence.json``), fitted
by ``python -m eval.fit_confidence``. A refusal's is the share of refusals that were wrong: how
likely it is that the plan answers after all.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from importlib import resources
from typing import NamedTuple

from qa.draft import Draft
from qa.evidence import held_by
from qa.normalise import fold
from qa.retrieve import Retrieved

MOST_LEAD = 3.0
"""Standard deviations beyond which a lead tells no more."""


class Signals(NamedTuple):
    """``coverage``: share of the question's words of content that the cited passages speak of,
    weighted by rarity (0–1). ``lead``: how far the best passage stands above the second, in
    standard deviations (0–3). ``likeness``: late-interaction similarity of the best passage
    (-1–1; 0 without token vectors).
    """

    coverage: float
    lead: float
    likeness: float


def signals_of(
    draft: Draft,
    words: Sequence[str],
    official: Callable[[str], Sequence[str]],
    weight: Callable[[str], float],
    found: Retrieved,
) -> Signals:
    """The signals of a draft; ``weight`` is the rarity of a word in the plans, 0 if unknown."""
    around = fold(held_by(draft).around)
    weights = [weight(word) or 1.0 for word in words]
    held = [
        share
        for word, share in zip(words, weights, strict=True)
        if word in around or any(fold(other) in around for other in official(word))
    ]
    best = found.evidence[0].channels if found.evidence else {}
    return Signals(
        coverage=sum(held) / sum(weights) if weights else 1.0,
        lead=min(max(lead_of(found), 0.0), MOST_LEAD),
        likeness=best.get("late_passage", 0.0),
    )


def lead_of(found: Retrieved) -> float:
    """How far the best passage stands above the second, in standard deviations."""
    scores = [item.score for item in found.evidence[:2]]
    return scores[0] - scores[1] if len(scores) > 1 else MOST_LEAD


@lru_cache(maxsize=1)
def _weights() -> Mapping[str, float]:
    text = resources.files("qa").joinpath("lexicon/confidence.json").read_text("utf-8")
    weights: dict[str, float] = json.loads(text)
    return weights


def confidence(signals: Signals) -> float:
    """Probability that an answer with these signals is right, 0–1."""
    weights = _weights()
    total = weights["bias"] + sum(weights[k] * v for k, v in signals._asdict().items())
    return round(1 / (1 + math.exp(-total)), 3)


def confidence_of_refusal() -> float:
    """Share of refusals that were wrong when last measured, 0–1."""
    return _weights()["refused"]
