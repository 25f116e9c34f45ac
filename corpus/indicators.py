"""Indicators of a plan: table rows and sentence figures brought together.

Each row of a table with year columns is an indicator. A sentence figure joins the row whose
name it repeats (`corpus.names.same_name`), or whose measure it repeats while its goal or
section title says the rest of the row's name; the others become indicators of their own.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from corpus.columns import (
    GROWTH,
    bracket_said,
    column_label,
    column_time,
    is_indicator_table,
    measure_of,
    name_of,
    named_in,
    note_on_brackets,
    tells_year,
)
from corpus.completing import says_no_subject
from corpus.figures import Figure, sentence_figures
from corpus.joining import Draft, amount_for, draft_for, same_draft
from corpus.model import (
    Cell,
    Indicator,
    IndicatorValue,
    Paragraph,
    Passage,
    Quantity,
    Section,
    Span,
    Table,
    TableColumn,
    TableRow,
    ValueSource,
    WordedValue,
)
from corpus.notes import notes_of
from corpus.quantities import is_not_given, parse_cell
from corpus.roles import Horizon, lead_years, section_role


@dataclass(frozen=True)
class _Place:
    """A cell of values with its place, and the name, unit, label and words that go with it."""

    table: Table
    row: TableRow
    passage: Passage
    column: TableColumn
    cell: Cell
    name: str
    unit: str
    label: str | None
    said: str


def find_indicators(
    plan_id: str,
    period_start: int | None,
    period_end: int | None,
    paragraphs: Sequence[Paragraph],
    tables: Sequence[Table],
    passages: Sequence[Passage],
    sections: Sequence[Section],
) -> tuple[Indicator, ...]:
    """Find every indicator with all its values, tables first, then sentences, as printed.

    ``paragraphs`` is not read: passages carry the same text with their place.
    """
    horizon = Horizon(period_start, period_end)
    drafts: list[Draft] = []
    for table in tables:
        _read_table(table, passages, horizon, drafts)
    kinds: dict[str, str] = {section.id: section.kind for section in sections}
    for passage, figure in _all_figures(passages, tables, kinds, horizon):
        _add_figure(drafts, passage, figure)
    return tuple(_finish(plan_id, draft, horizon) for draft in drafts if _kept(draft))


def _kept(draft: Draft) -> bool:
    """A number of which no noun says what it counts (其中两地各1座) is no indicator."""
    return bool(draft.name and (draft.values or draft.not_given or draft.worded))


def _finish(plan_id: str, draft: Draft, horizon: Horizon) -> Indicator:
    key = "\x1f".join((plan_id, draft.name, draft.unit))
    values, not_given = tuple(draft.values), tuple(draft.not_given)
    return Indicator(
        id="i-" + hashlib.sha256(key.encode()).hexdigest()[:12],
        plan_id=plan_id,
        name=draft.name,
        unit=draft.unit,
        values=values,
        notes=notes_of(draft.name, values, not_given, horizon),
        not_given=not_given,
        worded=tuple(draft.worded),
    )


def _read_table(
    table: Table, passages: Sequence[Passage], horizon: Horizon, drafts: list[Draft]
) -> None:
    rows = {p.row: p for p in passages if p.kind == "table_row" and p.table == table.label}
    noted = note_on_brackets(table, passages)
    timed = is_indicator_table(table)
    for row in table.rows:
        passage = rows.get(row.number)
        if passage is None:
            continue
        for column, cell in zip(table.columns, row.cells, strict=False):
            if column.role != "value" or not (timed or measure_of(table, column)):
                continue
            label = column_label(column, cell, noted)
            name, unit = named_in(table, row, column, label)
            if not name:
                continue
            draft = same_draft(drafts, name, unit)
            if draft is None:
                draft = Draft(name, unit, tabular=True)
                draft.row, draft.measure = name_of(table, row)[0], measure_of(table, column)
                drafts.append(draft)
            said = bracket_said(column, cell, noted)
            at = _Place(table, row, passage, column, cell, name, unit, label, said)
            _read_cell(at, horizon, draft)


def _read_cell(at: _Place, horizon: Horizon, draft: Draft) -> None:
    """Add the value of one cell, or note that it gives none."""
    year = at.column.year
    if at.cell.not_given or is_not_given(at.cell.text):
        if year is not None:
            draft.not_given.append((at.table.label, at.row.number, year))
        return
    quantity = parse_cell(at.cell.text, at.unit) or at.cell.quantity
    if quantity is not None:
        draft.values.append(_value(at, horizon, quantity))
    elif year is not None:
        worded = WordedValue(
            year=year,
            text=at.cell.text,
            table=at.table.label,
            row=at.row.number,
            passage_id=at.passage.id,
        )
        draft.worded.append(worded)


def _value(at: _Place, horizon: Horizon, quantity: Quantity) -> IndicatorValue:
    """The value that a cell prints; what is measured of each row is of no year by itself."""
    year, period = column_time(at.column.text, at.column.year, horizon)
    measured = bool(measure_of(at.table, at.column))
    dated = not measured or tells_year(at.column)
    shown = at.label if at.label != GROWTH else None  # its name says so
    return IndicatorValue(
        name=at.name,
        year=year if dated else None,
        period=period,
        period_label=shown,
        scope=name_of(at.table, at.row)[0] if measured and dated else at.column.scope,
        comparator=quantity.comparator,
        value=quantity.value,
        unit=quantity.unit or at.unit,
        display=f"{shown or at.said}{quantity.display}",
        source=ValueSource(
            kind="table",
            passage_id=at.passage.id,
            table=at.table.label,
            row=at.row.number,
            source_span=at.cell.source_span,
        ),
    )


def _all_figures(
    passages: Sequence[Passage],
    tables: Sequence[Table],
    kinds: dict[str, str],
    horizon: Horizon,
) -> Iterator[tuple[Passage, Figure]]:
    leads = lead_years(passages)
    numeric = {table.label for table in tables if is_indicator_table(table)}
    for passage in passages:
        if passage.kind == "table_row" and passage.table in numeric:
            continue
        kind = kinds.get(passage.section_id or "", "section")
        role = section_role(passage.path, kind)
        for sentence in body_sentences(passage):
            for figure in sentence_figures(passage, sentence, role, horizon, leads.get(passage.id)):
                yield passage, figure


def body_sentences(passage: Passage) -> Iterator[Span]:
    """Sentences of a passage; a row's first two lines repeat caption and header."""
    start = 0
    if passage.kind == "table_row":
        lines = passage.text.split("\n", 2)
        start = len(passage.text) - len(lines[-1]) if len(lines) == 3 else 0
    for sentence in passage.sentences:
        if sentence.end <= start:
            continue
        low = max(sentence.start, start)
        tab = passage.text.rfind("\t", low, sentence.end)
        yield Span(start=tab + 1 if tab >= 0 else low, end=sentence.end)


def _add_figure(drafts: list[Draft], passage: Passage, figure: Figure) -> None:
    if passage.kind == "table_row" and passage.title and says_no_subject(figure.name):
        figure = figure._replace(name=passage.title + figure.name)
    quantity = figure.quantity
    amount = amount_for(drafts, passage, figure)
    if amount is not None:
        figure = figure._replace(name=amount.name, year=None, period=amount.values[0].period)
    value = IndicatorValue(
        name=figure.name,
        year=figure.year,
        period=figure.period,
        period_label=figure.period_label,
        scope=figure.scope,
        comparator=quantity.comparator,
        value=quantity.value,
        unit=quantity.unit,
        display=quantity.display,
        source=ValueSource(
            kind="text",
            passage_id=passage.id,
            table=passage.table,
            row=passage.row,
            start=figure.span.start,
            end=figure.span.end,
            source_span=passage.source_span,
        ),
    )
    draft = amount or draft_for(drafts, passage, figure)
    if draft is None:
        draft = Draft(figure.name, quantity.unit)
        drafts.append(draft)
    draft.values.append(value)
