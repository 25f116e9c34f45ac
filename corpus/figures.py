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

from corpus.completing import Stated, measured_name, opens_parts, part_name, rate_name
from corpus.figure_time import period_for, reference_of, stage_of, year_for
from corpus.model import Comparator, Passage, Period, Quantity, Span
from corpus.names import split_place
from corpus.quantities import find_quantities
from corpus.roles import Horizon, Role, tells_past
from corpus.subjects import (
    Bound,
    borrow_noun,
    bound_before,
    complete_name,
    counted_noun,
    ends_in_measure,
    hold_verb,
    list_of,
    of_times,
    strip_lead,
    subject_of,
    tail_subject,
    tidy_name,
)
from corpus.words import any_of, words

_CLAUSE = re.compile(r"(?:[^，。；;！？!?：:,]|(?<=\d),(?=\d{3}))+")
_HAN_NUMBER = re.compile(r"^[^\d]*$")
_COMPARED = re.compile(r"比(?![例重率赛值])|较|[高低多少快慢]于|.*[比较].{2,12}[高低多少快慢]$")
_PREDICATE = re.compile(r"\s*(?:达到|实现|通过|获|建成|纳入|完成|入选|列入)")
_AFTER_ONE = re.compile(rf"^.*一(?:{any_of(words('quantity_words', 'classifiers'))})[、和及]")
_ANOTHER_YEAR = re.compile(
    r"(?:到|至)?(?:19|20)\d\d年[底末]?(?:力争|争取|预计|将)?"
    r"(?:达到|达|为|增至|增加到|提高到|扩大到|降到|降至|突破|超过)(?:每[\u4e00-\u9fff]{1,2})*"
)
"""A clause that gives the last figure's value of another year: ，2030年达到20家."""
_NOW = re.compile(r"现(?:共?有|存|状)|目前(?:共?有|已|仅|只|为)|尚有")
"""How a task tells what there is already (现存民居67栋), which is no target."""
_PLACE = re.compile(r"[\u4e00-\u9fff]{2}[市省]")


class Figure(NamedTuple):
    """One figure of a sentence; ``span`` is in the passage's text.

    ``measure`` is what the clause itself says where ``name`` was completed from another.
    """

    name: str
    scope: str | None
    quantity: Quantity
    span: Span
    year: int | None
    period: Period
    period_label: str | None
    measure: str = ""


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
    measure: str = ""
    present: bool = False


def sentence_figures(
    passage: Passage, sentence: Span, role: Role, horizon: Horizon, lead_year: int | None
) -> tuple[Figure, ...]:
    """Figures of one sentence of a passage, in order."""
    text = passage.text[sentence.start : sentence.end]
    past = tells_past(text, role, horizon)
    figures = []
    for item in _scan(text, in_row=passage.kind == "table_row"):
        scope, name = split_place(item.name)
        name = strip_lead(name)
        had = past or item.present
        year = year_for(text, item, had, horizon, lead_year)
        period, label = period_for(year, had, item, horizon)
        label = None if item.present and not past else label
        if item.reference is not None:
            place = _PLACE.search(item.reference)
            scope, year = (place[0] if place else scope), None
        span = Span(start=sentence.start + item.span.start, end=sentence.start + item.span.end)
        figures.append(Figure(name, scope, item.quantity, span, year, period, label, item.measure))
    return tuple(figures)


def _scan(text: str, *, in_row: bool) -> Iterator[_Found]:
    """The figures of a sentence; in a row, its project says what a bare measure is of."""
    quantities = find_quantities(text)
    clauses = [
        _Clause(m[0], m.start(), tuple(q for q in quantities if m.start() <= q[0].start < m.end()))
        for m in _CLAUSE.finditer(text)
    ]
    last, total, present = Stated("", ""), None, False
    for index, clause in enumerate(clauses):
        earlier = [c.text for c in clauses[max(0, index - 2) : index] if not c.quantities]
        if opens_parts(clause.text) and last.name:
            total = last
        elif "；" in text[clauses[index - 1].start : clause.start] and index:
            total = None
        told = present and total is not None
        for found in _clause_figures(clause, earlier, last.name):
            name = part_name(found.name, found.quantity.unit, total)
            name = rate_name(name, found.quantity.unit, last, total)
            whole = name if in_row else measured_name(name, _of_segment(text, clauses, index))
            present = told or bool(_NOW.search(text[clause.start : found.span.start]))
            measure = name if whole != name else ""
            named = found._replace(name=whole, measure=measure, present=present)
            last = Stated(named.name, found.quantity.unit)
            yield named


