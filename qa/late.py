"""Late interaction: each word piece of the question meets the piece that fits it best.

MaxSim of Khattab & Zaharia (2020), "ColBERT", averaged over the question's pieces, with the
encoder's own token vectors, centred and reduced by `index.projection`.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from index.snapshot import VectorSet

Scores = NDArray[np.float32]
Rows = NDArray[np.intp]


class LateInteraction:
    """The token vectors of one set of texts (sentences, or questions)."""

    def __init__(self, tokens: VectorSet) -> None:
        self._projection = tokens.projection
        self._matrix = np.ascontiguousarray(tokens.matrix)
        self._first = np.searchsorted(tokens.owner, np.arange(tokens.owner[-1] + 2))

    def match(self, question: Scores, texts: Rows) -> Scores:
        """Best match of each token of the question (t, dim) in each text: (t, texts).

        A text without tokens matches nothing: its similarities are -1.
        """
        sizes = self._first[texts + 1] - self._first[texts]
        if len(question) and len(texts) and sizes.all():
            return self._best(question, texts, sizes)
        best = np.full((len(question), len(texts)), -1.0, np.float32)
        held = np.flatnonzero(sizes)
        if len(held) and len(question):
            best[:, held] = self._best(question, texts[held], sizes[held])
        return best

    def _best(self, question: Scores, texts: Rows, sizes: Rows) -> Scores:
        """`match` for texts with tokens; ``sizes`` says how many."""
        begins = np.cumsum(sizes) - sizes
        pieces = np.repeat(self._first[texts] - begins, sizes) + np.arange(sizes.sum())
        tokens = question if self._projection is None else self._projection(question)
        similar = tokens @ self._matrix.take(pieces, axis=0).T
        return np.asarray(np.maximum.reduceat(similar, begins, axis=1), np.float32)


def maxsim(best: Scores) -> Scores:
    """Mean over the question's tokens: (t, texts) → (texts,)."""
    return np.asarray(best.mean(axis=0), np.float32) if len(best) else best.sum(axis=0)


def maxsim_together(best: Scores, owner: NDArray[np.int32], count: int) -> Scores:
    """MaxSim of all texts of an owner taken as one: (t, texts) → (count,).

    ``owner`` is in ascending order. An owner without texts has the lowest score there is.
    """
    if not len(owner):
        return np.full(count, -1.0, np.float32)
    begins = np.flatnonzero(np.diff(owner, prepend=-1))
    scores = maxsim(np.maximum.reduceat(best, begins, axis=1))
    means = np.full(count, scores.min(), np.float32)
    means[owner[begins]] = scores
    return means
