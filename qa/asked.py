"""What type of thing a question asks for, learned from questions that people labelled.

One logistic function a type over the single characters, pairs and triples of the question: words
that signal a type (几点, 谁) ask for another thing as often in what people say, so that lists of
words either miss it or take it for what it is not. The weights are data
(``lexicon/asked_types.json``), fitted by ``python -m eval.fit_asked``.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from enum import StrEnum
from functools import lru_cache
from importlib import resources
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

LONGEST = 3
"""Characters of the longest run that is looked at."""
_EDGE = "。？?！! "
_REMEMBERED = 256


class Type(StrEnum):
    """Types of things that a right answer has to hold; a question may ask for several or none."""

    MONEY = "money"
    COUNT = "count"
    SHARE = "share"
    EXTENT = "extent"
    DATE = "date"
    DURATION = "duration"
    FREQUENCY = "frequency"
    ADDRESS = "address"
    AREA = "area"
    NAME = "name"
    OFFICE = "office"
    SURNAME = "surname"
    CONTACT = "contact"
    RANK = "rank"
    REASON = "reason"
    STEPS = "steps"
    PENALTY = "penalty"
    DEFINITION = "definition"
    LIST = "list"
    ACHIEVEMENT = "achievement"
    YESNO = "yesno"
    CHANGE = "change"
    COMPARE = "compare"


class Model(NamedTuple):
    """``rows`` gives the row of a run of characters in ``weights`` (runs, types)."""

    types: tuple[Type, ...]
    bias: NDArray[np.float32]
    rows: Mapping[str, int]
    weights: NDArray[np.float32]


def runs_of(text: str) -> set[str]:
    """The runs of one to three characters of a question, its ends marked."""
    marked = f"^{text.strip(_EDGE)}$"
    return set(_runs(marked))


def _runs(text: str) -> Iterator[str]:
    for size in range(1, LONGEST + 1):
        for start in range(len(text) - size + 1):
            yield text[start : start + size]


@lru_cache(maxsize=1)
def load_model() -> Model:
    """The fitted weights that ship with planqa."""
    text = resources.files("qa").joinpath("lexicon/asked_types.json").read_text("utf-8")
    data = json.loads(text)
    runs: dict[str, list[float]] = data["runs"]
    return Model(
        types=tuple(Type(name) for name in data["types"]),
        bias=np.array(data["bias"], np.float32),
        rows={run: row for row, run in enumerate(runs)},
        weights=np.array(list(runs.values()), np.float32),
    )


@lru_cache(maxsize=_REMEMBERED)
def asked_types(text: str) -> Mapping[Type, float]:
    """Probability (0–1) of each type for a normalised question."""
    model = load_model()
    known = [model.rows[run] for run in runs_of(text) if run in model.rows]
    total = model.bias + model.weights[known].sum(axis=0)
    likely = 1 / (1 + np.exp(-total))
    return dict(zip(model.types, likely.tolist(), strict=True))
