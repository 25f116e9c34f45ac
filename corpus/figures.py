"""Figures that sentences state: subject, comparator, number, year, period and place.

A clause gives a figure in one of three shapes: a subject with a predicate and a number
(覆盖率保持100%), a subject with a bare number (通过率97.2%), or a number before what is counted
(引进至少一所院校). The words that make a predicate are reviewed general Chinese
(``corpus/data/figure_words.json``). Numbers that count nothing (years, names, articles, time
frames such as 三年行动计划) give no figure.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from corpus.model import Comparator, Passage, Period, Quantity, Span
from corpus.names import split_place
from corpus.quantities import find_quantities
from corpus.roles import Horizon, Role, tells_past, years_of
from corpus.subjects import change_verb, counted_noun, hold_verb, subject_of, tail_subject
from corpus.words import any_of, words

_CLAUSE = re.compile(r"(?:[^，。；;！？!?：:,]|(?<=\d),(?=\d{3}))+")
_HAN_NUMBER = re.compile(r"^[^\d]*$")
_PLAN_OF = re.compile(
    r"(?:^|完成|落实|执行|达到|超过|实现)([^，。；]{2,40}?(?:计划|方案|规划|文件))中"
)
_PLACE = re.compile(r"[\u4e00-\u9fff]{2}[市省]")


class Figure(NamedTuple):
    """One figure of a sentence; ``span`` is in the passage's text."""

    name: str
    scope: str | None
    quantity: Quantity
    span: Span
    year: int | None
    period: Period
    period_label: str | None


class _Clause(NamedTuple):
    text: str
    start: int
    quantities: tuple[tuple[Span, Quantity], ...]


class _Found(NamedTuple):
    name: str
    span: Span
    quantity: Quantity
    stage: str
    reference: str | None


def sentence_figures(
    passage: Passage, sentence: Span, role: Role, horizon: Horizon, lead_year: int | None
) -> tuple[Figure, ...]:
    """Figures of one sentence of a passage, in order."""
    text = passage.text[sentence.start : sentence.end]
    past = tells_past(text, role, horizon)
    figures = []
    for item in _scan(text):
        scope, name = split_place(item.name)
        year = _year_for(text, item, past, horizon, lead_year)
        period, label = _period(year, past, item, horizon)
        if item.reference is not None:
            place = _PLACE.search(item.reference)
            scope, year = (place[0] if place else scope), None
        span = Span(start=sentence.start + item.span.start, end=sentence.start + item.span.end)
        figures.append(Figure(name, scope, item.quantity, span, year, period, label))
    return tuple(figures)


def _year_for(
    text: str, item: _Found, past: bool, horizon: Horizon, lead_year: int | None
) -> int | None:
    stated = [year for at, year in years_of(text) if at < item.span.start]
    if stated:
        return stated[-1]
    if past:
        return None
    return lead_year if lead_year is not None else horizon.end


def _period(
    year: int | None, past: bool, item: _Found, horizon: Horizon
) -> tuple[Period, str | None]:
    if item.reference is not None:
        return Period.TARGET, item.reference or None
    if past:
        label = horizon.past_label if year is None else None
        stage = f"{label or ''}{item.stage}" or None
        if year is not None and horizon.period_of(year) is Period.BASELINE:
            return Period.BASELINE, stage
        return Period.RESULT, stage
    if year is None:
        return Period.TARGET, item.stage or None
    return horizon.period_of(year), item.stage or None


def _scan(text: str) -> Iterator[_Found]:
    quantities = find_quantities(text)
    clauses = [
        _Clause(m[0], m.start(), tuple(q for q in quantities if m.start() <= q[0].start < m.end()))
        for m in _CLAUSE.finditer(text)
    ]
    for index, clause in enumerate(clauses):
        earlier = [c.text for c in clauses[max(0, index - 2) : index] if not c.quantities]
        yield from _clause_figures(clause, earlier)


def _clause_figures(clause: _Clause, earlier: list[str]) -> Iterator[_Found]:
    """Figures of a clause; a number without a subject takes the last one's."""
    place, subject, made = 0, "", ""
    for number, (span, quantity) in enumerate(clause.quantities):
        start, end = span.start - clause.start, span.end - clause.start
        following = clause.quantities[number + 1 :]
        stop = following[0][0].start - clause.start if following else len(clause.text)
        left, right = clause.text[place:start], clause.text[end : max(end, stop)]
        place = end
        if number:
            left = left.lstrip("、和及与 ")
        noun, used = counted_noun(right, quantity)
        if _no_figure(left, right, noun, quantity):
            continue
        if noun:
            made = made if number and not subject_of(left) else left
            name = _counted_name(made, noun)
            place = end + used
        else:
            name = subject_of(left) or (subject if number else "") or tail_subject(earlier)
        if quantity.unit in words("figure_words", "time_units") and re.search(r"每.$", name):
            name += quantity.unit
        if not _good(name, quantity):
            continue
        subject = name
        reference = _reference(clause.text[:start], right)
        yield _Found(name, span, _shown(quantity, left), _stage(left, right), reference)


def _counted_name(left: str, noun: str) -> str:
    head = subject_of(left)
    return noun if head == noun else head + noun


def _no_figure(left: str, right: str, noun: str, quantity: Quantity) -> bool:
    """Time frames, group bounds (65岁以上老年人), denominators and spelled-out counts."""
    unit = quantity.unit
    per = re.search(r"每$", left.rstrip()) is not None
    if per or re.search(r"(?:第|近|最近|前|后|未来|今后)$", left.rstrip()):
        return True
    if unit in words("figure_words", "population_units"):
        return bool(right.strip()) and not re.match(r"\s*[，。；、)）]", right)
    frequent = re.search(r"[每各][^，。；]{0,8}$", left) is not None
    if unit in words("figure_words", "time_units"):
        free = not noun and right.strip() == "" and subject_of(left) != ""
        return not (free or frequent) or (unit == "年" and not free)
    spelled = _HAN_NUMBER.match(quantity.display) is not None
    making = re.search(rf"(?:{any_of(words('figure_words', 'making'))})\s*$", left) is not None
    plain = quantity.comparator is Comparator.EQ and quantity.unit not in ("%", "‰")
    return spelled and plain and not (making or frequent)


def _good(name: str, quantity: Quantity) -> bool:
    if not 2 <= len(name) <= 45 or not re.search(r"[\u4e00-\u9fff]{2}", name):
        return False
    return quantity.unit not in ("%", "‰") or len(name) >= 3


def _shown(quantity: Quantity, left: str) -> Quantity:
    """Write 保持 into what is shown: it says that the value is held, not reached."""
    verb = hold_verb(left)
    if not verb:
        return quantity
    return quantity.model_copy(update={"display": verb + quantity.display})


def _stage(left: str, right: str) -> str:
    """Whether a figure opens or closes a change (由91.16%增至96%)."""
    if change_verb(left, whole=True):
        return "止"
    opening = re.search(rf"(?:{any_of(words('figure_words', 'start'))})\s*$", left) is not None
    return "起" if opening and change_verb(right, whole=True) else ""


def _reference(left: str, right: str) -> str | None:
    """Name the document whose task a past figure is measured against; None for own figures."""
    if not re.match(rf"\s*的(?:{any_of(words('figure_words', 'of_task'))})", right):
        return None
    match = _PLAN_OF.search(left)
    return re.sub(r"^.*(?:完成|落实|执行|达到|超过|实现)", "", match[1]) if match else None
