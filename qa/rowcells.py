"""Cells that go with a quoted row: what else a question asks of the project its words found.

筒仓建几座、谁牵头 finds the row by its content; who leads it stands in another cell.
"""

from __future__ import annotations

from collections.abc import Sequence

from corpus.columns import is_indicator_table
from corpus.model import Plan
from qa import facets, grid, rownames
from qa.cues import Ask
from qa.draft import Draft, Piece, whole
from qa.question import Understanding


def add_asked_cells(draft: Draft, question: Understanding, plans: Sequence[Plan]) -> None:
    """Add to ``draft`` the cells asked for of the row that its first words are quoted from.

    Nothing is added where the first words stand in running text or in a table of indicators.
    """
    source = next((s for piece in draft.pieces[:1] for s in piece.sources), None)
    if source is None or source.passage.kind != "table_row":
        return
    passage = source.passage
    tables = [t for plan in plans if plan.entry.id == passage.plan_id for t in plan.tables]
    table = next((t for t in tables if t.label == passage.table), None)
    if table is None or is_indicator_table(table) or grid.name_column(table) is None:
        return
    row = next(row for row in table.rows if row.number == passage.row)
    name = rownames.name_of(table, row)
    said = "\n".join(piece.text for piece in draft.pieces)
    for facet in facets.asked_columns(table, rownames.without(question.text, name), question):
        cell = grid.shown(table, row, facet.at)
        if not cell or cell in said or (facet.plain and Ask.DATE not in question.asks):
            continue
        text = f"{table.label}：{name}，{grid.heading(table.columns[facet.at])}：{cell}。"
        draft.pieces.append(Piece(text, "figure", (whole(passage),)))
