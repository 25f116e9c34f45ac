"""The same cells of several named rows side by side; their sum and the like is `qa.rowsums`."""

from __future__ import annotations

from collections.abc import Sequence

from corpus.model import Table
from qa import facets, grid, rownames
from qa.draft import Draft, Piece, whole
from qa.question import Understanding
from qa.rowasked import RowPassage
from qa.rownames import Named
from qa.rowsums import Place

_WELL = 0.8


def answer_several(
    question: Understanding, tables: Sequence[Table], passage_of_row: RowPassage
) -> tuple[Draft, list[Place]] | None:
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
