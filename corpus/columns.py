"""What a table's columns of values hold: one thing over time, or a measure of each row.

A table of indicators names what is measured in its rows and the time in its headers (2020年,
目标值, 年均增速); a table of places or projects names places in its rows and what is measured
in its headers (总投资（亿元）, 2025年货物吞吐量（万吨）).
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from corpus.headers import says_names
from corpus.model import Cell, Passage, Period, Table, TableColumn, TableRow
from corpus.names import bare_measure, split_unit
from corpus.once import once
from corpus.quantities import is_not_given
from corpus.roles import Horizon
from corpus.words import any_of, words

_TIMED = re.compile(
    r"目标|规划|预期|计划|现状|基期|基数|基准|完成|实际|累计|年均|增[长速]|指标值|数值"
)
_WHEN = re.compile(
    r"[（(][^（）()]*[)）]|(?:19|20)\d\d\s*年?|[“”\"]|十[一二三四五六七八九]五|时期|期间|期末|年[底末初度]|"
    r"(?:发展|规划|预期|指标|计划|主要|约束)?(?:目标|指标)[值数]?|规划|预期|计划|现状|基期|基数|基准|完成|实际|"
    r"数值|数据|情况|水平|年均|累计|增[长速幅]率?|同比"
)
_YEAR = re.compile(r"(?:19|20)\d\d\s*年?[底末初度]?的?")
_GROWTH = re.compile(r"年均|增[长速幅减]|变[化动]")
_RATE = re.compile(r"年均|增[长速幅]")
_BRACKETS = "[［〔【"
_NOTED = re.compile(
    r"[［\[〔【]\s*[］\]〕】]\s*内?[^，。；]{0,12}?(?:([一二三四五六七八九十\d]+年)的?)?累计"
)
TOTAL, GROWTH = "五年累计", "年均增长"


@once
def is_indicator_table(table: Table) -> bool:
    """Whether a table has a name column and columns of values of one thing over time; columns
    of what is measured of each row (总投资（亿元）) make none.
    """
    if not any(column.role == "name" for column in table.columns):
        return False
    return any(c.role == "value" and not measure_of(table, c) for c in table.columns)


@once
def is_project_table(table: Table) -> bool:
    """Whether the rows of a table are projects: named as such and no indicators."""
    named = any(c.role == "name" and says_names(c.text) for c in table.columns)
    return named and not is_indicator_table(table)


def measure_of(table: Table, column: TableColumn) -> str:
    """What a column of values measures of each row (总投资); "" where its header says when."""
    if column.role != "value":
        return ""
    header, unit = split_unit(column.text)
    of_indicators = any(
        c.role == "unit" or (c.role == "name" and "指标" in c.text) for c in table.columns
    )
    if of_indicators:
        return header if bare_measure(header) and column.year is None else ""
    left = _left(header)
    if column.year is not None:
        measured = _YEAR.sub("", header).strip()
        return measured if len(left) > 1 and (unit or _measures(left)) else ""
    if bare_measure(header):
        return header
    if _TIMED.search(header) and not (unit and len(left) > 1):
        return ""
    return header if len(left) > 1 else ""


def _left(header: str) -> str:
    """A header without the words that say when: 2020年货物吞吐量 is 货物吞吐量."""
    return _WHEN.sub("", header).strip()


def _measures(name: str) -> bool:
    return bool(re.search(rf"(?:{any_of(words('figure_words', 'measures'))})$", name))


def tells_year(column: TableColumn) -> bool:
    """Whether the values of a column are of a year: one is printed, or it holds targets."""
    return column.year is not None or "目标" in column.text


def column_label(column: TableColumn, cell: Cell, noted: str = "") -> str | None:
    """五年累计 or 年均增长 where a column says so; a bracket marks totals, in a column for both
    and in one of growth. ``noted`` is what the table's note says of brackets.
    """
    total, yearly = "累计" in column.text, bool(_GROWTH.search(column.text))
    bracket = cell.text[:1] in _BRACKETS
    if (total and not yearly) or (bracket and (total or yearly)):
        return noted or TOTAL
    return GROWTH if yearly else None


def bracket_said(column: TableColumn, cell: Cell, noted: str) -> str:
    """What a bracket says before a value of a year: 累计[9.5%] where the table's note says so."""
    dated = column.year is not None and cell.text[:1] in _BRACKETS
    return "累计" if dated and noted else ""


def note_on_brackets(table: Table, passages: Sequence[Passage]) -> str:
    """What the note below a table says of its brackets (五年累计, 累计); "" where none does."""
    for passage in passages:
        below = passage.source_span.start >= table.source_span.end
        if passage.kind == "paragraph" and below and passage.section_id == table.section_id:
            match = _NOTED.search(passage.text)
            return f"{match[1] or ''}累计" if match else ""
    return ""


def named_in(
    table: Table, row: TableRow, column: TableColumn, label: str | None
) -> tuple[str, str]:
    """Name and unit of what a cell gives: the row's, with the column's measure or growth."""
    name, unit = name_of(table, row)
    if not name:
        return "", ""
    measure = measure_of(table, column)
    if label == GROWTH and not measure:
        header = split_unit(column.text)[0]
        measure = header if "累计" not in header else GROWTH
    return name + measure, unit_of(column, label, unit)


def name_of(table: Table, row: TableRow) -> tuple[str, str]:
    """The name that a row gives and the unit printed with it."""
    texts: dict[str, str] = {}
    for column, cell in zip(table.columns, row.cells, strict=False):
        texts.setdefault(column.role, cell.text)
    name, unit = split_unit("".join(texts.get("name", "").split()))
    printed = texts.get("unit", "").strip()
    return name, unit or ("" if is_not_given(printed) else printed)


def unit_of(column: TableColumn, label: str | None, unit: str) -> str:
    """The unit of a cell: growth is in per cent, a difference or total in the row's own unit."""
    own = split_unit(column.text)[1]
    if label == GROWTH:
        return own or ("%" if _RATE.search(column.text) else unit)
    if label is not None and _GROWTH.search(column.text):
        return unit
    return own or unit


def column_time(header: str, year: int | None, horizon: Horizon) -> tuple[int | None, Period]:
    """Year and period of a column; a header without a year says 目标 or 基期."""
    if year is not None:
        return year, horizon.period_of(year)
    if any(word in header for word in ("现状", "基期", "基数", "基准", "完成", "实际")):
        return horizon.base, Period.BASELINE
    return horizon.end, Period.TARGET
