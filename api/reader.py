"""A plan as a page: its sections with paragraphs and tables, every passage an anchor.

Quotes are marked on the server from the link (``?passage=ID&quote=0-26,30-41``), so a
highlighted page needs no script. Only text is handled here; escaping is the template's.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from corpus.model import Paragraph, Passage, Plan, Section, Span, Table

_QUOTE = re.compile(r"(\d{1,6})-(\d{1,6})")
_MOST_QUOTES = 40


@dataclass(frozen=True)
class Piece:
    """A run of text, quoted or not."""

    text: str
    marked: bool = False


@dataclass(frozen=True)
class Part:
    """A passage within a paragraph, with its anchor."""

    id: str
    pieces: tuple[Piece, ...]


@dataclass(frozen=True)
class Prose:
    """A paragraph: its passages in order, and its text in the file."""

    id: str
    kind: str
    parts: tuple[Part, ...]
    raw: str


@dataclass(frozen=True)
class Row:
    """A table row; ``id`` is its passage's anchor."""

    id: str
    cells: tuple[tuple[Piece, ...], ...]


@dataclass(frozen=True)
class Grid:
    """A table with its caption and header, and its text in the file."""

    id: str
    caption: str
    page: int | None
    header: tuple[str, ...]
    numeric: tuple[bool, ...]
    rows: tuple[Row, ...]
    raw: str


@dataclass(frozen=True)
class Block:
    """A section as shown. ``heading`` is its level on the page, from 2."""

    section: Section | None
    title: str
    heading: int
    prose: tuple[Prose, ...]
    tables: tuple[Grid, ...]


@dataclass(frozen=True)
class Marked:
    """What the link asks to be marked: quotes of one passage."""

    passage_id: str = ""
    spans: tuple[tuple[int, int], ...] = ()

    def of(self, passage: Passage) -> tuple[tuple[int, int], ...]:
        """The spans in this passage."""
        return self.spans if passage.id == self.passage_id else ()


@dataclass(frozen=True)
class View:
    """A plan ready for its template."""

    plan: Plan
    blocks: tuple[Block, ...]
    has_raw: bool
    marked: Marked = field(default_factory=Marked)


def marked_by(passage_id: str, quote: str) -> Marked:
    """Read the link's parameters; what cannot be read marks nothing."""
    spans = [(int(a), int(b)) for a, b in _QUOTE.findall(quote)[:_MOST_QUOTES]]
    return Marked(passage_id, tuple(sorted((a, b) for a, b in spans if a < b)))


def view(plan: Plan, marked: Marked | None = None) -> View:
    """The whole plan in reading order."""
    marked = marked or Marked()
    of_unit: dict[str, list[Passage]] = {}
    for passage in plan.passages:
        of_unit.setdefault(passage.unit_id, []).append(passage)
    blocks = [
        Block(
            section=section,
            title=section.path[-1] if section.path else section.title,
            heading=min(section.level + 1, 6),
            prose=tuple(
                _prose(plan, p, of_unit.get(p.id, ()), marked)
                for p in plan.paragraphs
                if p.section_id == section.id
            ),
            tables=_grids(plan, section.id, of_unit, marked),
        )
        for section in plan.sections
    ]
    loose = _grids(plan, None, of_unit, marked)
    if loose:
        blocks.append(Block(section=None, title="", heading=2, prose=(), tables=loose))
    return View(plan=plan, blocks=tuple(blocks), has_raw=bool(plan.raw), marked=marked)


def _prose(plan: Plan, paragraph: Paragraph, passages: Sequence[Passage], marked: Marked) -> Prose:
    parts, position = [], 0
    for passage in passages:
        parts.append(Part(passage.id, cut(passage.text, marked.of(passage))))
        position += len(passage.text)
    if position < len(paragraph.text):
        parts.append(Part("", (Piece(paragraph.text[position:]),)))
    return Prose(paragraph.id, paragraph.kind, tuple(parts), _raw(plan, paragraph.source_span))


def _grids(
    plan: Plan, section_id: str | None, of_unit: dict[str, list[Passage]], marked: Marked
) -> tuple[Grid, ...]:
    return tuple(
        _grid(plan, table, of_unit, marked)
        for table in plan.tables
        if table.section_id == section_id
    )


def _grid(plan: Plan, table: Table, of_unit: dict[str, list[Passage]], marked: Marked) -> Grid:
    return Grid(
        id=table.id,
        caption=table.caption,
        page=table.page.number if table.page else None,
        header=tuple(column.text for column in table.columns),
        numeric=tuple(column.role in ("value", "ordinal") for column in table.columns),
        rows=tuple(
            Row(
                id=of_unit[row.id][0].id if row.id in of_unit else row.id,
                cells=_cells(
                    [cell.text for cell in row.cells],
                    [(p, marked.of(p)) for p in of_unit.get(row.id, ())],
                ),
            )
            for row in table.rows
        ),
        raw=_raw(plan, table.source_span),
    )


def _cells(
    texts: Sequence[str], quoted: Iterable[tuple[Passage, Sequence[tuple[int, int]]]]
) -> tuple[tuple[Piece, ...], ...]:
    """Cells with the quotes that fall into them; a row's passage ends in its cells."""
    spans: list[tuple[int, int]] = []
    for passage, quotes in quoted:
        start = passage.text.rfind("\t".join(texts))
        spans += [(a - start, b - start) for a, b in quotes] if start >= 0 else []
    cells, position = [], 0
    for text in texts:
        inside = [(max(a - position, 0), b - position) for a, b in spans]
        cells.append(cut(text, [(a, b) for a, b in inside if b > a and a < len(text)]))
        position += len(text) + 1
    return tuple(cells)


def cut(text: str, spans: Iterable[tuple[int, int]]) -> tuple[Piece, ...]:
    """The text cut where spans begin and end; overlapping spans are one."""
    pieces, position = [], 0
    for start, end in sorted(spans):
        start, end = max(start, position), min(end, len(text))
        if start >= end:
            continue
        if start > position:
            pieces.append(Piece(text[position:start]))
        pieces.append(Piece(text[start:end], marked=True))
        position = end
    if position < len(text) or not pieces:
        pieces.append(Piece(text[position:]))
    return tuple(pieces)


def _raw(plan: Plan, span: Span) -> str:
    return plan.raw[span.start : span.end]
