"""Which sentences of the evidence answer: late interaction, likely questions, shared words.

The parts are standardised over the sentences compared and summed with the weights of
`qa.fusion`, fitted on the tuning questions beside the channels' weights.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from corpus.model import Passage, Span
from index.snapshot import Snapshot
from qa.fusion import standardise
from qa.normalise import fold
from qa.question import Understanding
from qa.retrieve import Retrieved


@dataclass(frozen=True)
class Scored:
    """A sentence of a passage with its score, in standard deviations."""

    passage: Passage
    span: Span
    score: float

    @property
    def text(self) -> str:
        """The sentence."""
        return self.passage.text[self.span.start : self.span.end]


class WordWeights:
    """Inverse document frequency of words over the passages; 0 for words of none."""

    _MOST = 50_000

    def __init__(self, folded: Sequence[str]) -> None:
        self._folded = folded
        self._known: dict[str, float] = {}

    def __call__(self, word: str) -> float:
        """The weight of a word."""
        known = self._known.get(word)
        if known is None:
            frequency = sum(word in text for text in self._folded)
            known = math.log(1 + len(self._folded) / (1 + frequency)) if frequency else 0.0
            if len(self._known) < self._MOST:
                self._known[word] = known
        return known


class SentenceScorer:
    """Scores sentences of one snapshot."""

    def __init__(self, snapshot: Snapshot, weight_of: Callable[[str], float]) -> None:
        self._snapshot = snapshot
        self._cut = snapshot.segmenter.cut
        self._weight = weight_of
        self._rows = {passage.id: row for row, passage in enumerate(snapshot.passages)}
        sentences = snapshot.vector_sets.get("sentence")
        self._vectors = None if sentences is None else sentences.matrix
        self._places: dict[tuple[int, int], int] = {}
        if sentences is not None:
            places = zip(sentences.owner.tolist(), sentences.start.tolist(), strict=True)
            self._places = {place: index for index, place in enumerate(places)}

    def score(
        self,
        question: Understanding,
        found: Retrieved,
        passages: Sequence[Passage],
        weights: Mapping[str, float],
    ) -> list[list[Scored]]:
        """The sentences of each passage with their scores; a table row's are its cells."""
        spans = [(p, span) for p in passages for span in answering_spans(p)]
        if not spans:
            return [[] for _ in passages]
        places = [(self._rows[passage.id], span.start) for passage, span in spans]
        terms = self._terms(question, found.official)
        parts = {
            "late": _filled([found.sentences.get(place) for place in places]),
            "asked": _filled([found.asked.get(place) for place in places]),
            "dense": _filled(self._likeness(places, found)),
            "lexical": np.array([self._shared(p, s, terms, question) for p, s in spans]),
        }
        values = standardise(np.array(list(parts.values()), np.float32))
        total = np.array([weights.get(name, 0.0) for name in parts]) @ values
        scored = [Scored(p, s, float(x)) for (p, s), x in zip(spans, total, strict=True)]
        return [[item for item in scored if item.passage.id == p.id] for p in passages]

    def _likeness(self, places: Sequence[tuple[int, int]], found: Retrieved) -> list[float | None]:
        """How near each sentence's vector is; None for a sentence without one."""
        known = [place for place in places if place in self._places]
        if not known or self._vectors is None:
            return [None] * len(places)
        rows = [self._places[place] for place in known]
        near = dict(zip(known, (self._vectors[rows] @ found.vector).tolist(), strict=True))
        return [near.get(place) for place in places]

    def _terms(self, question: Understanding, official: Sequence[str]) -> dict[str, float]:
        terms = {word: self._weight(word) for word in self._cut(question.text) if len(word) > 1}
        for phrase in official:
            for word in self._cut(phrase):
                if len(word) > 1:
                    terms.setdefault(word, 0.6 * self._weight(word))
        return terms

    def _shared(
        self, passage: Passage, span: Span, terms: Mapping[str, float], question: Understanding
    ) -> float:
        """Weight of the shared words, damped by length; a quoted term counts as much as any."""
        text = fold(passage.text[span.start : span.end])
        score = sum(weight for word, weight in terms.items() if word in text)
        score += sum(8.0 for term in question.quoted if fold(term) in text)
        return score / math.sqrt(20 + len(text))


def answering_spans(passage: Passage) -> list[Span]:
    """The sentences of a paragraph; of a table row, its own cells but the ordinal."""
    if passage.kind != "table_row":
        return list(passage.sentences)
    start = passage.text.rfind("\n") + 1
    spans = [s for s in passage.sentences if s.start >= start and s.end - s.start > 2]
    return spans or [Span(start=start, end=len(passage.text))]


def _filled(values: Sequence[float | None]) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """Values with the lowest one where there is none."""
    known = [value for value in values if value is not None]
    lowest = min(known, default=0.0)
    return np.array([lowest if value is None else value for value in values])
