"""Vectors by content hash, so that a re-build embeds only what changed."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray


class VectorCache:
    """Passage vectors of one encoder: sha256(text) → vector.

    One file per encoder fingerprint, replaced whole; a damaged file counts as empty, since
    everything in it can be computed again.
    """

    def __init__(self, folder: Path, fingerprint: str) -> None:
        name = hashlib.sha256(fingerprint.encode()).hexdigest()[:16]
        self._path = folder / f"{name}.npz"
        self._vectors: dict[str, NDArray[np.float32]] = {}
        self._read()

    def _read(self) -> None:
        try:
            data = self._path.read_bytes()
            check, body = data[:64].decode(), data[64:]
            if hashlib.sha256(body).hexdigest() != check:
                return
            with np.load(io.BytesIO(body), allow_pickle=False) as stored:
                keys, matrix = stored["keys"], stored["matrix"]
        except (OSError, ValueError, KeyError, UnicodeDecodeError):
            return
        self._vectors = {str(key): row for key, row in zip(keys, matrix, strict=True)}

    def __contains__(self, text: str) -> bool:
        return _key(text) in self._vectors

    def add(self, texts: Sequence[str], vectors: NDArray[np.float32]) -> None:
        """Keep vectors (n, d) of texts."""
        for text, vector in zip(texts, vectors, strict=True):
            self._vectors[_key(text)] = np.asarray(vector, np.float32)

    def rows(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Vectors (n, d) of texts that are all in the cache."""
        return np.stack([self._vectors[_key(text)] for text in texts]).astype(np.float32)

    def save(self, texts: Sequence[str]) -> None:
        """Write the vectors of ``texts``; others are forgotten."""
        keys = sorted({_key(text) for text in texts})
        body = io.BytesIO()
        np.savez(body, keys=np.array(keys), matrix=np.stack([self._vectors[k] for k in keys]))
        data = body.getvalue()
        self._path.parent.mkdir(parents=True, exist_ok=True)
        temporary = self._path.with_suffix(".new")
        temporary.write_bytes(hashlib.sha256(data).hexdigest().encode() + data)
        temporary.replace(self._path)


def _key(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
