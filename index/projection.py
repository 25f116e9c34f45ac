"""Token vectors in fewer dimensions: centred, and turned to their principal components.

What every token shares says nothing about a text, so the mean is taken off first (Mu & Viswanath
2018, "All-but-the-Top"); ColBERT (Khattab & Zaharia 2020) keeps 128 dimensions a token, as here.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index.encoder import unit

Vectors = NDArray[np.float32]

DIMENSIONS = 128


@dataclass(frozen=True)
class Projection:
    """``centre`` (dim,) is taken off, ``basis`` (dim, d) has orthonormal columns."""

    centre: Vectors
    basis: Vectors

    def __call__(self, vectors: Vectors) -> Vectors:
        """Unit vectors (n, d) of vectors (n, dim)."""
        return unit(np.asarray((vectors - self.centre) @ self.basis, np.float32))

    def to_array(self) -> Vectors:
        """(1 + d, dim): the centre, then the components."""
        return np.vstack([self.centre[None, :], self.basis.T])

    @staticmethod
    def from_array(rows: Vectors) -> Projection:
        """Read `to_array`. Raises `ValueError` for another shape."""
        if rows.ndim != 2 or len(rows) < 2:
            raise ValueError(f"a projection cannot have shape {rows.shape}")
        return Projection(rows[0], np.ascontiguousarray(rows[1:].T))


def principal(vectors: Vectors, dimensions: int = DIMENSIONS) -> Projection:
    """The projection to the components (at most ``dimensions``) in which vectors differ most."""
    centre = vectors.mean(axis=0) if len(vectors) else np.zeros(vectors.shape[1], np.float32)
    moved = (vectors - centre).astype(np.float32)
    _, components = np.linalg.eigh((moved.T @ moved).astype(np.float64))
    basis = components[:, ::-1][:, :dimensions].astype(np.float32)
    return Projection(centre.astype(np.float32), np.ascontiguousarray(basis))
