"""The cells of a named row: who is responsible for a project, its years, its investment.

The label is the header's, the words are the cell's. A question may ask several things of one
row, and the same thing of several rows; what the table leaves blank is said.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from corpus.columns import is_indicator_table
from corpus.model import Indicator, IndicatorValue, Passage, Table, TableRow
from qa import facets, grid, rownames
from qa.cues import Operation
from qa.draft import BESIDE, Draft, Piece, Source, whole
from qa.facets import Facet
from qa.lookup import difference
from qa.normalise import fold
from qa.question import Understanding
from qa.rowasked import RowPassage
from qa.rownames import Named
from qa.rowsums import answer_sums
from qa.severalrows import answer_several

_EITHER = re.compile(r"还是|是不是|吗|是否|属于|哪(?:一)?(?:类|种)")
_SURE, _WHOLE = 0.75, 0.9
_LONG_CELL, _A_WORD = 120, 4
_ASKS = re.compile(r"多[快高大长重远宽深少久]|几|哪|谁|什么|啥|怎")
_DEEDS = re.compile(
    r"[建修盖搬迁投用开完竣动启结落通设花干做成工束始好了能要会走车运户造钱家哪年合计几多少亿在里一二三四五六七八九十两个项座条这那]+"
)


def answer_cells(
    question: Understanding,
    words: Sequence[str],
    tables: Sequence[Table],
    passage_of_row: RowPassage,
    indicators: Sequence[Indicator] = (),
) -> Draft | None:
    """State the cells asked for of one named row; None where none is named or asked.

    ``words`` are the question's words of content. A draft without pieces says in ``missing``
    what the table leaves blank. ``indicators`` are those that cells may be values of.
    """
    projects = [t for t in tables if not is_indicator_table(t)]
    several = answer_sums(question, projects, passage_of_row)
    several = several or answer_several(question, projects, passage_of_row)
    if several is not None:
        draft, places = several
        draft.indicators = _indicators(places, indicators)
        return draft
    measured = [t for t in tables if is_indicator_table(t)]
    known = rownames.named_rows(question.text, measured, _WHOLE)
    found = rownames.named_rows(question.text, projects, _WHOLE if known else rownames.NAMED)
    asked = [(n, a) for n in found if (a := _asked(question, words, n))]
    best = rownames.clear_of([n for n, _ in asked])
    if best is not None:
        chosen = next(a for n, a in asked if n is best)
        return _cells(question, best, chosen, passage_of_row, indicators)
    clear = rownames.clear_of(found)
    if clear is not None:
        return _marks(question, clear.table, clear.row, passage_of_row)
    named = rownames.named_row(question.text, measured, _SURE)
    return _marks(question, *named, passage_of_row) if named is not None else None


def _asked(question: Understanding, words: Sequence[str], named: Named) -> tuple[Facet, ...]:
    """What a question asks of a row; nothing where its other words ask for something else.

    A plain facet (哪年) gives way to the text where another part asks for what no cell holds.
    """
    text = rownames.without(question.text, named.name)
    parts = facets.parts_of(text)
    by_part = [_of_part(question, named, part) for part in parts]
    found = [facet for each in by_part for facet in each]
    whole_text = facets.asked_columns(named.table, text, question)
    found += [f for f in whole_text if all(f.at != g.at for g in found)]
    if sum(map(bool, by_part)) < 2:
        unmet = [p for p, each in zip(parts, by_part, strict=True) if not each and _ASKS.search(p)]
        found = [f for f in found if not (f.plain and unmet and words)]
        found = [f for f in found if not f.item or _asks_only(question, text)]
        found = found if _several(found) else _alone(words, named, found)
    return tuple(found)


def _several(found: Sequence[Facet]) -> bool:
    """Whether two columns are asked for in words that ask for nothing else."""
    return len({facet.at for facet in found if not (facet.plain or facet.item)}) > 1


def _asks_only(question: Understanding, text: str) -> bool:
    """Whether a question asks for an amount of a row: how many, of no year, or in a word."""
    little = len(re.sub(r"[，。？?的呢]", "", text)) <= _A_WORD
    return not question.years and (little or facets.asks_amount(text))


def _of_part(question: Understanding, named: Named, part: str) -> list[Facet]:
    columns = facets.asked_columns(named.table, part, question)
    if columns:
        return columns
    amount = facets.asked_amount(named.table, named.row, part)
    return [amount] if amount is not None else []


def _alone(words: Sequence[str], named: Named, found: list[Facet]) -> list[Facet]:
    """The facets of a question that asks one thing, if no other word asks for another."""
    said = fold("".join(facet.said + facet.item for facet in found))
    other = [
        w
        for w in words
        if len(w) > 1
        and w not in fold(named.table.title)
        and not _shares(w, fold(named.name))
        and not _shares(w, said)
        and not _DEEDS.fullmatch(w)
    ]
    found = [facet for facet in found if not ((facet.plain or facet.item) and other)]
    return [] if len(other) > 1 else found


def _cells(
    question: Understanding,
    named: Named,
    asked: Sequence[Facet],
    passage_of_row: RowPassage,
    indicators: Sequence[Indicator],
) -> Draft:
    table, row, name = named.table, named.row, named.name
    source = whole(passage_of_row(table, row.number))
    draft, missing, others = Draft(), list[str](), list[str]()
    for facet in sorted(asked, key=lambda f: f.at):
        header, cell = grid.heading(table.columns[facet.at]), grid.shown(table, row, facet.at)
        if facet.item and len(cell) > _LONG_CELL:
            cell = facet.item
        text = f"{table.label}：{name}，{header}：{cell.rstrip('。')}。"
        if _of_another_time(table, facet.at, question):
            years = "、".join(f"{year}年" for year in question.years)
            others.append(f"{name}{years}的{facets.core_of(table, table.columns[facet.at])}")
        elif not cell:
            missing += [header] if header not in missing else []
        elif all(piece.text != text for piece in draft.pieces):
            draft.pieces.append(Piece(text, "figure", (source,)))
    if draft.pieces and _asks_more(question, named):
        draft.pieces += _rest(named, [facet.at for facet in asked], source)
    places = [(table, row.number, facet.at) for facet in asked]
    draft.indicators = _indicators(places, indicators)
    if Operation.CHANGE in question.operations:
        draft.pieces += _changes(_values(places, indicators), source.passage)
    if missing:
        draft.missing = f"{name}的{'、'.join(missing)}"
        if not draft.pieces:
            draft.missing += f"（{table.label}中这一格为空）"
    elif others:
        draft.missing = "、".join(others)
    return draft


def _asks_more(question: Understanding, named: Named) -> bool:
    """Whether a part of a question asks of a row what no column is known to answer."""
    parts = facets.parts_of(rownames.without(question.text, named.name))
    return any(_ASKS.search(part) and not _of_part(question, named, part) for part in parts)


def _rest(named: Named, stated: Sequence[int], source: Source) -> list[Piece]:
    """The other cells of a row, of which one may hold what is asked besides."""
    table, row = named.table, named.row
    left = [
        at
        for at, column in enumerate(table.columns)
        if at not in stated and column.role in ("text", "value") and grid.shown(table, row, at)
    ]
    if all(table.columns[at].role == "value" for at in left):
        return []  # measures of a place, not the parts of a project
    said = [f"{grid.heading(table.columns[at])}：{grid.shown(table, row, at)}" for at in left]
    text = f"{table.label}：{named.name}，{'；'.join(said).rstrip('。')}。"
    return [Piece(text, "figure", (source,), weight=BESIDE)]


def _of_another_time(table: Table, at: int, question: Understanding) -> bool:
    """Whether a column of targets without a year is asked for a year before the plan."""
    column = table.columns[at]
    target = column.role == "value" and column.year is None and "目标" in column.text
    return target and bool(question.years) and not question.ahead


def _indicators(
    places: Sequence[tuple[Table, int, int]], indicators: Sequence[Indicator]
) -> list[Indicator]:
    """The indicators that cells (table, row, column) give values of."""
    values = _values(places, indicators)
    return [i for i in indicators if any(v in values for v in i.values)]


def _values(
    places: Sequence[tuple[Table, int, int]], indicators: Sequence[Indicator]
) -> list[IndicatorValue]:
    """The values that cells (table, row, column) give."""
    spans = {
        cell.source_span
        for table, number, at in places
        for row in table.rows
        if row.number == number and (cell := row.cells[at]).text
    }
    return [
        value
        for indicator in indicators
        for value in indicator.values
        if value.source.kind == "table" and value.source.source_span in spans
    ]


def _changes(values: Sequence[IndicatorValue], passage: Passage) -> list[Piece]:
    """How far the cells of two years are apart, of each measure that has two."""
    by_name: dict[str, list[IndicatorValue]] = {}
    for value in values:
        if value.year is not None:
            by_name.setdefault(value.name, []).append(value)
    pairs = [sorted(v, key=lambda x: x.year or 0) for v in by_name.values() if len(v) > 1]
    return [difference(v[0].name, v[0], v[-1], lambda _: passage) for v in pairs]


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
        kind = facets.kind_of(column)
        wanted = kind is not None and not kind.plain and kind.asked.search(question.text)
        if header in question.text or wanted or (asked and _EITHER.search(question.text)):
            mark = texts[row.number][at]
            if not mark:
                return None
            name = rownames.name_of(table, row)
            text = f"{table.label}：{name}，{header}：{mark}。"
            return Draft([Piece(text, "figure", (whole(passage_of_row(table, row.number)),))])
    return None


def _shares(word: str, text: str) -> bool:
    return any(word[i : i + 2] in text for i in range(len(word) - 1))
