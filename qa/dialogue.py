"""Follow-up questions: give them back what they leave out, and say how they were understood.

A follow-up inherits from the user's earlier questions the indicator or subject it does not
name, and the year or predicate it does not repeat. A question that stands on its own, or that
says it changes the subject, inherits nothing.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from corpus.model import Frozen, Table
from qa import cues
from qa.figures import MATCH, IndicatorMatcher, is_row_amount
from qa.measures import in_asked_unit
from qa.question import strip_filler, understand
from qa.rowtalk import about_row, asks_rows

_PARTICLES = re.compile(
    r"^(?:那么?|哪(?![一几些个里儿家天种年条位座项所])|再|还有|另外|其中)[,，]?|(?:呢|来着|吗|嘛|啊)?[?？。]*$"
)
_SHORT, _IN_FULL = 14, 0.9
_DIGITS = "零一二三四五六七八九十"
_LATER = re.compile(r"([一二三四五六七八九十]|\d{1,2})年(?:之?前|(以后|之后|后))(?:的)?")
_POINTER = re.compile(
    r"^(?:这个|那个|这项|那项|该|它的?|其|这|那)(项目|指标|工程|目标|计划|工作|政策|比例|数值?|率|行动)?(?=.{2})"
)
_HOW_MUCH = re.compile(
    r"(?:到)?(?:底|末)?(?:要|将|会|能|得)?(?:达到|提高到|增加到|做到|到|是|有|为)?了?"
    r"(?:多少|几|百分之几|多大|多高).*$|[？?]$"
)
_LATER_ON = re.compile(r"往后|以后|今后|将来|下一步|接下来")
_YEARS = re.compile(r"(?:[到至截]|跟|和|与|同|比)?(?:19|20)\d\d年?[底末初]?(?:相?比)?")
_SAYS_NOTHING = re.compile(
    r"了|个?百分点|最[多少高低大小]|[一每](?:年|次|个月)|能|可以|[抬提升]高|(?:增|上|下)[加升降长]|变化|[涨跌升降]"
)
"""What a follow-up says of a figure without naming whose."""
_FIGURES = ("指标", "比例", "数", "数值", "率")


class Resolved(Frozen):
    """A question that can be answered alone; ``inherited`` is what was added to it."""

    text: str
    inherited: str | None = None


def resolve(
    question: str,
    history: tuple[str, ...],
    matcher: IndicatorMatcher,
    subjects: tuple[str, ...],
    tables: Sequence[Table] = (),
) -> Resolved:
    """Complete ``question`` from ``history`` (normalised, oldest first).

    ``subjects`` are the plan's topic words, longest first (学前教育, 特殊教育 …); ``tables`` are
    those whose rows may be asked about.
    """
    if not history or cues.TOPIC_CHANGE.search(question):
        return Resolved(text=question)
    leans = _leans_on_history(question, matcher)
    if not leans and not (tables and may_lean(question)):
        return Resolved(text=question)
    previous = resolve(history[-1], history[:-1], matcher, subjects, tables).text
    of_row = about_row(_core_of(question), strip_filler(previous), tables)
    if of_row is not None and not stands_alone(question, matcher):
        return Resolved(text=of_row, inherited=previous)
    if not leans:
        return Resolved(text=question)
    return _complete(question, strip_filler(previous), matcher, subjects)


def stands_alone(question: str, matcher: IndicatorMatcher) -> bool:
    """Whether a question does not point back and names an indicator in full, or asks for rows."""
    if cues.FOLLOW_UP.search(strip_filler(question)):
        return False
    named = matcher.match(question, 1)
    whole = bool(named) and named[0].score >= _IN_FULL and not is_row_amount(named[0].indicator)
    return whole or asks_rows(question)


def _core_of(question: str) -> str:
    """A follow-up without the particles that open and end it."""
    return _PARTICLES.sub("", strip_filler(question))


def may_lean(question: str) -> bool:
    """Whether a question that names a matter may still leave out whose: 下雨天的怎么办."""
    return len(strip_filler(question)) <= _SHORT and not cues.TOPIC_CHANGE.search(question)


def _leans_on_history(question: str, matcher: IndicatorMatcher) -> bool:
    core = strip_filler(question)
    if cues.FOLLOW_UP.search(core):
        return True
    if len(core) > _SHORT:
        return False
    understood = understand(core)
    named = matcher.match(core, 1)
    has_subject = bool(named and named[0].score >= MATCH) or len(_subject_of(core)) >= 4
    return (
        bool(understood.years or understood.scopes or understood.wants_figure) and not has_subject
    )


def _subject_of(core: str) -> str:
    """What is left of a question without years, scopes and question words."""
    left = _SAYS_NOTHING.sub("", _YEARS.sub("", core))
    for pattern in (
        *cues.SCOPES.values(),
        cues.FIGURE_ASK,
        cues.PERCENT_ASK,
        cues.PAST,
        cues.TARGET,
    ):
        left = pattern.sub("", left)
    return re.sub(r"[的是有呢吗年啊来着那么?？,，。]", "", left)


def _complete(
    question: str, previous: str, matcher: IndicatorMatcher, subjects: tuple[str, ...]
) -> Resolved:
    core = _core_of(question)
    core = _relative_year(core, previous)
    pointed = _pointed(core, previous, matcher, subjects)
    if pointed is not None:
        return Resolved(text=pointed, inherited=previous)
    subject = _subject_of(core)
    before = [m for m in matcher.match(previous, 5) if m.score >= MATCH]
    before = [m for m in before if in_asked_unit(previous, m.indicator.unit)]
    earlier = understand(previous)
    if not subject and before and (earlier.wants_figure or earlier.years):
        name, asked = before[0].indicator.name, understand(core)
        amount = "是多少" if asked.period == "past" and not asked.wants_figure else ""
        return Resolved(text=f"{name}{core}{amount}", inherited=name)
    if subject:
        swapped = _swap_indicator(core, subject, previous, matcher)
        if swapped is None:
            swapped = _swap_subject(core, previous, subjects)
        if swapped is not None:
            return Resolved(text=swapped, inherited=previous)
        return Resolved(text=f"{core} {previous}", inherited=previous)
    later = _LATER_ON.search(core) is not None
    if (later or understand(core).period == "past") and not understand(core).years:
        return Resolved(text=f"{_matter_of(previous)}{core}", inherited=previous)
    return (
        Resolved(
            text=f"{_without_years(previous) if understand(core).years else previous} {core}",
            inherited=previous,
        )
        if earlier.text
        else Resolved(text=question)
    )


def _relative_year(core: str, previous: str) -> str:
    """五年以后 after a question about 2015 is 2020年."""
    match = _LATER.search(core)
    years = understand(previous).years
    if match is None or not years:
        return core
    count = int(match.group(1)) if match.group(1).isdigit() else _DIGITS.index(match.group(1))
    later = max(years) + (count if match.group(2) in ("以后", "之后", "后") else -count)
    return core[: match.start()] + f"{later}年" + core[match.end() :]


def _pointed(
    core: str, previous: str, matcher: IndicatorMatcher, subjects: tuple[str, ...]
) -> str | None:
    """这个项目怎么推 after a question about 智慧校园: 智慧校园项目怎么推."""
    match = _POINTER.match(core)
    if match is None:
        return None
    before = matcher.match(previous, 1)
    named = before[0].indicator.name if before and before[0].score >= MATCH else None
    topic = next((s for s in subjects if s in previous), named)
    if topic is None:
        return None
    if match.group(1) in _FIGURES and named is not None:
        return f"{named}{core[match.end() :]}"
    return f"{topic}{match.group(1) or ''}{core[match.end() :]}"


def _swap_indicator(
    core: str, subject: str, previous: str, matcher: IndicatorMatcher
) -> str | None:
    """The same kind of figure for another subject: 学前三年毛入园率 → 高中阶段毛入学率."""
    before = matcher.match(previous, 1)
    if not before or before[0].score < MATCH:
        return None
    candidates = [
        match.indicator
        for match in matcher.match(f"{core}{before[0].indicator.name}", 12)
        if subject[:2] in match.indicator.name or subject in match.indicator.name
    ]
    others = [c for c in candidates if c.id != before[0].indicator.id]
    if not others:
        return None
    years = (
        "" if understand(core).years else "和".join(f"{y}年" for y in understand(previous).years)
    )
    asked = "" if understand(core).wants_figure else "是多少"
    target = "目标" if understand(previous).period == "target" and not years else ""
    return (
        f"{years}{others[0].name}{target}{asked}"
        if not understand(core).years
        else f"{others[0].name}{core}"
    )


def _swap_subject(core: str, previous: str, subjects: tuple[str, ...]) -> str | None:
    """Put the new topic where the old one stood: 学前教育目标 → 义务教育目标."""
    new = next((s for s in subjects if s in core), None)
    old = next((s for s in subjects if s in previous and s != new), None)
    if new is None or old is None or len(core) > len(new) + 4:
        return None
    return previous.replace(old, new, 1)


def _matter_of(text: str) -> str:
    """What a question asks about, without its year and the words that ask how much."""
    return _HOW_MUCH.sub("", _without_years(text))


def _without_years(text: str) -> str:
    return re.sub(r"(?:19|20)\d\d年?", "", text)
