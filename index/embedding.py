"""From a plan's texts to vectors: only what the caches lack is embedded."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.cache import VectorCache
from index.encoder import Encoder
from index.errors import EncoderMismatch
from index.progress import Progress
from index.snapshot import PARENTS, FinerTexts, VectorSet
from index.tokens import TokenCache, TokenEncoder

WHOLE = "whole"
"""Name of the set with one vector a passage."""
_BATCH = 32


@dataclass(frozen=True)
class Texts:
    """What gets a vector: a text a passage, and named finer texts with their passages' rows."""

    passages: list[str]
    finer: dict[str, FinerTexts]

    @property
    def all(self) -> list[str]:
        """Every text, passages first."""
        return [*self.passages, *(text for found in self.finer.values() for text in found.texts)]

    def of(self, name: str) -> list[str]:
        """The texts of a finer set; none where it was left out."""
        return self.finer[name].texts if name in self.finer else []


class Embedder:
    """Embeds texts with one encoder, which is loaded only when something is missing.

    ``fingerprint`` is what the encoder's own will be. Raises `EncoderMismatch` where it is not,
    and the errors of the encoder and of `index.files.writing`.
    """

    def __init__(
        self, folder: Path, load: Callable[[], Encoder], fingerprint: str, progress: bool
    ) -> None:
        self._load = load
        self._fingerprint = fingerprint
        self._progress = progress
        self._cache = VectorCache(folder, fingerprint)
        self._tokens = TokenCache(folder, fingerprint)
        self._with_tokens = True

    def embed(self, texts: Texts) -> int:
        """Fill the caches; returns how many texts got a vector that had none."""
        split = [text for name in PARENTS.values() for text in texts.of(name)]
        missing = _unique(text for text in texts.all if text not in self._cache)
        unsplit = _unique(text for text in split if text not in self._tokens)
        if missing or unsplit:
            encoder = self._encoder()
            self._with_tokens = isinstance(encoder, TokenEncoder)
            whole = sorted(set(missing) - set(unsplit), key=_size)
            steps = len(whole) + len(unsplit) if self._with_tokens else len(missing)
            with Progress(steps, "embedding", shown=self._progress) as bar:
                if isinstance(encoder, TokenEncoder):
                    self._embed_tokens(unsplit, encoder, bar)
                self._embed(whole if self._with_tokens else missing, encoder, bar)
        self._cache.save(texts.all)
        if self._with_tokens:
            self._tokens.save(split)
        return len(missing)

    def sets(self, texts: Texts) -> dict[str, VectorSet]:
        """The vectors of embedded texts: `WHOLE`, each finer set, and the tokens of `PARENTS`."""
        found = {
            name: VectorSet(
                self._cache.rows(finer.texts),
                np.asarray(finer.owners, np.int32),
                np.asarray(finer.starts, np.int32),
            )
            for name, finer in texts.finer.items()
        }
        if self._with_tokens:
            for name, parent in PARENTS.items():
                if parent in texts.finer:
                    found[name] = self._tokens.collect(texts.of(parent))
        rows = np.arange(len(texts.passages), dtype=np.int32)
        whole = VectorSet(self._cache.rows(texts.passages), rows, np.full_like(rows, -1))
        return {WHOLE: whole, **found}

    def _encoder(self) -> Encoder:
        encoder = self._load()
        if encoder.fingerprint != self._fingerprint:
            raise EncoderMismatch(
                f"the encoder is {encoder.fingerprint}, not {self._fingerprint} as announced; "
                "run `planqa build` again"
            )
        return encoder

    def _embed(self, texts: list[str], encoder: Encoder, bar: Progress) -> None:
        for batch in _batches(texts):
            vectors = encoder.encode_passages(batch)
            self._cache.add(batch, _checked(vectors, len(batch), encoder.dim))
            bar.advance(len(batch))

    def _embed_tokens(self, texts: list[str], encoder: TokenEncoder, bar: Progress) -> None:
        for batch in _batches(texts):
            encoded = encoder.encode_with_tokens(batch)
            vectors = np.stack([vector for vector, _ in encoded])
            new = [i for i, text in enumerate(batch) if text not in self._cache]
            if new:
                checked = _checked(vectors[new], len(new), vectors.shape[1])
                self._cache.add([batch[i] for i in new], checked)
            self._tokens.add(batch, [tokens for _, tokens in encoded])
            bar.advance(len(batch))


def _unique(texts: Iterable[str]) -> list[str]:
    """Each text once, shortest first, so that a batch takes equally long for each of its texts."""
    return sorted(set(texts), key=_size)


def _size(text: str) -> tuple[int, str]:
    return len(text), text


def _batches(texts: list[str]) -> Iterator[list[str]]:
    for start in range(0, len(texts), _BATCH):
        yield texts[start : start + _BATCH]


def _checked(vectors: NDArray[np.float32], rows: int, dim: int) -> NDArray[np.float32]:
    if vectors.shape != (rows, dim) or not np.isfinite(vectors).all():
        raise EncoderMismatch("the encoder gave vectors that cannot be used; run `planqa doctor`")
    return vectors