def _of_segment(text: str, clauses: list[_Clause], index: int) -> list[str]:
    """The clauses up to one of them, from the last semicolon before it."""
    begin = text.rfind("；", 0, clauses[index].start)
    return [c.text for c in clauses[: index + 1] if c.start > begin]


def _clause_figures(clause: _Clause, earlier: list[str], last: str) -> Iterator[_Found]:
    """Figures of a clause; a number without a subject takes the last one's.

    ``last`` is the name of the sentence's last figure: ，占人口的27.7% and ，年均增长3% are
    about it.
    """
    listed = _list_figures(clause)
    if listed:
        yield from listed
        return
    place, subject, made = 0, "", ""
    for number, (span, quantity) in enumerate(clause.quantities):
        if number and span == clause.quantities[number - 1][0]:
            if subject:  # the upper end of a range
                yield _Found(subject, span, quantity, "", None)
            continue
        left, right, end, more = _around(clause, number, place)
        if _bounds(left, right, quantity, more):
            continue
        place = end
        left = _AFTER_ONE.sub("", left.lstrip("、和及与 ") if number else left)
        noun, used = counted_noun(right, quantity)
        if _no_figure(left, right, noun, quantity) or _of_others(left, right, noun, used, more):
            continue
        task = reference_of(clause.text[: span.start - clause.start], right)
        bound = bound_before(left)
        if bound is not None and quantity.comparator is Comparator.EQ:
            span, quantity, left = _bounded(clause, span, quantity, left, bound)
        if noun:
            made = made if number and not subject_of(left) else left
            name = _counted_name(made, noun)
            place = end + used
        else:
            name = subject_of(left) or (subject if number else "") or _told(earlier, left, last)
            name = complete_name(borrow_noun(name, subject or last), left, last, quantity)
        name = tidy_name(of_times(name, quantity.unit))
        if not _good(name, quantity):
            continue
        subject = last = name
        yield _Found(name, span, _shown(quantity, left), stage_of(left, right), task)


def _told(earlier: list[str], left: str, last: str) -> str:
    """The subject that a clause leaves to the clauses before it."""
    return tail_subject(earlier) or (last if _ANOTHER_YEAR.fullmatch(left) else "")


def _around(clause: _Clause, number: int, place: int) -> tuple[str, str, int, bool]:
    """Text before and after a number up to its neighbours, its end, whether more follow."""
    span = clause.quantities[number][0]
    following = [q for q, _ in clause.quantities[number + 1 :] if q != span]
    start, end = span.start - clause.start, span.end - clause.start
    stop = following[0].start - clause.start if following else len(clause.text)
    return clause.text[place:start], clause.text[end : max(end, stop)], end, bool(following)


def _of_others(left: str, right: str, noun: str, used: int, more: bool) -> bool:
    """Whether what a number counts is the next number's subject (12个断面优良比例为91.7%), or
    only the part of a group that does something (十二所卫生院达到标准).
    """
    if noun and more and used >= len(right) and ends_in_measure(noun):
        return True
    return bool(noun and not left.strip() and _PREDICATE.match(right[used:]))


def _list_figures(clause: _Clause) -> list[_Found]:
    """Figures of a list of measures: 甲、乙分别下降12%和15%, 甲率、乙率均在90%以上."""
    mark = re.search(r"分别|均(?![衡匀等])|都(?![市会])", clause.text)
    if mark is None:
        return []
    numbers = [q for q in clause.quantities if q[0].start >= clause.start + mark.end()]
    if not numbers:
        return []
    apart = mark[0] == "分别"
    names = list_of(clause.text[: mark.start()], len(numbers) if apart else 0)
    lead = clause.text[mark.end() : numbers[0][0].start - clause.start]
    _, last = numbers[-1]
    found = []
    for number, name in enumerate(names):
        span, quantity = numbers[number if apart else 0]
        if quantity.comparator is Comparator.EQ and not last.display[-1].isdigit():
            quantity = quantity.model_copy(update={"comparator": last.comparator})
        name = tidy_name(complete_name(name, lead, "", quantity))
        if _good(name, quantity):
            found.append(_Found(name, span, _shown(quantity, lead), "", None))
    return found


