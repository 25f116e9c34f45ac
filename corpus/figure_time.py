"""When a sentence's figure holds: its year, its period, and whether it opens or closes a change."""

from __future__ import annotations

import re
from typing import Protocol

from corpus.model import Period, Span
from corpus.roles import Horizon, years_of
from corpus.subjects import change_verb
from corpus.words import any_of, words

_PLAN_OF = re.compile(
    r"(?:^|完成|落实|执行|达到|超过|实现)([^，。；]{2,40}?(?:计划|方案|规划|文件))中"
)


OPENS, CLOSES = "起", "止"
"""The first and the last figure of a change."""


class Timed(Protocol):
    """A figure of a sentence with its place in it, before its time is told."""

    @property
    def span(self) -> Span:
        """Where it stands in the sentence."""

    @property
    def stage(self) -> str:
        """起 or 止 where it opens or closes a change, else empty."""

    @property
    def reference(self) -> str | None:
        """The document whose task it is measured against; None for the plan's own."""


def year_for(
    text: str, item: Timed, past: bool, horizon: Horizon, lead_year: int | None
) -> int | None:
    """The year of a figure of the sentence ``text``; None where the plan gives none.

    What a change sets out from is of no year but its own: it is no target.
    """
    if item.stage == OPENS:
        return _opening_year(text[: item.span.start])
    stated = [
        year
        for at, year in years_of(text)
        if at < item.span.start and not _of_another(text, at, item.span.start)
    ]
    if stated:
        return stated[-1]
    if past:
        return None
    return lead_year if lead_year is not None else horizon.end


def _opening_year(before: str) -> int | None:
    """The year in which a change set out: its own, else that of the sentence's changes before
    (由2010年的21.6下降到2020年的11.8，婴儿死亡率由9.4‰下降到4.3‰).
    """
    start = any_of(words("figure_words", "start"))
    years = [year for at, year in years_of(before) if re.search(rf"(?:{start})\s*$", before[:at])]
    return years[-1] if years else None


def _of_another(text: str, at: int, start: int) -> bool:
    """Whether a year says what a figure is compared with, where its change began, or stands
    beyond a semicolon and not at the head of the sentence.
    """
    if "；" in text[at:start] and not re.fullmatch(r"\W*(?:到|至|截至|截止到?)?\s*", text[:at]):
        return True
    if re.search(r"(?:比|较|同|相比于?)\s*$", text[:at]):
        return True
    began = re.search(rf"(?:{any_of(words('figure_words', 'start'))})\s*$", text[:at])
    return began is not None and bool(change_verb(text[at:start]))


def period_for(
    year: int | None, past: bool, item: Timed, horizon: Horizon
) -> tuple[Period, str | None]:
    """What a figure of a year is to the plan, and the label of its time."""
    if item.reference is not None:
        return Period.TARGET, item.reference or None
    if past or (year is None and item.stage == OPENS):
        label = horizon.past_label if past and year is None else None
        stage = f"{label or ''}{item.stage}" or None
        if year is not None and horizon.period_of(year) is Period.BASELINE:
            return Period.BASELINE, stage
        return Period.RESULT, stage
    if year is None:
        return Period.TARGET, item.stage or None
    return horizon.period_of(year), item.stage or None


def stage_of(left: str, right: str) -> str:
    """Whether a figure opens or closes a change (由91.16%增至96%)."""
    if re.fullmatch(r"[到至]\s*(?:19|20)\d\d年[底末]?", left.strip()):
        return ""  # 到2025年不低于9% opens nothing
    if change_verb(left, whole=True):
        return CLOSES
    start = any_of(words("figure_words", "start"))
    opening = re.search(rf"(?:{start})\s*(?:(?:19|20)\d\d年[底末]?的?)?(?:每.{{1,3}})*\s*$", left)
    return OPENS if opening is not None and change_verb(right, whole=True) else ""


def reference_of(left: str, right: str) -> str | None:
    """Name the document whose task a past figure is measured against; None for own figures."""
    if not re.match(rf"\s*的(?:{any_of(words('figure_words', 'of_task'))})", right):
        return None
    match = _PLAN_OF.search(left)
    return re.sub(r"^.*(?:完成|落实|执行|达到|超过|实现)", "", match[1]) if match else None
