"""Token vectors of sentences and questions, for late interaction (`qa.late`), kept by content hash.

Late interaction after Khattab & Zaharia (2020), "ColBERT", with the encoder's own token vectors.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray

from index.cache import VectorCache
from index.encoder import Role
from index.projection import principal
from index.snapshot import VectorSet

Vectors = NDArray[np.float32]


@runtime_checkable
class TokenEncoder(Protocol):
    """An encoder that also gives the vectors of single tokens."""

    def encode_with_tokens(
        self, texts: Sequence[str], role: Role = "passage"
    ) -> list[tuple[Vectors, Vectors]]:
        """Each text's unit vector (dim,) and those of its own tokens (tokens, dim)."""
        ...


class TokenCache:
    """Token vectors by text, in a `VectorCache` of their own.

    The vectors of a text are records under the text and their number, followed by a record
    that holds how many there are: a text cut off by a crash lacks it and is embedded again.
    """

    def __init__(self, folder: Path, fingerprint: str) -> None:
        self._cache = VectorCache(folder, f"{fingerprint}:tokens")

    def __contains__(self, text: str) -> bool:
        return _end(text) in self._cache

    def add(self, texts: Sequence[str], vectors: Sequence[Vectors]) -> None:
        """Keep the token vectors (tokens, dim) of each text. Raises as `VectorCache.add`."""
        keys: list[str] = []
        rows: list[Vectors] = []
        for text, tokens in zip(texts, vectors, strict=True):
            keys += [*(_key(text, i) for i in range(len(tokens))), _end(text)]
            rows += [tokens, np.full((1, tokens.shape[1]), len(tokens), np.float32)]
        self._cache.add(keys, np.concatenate(rows))

    def collect(self, texts: Sequence[str]) -> VectorSet:
        """The token vectors of texts that are all there, projected; owners are their positions."""
        counts = [self._count(text) for text in texts]
        keys = [_key(t, i) for t, count in zip(texts, counts, strict=True) for i in range(count)]
        owner = np.repeat(np.arange(len(texts), dtype=np.int32), counts)
        vectors = self._cache.rows(keys)
        projection = principal(vectors)
        return VectorSet(projection(vectors), owner, np.zeros_like(owner), projection)

    def save(self, texts: Sequence[str]) -> None:
        """Make what was added durable; forget other texts once they are most of the file."""
        keys = []
        for text in dict.fromkeys(texts):
            keys += [*(_key(text, i) for i in range(self._count(text))), _end(text)]
        self._cache.save(keys)

    def _count(self, text: str) -> int:
        return int(self._cache.rows([_end(text)])[0, 0])


def _key(text: str, number: int) -> str:
    return f"{number}\0{text}"


def _end(text: str) -> str:
    return f"end\0{text}"
