"""Question and answer types: what is asked, what is found, what is replied.

`Reply` is the body of ``POST /v1/ask`` (docs/contract.md) field for field: what is tested,
stored and served is one type. Offsets are Unicode code points, half-open.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from corpus.model import Frozen, Page, Passage, Period, Span

MAX_QUESTION = 300
MAX_HISTORY = 10


class Question(Frozen):
    """What a user asks: the question, their earlier questions (oldest first), and where.

    ``plan_ids`` None means all plans. ``spelling`` False keeps every word of ``text`` as it was
    typed (width and traditional forms are still folded). Raises ``qa.errors.QuestionError`` from
    the engine, not here, so that each fault has its own code and message.
    """

    text: str
    history: tuple[str, ...] = ()
    plan_ids: tuple[str, ...] | None = None
    top_k: int = 5
    spelling: bool = True


class Status(StrEnum):
    """Outcome of a question (contract, ``status``)."""

    ANSWERED = "answered"
    PARTIAL = "partial"
    REFUSED = "refused"


class Reason(StrEnum):
    """Why a question was refused (contract, ``reason``)."""

    NOT_IN_PLAN = "not_in_plan"
    OUT_OF_SCOPE = "out_of_scope"
    ACHIEVEMENT_UNKNOWN = "achievement_unknown"
    UNCLEAR = "unclear"
    PERSONAL_DATA = "personal_data"
    UNSAFE = "unsafe"


class CorrectedWord(BaseModel):
    """A word of the question that was read differently, and why."""

    model_config = ConfigDict(frozen=True, populate_by_name=True)

    source: Annotated[str, Field(alias="from", serialization_alias="from")]
    to: str
    kind: Literal["homophone", "lookalike", "traditional", "width", "pinyin"]


@dataclass(frozen=True, slots=True)
class Evidence:
    """A passage with what each channel thought of it. Scores are channel-specific."""

    passage: Passage
    score: float
    channels: dict[str, float]


class Quote(Frozen):
    """Words of a cited passage: ``text`` equals ``passage.text[start:end]``."""

    start: int
    end: int
    text: str


class Citation(Frozen):
    """A cited passage in the form of the contract; ``section_id`` is the section it stands in."""

    n: int
    plan_id: str
    passage_id: str
    section_id: str | None = None
    kind: Literal["paragraph", "table_row"]
    section_path: tuple[str, ...]
    page: Page | None
    text: str
    quotes: tuple[Quote, ...]
    source_span: Span
    reference: str
    permalink: str
    scores: dict[str, float] | None = None


class ShownSource(Frozen):
    """Where a shown value stands; ``citation`` is its number in ``citations``, None where the
    answer does not cite it; ``permalink`` leads to it in the plan's page either way.
    """

    kind: Literal["table", "text"]
    table: str | None = None
    row: int | None = None
    citation: int | None = None
    permalink: str = ""


class ShownValue(Frozen):
    """A value as served. ``value`` is an int where the plan prints a whole number.

    ``role`` says what the value is to the plan: a past result, the base year's, or a target.
    """

    year: int | None
    role: Period
    scope: str | None
    period: str | None = None
    name: str | None = None
    comparator: str
    value: int | float
    unit: str
    display: str
    source: ShownSource


class ShownIndicator(Frozen):
    """An indicator as served, with only the values the plan gives."""

    id: str
    plan_id: str
    name: str
    unit: str
    values: tuple[ShownValue, ...]
    notes: tuple[str, ...]


class Statement(Frozen):
    """One side of a conflict."""

    display: str
    citation: int | None
    year: int | None = None
    text: str | None = None


class ShownConflict(Frozen):
    """A conflict as served, its statements pointing at citations."""

    indicator_id: str
    year: int | None
    kind: str
    statements: tuple[Statement, ...]
    note: str


class Reply(Frozen):
    """The answer or refusal to one question (contract, ``POST /v1/ask``).

    ``timings_ms`` maps each stage's name to milliseconds, with ``total``. ``question_without`` is
    set where the question was refused for personal data and can be asked without it.
    """

    question: str
    resolved_question: str
    corrections: tuple[CorrectedWord, ...]
    status: Status
    reason: Reason | None
    answer: str
    confidence: float
    citations: tuple[Citation, ...]
    indicators: tuple[ShownIndicator, ...]
    conflicts: tuple[ShownConflict, ...]
    nearest: tuple[Citation, ...]
    suggestions: tuple[str, ...]
    snapshot_id: str
    timings_ms: dict[str, float]
    question_without: str | None = None
