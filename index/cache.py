"""Vectors by content hash, so that a re-build embeds only what changed."""

from __future__ import annotations

import hashlib
import os
import struct
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.files import replace, writing

_HEAD = struct.Struct("<8sII")
_MAGIC = b"planqav1"
_KEY, _CHECK = 32, 8
_MANY = 10_000


class VectorCache:
    """Passage vectors of one encoder: sha256(text) → vector.

    One file per encoder fingerprint, appended to batch by batch, so that a build which is cut
    off loses one batch at most. Every record carries its own hash: a torn or damaged one counts
    as not there, since everything in the cache can be computed again.
    """

    def __init__(self, folder: Path, fingerprint: str) -> None:
        name = hashlib.sha256(fingerprint.encode()).hexdigest()[:16]
        self._path = folder / f"{name}.vectors"
        self._vectors: dict[bytes, NDArray[np.float32]] = {}
        self._dim = 0
        self._clean = False
        self._read()

    def __contains__(self, text: str) -> bool:
        return _key(text) in self._vectors

    def __len__(self) -> int:
        return len(self._vectors)

    def add(self, texts: Sequence[str], vectors: NDArray[np.float32]) -> None:
        """Keep vectors (n, dim) of texts. Raises `ValueError`, `DiskFull`, `StoreUnwritable`."""
        matrix = np.ascontiguousarray(vectors, dtype="<f4")
        if matrix.ndim != 2 or len(matrix) != len(texts) or self._dim not in (0, matrix.shape[1]):
            raise ValueError(f"{len(texts)} texts but vectors of shape {matrix.shape}")
        self._dim = matrix.shape[1]
        keys = [_key(text) for text in texts]
        self._vectors.update(zip(keys, matrix, strict=True))
        with writing():
            self._append(b"".join(_record(key, self._vectors[key]) for key in keys))

    def rows(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Vectors (n, dim) of texts that are all in the cache."""
        if not texts:
            return np.zeros((0, self._dim), np.float32)
        return np.stack([self._vectors[_key(text)] for text in texts]).astype(np.float32)

    def save(self, texts: Sequence[str]) -> None:
        """Make what was added durable; forget other texts once they are most of the file.

        Raises `DiskFull`, `StoreUnwritable`.
        """
        wanted = {_key(text) for text in texts} & self._vectors.keys()
        with writing():
            if len(self._vectors) > max(_MANY, 4 * len(wanted)):
                self._vectors = {key: self._vectors[key] for key in sorted(wanted)}
                self._rewrite()
            elif self._path.exists():
                with self._path.open("rb") as handle:
                    os.fsync(handle.fileno())

    def _read(self) -> None:
        try:
            data = self._path.read_bytes()
            magic, dim, again = _HEAD.unpack_from(data)
        except (OSError, struct.error):
            return
        if magic != _MAGIC or dim != again or not dim:
            return
        size = _KEY + 4 * dim + _CHECK
        whole = (len(data) - _HEAD.size) // size
        for start in range(_HEAD.size, _HEAD.size + whole * size, size):
            key, body = data[start : start + _KEY], data[start + _KEY : start + size - _CHECK]
            if data[start + size - _CHECK : start + size] == _check(key, body):
                self._vectors[key] = np.frombuffer(body, "<f4")
        self._dim = dim if self._vectors else 0
        # Only whole, sound records: then appending is safe, else the file is written anew.
        self._clean = len(data) == _HEAD.size + len(self._vectors) * size

    def _append(self, records: bytes) -> None:
        if not self._clean:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            self._rewrite()
            self._clean = True
            return
        self._clean = False
        with self._path.open("ab") as handle:
            handle.write(records)
        self._clean = True

    def _rewrite(self) -> None:
        records = (_record(key, vector) for key, vector in self._vectors.items())
        replace(self._path, _HEAD.pack(_MAGIC, self._dim, self._dim) + b"".join(records))


def _record(key: bytes, vector: NDArray[np.float32]) -> bytes:
    body = vector.tobytes()
    return key + body + _check(key, body)


def _check(key: bytes, body: bytes) -> bytes:
    return hashlib.blake2b(key + body, digest_size=_CHECK).digest()


def _key(text: str) -> bytes:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()
