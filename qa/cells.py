"""The cells of a named row: who is responsible for a project, its years, its investment.

The label is the header's, the words are the cell's.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from corpus.indicators import is_indicator_table
from corpus.model import Passage, Table, TableRow
from qa import grid
from qa.draft import Draft, Piece, whole
from qa.normalise import fold
from qa.question import Understanding

RowPassage = Callable[[Table, int], Passage]
_EITHER = re.compile(r"还是|是不是|吗|是否|属于|哪(?:一)?(?:类|种)")
_SURE = 0.75


def answer_cells(
    question: Understanding,
    words: Sequence[str],
    tables: Sequence[Table],
    passage_of_row: RowPassage,
) -> Draft | None:
    """State the cells asked for of one named row; None where none is named or asked.

    ``words`` are the question's words of content. A draft without pieces says in ``missing``
    that the table leaves the cell blank.
    """
    projects = [t for t in tables if not is_indicator_table(t)]
    named = grid.named_row(question.text, projects)
    if named is not None:
        cells = _of_row(question, words, *named, passage_of_row)
        return cells or _marks(question, *named, passage_of_row)
    measured = [t for t in tables if is_indicator_table(t)]
    named = grid.named_row(question.text, measured, _SURE)
    return _marks(question, *named, passage_of_row) if named is not None else None


def _of_row(
    question: Understanding,
    words: Sequence[str],
    table: Table,
    row: TableRow,
    passage_of_row: RowPassage,
) -> Draft | None:
    name = _name(table, row)
    columns = grid.asked_columns(table, _without(question.text, grid.core(name)))
    said = fold("".join(asked for _, asked, _ in columns))
    other = [w for w in words if len(w) > 1 and not _shares(w, fold(name)) and not _shares(w, said)]
    columns = [c for c in columns if not (c[2] and other)]
    if not columns or len(other) > 1:
        return None
    source = whole(passage_of_row(table, row.number))
    draft = Draft()
    missing = []
    for at, _, _ in columns:
        header, cell = grid.heading(table.columns[at]), grid.shown(table, row, at)
        if cell:
            text = f"{table.label}：{name}，{header}：{cell.rstrip('。')}。"
            draft.pieces.append(Piece(text, "figure", (source,)))
        else:
            missing.append(header)
    if missing:
        draft.missing = f"{name}的{'、'.join(missing)}"
    return draft


def _marks(
    question: Understanding, table: Table, row: TableRow, passage_of_row: RowPassage
) -> Draft | None:
    """约束性还是预期性: the mark that a table gives a row."""
    texts = grid.texts_of(table)
    for at, column in enumerate(table.columns):
        if column.role != "text":
            continue
        marks = {cells[at] for cells in texts.values() if cells[at]}
        asked = [m for m in marks if m in question.text or m.rstrip("性类") in question.text]
        header = grid.heading(column)
        kind = grid.kind_of(column)
        wanted = kind is not None and not kind.plain and kind.asked.search(question.text)
        if header in question.text or wanted or (asked and _EITHER.search(question.text)):
            mark = texts[row.number][at]
            if not mark:
                return None
            text = f"{table.label}：{_name(table, row)}，{header}：{mark}。"
            return Draft([Piece(text, "figure", (whole(passage_of_row(table, row.number)),))])
    return None


def _name(table: Table, row: TableRow) -> str:
    return row.cells[grid.name_column(table) or 0].text


def _without(text: str, name: str) -> str:
    """A question without a row's name, so that 投资 in a name asks for nothing."""
    return fold(text).replace(name, "，")


def _shares(word: str, text: str) -> bool:
    return any(word[i : i + 2] in text for i in range(len(word) - 1))
