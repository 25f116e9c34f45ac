"""Exact inner-product search over passage vectors (FAISS ``IndexFlatIP``)."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol, Self

import faiss
import numpy as np
from numpy.typing import NDArray

faiss.omp_set_num_threads(1)  # two threads make single queries slower on shared cores


class VectorIndex(Protocol):
    """What a vector store must do."""

    def search(
        self, queries: NDArray[np.float32], k: int
    ) -> tuple[NDArray[np.float32], NDArray[np.int64]]:
        """Scores and rows, each (n, k), best first."""
        ...

    def save(self, path: Path) -> None:
        """Write to one file."""
        ...

    @classmethod
    def load(cls, path: Path) -> Self:
        """Read what `save` wrote."""
        ...


class FlatVectors:
    """All vectors, compared exactly; right up to about 100,000 passages."""

    def __init__(self, matrix: NDArray[np.float32]) -> None:
        """``matrix`` (n, d), L2-normalised rows."""
        self.matrix = np.ascontiguousarray(matrix, dtype=np.float32)
        self._index = faiss.IndexFlatIP(self.matrix.shape[1])
        self._index.add(self.matrix)

    def search(
        self, queries: NDArray[np.float32], k: int
    ) -> tuple[NDArray[np.float32], NDArray[np.int64]]:
        """Scores and rows, each (n, k), best first."""
        scores, rows = self._index.search(np.ascontiguousarray(queries, np.float32), k)
        return scores, rows

    def save(self, path: Path) -> None:
        """Write a FAISS index file."""
        faiss.write_index(self._index, str(path))

    @classmethod
    def load(cls, path: Path) -> FlatVectors:
        """Read a FAISS index file. FAISS does not notice damage: check hashes first."""
        index = faiss.read_index(str(path))
        return cls(index.reconstruct_n(0, index.ntotal))


NAMES: dict[str, type[FlatVectors]] = {"flat": FlatVectors}
"""Registered vector stores; `tests/index` runs its conformance tests over each."""
