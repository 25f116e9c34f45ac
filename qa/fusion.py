"""How much each retrieval channel counts: weights fitted on the tuning questions, as data.

``qa/lexicon/fusion.json`` holds two sets: ``expanded`` for plans with questions beside them
(`index.expansion`) and ``plain`` for those without; ``passages`` are the channels' weights for a
question in the plan's own words, ``everyday`` for one in none of them, ``sentences`` those of the
parts by which sentences are chosen (`qa.sentences`).
No weight is negative: a better score of one channel never lowers a passage.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import lru_cache
from importlib import resources
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Scores = NDArray[np.float32]
Weights = Mapping[str, float]


RAW = ("exact", "table", "promised")
"""Channels that are summed as they are: they say yes or no."""


class Fusion(NamedTuple):
    """Weights by name: for passages, official and ``everyday`` wording, and for sentences."""

    passages: Weights
    everyday: Weights
    sentences: Weights

    def at(self, unsaid: float) -> Weights:
        """The weights for passages of a question of whose words a share is ``unsaid`` (0–1)."""
        names = dict.fromkeys((*self.passages, *self.everyday))
        return {
            name: (1 - unsaid) * self.passages.get(name, 0.0)
            + unsaid * self.everyday.get(name, 0.0)
            for name in names
        }


@lru_cache(maxsize=2)
def load_fusion(expanded: bool) -> Fusion:
    """The fitted weights for plans with, or without, questions beside them."""
    text = resources.files("qa").joinpath("lexicon/fusion.json").read_text("utf-8")
    return Fusion(**json.loads(text)["expanded" if expanded else "plain"])


def standardise(scores: Scores) -> Scores:
    """Zero mean and unit variance along the last axis; all zeros where a channel says nothing."""
    if not scores.shape[-1]:
        return scores
    share = np.float32(1 / scores.shape[-1])  # np.mean costs more than the sum of a short row
    centred = scores - scores.sum(axis=-1, keepdims=True) * share
    spread = np.sqrt(np.square(centred).sum(axis=-1, keepdims=True) * share)
    silent = spread < 1e-9
    return np.asarray(np.where(silent, 0.0, centred / np.where(silent, 1.0, spread)), np.float32)
