"""A snapshot: everything one server answers from, loaded and unchanging."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from corpus.model import Frozen, Passage, Plan
from index.lexical import LexicalIndex, Segmenter
from index.projection import Projection
from index.vectors import FlatVectors

FORMAT = 4
SHORTEST_SENTENCE = 6
"""Characters of the shortest sentence that is embedded by itself."""


class FileEntry(Frozen):
    """A file of the snapshot with its size in bytes and SHA-256."""

    name: str
    size: int
    sha256: str


class Manifest(Frozen):
    """What a snapshot holds; written last, so its presence means the rest is there.

    ``id`` comes from format, dictionary version, encoder, counts and files: the same content
    always has the same id. ``counts`` holds ``plans``, ``passages`` and the size of each vector
    set. ``inputs`` tells cheaply whether building again can change anything; ``libraries`` is
    for people; ``check`` guards the manifest itself.
    """

    format: int
    id: str
    encoder: str
    dictionary: int
    counts: dict[str, int]
    files: tuple[FileEntry, ...]
    inputs: str = ""
    libraries: dict[str, str] = Field(default_factory=dict)
    check: str = ""


PARENTS = {
    "sentence_token": "sentence",
    "question_token": "question",
    "common_token": "common",
}
"""Sets of token vectors, and the set whose texts the tokens are of."""


@dataclass(frozen=True)
class VectorSet:
    """Vectors finer than passages.

    ``matrix`` (m, dim); ``owner`` (m,) the passage's row; ``start`` (m,) where in the passage's
    text the sentence begins that a vector belongs to, -1 for the passage as a whole. In a set of
    tokens (`PARENTS`), ``owner`` is the row of the text in its parent set, in ascending order,
    and ``matrix`` (m, d) is what ``projection`` made of the tokens; a question's go the same way.
    """

    matrix: NDArray[np.float32]
    owner: NDArray[np.int32]
    start: NDArray[np.int32]
    projection: Projection | None = None


@dataclass(frozen=True)
class Snapshot:
    """Row i of every index belongs to ``passages[i]``.

    ``vector_sets`` holds ``sentence`` and, where they were made, ``question``
    (`index.expansion`) and the tokens of both (`index.tokens`).
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
        return self._plans.get(plan_id)

    def passage(self, passage_id: str) -> Passage | None:
        """The passage with this id."""
        return self._passages.get(passage_id)

    @cached_property
    def _plans(self) -> dict[str, Plan]:
        return {plan.entry.id: plan for plan in self.plans}

    @cached_property
    def _passages(self) -> dict[str, Passage]:
        return {passage.id: passage for passage in self.passages}


def context_text(passage: Passage) -> str:
    """What is embedded and indexed for a passage: section path, title, text."""
    head = " > ".join(passage.path)
    if passage.kind == "table_row":
        # The path ends in the caption, which the text repeats.
        head = " > ".join(passage.path[:-1])
    title = passage.title if passage.title and passage.title not in passage.text else ""
    return "\n".join(part for part in (head, title, passage.text) if part)


@dataclass(frozen=True)
class FinerTexts:
    """Texts finer than passages: ``owners`` and ``starts`` as in `VectorSet`."""

    texts: list[str]
    owners: list[int]
    starts: list[int]


def sentence_texts(passages: Sequence[Passage]) -> FinerTexts:
    """Sentences of six characters and more, in reading order."""
    found = FinerTexts([], [], [])
    for row, passage in enumerate(passages):
        for span in passage.sentences:
            text = passage.text[span.start : span.end].strip()
            if len(text) >= SHORTEST_SENTENCE:
                found.texts.append(text)
                found.owners.append(row)
                found.starts.append(span.start)
    return found
