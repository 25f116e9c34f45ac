"""A draft answer: its pieces, each with the words of the plan that carry it."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Literal

from corpus.model import Conflict, Indicator, Passage

PieceKind = Literal["quote", "title", "figure", "computed", "frame"]
BESIDE = 0.1
"""Weight of a piece that stands beside the answer: a further row, the other side of a conflict."""


@dataclass(frozen=True)
class Source:
    """A passage and the quoted range of its text that carries a piece."""

    passage: Passage
    start: int
    end: int


@dataclass(frozen=True)
class Piece:
    """One sentence of an answer.

    ``quote`` is verbatim from its source, ``title`` the title of a section that the source stands
    in; ``figure`` states values as printed; ``computed``
    shows the rule by which it follows from printed values; ``frame`` is a fixed sentence of
    ``qa/lexicon/messages.json`` that states nothing of the plan. ``derived`` holds numbers
    that a computed piece adds; ``weight`` says how much of the answer it is.
    """

    text: str
    kind: PieceKind
    sources: tuple[Source, ...] = ()
    derived: tuple[str, ...] = ()
    weight: float = 1.0


@dataclass
class Draft:
    """What will be said, before the number gate (`qa.verify`)."""

    pieces: list[Piece] = field(default_factory=list)
    indicators: list[Indicator] = field(default_factory=list)
    conflicts: list[Conflict] = field(default_factory=list)
    missing: str | None = None

    def computes(self) -> bool:
        """Whether a piece follows from printed values by a rule."""
        return any(piece.kind == "computed" for piece in self.pieces)

    def passages(self) -> list[Passage]:
        """Cited passages, those that carry most of the answer first (ties: order of mention).

        What is said first answers most: a piece counts its length, discounted by its rank as in
        Järvelin & Kekäläinen 2002, "Cumulated gain-based evaluation of IR techniques".
        """
        carried: dict[str, float] = {}
        seen: dict[str, Passage] = {}
        for position, piece in enumerate(self.pieces):
            share = piece.weight / math.log2(2 + position)
            for source in piece.sources:
                seen.setdefault(source.passage.id, source.passage)
                size = share * (source.end - source.start)
                carried[source.passage.id] = carried.get(source.passage.id, 0.0) + size
        return sorted(seen.values(), key=lambda p: -carried[p.id])


def whole(passage: Passage) -> Source:
    """The last line of a table row, or the whole text of a paragraph."""
    if passage.kind == "table_row":
        start = passage.text.rfind("\n") + 1
        return Source(passage, start, len(passage.text))
    return Source(passage, 0, len(passage.text))
