"""From a question to ranked evidence: lexical, dense and exact channels, fused.

Scores of each channel are standardised over all passages and summed with fixed weights
(convex combination, Bruch et al. 2023, "An Analysis of Fusion Functions for Hybrid
Retrieval"), which keeps the size of a lead that reciprocal rank fusion throws away.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index.encoder import Encoder
from index.snapshot import Snapshot
from qa.lexicon import Lexicon
from qa.model import Evidence
from qa.normalise import fold
from qa.question import Understanding

Scores = NDArray[np.float32]


@dataclass(frozen=True)
class Weights:
    """Share of each channel in the fused score."""

    lexical: float = 0.30
    lexicon: float = 0.15
    dense: float = 0.40
    sentence: float = 0.30
    question: float = 0.60
    exact: float = 0.8
    table: float = 1.0


@dataclass(frozen=True)
class Retrieved:
    """Evidence, best first, and what later stages reuse.

    ``sentence_scores`` maps a passage row to the dense score of each of its sentences;
    ``vector`` is the question's embedding (dim,); ``terms`` its lexical tokens with the
    lexicon's official words.
    """

    evidence: tuple[Evidence, ...]
    vector: Scores
    terms: tuple[str, ...]
    official: tuple[str, ...]
    channels: dict[str, Scores]


def standardise(scores: Scores) -> Scores:
    """Zero mean and unit variance; all zeros where the channel says nothing."""
    spread = float(scores.std())
    if spread < 1e-9:
        return np.zeros_like(scores)
    return np.asarray((scores - scores.mean()) / spread, dtype=np.float32)


class Retriever:
    """Searches one snapshot with one encoder."""

    def __init__(
        self,
        snapshot: Snapshot,
        encoder: Encoder,
        lexicon: Lexicon,
        weights: Weights | None = None,
    ) -> None:
        self._snapshot = snapshot
        self._encoder = encoder
        self._lexicon = lexicon
        self._weights = weights or Weights()
        self._folded = [fold(passage.text) for passage in snapshot.passages]
        self._tables = [passage.table for passage in snapshot.passages]

    def retrieve(
        self, question: Understanding, k: int, allowed: NDArray[np.bool_] | None = None
    ) -> Retrieved:
        """Rank passages. ``allowed`` masks rows (n,); ``k`` bounds the evidence."""
        text = question.text
        vector = self._encoder.encode_queries([text])[0]
        terms = tuple(self._snapshot.segmenter.cut(text))
        official = self._lexicon.official(text)
        channels = self._channels(question, vector, terms, official)
        fused = self._fuse(channels)
        if allowed is not None:
            fused = np.where(allowed, fused, -np.inf).astype(np.float32)
        order = np.argsort(-fused, kind="stable")[:k]
        evidence = tuple(
            Evidence(
                passage=self._snapshot.passages[row],
                score=float(fused[row]),
                channels={name: float(scores[row]) for name, scores in channels.items()},
            )
            for row in order
            if np.isfinite(fused[row])
        )
        return Retrieved(evidence, vector, terms, official, channels)

    def _channels(
        self,
        question: Understanding,
        vector: Scores,
        terms: tuple[str, ...],
        official: tuple[str, ...],
    ) -> dict[str, Scores]:
        snapshot = self._snapshot
        words = [word for phrase in official for word in snapshot.segmenter.cut(phrase)]
        channels = {
            "lexical": snapshot.lexical.scores(list(terms)),
            "lexicon": snapshot.lexical.scores(words) if words else self._zeros(),
            "dense": (snapshot.vectors.matrix @ vector).astype(np.float32),
            "exact": self._exact(question),
            "table": self._named_table(question),
        }
        for name, vectors in snapshot.vector_sets.items():
            channels[name] = best_by_owner(
                vectors.matrix @ vector, vectors.owner, len(snapshot.passages)
            )
        return channels

    def _fuse(self, channels: dict[str, Scores]) -> Scores:
        fused = self._zeros()
        for name, scores in channels.items():
            weight = float(getattr(self._weights, name, 0.0))
            if weight == 0.0 or not scores.any():
                continue
            fused += weight * (scores if name in ("exact", "table") else standardise(scores))
        return fused

    def _zeros(self) -> Scores:
        return np.zeros(len(self._snapshot.passages), dtype=np.float32)

    def _exact(self, question: Understanding) -> Scores:
        """1 for each quoted term that stands in the passage word for word."""
        scores = self._zeros()
        for term in question.quoted:
            folded = fold(term)
            rows = [i for i, text in enumerate(self._folded) if folded and folded in text]
            if rows and len(rows) <= 8:
                scores[rows] += 1.0
        return scores

    def _named_table(self, question: Understanding) -> Scores:
        scores = self._zeros()
        for label in question.tables:
            scores[[i for i, table in enumerate(self._tables) if table == label]] = 1.0
        return scores


def best_by_owner(scores: Scores, owner: NDArray[np.int32], count: int) -> Scores:
    """Best score of each passage's vectors: (m,) scores, (m,) owners → (count,)."""
    best = np.full(count, -1.0, dtype=np.float32)
    np.maximum.at(best, owner, scores.astype(np.float32))
    return best
