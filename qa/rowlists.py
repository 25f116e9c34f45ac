"""Lists of a table's rows: by a mark or a doer, by an amount, the largest, all, and their sum.

Works on the cells themselves, so that tables of projects answer like tables of indicators.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from corpus.columns import is_indicator_table
from corpus.model import Table, TableRow
from qa import grid, rownames
from qa.bounds import bound_in
from qa.cues import Operation
from qa.draft import Draft, Piece, whole
from qa.question import Understanding
from qa.rowamounts import SUM, added, amount_column, amounts, by_amount, by_column
from qa.rowasked import LIST, MOST, Asked, RowPassage, listing, says_more, title_end
from qa.rowterms import by_name

_THINGS = re.compile(r"指标|项目|工程|行动|任务|事项")
_ALL_FIGURES = re.compile(
    r"指标.{0,6}(?:一共|总共|共)?有?(?:几|多少)[项个]|(?:一共|总共|共)有?(?:几|多少)[项个].{0,4}指标"
)
_NOT = re.compile(r"非|不是|不属于|除了|以外|之外")
_SHORT = 14
_DOERS = ("局", "委", "办", "厅", "社", "院", "中心", "政府", "公司")


def answer_lists(
    question: Understanding,
    words: Sequence[str],
    tables: Sequence[Table],
    passage_of_row: RowPassage,
) -> Draft | None:
    """List the rows that a question picks out; None where it picks none by these tests.

    ``words`` are the question's words of content; one that neither the test nor the table
    accounts for means that something else is asked.
    """
    asked = Asked(question, words, passage_of_row)
    chosen = [t for t in tables if t.label in question.tables] or list(tables)
    named = by_name(asked, chosen)
    if named is not None:
        return named
    for table in chosen:
        if grid.name_column(table) is None:
            continue
        draft = _by_mark(asked, table)
        if draft is None and not is_indicator_table(table):
            draft = by_amount(asked, table)
        if draft is not None:
            return draft
    for table in chosen:
        if grid.name_column(table) is not None and not is_indicator_table(table):
            draft = by_column(asked, table)
            if draft is not None:
                return draft
    for table in chosen:
        if grid.name_column(table) is not None and (draft := _whole(asked, table)) is not None:
            return draft
    return None


def marked_rows(question: Understanding, tables: Sequence[Table]) -> set[tuple[str, int]] | None:
    """The rows (label, number) with the mark that a question names; None where it names none."""
    for table in tables:
        found = _mark(question.text, table)
        if found is not None:
            return {(table.label, row.number) for row in found[1]}
    return None


def _mark(text: str, table: Table) -> tuple[str, list[TableRow]] | None:
    """The longest mark or doer of a column that a question names, and the rows that have it."""
    texts = grid.texts_of(table)
    best = ""
    kept: list[TableRow] = []
    for at, column in enumerate(table.columns):
        if column.role != "text":
            continue
        held = {row.number: _parts(texts[row.number][at]) for row in grid.body(table)}
        for mark in {part for parts in held.values() for part in parts}:
            if len(best) < len(mark) <= _SHORT and _says(text, mark):
                best = mark
                kept = [row for row in grid.body(table) if mark in held[row.number]]
    return (best, kept) if best else None


def _says(text: str, mark: str) -> bool:
    """Whether a question has a mark, a doer also without its level (商务局 for 县商务局)."""
    short = re.sub(r"^[省市区县州镇乡]", "", mark)
    return mark in text or (len(short) > 2 and short.endswith(_DOERS) and short in text)


def _parts(cell: str) -> list[str]:
    """A short cell's own words: 市水利局、湄浦区政府 names two."""
    parts = [part.strip() for part in re.split(r"[、，,；;]", cell)]
    return [p for p in parts if 2 <= len(p) <= _SHORT and not re.fullmatch(r"[\d.—\-～~%]+", p)]


def _by_mark(asked: Asked, table: Table) -> Draft | None:
    things = (
        _THINGS.search(asked.text)
        or asked.question.tables
        or rownames.asks_which(asked.text, table)
    )
    if not (LIST.search(asked.text) and things) or _NOT.search(asked.text):
        return None
    each = _each_mark(asked, table)
    if each is not None:
        return each
    found = _mark(asked.text, table)
    if found is None or bound_in(asked.text) or MOST.search(asked.text) or asked.question.years:
        return None
    mark, rows = found
    if says_more(asked, table, mark):
        return None
    at = amount_column(table, asked.question) if SUM.search(asked.text) else None
    title = f"{table.label}中“{mark}”的有{len(rows)}项"
    draft = listing(asked, table, rows, title, [at] if at is not None else [])
    if at is not None and amounts(rows, at):
        draft.pieces.append(added(asked, table, at, rows, f"{table.label}中这些项的"))
    return draft


def _each_mark(asked: Asked, table: Table) -> Draft | None:
    """约束性和预期性指标各有几项: how many rows have each of the marks that a question names."""
    if not re.search(r"各|分别", asked.text):
        return None
    texts = grid.texts_of(table)
    for at, column in enumerate(table.columns):
        rows: dict[str, list[TableRow]] = {}
        for row in grid.body(table) if column.role == "text" else ():
            rows.setdefault(texts[row.number][at], []).append(row)
        named = {m: held for m, held in rows.items() if m and m.rstrip("性类") in asked.text}
        if len(named) > 1:
            said = "，".join(f"“{mark}”的有{len(held)}项" for mark, held in named.items())
            first = [whole(asked.passage_of(table, h[0].number)) for h in named.values()]
            counts = tuple(str(len(held)) for held in named.values())
            label = tuple(re.findall(r"\d+", table.label))
            text = f"{table.label}中{said}。"
            return Draft([Piece(text, "computed", tuple(first), (*counts, *label))])
    return None


def _whole(asked: Asked, table: Table) -> Draft | None:
    """重点工程有哪些: all rows of the table whose title ends in the words of the question."""
    run = title_end(asked.text, table.title)
    if not run and is_indicator_table(table) and _ALL_FIGURES.search(asked.text):
        run = "指标"
    if not run or not LIST.search(asked.text) or asked.question.years or bound_in(asked.text):
        return None
    single = MOST.search(asked.text) or Operation.ORDINAL in asked.question.operations
    if single or says_more(asked, table, run):
        return None
    rows = grid.body(table)
    return listing(asked, table, rows, f"{table.label}共列{len(rows)}项")
