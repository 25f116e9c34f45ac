"""Raw table lines to whole tables with typed cells."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from corpus.blocks import RawTable, identity
from corpus.cleaning import Cleaner, MappedText
from corpus.headers import read_headers
from corpus.model import (
    Cell,
    Page,
    Paragraph,
    Quantity,
    Section,
    Span,
    Table,
    TableColumn,
    TableRow,
)
from corpus.names import split_unit
from corpus.outline import Contents, key
from corpus.quantities import fold_width, is_not_given, parse_cell

_LABEL = re.compile(r"^((?:附?表|专栏)\s*(?:\d+|[一二三四五六七八九十]+))\s*[:：.]?\s*")
_RULE = re.compile(r":?-{2,}:?|:-:?|-:")
_ENDED = re.compile(r"[。！？；]$")
_NAME_UNIT = re.compile(r"[（(]([^（）()]{1,8})[）)]$")


@dataclass(frozen=True)
class MappedTable:
    """A table and the origins of its cells: ``cells[row][column]``."""

    table: Table
    header: tuple[MappedText, ...]
    cells: tuple[tuple[MappedText, ...], ...]


def read_tables(
    raw: str,
    raw_tables: Sequence[RawTable],
    paragraphs: Sequence[Paragraph],
    contents: Contents,
    cleaner: Cleaner,
) -> list[MappedTable]:
    """Read every table; ``Table.page`` comes from the contents page where it is listed."""
    tables: list[MappedTable] = []
    printed = {m[1] for t in raw_tables if t.caption and (m := _LABEL.match(t.caption.text))}
    for index, raw_table in enumerate(raw_tables):
        last = index == len(raw_tables) - 1
        label = f"表{index + 1}"
        if label in {re.sub(r"\s", "", text) for text in printed}:
            label = f"无题表{index + 1}"
        tables.append(_read(raw, raw_table, paragraphs, contents, cleaner, label, last))
    return tables


def split_cells(raw: str, start: int, end: int) -> list[tuple[int, int]]:
    """File ranges of a row's cells, for tab-separated and piped rows."""
    line = raw[start:end]
    separator = "\t" if "\t" in line else "|"
    cells, position = [], start
    for part in line.split(separator):
        cells.append((position, position + len(part)))
        position += len(part) + 1
    if separator == "|":
        if not line.split("|")[0].strip():
            cells = cells[1:]
        if cells and not line.rstrip().split("|")[-1].strip():
            cells = cells[:-1]
    return cells


def _read(
    raw: str,
    raw_table: RawTable,
    paragraphs: Sequence[Paragraph],
    contents: Contents,
    cleaner: Cleaner,
    name: str,
    last: bool,
) -> MappedTable:
    header, body = _grid(raw, raw_table, cleaner)
    caption_line = raw_table.caption
    caption, label, title = _named(raw, raw_table, cleaner, name)
    section = raw_table.section
    alone = (
        last
        and section is not None
        and _closes_document(raw, raw_table, section, label, paragraphs)
    )
    page_number = contents.pages.get(key(caption_line.text)) if caption_line else None
    page = (
        Page(number=page_number, basis="toc")
        if page_number
        else (section.page if section else None)
    )
    path = (caption,) if alone or section is None else (*section.path, caption)
    columns = read_headers(header, body)
    table_id = "t" + identity(*path)
    end = max(c.span().end for c in (*header, *(x for r in body for x in r)) if c.origins)
    table = Table(
        id=table_id,
        section_id=None if alone or section is None else section.id,
        label=label,
        title=title,
        caption=caption,
        columns=columns,
        rows=tuple(_row(table_id, i, cells, columns) for i, cells in enumerate(body, start=1)),
        page=page,
        path=path,
        source_span=Span(start=raw_table.rows[0].start, end=end),
    )
    return MappedTable(table, header, tuple(body))


def _grid(
    raw: str, raw_table: RawTable, cleaner: Cleaner
) -> tuple[tuple[MappedText, ...], list[tuple[MappedText, ...]]]:
    """Header and body: without rules and repeated headers, cut rows joined, of one width."""
    grid = [
        tuple(
            cleaner.cell(MappedText.of(raw, a, b))
            for a, b in split_cells(raw, line.start, line.end)
        )
        for line in raw_table.rows
    ]
    grid = [cells for cells in grid if not all(_RULE.fullmatch(c.text) for c in cells)]
    header, body = grid[0], [cells for cells in grid[1:] if _texts(cells) != _texts(grid[0])]
    return header, join_cut_rows([_fit(cells, len(header)) for cells in body])


