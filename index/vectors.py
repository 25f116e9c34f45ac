"""Exact inner-product search over passage vectors (FAISS ``IndexFlatIP``)."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Protocol, Self

import faiss
import numpy as np
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

# Two threads make single queries slower on shared cores, sometimes by twenty times.
faiss.omp_set_num_threads(1)
threadpool_limits(1, user_api="blas")


class VectorIndex(Protocol):
    """What a vector store must do."""

    def search(
        self, queries: NDArray[np.float32], k: int
    ) -> tuple[NDArray[np.float32], NDArray[np.int64]]:
        """Scores and rows, each (queries, min(k, n)), best first, equal scores by row."""
        ...

    def save(self, path: Path) -> None:
        """Write to one file. Raises `OSError`."""
        ...

    @classmethod
    def load(cls, path: Path) -> Self:
        """Read what `save` wrote. Raises `OSError`, `ValueError`."""
        ...


class FlatVectors:
    """All vectors, compared exactly; right up to about 100,000 passages.

    ``matrix`` (n, dim) float32 holds the same vectors, for scores of every passage at once.
    """

    def __init__(self, matrix: NDArray[np.float32]) -> None:
        """``matrix`` (n, dim), L2-normalised rows. Raises `ValueError` for another shape."""
        if matrix.ndim != 2 or matrix.shape[1] < 1:
            raise ValueError(f"vectors must be a matrix (n, dim), not {matrix.shape}")
        self.matrix = np.ascontiguousarray(matrix, dtype=np.float32)
        self.matrix.setflags(write=False)
        self._index: Any = faiss.IndexFlatIP(self.matrix.shape[1])
        self._index.add(self.matrix)

    def search(
        self, queries: NDArray[np.float32], k: int
    ) -> tuple[NDArray[np.float32], NDArray[np.int64]]:
        """Scores and rows, each (queries, min(k, n)), best first, equal scores by row."""
        k = min(k, len(self.matrix))
        if k < 1:
            return np.empty((len(queries), 0), np.float32), np.empty((len(queries), 0), np.int64)
        scores, rows = self._index.search(np.ascontiguousarray(queries, np.float32), k)
        order = np.lexsort((rows, -scores), axis=-1)
        return np.take_along_axis(scores, order, -1), np.take_along_axis(rows, order, -1)

    def to_bytes(self) -> bytes:
        """The FAISS file as bytes."""
        return bytes(faiss.serialize_index(self._index).data)

    @classmethod
    def from_bytes(cls, data: bytes) -> FlatVectors:
        """Read `to_bytes`; FAISS does not notice damage: check hashes first."""
        try:
            index = faiss.deserialize_index(np.frombuffer(data, np.uint8))
        except RuntimeError as error:
            raise ValueError("not a FAISS index") from error
        return cls(index.reconstruct_n(0, index.ntotal).reshape(index.ntotal, index.d))

    def save(self, path: Path) -> None:
        """Write a FAISS index file. Raises `OSError`."""
        path.write_bytes(self.to_bytes())

    @classmethod
    def load(cls, path: Path) -> FlatVectors:
        """Read a FAISS index file; check its hash first. Raises `OSError`, `ValueError`."""
        return cls.from_bytes(path.read_bytes())


NAMES: dict[str, type[FlatVectors]] = {"flat": FlatVectors}
"""Registered vector stores; `tests/index` runs its conformance tests over each."""
