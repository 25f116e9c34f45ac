"""Late interaction: each word piece of the question meets the piece that fits it best.

MaxSim of Khattab & Zaharia (2020), "ColBERT", averaged over the question's pieces, with the
encoder's own token vectors. All vectors are centred first: what every token shares says nothing.
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
        self._centre = tokens.matrix.mean(axis=0)
        self._matrix = self._centred(tokens.matrix)
        self._first = np.searchsorted(tokens.owner, np.arange(tokens.owner[-1] + 2))

    def match(self, question: Scores, texts: Rows) -> Scores:
        """Best match of each token of the question (t, dim) in each text: (t, texts).

        A text without tokens matches nothing: its similarities are -1.
        """
        first, last = self._first[texts], self._first[texts + 1]
        best = np.full((len(question), len(texts)), -1.0, np.float32)
        held = np.flatnonzero(last > first)
        if len(held) and len(question):
            pieces = np.concatenate([np.arange(first[i], last[i]) for i in held])
            sizes = (last - first)[held]
            similar = self._centred(question) @ self._matrix[pieces].T
            best[:, held] = np.maximum.reduceat(similar, np.cumsum(sizes) - sizes, axis=1)
        return best

    def _centred(self, vectors: Scores) -> Scores:
        moved = vectors - self._centre
        length = np.linalg.norm(moved, axis=1, keepdims=True)
        return np.asarray(moved / np.maximum(length, 1e-9), np.float32)


def maxsim(best: Scores) -> Scores:
    """Mean over the question's tokens: (t, texts) → (texts,)."""
    return np.asarray(best.mean(axis=0), np.float32) if len(best) else best.sum(axis=0)


def maxsim_together(best: Scores, owner: NDArray[np.int32], count: int) -> Scores:
    """MaxSim of all texts of an owner taken as one: (t, texts) → (count,).

    An owner without texts has the lowest score there is.
    """
    together = np.full((len(best), count), -1.0, np.float32)
    for number in range(len(best)):
        np.maximum.at(together[number], owner, best[number])
    means = maxsim(together)
    present = np.zeros(count, bool)
    present[owner] = True
    if present.any():
        means[~present] = means[present].min()
    return means
