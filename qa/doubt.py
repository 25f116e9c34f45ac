"""How likely it is that the plan does not answer, though words of it have been found.

A logistic function of what the draft lacks (`qa.lacking`), of the types of things asked for
(`qa.asked`) that its words cannot hold (`qa.held`), of how much of the question they say, and of
how they were found. One signal alone is often wrong in what people ask; their weights are data
(``lexicon/doubt.json``), fitted by ``python -m eval.fit_doubt`` on questions over many plans, for
plans with questions beside them (`index.expansion`) and for those without.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable, Container, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import NamedTuple

from corpus.model import Passage
from qa.asked import asked_types
from qa.confidence import MOST_LEAD, lead_of
from qa.draft import Draft
from qa.evidence import held_by
from qa.held import HOLDS, PRINTS, holds, prints
from qa.lacking import CHECKS
from qa.question import Understanding
from qa.retrieve import Retrieved, Stages

Features = Mapping[str, float]
Judge = Callable[[Features], float]

SURE = 0.2
"""Doubt below which no further draft is looked for, and how much less doubtful a later draft has
to be than the first that would do."""
UNTIL = 0.5
"""Doubt from which a draft is not released."""
_LIKENESS = (
    "dense", "sentence", "question", "common",
    "late_sentence", "late_passage", "late_question", "late_common",
)  # fmt: skip
_UNSEEN = 0.4
_DEEPEST = 8
_LONGEST, _MOST_WORDS, _MOST_LACKS = 45, 10, 3


class Asked(NamedTuple):
    """A question as the signals read it: its words of content, the official words for one, and
    whether the plans print one.
    """

    question: Understanding
    words: Sequence[str]
    official: Callable[[str], Sequence[str]]
    printed: Callable[[str], bool]


@dataclass(frozen=True)
class Tried:
    """A draft with what it lacks and how doubtful it is (0–1)."""

    draft: Draft
    lacks: Mapping[str, str]
    doubt: float
    from_figures: bool


def features_of(
    asked: Asked,
    draft: Draft,
    lacks: Mapping[str, str],
    found: Retrieved,
    row_of: Callable[[Passage], int],
    *,
    from_figures: bool,
    place: int,
) -> Features:
    """The signals of a draft, the ``place``-th that was tried (from 0), each 0–8."""
    held = held_by(draft)
    likely = asked_types(asked.question.text)
    signals = {f"lacks_{name}": float(name in lacks) for name in CHECKS}
    signals["lacks"] = float(bool(lacks))
    signals["lacks_many"] = float(min(_MOST_LACKS, len(lacks)))
    for kind in HOLDS:
        signals[f"asks_{kind}"] = likely[kind]
        signals[f"unheld_{kind}"] = 0.0 if holds(kind, held.quoted) else likely[kind]
    for kind in PRINTS:
        signals[f"unprinted_{kind}"] = 0.0 if prints(kind, held.quoted) else likely[kind]
    signals |= _said(asked, held.around)
    signals |= _found(draft, found, row_of)
    signals["figures"] = float(from_figures)
    signals["computes"] = float(draft.computes())
    signals["digits"] = float(bool(re.search(r"\d", held.quoted)))
    signals["wants_figure"] = float(asked.question.wants_figure)
    signals["years"] = float(bool(asked.question.years))
    signals["length"] = min(_LONGEST, len(asked.question.text)) / _LONGEST
    signals["place"] = float(place)
    return signals


def _said(asked: Asked, around: str) -> dict[str, float]:
    """Which shares of the question's words the cited passages say, in whatever words, nobody
    says, and only other passages say.
    """
    words = [word for word in asked.words if len(word) > 1]
    said = {w for w in words if w in around or any(o in around for o in asked.official(w))}
    count = len(words) or 1
    return {
        "said": sum(w in said for w in words) / count if words else 1.0,
        "unsaid": sum(w not in said and not asked.printed(w) for w in words) / count,
        "elsewhere": sum(w not in around and asked.printed(w) for w in words) / count,
        "words": min(_MOST_WORDS, len(words)) / _MOST_WORDS,
    }


def _found(draft: Draft, found: Retrieved, row_of: Callable[[Passage], int]) -> dict[str, float]:
    """How the passage that carries most of the draft was found, and how like its sentences are."""
    cited = draft.passages()[:1]
    signals = {
        f"like_{name}": max((float(found.channels[name][row_of(p)]) for p in cited), default=0.0)
        if name in found.channels
        else 0.0
        for name in _LIKENESS
    }
    sources = [source for piece in draft.pieces for source in piece.sources]
    scores = [found.sentences.get((row_of(s.passage), s.start)) for s in sources]
    signals["like"] = max((score for score in scores if score is not None), default=_UNSEEN)
    signals["row"] = float(any(s.passage.kind == "table_row" for s in sources))
    signals["lead"] = min(MOST_LEAD, lead_of(found))
    ids = {passage.id for passage in cited}
    ranks = (rank for rank, item in enumerate(found.evidence) if item.passage.id in ids)
    signals["rank"] = float(min(_DEEPEST, next(ranks, _DEEPEST)))
    return signals


def choose(tried: Sequence[Tried]) -> Tried | None:
    """The first draft that is not too doubtful, or a later one that is much less so."""
    fit = [item for item in tried if item.doubt < UNTIL]
    if not fit:
        return None
    best = min(fit, key=lambda item: item.doubt)
    return best if best.doubt < fit[0].doubt - SURE else fit[0]


def is_exact(signals: Features) -> bool:
    """Whether a table, a figure or the outline answers by name and nothing is lacking."""
    return signals["figures"] > 0 and not signals["lacks"]


def by_rules(signals: Features) -> float:
    """Doubt where the weights do not hold (another encoder, whose likenesses lie elsewhere): what
    lacks anything is turned down.
    """
    return 1.0 if signals["lacks"] else 0.0


def judge_for(vector_sets: Container[str], stages: Stages) -> Judge:
    """How drafts over a snapshot with these sets of vectors are judged.

    Only the embedded encoder, on whose likenesses the weights were fitted, gives token vectors;
    a stage that is switched off gives no likeness at all.
    """
    if "sentence_token" not in vector_sets or not (stages.dense and stages.late and stages.lexicon):
        return by_rules
    return load_judge(stages.expansion and "question" in vector_sets)


@lru_cache(maxsize=2)
def load_judge(expanded: bool) -> Judge:
    """The fitted function for plans with, or without, questions beside them."""
    text = resources.files("qa").joinpath("lexicon/doubt.json").read_text("utf-8")
    data = json.loads(text)["expanded" if expanded else "plain"]
    bias: float = data["bias"]
    weights: dict[str, float] = data["weights"]

    def doubt(signals: Features) -> float:
        if is_exact(signals):
            return 0.0
        total = bias + sum(weight * signals[name] for name, weight in weights.items())
        return 1 / (1 + math.exp(-total))

    return doubt
