"""Test doubles that need no model."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray


class HashEncoder:
    """Character bigrams hashed into 64 dimensions: deterministic, instant, similar texts close."""

    fingerprint = "hash-64"
    dim = 64

    def __init__(self) -> None:
        self.encoded = 0

    def encode_queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        vectors = [self._vector(text) for text in texts]
        return np.stack(vectors) if vectors else np.empty((0, self.dim), np.float32)

    def encode_passages(
        self, texts: Sequence[str], progress: Callable[[int], None] | None = None
    ) -> NDArray[np.float32]:
        self.encoded += len(texts)
        if progress is not None and len(texts):
            progress(len(texts))
        return self.encode_queries(texts)

    def _vector(self, text: str) -> NDArray[np.float32]:
        vector = np.full(self.dim, 1e-3, dtype=np.float32)
        for i in range(max(1, len(text) - 1)):
            digest = hashlib.blake2b(text[i : i + 2].encode(), digest_size=2).digest()
            vector[int.from_bytes(digest, "big") % self.dim] += 1
        return np.asarray(vector / np.linalg.norm(vector), dtype=np.float32)
