"""Indicators of a plan: table rows and sentence figures brought together.

Each row of a table with year columns is an indicator. A sentence figure joins the row whose
name it repeats (`corpus.names.same_name`), or whose measure it repeats while its goal or
section title says the rest of the row's name; the others become indicators of their own.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from corpus.figures import Figure, sentence_figures
from corpus.model import (
    Cell,
    Indicator,
    IndicatorValue,
    Paragraph,
    Passage,
    Period,
    Quantity,
    Section,
    Span,
    Table,
    TableColumn,
    TableRow,
    ValueSource,
    WordedValue,
)
from corpus.names import (
    bare_measure,
    fold_name,
    head_of,
    own_place,
    same_name,
    similar_names,
    split_unit,
)
from corpus.notes import notes_of
from corpus.quantities import is_not_given, parse_cell
from corpus.roles import Horizon, lead_years, section_role

_TIMED = re.compile(
    r"目标|规划|预期|计划|现状|基期|基数|基准|完成|实际|累计|年均|增[长速]|指标值|数值"
)


@dataclass
class Draft:
    """An indicator while its values are being gathered."""

    name: str
    unit: str
    values: list[IndicatorValue] = field(default_factory=list)
    not_given: list[tuple[str, int, int]] = field(default_factory=list)
    worded: list[WordedValue] = field(default_factory=list)
    tabular: bool = False


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
    return bool(draft.values or draft.not_given or draft.worded)


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


def is_indicator_table(table: Table) -> bool:
    """Whether a table has a name column and columns of values of one thing over time; a
    column of investments or sizes (总投资（亿元）) alone makes none.
    """
    if not any(column.role == "name" for column in table.columns):
        return False
    return any(c.role == "value" and not _measure_of(c) for c in table.columns)


def _measure_of(column: TableColumn) -> str:
    """What a column of values measures of each row (总投资); "" where its time says which."""
    header = split_unit(column.text)[0]
    timed = _TIMED.search(header) and not bare_measure(header)
    if column.role != "value" or column.year is not None or timed:
        return ""
    return header if bare_measure(header) else ""


def _read_table(
    table: Table, passages: Sequence[Passage], horizon: Horizon, drafts: list[Draft]
) -> None:
    rows = {p.row: p for p in passages if p.kind == "table_row" and p.table == table.label}
    for row in table.rows:
        name, unit = _name_and_unit(table, row)
        passage = rows.get(row.number)
        if not name or passage is None:
            continue
        timed = is_indicator_table(table)
        for column, cell in zip(table.columns, row.cells, strict=False):
            if column.role != "value":
                continue
            measure = _measure_of(column)
            if not (timed or measure):
                continue
            named = (name + measure, split_unit(column.text)[1] or unit)
            draft = _same_draft(drafts, *named)
            if draft is None:
                draft = Draft(*named, tabular=True)
                drafts.append(draft)
            _read_cell((table, row, passage), (column, cell), named, horizon, draft)


def _name_and_unit(table: Table, row: TableRow) -> tuple[str, str]:
    texts: dict[str, str] = {}
    for column, cell in zip(table.columns, row.cells, strict=False):
        texts.setdefault(column.role, cell.text)
    name, unit = split_unit("".join(texts.get("name", "").split()))
    printed = texts.get("unit", "").strip()
    return name, unit or ("" if is_not_given(printed) else printed)


def _same_draft(drafts: Iterable[Draft], name: str, unit: str) -> Draft | None:
    folded = fold_name(name)
    return next((d for d in drafts if d.unit == unit and fold_name(d.name) == folded), None)


def _read_cell(
    place: tuple[Table, TableRow, Passage],
    at: tuple[TableColumn, Cell],
    named: tuple[str, str],
    horizon: Horizon,
    draft: Draft,
) -> None:
    """Add the value of one cell, or note that it gives none."""
    (table, row, passage), (column, cell), unit = place, at, named[1]
    if cell.not_given or is_not_given(cell.text):
        if column.year is not None:
            draft.not_given.append((table.label, row.number, column.year))
        return
    quantity = parse_cell(cell.text, unit) or cell.quantity
    if quantity is None:
        if column.year is not None:
            worded = WordedValue(
                year=column.year,
                text=cell.text,
                table=table.label,
                row=row.number,
                passage_id=passage.id,
            )
            draft.worded.append(worded)
        return
    draft.values.append(_value(place, at, named, horizon, quantity))


def _value(
    place: tuple[Table, TableRow, Passage],
    at: tuple[TableColumn, Cell],
    named: tuple[str, str],
    horizon: Horizon,
    quantity: Quantity,
) -> IndicatorValue:
    """The value that a cell prints."""
    (table, row, passage), (column, cell), (name, unit) = place, at, named
    year, period = _column_time(column.text, column.year, horizon)
    label = _column_label(column, cell)
    source = ValueSource(
        kind="table",
        passage_id=passage.id,
        table=table.label,
        row=row.number,
        source_span=cell.source_span,
    )
    return IndicatorValue(
        name=name,
        year=None if _measure_of(column) else year,  # an investment is of no year
        period=period,
        period_label=label,
        scope=column.scope,
        comparator=quantity.comparator,
        value=quantity.value,
        unit=quantity.unit or unit,
        display=f"{label or ''}{quantity.display}",
        source=source,
    )


def _column_label(column: TableColumn, cell: Cell) -> str | None:
    """五年累计 or 年均增长 where a column says so; one for both marks totals with brackets."""
    total, yearly = "累计" in column.text, "年均" in column.text
    if total and (not yearly or cell.text[:1] in "[〔【"):
        return "五年累计"
    return "年均增长" if yearly else None


def _column_time(header: str, year: int | None, horizon: Horizon) -> tuple[int | None, Period]:
    """Year and period of a column; a header without a year says 目标 or 基期."""
    if year is not None:
        return year, horizon.period_of(year)
    if any(word in header for word in ("现状", "基期", "基数", "基准", "完成", "实际")):
        return horizon.base, Period.BASELINE
    return horizon.end, Period.TARGET


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
    if passage.kind == "table_row" and passage.title and bare_measure(figure.name):
        figure = figure._replace(name=passage.title + figure.name)
    quantity = figure.quantity
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
    draft = _draft_for(drafts, passage, figure)
    if draft is None:
        draft = Draft(figure.name, quantity.unit)
        drafts.append(draft)
    draft.values.append(value)


def _draft_for(drafts: Sequence[Draft], passage: Passage, figure: Figure) -> Draft | None:
    """Find the indicator that a figure belongs to; None when none fits, or more than one."""
    unit = figure.quantity.unit
    exact = _same_draft(drafts, figure.name, unit)
    if exact is not None or not own_place(figure.scope):
        return exact if own_place(figure.scope) else None
    rows = [d for d in drafts if d.tabular and d.unit == unit]
    named = [d for d in rows if same_name(figure.name, d.name)]
    if len(named) == 1:
        return named[0]
    said = fold_name("".join((passage.title or "", *passage.path)))
    placed = [d for d in rows if figure.period is Period.TARGET and _placed(figure, d, said)]
    return placed[0] if len(placed) == 1 else None


def _placed(figure: Figure, draft: Draft, said: str) -> bool:
    """Whether the title over a sentence says what its name leaves out of the row's name."""
    head = head_of(draft.name)
    if len(head) < 3 or head != head_of(figure.name):
        return False
    missing = fold_name(draft.name)[: -len(head)]
    targets = any(v.period is Period.TARGET and v.year == figure.year for v in draft.values)
    return targets and len(missing) >= 2 and missing in said and _general(figure.name, head)


def _general(name: str, head: str) -> bool:
    """Whether a name says nothing narrower than the whole group (适龄儿童入园率)."""
    return similar_names(name, name) and not fold_name(name).startswith(("常住", "户籍"))