def _bounds(left: str, right: str, quantity: Quantity, more: bool) -> bool:
    """Whether a number only bounds or places a group that is named with it, so that it belongs
    to a name: 65岁及以上老年人, 浓度高于100毫克/升的占比, 每半年, 湖滨1公里范围内, 站点300米覆盖率.
    """
    of_share = re.match(r"\s*[\u4e00-\u9fff]{0,6}?(?:率|占比|比例|比重)", right) and more
    measured = quantity.unit in words("quantity_words", "measures")
    if of_share and measured and not re.search(r"[%‰点]$", quantity.unit):
        return True
    if re.search(r"每$", left) or re.match(r"\s*(?:范围|半径)", right):
        return True
    if quantity.unit in words("figure_words", "population_units"):
        return bool(right.strip()) and not re.match(r"\s*[，。；、)）]", right)
    bounded = quantity.comparator is not Comparator.EQ and quantity.unit not in ("%", "‰", "")
    counted = quantity.unit in words("quantity_words", "classifiers")
    tasks = any_of(words("figure_words", "of_task"))
    of_group = re.match(rf"\s*的(?!{tasks}|比例)[\u4e00-\u9fff]{{2}}", right) is not None
    before = re.match(r"\s*[\u4e00-\u9fff]{2}", right) is not None and more
    return bounded and not counted and (of_group or before)


def _bounded(
    clause: _Clause, span: Span, quantity: Quantity, left: str, bound: Bound
) -> tuple[Span, Quantity, str]:
    """Widen a figure to the word that bounds it from before its verb (至少开展2次)."""
    wider = Span(start=span.start - (len(left) - bound.start), end=span.end)
    shown = clause.text[wider.start - clause.start : wider.end - clause.start]
    changed = {"comparator": bound.comparator, "display": re.sub(r"\s+", "", shown)}
    return wider, quantity.model_copy(update=changed), left[: bound.start] + bound.verb


def _counted_name(left: str, noun: str) -> str:
    """Name what is counted; of a list before the number (甲河、乙河等12条河流) only the verb."""
    head = subject_of(left)
    if re.search(r"等$|、[^、]{1,6}$", head):
        making = re.match(rf"(?:{any_of(words('figure_words', 'making'))})", head)
        head = making[0] if making else ""
    return noun if head == noun else head + noun


def _no_figure(left: str, right: str, noun: str, quantity: Quantity) -> bool:
    """Time frames, group bounds (65岁以上老年人), denominators and spelled-out counts."""
    unit = quantity.unit
    if re.search(r"(?:第|近|最近|前|后|未来|今后)$", left.rstrip()):
        return True
    frequent = re.search(r"[每各][^，。；]{0,8}$", left) is not None
    if unit in words("figure_words", "time_units"):
        free = not noun and right.strip() == "" and re.search(r"[^的]$", left) is not None
        free = free and subject_of(left) != ""
        return not (free or frequent) or (unit == "年" and not free)
    spelled = _HAN_NUMBER.match(quantity.display) is not None and quantity.value < 10
    if spelled and re.match(r"\s*(?:[，。；、)）]|$)", right) and subject_of(left):
        return False  # 县级医院五所: the noun stands in front
    making = re.search(rf"(?:{any_of(words('figure_words', 'making'))})\s*$", left) is not None
    plain = quantity.comparator is Comparator.EQ and quantity.unit not in ("%", "‰")
    return spelled and plain and not (making or frequent)


def _good(name: str, quantity: Quantity) -> bool:
    if not 2 <= len(name) <= 45 or not re.search(r"[\u4e00-\u9fff]{2}", name):
        return False
    if re.fullmatch(r"(?:每[\u4e00-\u9fff]{1,3})+", name) or _COMPARED.match(name):
        return False
    return quantity.unit not in ("%", "‰") or len(name) >= 3


def _shown(quantity: Quantity, left: str) -> Quantity:
    """Write 保持 into what is shown: it says that the value is held, not reached."""
    verb = hold_verb(left)
    if not verb:
        return quantity
    return quantity.model_copy(update={"display": verb + quantity.display})
