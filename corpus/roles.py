"""What a section is for, and which time a sentence speaks of.

A plan tells of the past in its background chapters and promises in the others; the titles say
which is which (``corpus/data/section_words.json``), and a sentence's own markers (截至, 力争,
到2025年) can overrule its chapter.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple

from corpus.model import Passage, Period
from corpus.words import words

_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)\s*年(?!代|度|级)")
_LEAD = re.compile(r"^\s*(?:到|至|截至)\s*((?:19|20)\d\d)\s*年(?:底|末)?")
_NUMERALS = ("", *"一二三四五六七八九")


class Role(StrEnum):
    """What a section holds."""

    BACKGROUND = "background"
    GUIDING = "guiding"
    GOAL = "goal"
    TASK = "task"
    UNKNOWN = "unknown"


class Horizon(NamedTuple):
    """The plan's period; ``base`` is the year before it."""

    start: int | None
    end: int | None

    @property
    def base(self) -> int | None:
        """The base year of the plan's targets."""
        return None if self.start is None else self.start - 1

    @property
    def past_label(self) -> str | None:
        """Name of the five-year period before the plan's: “十三五”时期 for 2021."""
        if self.start is None or (self.start - 1951) % 5:
            return None
        number = (self.start - 1951) // 5 - 1
        if not 3 <= number <= 99:
            return None
        tens, ones = divmod(number, 10)
        head = "" if tens == 0 else "十" if tens == 1 else _NUMERALS[tens] + "十"
        return f"“{head}{_NUMERALS[ones]}五”时期"

    def period_of(self, year: int) -> Period:
        """Place a year: before the base year, the base year, or within the plan."""
        if self.base is None or year > self.base:
            return Period.TARGET
        return Period.BASELINE if year == self.base else Period.RESULT


def section_role(path: Sequence[str], kind: str = "section") -> Role:
    """Read the role of a section from its titles, outermost first."""
    return Role.BACKGROUND if kind == "preface" else _role(tuple(path))


@lru_cache(maxsize=4096)  # a plan's few hundred sections are asked about with every question
def _role(path: tuple[str, ...]) -> Role:
    seen = Role.UNKNOWN
    for title in path:
        if _opens_with_verb(title):
            seen = Role.TASK if seen is Role.UNKNOWN else seen
            continue
        roles = [
            role
            for role in (Role.BACKGROUND, Role.GUIDING, Role.GOAL, Role.TASK)
            if any(word in title for word in words("section_words", role.value))
        ]
        if len(roles) == 1 and not (roles[0] is Role.GUIDING and title is not path[-1]):
            return roles[0]
        if roles:
            seen = roles[0]
    return seen


def _opens_with_verb(title: str) -> bool:
    """Whether a title names a task by its verb: 夯实…基础 is none of the background."""
    core = re.sub(r"^\W*(?:第?[一二三四五六七八九十百\d.]+[篇章节、.）)]*)?\s*", "", title)
    return core.startswith(words("section_words", "task_openings"))


def years_of(text: str) -> tuple[tuple[int, int], ...]:
    """Years written in a text with their offsets: ``(offset, year)``."""
    return tuple((m.start(), int(m[1])) for m in _YEAR.finditer(text))


def lead_years(passages: Iterable[Passage]) -> dict[str, int]:
    """Year that governs each passage: 到2025年 at the head of an earlier one of its section."""
    lead: dict[str | None, int] = {}
    years: dict[str, int] = {}
    for passage in passages:
        if passage.kind != "paragraph":
            continue
        match = _LEAD.match(passage.text)
        if match:
            lead[passage.section_id] = int(match[1])
        if passage.section_id in lead:
            years[passage.id] = lead[passage.section_id]
    return years


def tells_past(sentence: str, role: Role, horizon: Horizon) -> bool:
    """Whether a sentence reports a result (True) or states an aim (False)."""
    markers = "done_markers" if role is Role.BACKGROUND else "done_anywhere"
    done = any(word in sentence for word in words("section_words", markers))
    aim = any(word in sentence for word in words("section_words", "aim_markers"))
    ahead = any(horizon.base is not None and y > horizon.base for _, y in years_of(sentence))
    if role is Role.BACKGROUND:
        return done or not (ahead and (aim or bool(re.search(r"[到至]\s*20\d\d", sentence))))
    label = horizon.past_label
    return (done and not aim and not ahead) or bool(label and label[:-2] in sentence and not ahead)
