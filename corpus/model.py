"""Plan types: what a plan says, as frozen data.

Everything that is stored, served or tested about a plan is one of these types.
All offsets are Unicode code points, half-open ``[start, end)``. ``source_span`` points into
the decoded plan file as it came; offsets named ``start``/``end`` inside a text point into the
cleaned text that carries them.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Literal

from pydantic import BaseModel, ConfigDict


class Frozen(BaseModel):
    """Base of all domain types: immutable, and unknown fields are an error."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Span(Frozen):
    """Half-open range of code points."""

    start: int
    end: int


class Page(Frozen):
    """Printed page number and where it is known from (contents page or file)."""

    number: int
    basis: Literal["toc", "file"]


class Correction(Frozen):
    """One change of characters between the file and the cleaned text.

    ``kind``: ``joined_lines`` (a sentence cut by a page break), ``joined_table``, ``width``,
    ``markup``, ``traditional`` (OCR slip such as 中小學生), ``radical``, ``spacing``,
    ``contents_page``, ``dropped_line`` (page numbers, pictures, rules, comments).
    """

    kind: str
    before: str
    after: str
    span: Span
    reason: str


class Section(Frozen):
    """A heading and its place in the outline.

    ``path`` holds the titles as printed, from the outermost section to this one;
    ``level`` is 1 for 章 / 一、, 2 for 节 / （一）, 3 for ``1.``; the preface has level 1 and
    ``kind`` ``preface``.
    """

    id: str
    kind: Literal["preface", "section"]
    level: int
    number: str | None
    title: str
    path: tuple[str, ...]
    parent_id: str | None
    page: Page | None
    source_span: Span


class Paragraph(Frozen):
    """A cleaned paragraph, or a goal (``——标题。正文``), or a list item.

    ``title`` is the goal's title without its dash and full stop. ``sentences`` are
    consecutive, never cut, and cover ``text``.
    """

    id: str
    section_id: str
    kind: Literal["paragraph", "goal", "item"]
    title: str | None
    text: str
    sentences: tuple[Span, ...]
    page: Page | None
    source_span: Span


class Comparator(StrEnum):
    """How a value is bounded (contract: 以上/不低于 is ``>=``, 超过 is ``>``)."""

    EQ = "="
    GT = ">"
    GE = ">="
    LT = "<"
    LE = "<="
    ABOUT = "~"


class Quantity(Frozen):
    """A number with its comparator and unit, ``display`` as printed (cleaned)."""

    comparator: Comparator
    value: float
    unit: str
    display: str


class Cell(Frozen):
    """A table cell. ``quantity`` is set for numeric cells, ``not_given`` for ——/---/—."""

    text: str
    source_span: Span
    quantity: Quantity | None = None
    not_given: bool = False


class TableColumn(Frozen):
    """A header cell read: what the column holds."""

    text: str
    source_span: Span
    role: Literal["ordinal", "name", "unit", "value", "text"]
    year: int | None = None
    scope: str | None = None


class TableRow(Frozen):
    """One row; ``number`` is its printed ordinal, else its position from 1."""

    id: str
    number: int
    cells: tuple[Cell, ...]
    source_span: Span


class Table(Frozen):
    """A whole table, also where page breaks cut it in the file.

    ``label`` is 表2; ``title`` the caption without the label; ``caption`` both.
    """

    id: str
    section_id: str | None
    label: str
    title: str
    caption: str
    columns: tuple[TableColumn, ...]
    rows: tuple[TableRow, ...]
    page: Page | None
    path: tuple[str, ...]
    source_span: Span


class ValueSource(Frozen):
    """Where a value stands: a table cell, or a span of a paragraph's or row's text.

    For ``kind`` ``text``, ``start``/``end`` are offsets into the text of passage
    ``passage_id``; for ``table``, ``table`` is the label (表2) and ``row`` the row's number.
    """

    kind: Literal["table", "text"]
    passage_id: str
    table: str | None = None
    row: int | None = None
    start: int | None = None
    end: int | None = None
    source_span: Span


