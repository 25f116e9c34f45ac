"""The indicators page: values by year and area, charts, and both sides of conflicts."""

from __future__ import annotations

from collections.abc import Sequence

from api.staff.charts import Chart, draw
from corpus.model import Conflict, Frozen, Indicator, IndicatorValue, Passage, Plan, Table
from corpus.names import own_place
from qa.present import place_of, reference, value_link


class Column(Frozen):
    """A column of values: a year and an area; ``area`` None is the plan's own."""

    year: int
    area: str | None
    split: bool


class Shown(Frozen):
    """A value with where it stands."""

    display: str
    place: str
    permalink: str
    reference: str
    scope: str | None
    period: str | None
    target: bool


class Line(Frozen):
    """One indicator: its values by column, those without a year, and what to know.

    ``blank`` names, by column, the rows that print a dash there.
    """

    id: str
    name: str
    unit: str
    cells: tuple[tuple[Shown, ...], ...]
    undated: tuple[Shown, ...]
    blank: tuple[tuple[str, ...], ...]
    notes: tuple[str, ...]
    chart: Chart | None


class Side(Frozen):
    """One side of a conflict: ``text[start:end]`` is the figure within its quote."""

    display: str
    text: str
    start: int
    end: int
    place: str
    permalink: str
    reference: str


class Difference(Frozen):
    """Places that speak of one thing and differ."""

    id: str
    kind: str
    year: int | None
    name: str
    note: str
    sides: tuple[Side, ...]


class Figures(Frozen):
    """Everything the page shows of one plan. ``lines`` first those of tables."""

    plan_id: str
    title: str
    columns: tuple[Column, ...]
    lines: tuple[Line, ...]
    differences: tuple[Difference, ...]


def make_figures(plan: Plan) -> Figures:
    """Read the page's content from a plan."""
    passages = {passage.id: passage for passage in plan.passages}
    columns = _columns(plan.indicators)
    tabular = [i for i in plan.indicators if any(v.source.kind == "table" for v in i.values)]
    others = [i for i in plan.indicators if i not in tabular]
    return Figures(
        plan_id=plan.entry.id,
        title=plan.entry.title,
        columns=columns,
        lines=tuple(_line(i, columns, plan, passages) for i in (*tabular, *others)),
        differences=tuple(_difference(c, plan, passages) for c in plan.conflicts),
    )


def _key(value: IndicatorValue) -> tuple[int, str | None] | None:
    if value.year is None:
        return None
    return value.year, None if own_place(value.scope) else value.scope


def _columns(indicators: Sequence[Indicator]) -> tuple[Column, ...]:
    keys = {key for i in indicators for v in i.values if (key := _key(v)) is not None}
    keys |= {(year, None) for i in indicators for _, _, year in i.not_given}
    areas = [year for year, _ in keys]
    # The wider area first, as plans print it; its year is then split into two columns.
    ordered = sorted(keys, key=lambda key: (key[0], key[1] is None, key[1] or ""))
    return tuple(Column(year=y, area=a, split=areas.count(y) > 1) for y, a in ordered)


def _line(
    indicator: Indicator, columns: Sequence[Column], plan: Plan, passages: dict[str, Passage]
) -> Line:
    by_key: dict[object, list[Shown]] = {}
    for value in indicator.values:
        by_key.setdefault(_key(value), []).append(_shown(value, plan, passages))
    return Line(
        id=indicator.id,
        name=indicator.name,
        unit=indicator.unit,
        cells=tuple(tuple(by_key.get((c.year, c.area), ())) for c in columns),
        undated=tuple(by_key.get(None, ())),
        blank=tuple(
            tuple(
                f"{table}第{row}行"
                for table, row, year in indicator.not_given
                if c.area is None and c.year == year
            )
            for c in columns
        ),
        notes=indicator.notes,
        chart=draw(indicator),
    )


def _shown(value: IndicatorValue, plan: Plan, passages: dict[str, Passage]) -> Shown:
    passage = passages[value.source.passage_id]
    row = f"第{value.source.row}行" if value.source.kind == "table" else ""
    return Shown(
        display=value.display,
        place=place_of(value) + row,
        permalink=value_link(value, plan.entry.id),
        reference=reference(plan, passage),
        scope=value.scope,
        period=value.period_label,
        target=value.period.value == "target",
    )


def _difference(conflict: Conflict, plan: Plan, passages: dict[str, Passage]) -> Difference:
    return Difference(
        id=conflict.id,
        kind=conflict.kind.value,
        year=conflict.year,
        name=conflict.statements[0].name,
        note=conflict.note,
        sides=tuple(_side(v, plan, passages[v.source.passage_id]) for v in conflict.statements),
    )


def _side(value: IndicatorValue, plan: Plan, passage: Passage) -> Side:
    text, start, end = _quote(value, plan, passage)
    row = f"第{value.source.row}行" if value.source.kind == "table" else ""
    return Side(
        display=value.display,
        text=text,
        start=start,
        end=end,
        place=place_of(value) + row,
        permalink=value_link(value, plan.entry.id),
        reference=reference(plan, passage),
    )


def _quote(value: IndicatorValue, plan: Plan, passage: Passage) -> tuple[str, int, int]:
    """The sentence, or the row with its column names, and where the figure stands in it."""
    source = value.source
    if source.start is not None and source.end is not None:
        span = next((s for s in passage.sentences if s.start <= source.start < s.end), None)
        first, last = (span.start, span.end) if span else (0, len(passage.text))
        raw = passage.text[first:last]
        text = raw.strip()
        lead = first + len(raw) - len(raw.lstrip())
        return text, source.start - lead, min(source.end - lead, len(text))
    table = next((t for t in plan.tables if t.label == source.table), None)
    return _row_quote(value, table) if table else (value.display, 0, len(value.display))


def _row_quote(value: IndicatorValue, table: Table) -> tuple[str, int, int]:
    row = next(row for row in table.rows if row.number == value.source.row)
    parts, start, end, length = [], 0, 0, 0
    for column, cell in zip(table.columns, row.cells, strict=False):
        if column.role == "ordinal":
            continue
        part = f"{column.text}：{cell.text}"
        if cell.source_span == value.source.source_span:
            start, end = length + len(column.text) + 1, length + len(part)
        parts.append(part)
        length += len(part) + 1
    return "｜".join(parts), start, end
