"""Plain retrieval systems over the product's passages: BM25 + jieba, dense, and their fusion.

They answer with the best passage, cite the best ``top_k``, and never refuse unless given a
threshold fitted on a tuning set (`eval.calibrate`).
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from eval.systems import Workbench, refusal
from eval.words import cut
from index.encoder import Encoder
from index.lexical import LexicalIndex
from index.snapshot import Snapshot, context_text
from qa.model import Question, Reply, Status
from qa.present import cite

Scores = NDArray[np.float32]
RRF_K = 60
REFUSING = "+refusal"
"""Ends the name of a system with a refusal threshold."""
MARK = "threshold="
"""Opens the settings of a system with a refusal threshold."""


class Ranker(Protocol):
    """Scores all rows for a query; ``confidence`` maps a best score into [0, 1]."""

    name: str

    def scores(self, query: str) -> Scores:
        """Scores of shape (n,), higher is better."""
        ...

    def confidence(self, best: float) -> float:
        """Monotone in ``best``."""
        ...


class Bm25:
    """BM25 over jieba words with its general dictionary.

    Source: Robertson & Zaragoza 2009, The Probabilistic Relevance Framework: BM25 and Beyond.
    """

    name = "bm25"

    def __init__(self, texts: list[str]) -> None:
        """Index the texts."""
        self._index = LexicalIndex.build([cut(text) for text in texts])

    def scores(self, query: str) -> Scores:
        """BM25 score of every text."""
        return np.asarray(self._index.scores(cut(query)), dtype=np.float32)

    def confidence(self, best: float) -> float:
        """Scores have no upper bound: s / (s + 10)."""
        return max(0.0, best) / (max(0.0, best) + 10.0)


class Dense:
    """Cosine of the encoder's vectors, passages with their section path."""

    name = "dense"

    def __init__(self, snapshot: Snapshot, encoder: Encoder) -> None:
        """Use the snapshot's own vectors."""
        self._encoder = encoder
        self._matrix = np.asarray(snapshot.vectors.matrix, dtype=np.float32)

    def scores(self, query: str) -> Scores:
        """Cosine with every passage."""
        vector = np.asarray(self._encoder.encode_queries([query])[0], dtype=np.float32)
        return np.asarray(self._matrix @ vector, dtype=np.float32)

    def confidence(self, best: float) -> float:
        """Cosine moved to [0, 1]."""
        return min(1.0, max(0.0, (1.0 + best) / 2.0))


class Rrf:
    """Reciprocal rank fusion of other rankers, k = 60.

    Source: Cormack, Clarke, Büttcher 2009, Reciprocal Rank Fusion Outperforms Condorcet.
    """

    name = "rrf"

    def __init__(self, parts: list[Ranker]) -> None:
        """Fuse ``parts``."""
        self._parts = parts

    def scores(self, query: str) -> Scores:
        """Sum of 1 / (60 + rank)."""
        return reciprocal_rank_fusion([part.scores(query) for part in self._parts])

    def confidence(self, best: float) -> float:
        """Share of the greatest possible sum."""
        return min(1.0, best * (RRF_K + 1) / len(self._parts))


def reciprocal_rank_fusion(scores: list[Scores]) -> Scores:
    """Fuse score vectors of shape (n,) by rank (ties by row number)."""
    fused = np.zeros_like(scores[0])
    for channel in scores:
        ranks = np.empty(len(channel), dtype=np.int64)
        ranks[np.argsort(-channel, kind="stable")] = np.arange(1, len(channel) + 1)
        fused += (1.0 / (RRF_K + ranks)).astype(np.float32)
    return fused


@dataclass
class PassageSystem:
    """A ranker as a question-answering system."""

    bench: Workbench
    ranker: Ranker
    threshold: float | None = None

    @property
    def name(self) -> str:
        """The ranker's name, and whether it refuses."""
        return self.ranker.name + (REFUSING if self.threshold is not None else "")

    @property
    def settings(self) -> str:
        """The threshold, so that calibrated and plain runs are not mixed."""
        return "" if self.threshold is None else f"{MARK}{self.threshold:.6f}"

    def ask(self, question: Question) -> Reply:
        """Answer with the best passage; earlier questions are put before the question."""
        started = time.perf_counter()
        snapshot = self.bench.snapshot
        scores = self.ranker.scores("，".join((*question.history, question.text)))
        order = np.argsort(-scores, kind="stable")[: question.top_k]
        confidence = self.ranker.confidence(float(scores[order[0]]))
        if self.threshold is not None and confidence < self.threshold:
            return refusal(question, "规划中没有写明。", confidence, snapshot.id)
        plans = {plan.entry.id: plan for plan in snapshot.plans}
        passages = [snapshot.passages[int(row)] for row in order]
        citations = tuple(
            cite(p, plans[p.plan_id], n, [(0, len(p.text))])
            for n, p in enumerate(passages, start=1)
        )
        elapsed = (time.perf_counter() - started) * 1000
        plain = refusal(question, _line(passages[0].text) + "[1]", confidence, snapshot.id)
        return plain.model_copy(
            update={
                "status": Status.ANSWERED,
                "reason": None,
                "citations": citations,
                "timings_ms": {"total": elapsed},
            }
        )


def _line(text: str) -> str:
    """A table row's caption, header and cells on one line, so that one marker covers all."""
    return "：".join(part.strip() for part in text.replace("\t", "，").splitlines())


def plain_rankers(snapshot: Snapshot, encoder: Encoder) -> tuple[Ranker, ...]:
    """BM25, dense, and their fusion over the snapshot's passages."""
    bm25 = Bm25([context_text(passage) for passage in snapshot.passages])
    dense = Dense(snapshot, encoder)
    return bm25, dense, Rrf([bm25, dense])


def baselines(bench: Workbench) -> list[PassageSystem]:
    """The plain rankers as systems that never refuse."""
    return [PassageSystem(bench, ranker) for ranker in plain_rankers(bench.snapshot, bench.encoder)]