class Period(StrEnum):
    """What a value is to the plan: a past result, the base year's value, or a target."""

    RESULT = "result"
    BASELINE = "baseline"
    TARGET = "target"


class IndicatorValue(Frozen):
    """One value of an indicator, as printed.

    ``year`` is None where the plan gives none (then ``period_label`` may say “十三五”时期).
    ``scope`` is the label used by the plan (市级, 本区, 全国 …) or None.
    ``name`` is the indicator's name as written at this place, which can differ from
    the indicator's own name.
    """

    name: str
    year: int | None
    period: Period
    period_label: str | None = None
    scope: str | None
    comparator: Comparator
    value: float
    unit: str
    display: str
    source: ValueSource


class WordedValue(Frozen):
    """A value that a table prints in words (基本消除), so that no number can stand for it."""

    year: int
    text: str
    table: str
    row: int
    passage_id: str


class Indicator(Frozen):
    """A measured quantity of the plan with all its values from tables and sentences.

    ``notes``: ``baseline_not_given``, ``target_not_given``, ``target_below_baseline``,
    ``baseline_from_other_table``.
    ``not_given`` lists (table label, row, year) of cells that print a dash; ``worded`` holds
    cells that print words.
    """

    id: str
    plan_id: str
    name: str
    unit: str
    values: tuple[IndicatorValue, ...]
    notes: tuple[str, ...] = ()
    not_given: tuple[tuple[str, int, int], ...] = ()
    worded: tuple[WordedValue, ...] = ()


class ConflictKind(StrEnum):
    """``value``: numbers differ; ``wording``: same number, other comparator or verb;
    ``scope``: a similar name, perhaps a different definition.
    """

    VALUE = "value"
    WORDING = "wording"
    SCOPE = "scope"


class Conflict(Frozen):
    """Two or more places that speak of one indicator and year and do not agree."""

    id: str
    plan_id: str
    indicator_id: str
    year: int | None
    kind: ConflictKind
    statements: tuple[IndicatorValue, ...]
    note: str


class Commitment(Frozen):
    """A sentence that promises: ``text`` is ``passage.text[start:end]``.

    ``echoes`` are ids of commitments elsewhere that say the same; ``verifiable`` means that
    a quantity, deadline or concrete deliverable allows a yes/no check.
    """

    id: str
    plan_id: str
    passage_id: str
    section_id: str | None
    path: tuple[str, ...]
    text: str
    start: int
    end: int
    verb: str
    object: str
    actor: str | None
    quantities: tuple[Quantity, ...]
    deadline: int | None
    project: str | None
    verifiable: bool
    echoes: tuple[str, ...]
    page: Page | None


class Passage(Frozen):
    """The unit that is retrieved and cited.

    ``context`` is what is embedded before the text (section path, goal title or caption and
    header); ``text`` is what is shown and quoted. A table row's ``text`` repeats caption and
    header: ``表2 …｜指标：…｜2020年：…``. ``unit_id`` is the paragraph or row it comes from.
    """

    id: str
    plan_id: str
    section_id: str | None
    unit_id: str
    kind: Literal["paragraph", "table_row"]
    title: str | None
    path: tuple[str, ...]
    text: str
    sentences: tuple[Span, ...]
    table: str | None = None
    row: int | None = None
    page: Page | None
    source_span: Span


class PlanEntry(Frozen):
    """Catalogue entry of a plan document (``corpus/plans/catalogue.json``)."""

    id: str
    file: str
    title: str
    issuer: str
    region: str
    level: str
    period_start: int | None
    period_end: int | None
    source: str
    sha256: str


class Plan(Frozen):
    """A plan, wholly read. Made once by ``corpus.read.read_plan`` and never changed.

    ``raw`` is the decoded file as it came: every ``source_span`` points into it.
    """

    entry: PlanEntry
    sections: tuple[Section, ...]
    paragraphs: tuple[Paragraph, ...]
    tables: tuple[Table, ...]
    passages: tuple[Passage, ...]
    indicators: tuple[Indicator, ...]
    conflicts: tuple[Conflict, ...]
    commitments: tuple[Commitment, ...]
    corrections: tuple[Correction, ...]
    raw: str = ""