def _named(raw: str, raw_table: RawTable, cleaner: Cleaner, name: str) -> tuple[str, str, str]:
    """Caption, label (表2) and title of a table; ``name`` stands in where it has no caption."""
    line = raw_table.caption
    caption = (
        cleaner.prose(MappedText.of(raw, line.start, line.end)).text
        if line
        else _box_caption(raw_table.section) or name
    )
    match = _LABEL.match(caption)
    label = re.sub(r"\s", "", match.group(1)) if match else name
    title = caption[match.end() :] if match else caption
    return (f"{label} {title}".strip() if match and title else caption), label, title


def _box_caption(section: Section | None) -> str:
    """Caption of a table that stands without one in a box (专栏1 主要指标)."""
    boxed = section is not None and (section.number or "").startswith("专栏")
    return section.path[-1] if section is not None and boxed else ""


def _texts(cells: Sequence[MappedText]) -> list[str]:
    return [cell.text for cell in cells]


def _fit(cells: tuple[MappedText, ...], width: int) -> tuple[MappedText, ...]:
    """Rows of another width: surplus cells join the last one, missing ones are empty."""
    if len(cells) > width:
        tail = cells[width - 1]
        for cell in cells[width:]:
            tail = tail + cell
        return (*cells[: width - 1], tail)
    return (*cells, *(MappedText("", ()) for _ in range(width - len(cells))))


def join_cut_rows(rows: Sequence[tuple[MappedText, ...]]) -> list[tuple[MappedText, ...]]:
    """Join a row that a page break cut in two: the rest has neither ordinal nor name, and goes
    on where a cell above stopped without a full stop.
    """
    joined: list[tuple[MappedText, ...]] = []
    for cells in rows:
        filled = [at for at, cell in enumerate(cells) if cell.text]
        if joined and len(cells) > 2 and filled and filled[0] >= 2 and _cut(joined[-1], filled):
            joined[-1] = tuple(a + b for a, b in zip(joined[-1], cells, strict=True))
        else:
            joined.append(cells)
    return joined


def _cut(cells: Sequence[MappedText], filled: Sequence[int]) -> bool:
    """Whether each cell that goes on is a text that was not ended."""
    return all(
        parse_cell(cells[at].text) is None and not _ENDED.search(cells[at].text) for at in filled
    )


def _closes_document(
    raw: str, raw_table: RawTable, section: Section, label: str, paragraphs: Sequence[Paragraph]
) -> bool:
    """A table at the end that its section does not mention belongs to the whole plan."""
    rest = raw[raw_table.rows[-1].end :]
    if re.search(r"[\u3400-\u9fff]", rest):
        return False
    said = "".join(p.text for p in paragraphs if p.section_id == section.id)
    return label not in re.sub(r"\s", "", said)


def _row(
    table_id: str, position: int, cells: tuple[MappedText, ...], columns: Sequence[TableColumn]
) -> TableRow:
    number = position
    unit = ""
    for cell, column in zip(cells, columns, strict=True):
        if column.role == "ordinal" and cell.text.isdigit():
            number = int(cell.text)
        if column.role == "unit":
            unit = cell.text
        if column.role == "name" and (match := _NAME_UNIT.search(cell.text)):
            unit = unit or match.group(1)
    typed = tuple(
        _cell(cell, column, column_unit(column.text) or fold_width(unit))
        for cell, column in zip(cells, columns, strict=True)
    )
    spans = [cell.span() for cell in cells if cell.origins]
    return TableRow(
        id=f"{table_id}-r{number}",
        number=number,
        cells=typed,
        source_span=Span(start=spans[0].start, end=spans[-1].end),
    )


def column_unit(header: str) -> str:
    """Unit in the header of a column: 总投资（亿元）; empty where a bracket holds none."""
    return split_unit(header)[1]


def _cell(cell: MappedText, column: TableColumn, unit: str) -> Cell:
    blank = column.role == "value" and (not cell.text or is_not_given(cell.text))
    quantity: Quantity | None = None
    if column.role == "value" and not blank:
        quantity = parse_cell(cell.text, unit)
    return Cell(text=cell.text, source_span=cell.span(), quantity=quantity, not_given=blank)
