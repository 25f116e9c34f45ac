"""A table as rows and columns: names, totals, headings and what a cell shows."""

from __future__ import annotations

import re

from corpus.model import Table, TableColumn, TableRow
from corpus.names import split_unit
from corpus.once import once
from corpus.quantities import is_not_given
from corpus.words import words

_WHOLE_PLACE = re.compile(r"全[国省市州县区旗镇乡](?:合计|总计|平均|总体)?")


@once
def name_column(table: Table) -> int | None:
    """Which column names the rows."""
    return next((i for i, column in enumerate(table.columns) if column.role == "name"), None)


@once
def body(table: Table) -> tuple[TableRow, ...]:
    """The rows that stand for a thing each: those that add others up (合计, 全市) left out."""
    totals = words("link_words", "totals")
    at = name_column(table)
    return tuple(
        row
        for row in table.rows
        if not any(cell.text in totals for cell in row.cells)
        and not (at is not None and _of_all(row.cells[at].text))
    )


def _of_all(name: str) -> bool:
    """Whether a row is named as the whole place (全市, 全县合计)."""
    return name in words("name_words", "own") or _WHOLE_PLACE.fullmatch(name) is not None


def total_row(table: Table) -> TableRow | None:
    """The row that adds the others up."""
    kept = {row.id for row in body(table)}
    return next((row for row in table.rows if row.id not in kept), None)


def texts_of(table: Table) -> dict[int, list[str]]:
    """The cells' texts by row number; a blank cell before the name repeats the one above."""
    at = name_column(table) or 0
    found: dict[int, list[str]] = {}
    above = [""] * len(table.columns)
    for row in table.rows:
        texts = [cell.text or (above[i] if i < at else "") for i, cell in enumerate(row.cells)]
        found[row.number] = above = texts
    return found


def heading(column: TableColumn) -> str:
    """A header without its unit: 总投资（亿元） is 总投资."""
    return split_unit(column.text)[0]


def shown(table: Table, row: TableRow, at: int) -> str:
    """A cell as read, with the unit that its header gives; empty where it gives nothing."""
    cell = row.cells[at]
    if cell.not_given or is_not_given(cell.text):
        return ""
    if table.columns[at].role != "value":
        return cell.text
    unit = unit_of(table.columns[at])
    if unit and not cell.text.endswith(unit):
        return f"{cell.text}{unit}"
    return cell.text if unit or cell.quantity is None else cell.quantity.display


def unit_of(column: TableColumn) -> str:
    """The unit that a header gives; empty where it gives none."""
    return split_unit(column.text)[1]
