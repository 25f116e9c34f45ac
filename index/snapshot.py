"""A snapshot: everything one server answers from, loaded and unchanging."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from corpus.model import Frozen, Passage, Plan, Span
from index.lexical import LexicalIndex, Segmenter
from index.vectors import FlatVectors

FORMAT = 1
_SHORTEST = 6


class FileEntry(Frozen):
    """A file of the snapshot with its size in bytes and SHA-256."""

    name: str
    size: int
    sha256: str


class Manifest(Frozen):
    """What a snapshot holds; written last, so its presence means the rest is there."""

    format: int
    id: str
    encoder: str
    dictionary: int
    counts: dict[str, int]
    files: tuple[FileEntry, ...]


@dataclass(frozen=True)
class VectorSet:
    """Vectors finer than passages: ``matrix`` (m, d), ``owner`` (m,) the passage's row."""

    matrix: NDArray[np.float32]
    owner: NDArray[np.int32]


@dataclass(frozen=True)
class Snapshot:
    """Row i of every index belongs to ``passages[i]``.

    ``vector_sets`` holds ``sentence`` and, where they were built, further named sets.
    """

    manifest: Manifest
    plans: tuple[Plan, ...]
    passages: tuple[Passage, ...]
    lexical: LexicalIndex
    segmenter: Segmenter
    vectors: FlatVectors
    vector_sets: dict[str, VectorSet]

    @property
    def id(self) -> str:
        """Content id of the snapshot."""
        return self.manifest.id

    def plan(self, plan_id: str) -> Plan | None:
        """The plan with this id."""
        return next((plan for plan in self.plans if plan.entry.id == plan_id), None)

    def passage(self, passage_id: str) -> Passage | None:
        """The passage with this id."""
        return next((p for p in self.passages if p.id == passage_id), None)


def context_text(passage: Passage) -> str:
    """What is embedded and indexed for a passage: section path, title, text."""
    head = " > ".join(passage.path)
    if passage.kind == "table_row":
        # The path ends in the caption, which the text repeats.
        head = " > ".join(passage.path[:-1])
    title = passage.title if passage.title and passage.title not in passage.text else ""
    return "\n".join(part for part in (head, title, passage.text) if part)


def sentence_texts(passages: Sequence[Passage]) -> tuple[list[str], list[int]]:
    """Sentences of six characters and more, with the row of their passage."""
    row_of = {passage.id: row for row, passage in enumerate(passages)}
    texts: list[str] = []
    owners: list[int] = []
    for passage, span in embedded_sentences(passages):
        texts.append(passage.text[span.start : span.end].strip())
        owners.append(row_of[passage.id])
    return texts, owners


def embedded_sentences(passages: Sequence[Passage]) -> Iterator[tuple[Passage, Span]]:
    """The sentences that have a vector, in the order of their vectors."""
    for passage in passages:
        for span in passage.sentences:
            if len(passage.text[span.start : span.end].strip()) >= _SHORTEST:
                yield passage, span
