"""Amounts of named rows, added up, set against each other, or one as a multiple of another.

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
from qa import facets, grid, rownames
from qa.draft import Draft, Piece, whole
from qa.figures import longest_common
from qa.normalise import fold
from qa.question import Understanding
from qa.rowamounts import SUM
from qa.rowasked import RowPassage

Place = tuple[Table, int, int]

_THAN = re.compile(r"(?<!百分)(?<!对)比(?![例重率值])")
_AND = re.compile(r"[、和与跟及]|加上|(?<![增参附追添])加(?![起在总一快大强入工])|还有|以及")
_APART = re.compile(
    r"相差|差(?:了|出)?(?:多少|几)|差距|(?<!百分)比(?![例重率值])[^，。？?]{1,30}[高低多少大小长短](?:投资?|投入|花|建|用)?(?:了|出)?(?:多少|几)|"
    r"[高低多少]出?(?:多少|几)"
)
_TIMES = re.compile(r"(?:几|多少)倍")
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
    question: Understanding, tables: Sequence[Table], passage_of_row: RowPassage
) -> tuple[Draft, list[Place]] | None:
    """What named rows come to together, how far two are apart or how many times one is the
    other, and where the amounts stand; None where none of it is asked or a part is not found.
    """
    text = question.text
    adds = bool(SUM.search(text))
    between = bool(_APART.search(text) or _TIMES.search(text))
    if not (adds or between):
        return None
    for table in [t for t in tables if t.label in question.tables] or tables:
        rows, rest = named_rows(text, table)
        if len(rows) < 2 or not _fits(text, len(rows)):
            continue
        columns = _columns(table, rest, question)
        if len(columns) == 1 and (adds or len(rows) == 2):
            draft = _together(text, table, rows, columns[0], passage_of_row)
            return draft, [(table, row.number, columns[0]) for row in rows]
    return None


def _columns(table: Table, text: str, question: Understanding) -> list[int]:
    """The columns of amounts that the rest of a question asks for."""
    found = [facet.at for facet in facets.asked_columns(table, text, question)]
    found = [at for at in found if table.columns[at].role == "value"]
    return found or facets.of_unit(table, text)


def named_rows(text: str, table: Table) -> tuple[list[TableRow], str]:
    """All rows that a question names in a table, and the question without them.

    None where one part of a list names no row: the rest is then not what was asked.
    """
    at = grid.name_column(table)
    rest, found = fold(text), []
    if at is None:
        return [], rest
    for row in sorted(grid.body(table), key=lambda r: -len(r.cells[at].text)):
        name = rownames.core(row.cells[at].text)
        if len(name) > 2 and name in rest:
            found.append(row)
            rest = rest.replace(name, _MARK)
    parts = _AND.split(rest)
    if len(parts) == 1 and _APART.search(text):
        parts = _THAN.split(rest)
    for part in parts if len(parts) > 1 else ():
        if _MARK in part:
            continue
        near = rownames.named_row(part, [table])
        if near is None or near[1] in found:
            return [], rest
        found.append(near[1])
    return sorted(found, key=lambda row: row.number), rest


def _fits(text: str, count: int) -> bool:
    """Whether a question that says how many it names (两个项目) names as many."""
    said = _GROUP.search(text)
    return said is None or _NUMBERS[said.group(1)] == count


def _together(
    text: str, table: Table, rows: Sequence[TableRow], at: int, passage_of_row: RowPassage
) -> Draft:
    """The cells and what they come to; the names of those that are blank where some are."""
    cells = [cell for row in rows if (cell := _cell(table, row, at)) is not None]
    header = grid.heading(table.columns[at])
    sources = tuple(whole(passage_of_row(table, cell.row.number)) for cell in cells)
    said = "，".join(f"{cell.name}{header}{cell.shown}" for cell in cells)
    adds = bool(SUM.search(text))
    if len(cells) < len(rows):
        blank = [row for row in rows if all(row is not cell.row for cell in cells)]
        names = "、".join(rownames.name_of(table, row) for row in blank)
        pieces = [Piece(f"{table.label}：{said}。", "figure", sources)] if cells else []
        return Draft(pieces, missing=f"{names}的{header}，因此不能{'相加' if adds else '比较'}")
    unit = grid.unit_of(table.columns[at])
    if adds:
        result, rule = _sum(cells, unit)
    elif _TIMES.search(text) and all(cell.value for cell in cells):
        one, other = sorted(cells, key=lambda cell: _where(text, cell.name))
        result, rule = _ratio(one, other)
    else:
        result, rule = _gap(cells, unit)
    numbers = (result, *(_plain(cell.value) for cell in cells))
    piece = Piece(f"{table.label}：{said}，{rule}{_hedge(cells)}。", "computed", sources, numbers)
    return Draft([piece])


def _sum(cells: Sequence[_Cell], unit: str) -> tuple[str, str]:
    total = _plain(sum((cell.value for cell in cells), Decimal()))
    return total, f"合计{'＋'.join(_plain(cell.value) for cell in cells)}＝{total}{unit}"


def _gap(cells: Sequence[_Cell], unit: str) -> tuple[str, str]:
    high, low = sorted(cells, key=lambda cell: -cell.value)
    gap, size = _plain(high.value - low.value), "个百分点" if unit == "%" else unit
    rule = f"{_plain(high.value)}－{_plain(low.value)}＝{gap}{size}"
    if high.value == low.value:
        return gap, f"两者相同（{rule}）"
    return gap, f"{high.name}多{gap}{size}（{rule}）"


def _ratio(one: _Cell, other: _Cell) -> tuple[str, str]:
    times = _plain(round(one.value / other.value, 2))
    rule = f"{_plain(one.value)}÷{_plain(other.value)}≈{times}"
    return times, f"{one.name}约为{other.name}的{times}倍（{rule}）"


def _where(text: str, name: str) -> int:
    """Where a question begins to say a row's name."""
    return fold(text).find(longest_common(rownames.core(name), fold(text)))


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
