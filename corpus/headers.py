"""A table's header cells read: what each column holds, its year and its place."""

from __future__ import annotations

import re
from collections.abc import Sequence

from corpus.cleaning import MappedText
from corpus.model import TableColumn
from corpus.quantities import is_not_given, parse_cell

_YEAR = re.compile(r"(?:19|20)\d\d")
_SCOPE = re.compile(
    r"[（(]([^（）()年%]{0,6}?(?:[省市区县州盟旗镇乡]|[国省市区县]级|全国|中心城区|自治区))[）)]"
)
_ORDINAL = re.compile(r"^(?:序\s*号|编号|No\.?)$", re.IGNORECASE)
_UNIT = re.compile(r"^(?:计量)?单\s*位$")
_NAME = re.compile(r"指标|名称|项目|工程|内容$")
_LONGEST_WORDS = 20


def says_names(header: str) -> bool:
    """Whether a header says that its column names things (项目名称), not places (地区, 线路)."""
    return _NAME.search(header) is not None


def read_headers(
    header: Sequence[MappedText], body: Sequence[tuple[MappedText, ...]]
) -> tuple[TableColumn, ...]:
    """Header cells read; the first column that looks like names holds them."""
    columns: list[TableColumn] = []
    for index, cell in enumerate(header):
        column = _column(cell, index, body)
        if column.role == "name" and any(c.role == "name" for c in columns):
            column = column.model_copy(update={"role": "text"})
        columns.append(column)
    if not any(c.role == "name" for c in columns):
        _name_first(columns, body)
    return tuple(columns)


def _name_first(columns: list[TableColumn], body: Sequence[tuple[MappedText, ...]]) -> None:
    """Where no header says so (地区, 线路), the first column of short texts that no two rows
    share names the rows; one that groups them (类别) repeats its texts or leaves them blank.
    """
    for at, column in enumerate(columns[:-1]):
        texts = [row[at].text for row in body]
        if column.role == "value":
            return
        own = len(set(texts)) == len(texts) > 1 and min(map(len, texts)) > 0
        if column.role == "text" and own and max(map(len, texts)) <= _LONGEST_WORDS:
            columns[at] = column.model_copy(update={"role": "name"})
            return


def _column(cell: MappedText, index: int, body: Sequence[tuple[MappedText, ...]]) -> TableColumn:
    text = cell.text
    year = _YEAR.search(text)
    scope = _SCOPE.search(text)
    values = [row[index].text for row in body if row[index].text]
    numeric = sum(parse_cell(v) is not None or is_not_given(v) for v in values)
    role: str
    if _ORDINAL.match(text) or (index == 0 and values and all(v.isdigit() for v in values)):
        role = "ordinal"
    elif _UNIT.match(text):
        role = "unit"
    elif values and numeric and _of_figures(values, numeric, dated=year is not None):
        role = "value"
    elif says_names(text) and index <= 2 and max(map(len, values), default=0) <= 40:
        role = "name"
    else:
        role = "text"
    return TableColumn.model_validate(
        {
            "text": text,
            "source_span": cell.span(),
            "role": role,
            "year": int(year.group()) if year else None,
            "scope": scope.group(1) if scope else None,
        }
    )


def _of_figures(values: Sequence[str], numeric: int, *, dated: bool) -> bool:
    """Whether a column holds values: mostly numbers, or, below a year, numbers among words."""
    return numeric >= 0.6 * len(values) or (dated and max(map(len, values)) <= _LONGEST_WORDS)
