"""A peer's search as a ranker."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

Search = Callable[[str, int], list[tuple[int, float]]]
"""Query and k → (row of the text, the peer's own score), best first."""

DEPTH = 20


class PeerRanker:
    """Ranks as the peer does; its scores are kept only for the best row's confidence."""

    def __init__(self, name: str, search: Search, count: int) -> None:
        """Wrap ``search`` over ``count`` texts."""
        self.name = name
        self._search = search
        self._count = count

    def scores(self, query: str) -> NDArray[np.float32]:
        """Scores of shape (n,); rows the peer does not return come last."""
        scores = np.full(self._count, -np.inf, dtype=np.float32)
        found = self._search(query, min(DEPTH, self._count))
        for rank, (row, score) in enumerate(found):
            # Peers that sort by rules other than their score keep their order.
            ceiling = float(scores[found[rank - 1][0]]) if rank else np.inf
            scores[row] = score if score < ceiling else np.nextafter(np.float32(ceiling), -np.inf)
        return scores

    def confidence(self, best: float) -> float:
        """Logistic of the best score: monotone whatever the peer's scale is."""
        if not np.isfinite(best):
            return 0.0
        return float(1.0 / (1.0 + np.exp(-np.clip(best, -30.0, 30.0))))
