"""The same cells of several named rows side by side, their sum, and how far two are apart."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from decimal import Decimal

from corpus.model import Passage, Table
from qa import facets, grid, rownames
from qa.draft import Draft, Piece, whole
from qa.question import Understanding
from qa.rownames import Named

RowPassage = Callable[[Table, int], Passage]
_WELL = 0.8
_SUM = re.compile(r"总共|合计|一共|共计|加起来|合起来|合在一起|加上|总和|总计|相加|之和")
_TIMES = re.compile(r"(?:几|多少)倍")
_APART = re.compile(r"相差|差多少|差几|差距|[高低多少差](?:出)?(?:多少|几)|[高低多少]出")


def answer_several(
    question: Understanding, tables: Sequence[Table], passage_of_row: RowPassage
) -> tuple[Draft, list[tuple[Table, int, int]]] | None:
    """The cells asked for of each row that a question names, and where they stand (table, row,
    column); None where it names fewer than two of one table or asks for none of their cells.
    """
    named = _of_one_table(question.text, tables)
    if len(named) < 2:
        return None
    text = question.text
    for each in named:
        text = rownames.without(text, each.name)
    asked = facets.asked_columns(named[0].table, text, question)
    if not asked:
        return None
    draft, places = Draft(), []
    for facet in asked:
        for each in named:
            draft.pieces.append(_cell(each, facet.at, passage_of_row))
            places.append((each.table, each.row.number, facet.at))
        draft.pieces += _together(question.text, named, facet.at, passage_of_row)
    return draft, places


def _of_one_table(text: str, tables: Sequence[Table]) -> list[Named]:
    """The rows of one table that a question names well, in the table's order."""
    found = rownames.named_rows(text, tables, _WELL)
    found = [n for n in found if n.table is found[0].table]
    apart = [
        n
        for n in found
        if not any(n is not m and rownames.core(n.name) in rownames.core(m.name) for m in found)
    ]
    order = {row.id: at for at, row in enumerate(found[0].table.rows)} if found else {}
    return sorted(apart, key=lambda n: order[n.row.id])


def _cell(named: Named, at: int, passage_of_row: RowPassage) -> Piece:
    shown = grid.shown(named.table, named.row, at) or "没有写明"
    header = grid.heading(named.table.columns[at])
    text = f"{named.table.label}：{named.name}，{header}：{shown.rstrip('。')}。"
    return Piece(text, "figure", (whole(passage_of_row(named.table, named.row.number)),))


def _together(
    text: str, named: Sequence[Named], at: int, passage_of_row: RowPassage
) -> list[Piece]:
    """The sum of the cells of a column, or of two the difference or ratio, with the rule shown."""
    table = named[0].table
    cells = [(each, each.row.cells[at].quantity) for each in named]
    values = [Decimal(str(q.value)) for _, q in cells if q is not None]
    if len(values) < len(cells):
        return []
    header, unit = grid.heading(table.columns[at]), grid.unit_of(table.columns[at])
    printed = [_plain(value) for value in values]
    sources = tuple(whole(passage_of_row(table, each.row.number)) for each in named)
    if _SUM.search(text):
        result = _plain(sum(values, Decimal()))
        said = f"{header}合计：{'＋'.join(printed)}＝{result}{unit}。"
    elif _APART.search(text) and len(values) == 2:
        high, low = sorted(values, reverse=True)
        result = _plain(high - low)
        said = f"{header}相差{result}{unit}（{_plain(high)}－{_plain(low)}＝{result}）。"
    elif _TIMES.search(text) and len(values) == 2 and values[1]:
        result = _plain(round(values[0] / values[1], 2))
        one, other = (each.name for each in named)
        rule = f"{printed[0]}÷{printed[1]}≈{result}"
        said = f"{header}：{one}约为{other}的{result}倍（{rule}）。"
    else:
        return []
    return [Piece(said, "computed", sources, (result, *printed))]


def _plain(value: Decimal) -> str:
    return format(value.normalize(), "f")
