"""Amounts of named rows: added up, set against each other, or one row's change over two years.

Every row that a question names must be found, in one table and one column, and each cell must
hold a number; else nothing is computed.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from corpus.model import Comparator, Table, TableRow
from corpus.names import split_unit
from qa import grid
from qa.cues import Operation
from qa.draft import Draft, Piece, whole
from qa.normalise import fold
from qa.question import Understanding
from qa.rowamounts import SUM
from qa.rowasked import Asked, RowPassage

_AND = re.compile(r"[、和与跟及]|加上|(?<![增参附追添])加(?![起在总一快大强入])|还有|以及")
_APART = re.compile(
    r"相差|差(?:了|出)?(?:多少|几)|差距|(?<!百分)比(?![例重率值])[^，。？?]{1,30}[高低多少大小长短](?:投资?|投入|花|建|用)?(?:了|出)?(?:多少|几)|"
    r"[高低多少]出?(?:多少|几)"
)
_MARK = "◇"
_NUMBERS = {"两": 2, "二": 2, "三": 3, "四": 4, "五": 5, "六": 6}
_GROUP = re.compile(r"(?:这|那)?([两二三四五六])(?:个|项|条|座|所|家|者|地)")


@dataclass(frozen=True)
class _Cell:
    """A named row's amount in a column."""

    row: TableRow
    name: str
    value: Decimal
    shown: str
    exact: bool


def answer_sums(
    question: Understanding,
    words: Sequence[str],
    tables: Sequence[Table],
    passage_of_row: RowPassage,
) -> Draft | None:
    """What named rows come to together, how far two are apart, or how one changes."""
    asked = Asked(question, words, passage_of_row)
    tables = [t for t in tables if t.label in question.tables] or tables
    adds, apart = bool(SUM.search(asked.text)), bool(_APART.search(asked.text))
    change = Operation.CHANGE in asked.question.operations
    if not (adds or apart or change):
        return None
    for table in tables:
        rows, rest = named_rows(asked.text, table)
        if not rows or not _fits(asked.text, len(rows)):
            continue
        columns = grid.measured_columns(table, rest, asked.question.years)
        if len(rows) == 1 and change and len(columns) == 2:
            return _change(asked, table, rows[0], columns)
        if len(rows) < 2 or len(columns) != 1:
            continue
        if adds or (apart and len(rows) == 2):
            return _together(asked, table, rows, columns[0], adds=adds)
    return None


def named_rows(text: str, table: Table) -> tuple[list[TableRow], str]:
    """All rows that a question names in a table, and the question without them.

    None where one part of a list names no row: the rest is then not what was asked.
    """
    at = grid.name_column(table)
    rest, found = fold(text), []
    if at is None:
        return [], rest
    for row in sorted(grid.body(table), key=lambda r: -len(r.cells[at].text)):
        name = grid.core(row.cells[at].text)
        if len(name) > 2 and name in rest:
            found.append(row)
            rest = rest.replace(name, _MARK)
    listed = len(_AND.split(rest)) > 1
    for part in _AND.split(rest) if listed else ():
        if _MARK in part:
            continue
        near = grid.named_row(part, [table])
        if near is None or near[1] in found:
            return [], rest
        found.append(near[1])
    return sorted(found, key=lambda row: row.number), rest


def _fits(text: str, count: int) -> bool:
    """Whether a question that says how many it names (两个项目) names as many."""
    said = _GROUP.search(text)
    return said is None or _NUMBERS[said.group(1)] == count or count == 1


def _together(
    asked: Asked, table: Table, rows: Sequence[TableRow], at: int, *, adds: bool
) -> Draft | None:
    cells = [cell for row in rows if (cell := _cell(table, row, at)) is not None]
    header, unit = grid.heading(table.columns[at]), split_unit(table.columns[at].text)[1]
    sources = tuple(whole(asked.passage_of(table, cell.row.number)) for cell in cells)
    said = "，".join(f"{cell.name}{header}{cell.shown}" for cell in cells)
    if len(cells) < len(rows):
        blank = [row for row in rows if all(row is not cell.row for cell in cells)]
        names = "、".join(row.cells[grid.name_column(table) or 0].text for row in blank)
        pieces = [Piece(f"{table.label}：{said}。", "figure", sources)] if cells else []
        return Draft(pieces, missing=f"{names}的{header}，因此不能{'相加' if adds else '比较'}")
    if adds:
        total = _plain(sum((cell.value for cell in cells), Decimal()))
        rule = "＋".join(_plain(cell.value) for cell in cells)
        text = f"{table.label}：{said}，合计{rule}＝{total}{unit}"
    else:
        high, low = sorted(cells, key=lambda cell: -cell.value)
        total = _plain(high.value - low.value)
        size = "个百分点" if unit == "%" else unit
        rule = f"{_plain(high.value)}－{_plain(low.value)}＝{total}{size}"
        text = f"{table.label}：{said}，{high.name}多{total}{size}（{rule}）"
    numbers = (total, *(_plain(cell.value) for cell in cells))
    return Draft([Piece(f"{text}{_hedge(cells)}。", "computed", sources, numbers)])


def _change(asked: Asked, table: Table, row: TableRow, columns: Sequence[int]) -> Draft | None:
    """One row's amounts of two years: 接诊量：2020年30万人次 → 2025年45万人次."""
    timed = sorted(columns, key=lambda at: table.columns[at].year or 0)
    years = [table.columns[at].year for at in timed]
    names = {grid.measure(table.columns[at]) for at in timed}
    cells = [_cell(table, row, at) for at in timed]
    first, last = cells
    if None in years or years[0] == years[1] or len(names) > 1 or first is None or last is None:
        return None
    unit = split_unit(table.columns[timed[0]].text)[1]
    gap = last.value - first.value
    size = f"{_plain(abs(gap))}{'个百分点' if unit == '%' else unit}"
    high, low = (last, first) if gap >= 0 else (first, last)
    moved = f"{'增加' if gap > 0 else '减少'}{size}" if gap else "没有变化"
    text = (
        f"{table.label}：{first.name}{names.pop()}{years[0]}年{first.shown} → "
        f"{years[1]}年{last.shown}，{moved}（{_plain(high.value)}－{_plain(low.value)}＝{size}）"
    )
    source = whole(asked.passage_of(table, row.number))
    numbers = (_plain(abs(gap)), _plain(first.value), _plain(last.value))
    return Draft([Piece(f"{text}{_hedge([first, last])}。", "computed", (source,), numbers)])


def _cell(table: Table, row: TableRow, at: int) -> _Cell | None:
    quantity = row.cells[at].quantity
    if quantity is None:
        return None
    name = split_unit(row.cells[grid.name_column(table) or 0].text)[0]
    exact = quantity.comparator is Comparator.EQ
    value = Decimal(str(quantity.value))
    return _Cell(row, name, value, grid.shown(table, row, at), exact)


def _plain(value: Decimal) -> str:
    return format(value.normalize(), "f")


def _hedge(cells: Sequence[_Cell]) -> str:
    exact = all(cell.exact for cell in cells)
    return "" if exact else "（按所列数值计算；其中有带范围的数，实际可能不同）"
