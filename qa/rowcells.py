"""A project's two places: its row in a table, and the sentence that tells of it.

筒仓建几座、谁牵头 finds the row by its content; who leads it stands in another cell, and when it
opens perhaps in the text only. Where the two places differ, both are shown.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from corpus.columns import is_indicator_table
from corpus.model import Passage, Plan, Table, TableRow
from qa import facets, grid, rownames
from qa.asked import Type, asked_types
from qa.cues import Ask
from qa.draft import BESIDE, Draft, Piece, Source, whole
from qa.held import prints
from qa.normalise import fold
from qa.question import Understanding
from qa.requirements import LIKELY

_TOLD = {
    Type.DATE: Ask.DATE,
    Type.MONEY: Ask.MONEY,
    Type.ADDRESS: Ask.ADDRESS,
    Type.OFFICE: Ask.PERSON,
    Type.NAME: Ask.NAME,
}
"""What a sentence may tell of a project beside its row."""
_IN_WORDS = {Type.ADDRESS, Type.OFFICE, Type.NAME}
"""Of these, what is told without a number."""
_LEAST_NAME = 4
_FIRST = 2
"""Pieces of an answer that may name the project asked about."""
_NUMBER = re.compile(r"\d+(?:\.\d+)?")


def add_asked_cells(draft: Draft, question: Understanding, plans: Sequence[Plan]) -> None:
    """Add to ``draft`` the cells asked for of the row that its first words are quoted from, or of
    the one project that these words name.

    Nothing is added where there is no such row, or where only running text names the project and
    the question neither names it nor asks several things of it: then 多少钱 may be of another
    matter in the sentence.
    """
    sources = [source for piece in draft.pieces[:_FIRST] for source in piece.sources[:1]]
    found = next((place for source in sources if (place := _row_of(source, plans))), None)
    if found is None:
        return
    table, row, passage = found
    name = rownames.name_of(table, row)
    said = "\n".join(piece.text for piece in draft.pieces)
    asked = facets.asked_columns(table, rownames.without(question.text, name), question)
    quoted = any(source.passage.kind == "table_row" for source in sources[:1])
    named = any(n.row is row for n in rownames.named_rows(question.text, [table]))
    if not (quoted or named or len(asked) > 1):
        return
    for facet in asked:
        cell = grid.shown(table, row, facet.at)
        if not cell or cell in said or (facet.plain and Ask.DATE not in question.asks):
            continue
        text = f"{table.label}：{name}，{grid.heading(table.columns[facet.at])}：{cell}。"
        draft.pieces.append(Piece(text, "figure", (whole(passage),)))


def add_told(draft: Draft, question: Understanding, plans: Sequence[Plan]) -> None:
    """Add to ``draft``, which states a project's row, the first sentence of running text that
    names the project and gives what is asked for in another way.
    """
    source = next((s for piece in draft.pieces[:1] for s in piece.sources), None)
    found = _row_of(source, plans) if source is not None else None
    if source is None or found is None or source.passage.kind != "table_row":
        return
    likely = asked_types(question.text)
    wanted = [kind for kind, ask in _TOLD.items() if likely[kind] >= LIKELY or ask in question.asks]
    core = rownames.core(rownames.name_of(found[0], found[1]))
    if not wanted or len(core) < _LEAST_NAME:
        return
    said = fold("\n".join(piece.text for piece in draft.pieces))
    for told in _naming(core, plans, source.passage.plan_id):
        words = fold(told.passage.text[told.start : told.end])
        told_of = {kind for kind in wanted if prints(kind, words)}
        new = set(_NUMBER.findall(words)) - set(_NUMBER.findall(said))
        if words in said or not (told_of & _IN_WORDS or (told_of and new)):
            continue
        text = told.passage.text[told.start : told.end].strip()
        draft.pieces.append(Piece(text, "quote", (told,), weight=BESIDE))
        return


def _row_of(source: Source, plans: Sequence[Plan]) -> tuple[Table, TableRow, Passage] | None:
    """The row of a table of projects that words stand in or, as the only one, name."""
    passage = source.passage
    for plan in plans:
        if plan.entry.id != passage.plan_id:
            continue
        rows = {(p.table, p.row): p for p in plan.passages if p.row is not None}
        tables = [
            t for t in plan.tables if not is_indicator_table(t) and grid.name_column(t) is not None
        ]
        if passage.kind == "table_row":
            found = [
                (t, row)
                for t in tables
                for row in t.rows
                if (t.label, row.number) == (passage.table, passage.row)
            ]
        else:
            words = fold(passage.text[source.start : source.end])
            found = [(t, row) for t in tables for row in grid.body(t) if _names(t, row, words)]
        if len(found) == 1:
            table, row = found[0]
            return table, row, rows[table.label, row.number]
    return None


def _names(table: Table, row: TableRow, words: str) -> bool:
    core = rownames.core(rownames.name_of(table, row))
    return len(core) >= _LEAST_NAME and core in words


def _naming(core: str, plans: Sequence[Plan], plan_id: str) -> Iterator[Source]:
    """The sentences of running text that name a project."""
    for plan in plans:
        for passage in plan.passages if plan.entry.id == plan_id else ():
            if passage.kind != "paragraph" or core not in fold(passage.text):
                continue
            for span in passage.sentences:
                if core in fold(passage.text[span.start : span.end]):
                    yield Source(passage, span.start, span.end)
