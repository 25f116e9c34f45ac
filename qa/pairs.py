"""Which two values of an indicator a question for a change means, earlier and later.

Only values of one thing, one unit and one area make a pair: an amount reached (建成泵站40座) is
set against its target, an amount added in one period (新增) never against another period's.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence

from corpus.model import Indicator, IndicatorValue, Period
from corpus.names import own_place
from corpus.words import words
from qa.figures import is_row_amount, scope_of
from qa.normalise import fold
from qa.periods import five_years
from qa.question import Understanding

Pair = tuple[IndicatorValue, IndicatorValue]

_REACHED = re.compile(r"^(?:已|累计|现|共|总)*(?:建成|建有|拥有|共有|现有|有)")
_COUNT = re.compile(r"(?:总数|数量|总量|人数|数)$")
_ADDED = re.compile(r"^(?:新增|净增|增设|增加)(?!.*(?:率|比例|比重|占比|平均))|年均[增下降]")
_COMPARES = re.compile(r"(?<!百分)比(?![例重率值])")
_PLAN_YEARS = 5


def pair_of(
    indicator: Indicator,
    question: Understanding,
    base_year: int | None,
    others: Sequence[Indicator] = (),
) -> Pair | None:
    """The earlier and the later value that a question asks to compare; None without a sure pair.

    ``others`` are the plan's indicators, of which one may give the other time (建成充电桩 and
    充电桩).
    """
    usable = _usable(indicator, question, others)
    pair = _own_pair(usable, question, base_year)
    pair = pair or _result_and_target(usable, question, base_year)
    if pair is None:
        near = [v for other in alike(indicator, others) for v in _usable(other, question, others)]
        pair = _result_and_target(near, question, base_year)
    if pair is None or pair[0].unit != pair[1].unit or _of_other_years(question, pair, base_year):
        return None
    return None if any(_adds(value) for value in pair) else pair


def _of_other_years(question: Understanding, pair: Pair, base_year: int | None) -> bool:
    """Whether a question names five years that ended before the base year and the pair does not."""
    ends = [first + 4 for first in five_years(question.text)]
    told = {value.year for value in pair}
    return any(base_year is not None and end < base_year and end not in told for end in ends)


def _adds(value: IndicatorValue) -> bool:
    """Whether a value is itself what a period adds: [12], 新增30处, 年均增长8%."""
    growth = re.search(r"年均|增速|增长", value.period_label or "")
    return bool(value.display[:1] in "[〔【［" or _ADDED.search(value.name) or growth)


def _usable(
    indicator: Indicator, question: Understanding, plan: Sequence[Indicator]
) -> list[IndicatorValue]:
    """The values of the tables and the area asked for.

    Where no area is asked for it is the plan's own: what is 全市 belongs to it unless ``plan``
    speaks of the district's apart (a table of places does so of no district).
    """
    values = [
        v for v in indicator.values if not question.tables or v.source.table in question.tables
    ]
    apart_from_rows = (i for i in (indicator, *plan) if not is_row_amount(i))
    scoped = (v for other in apart_from_rows for v in other.values if v.scope)
    apart = any(scope_of(value) == "district" for value in scoped)
    wanted = set(question.scopes) if len(question.scopes) == 1 else {"district"}
    if not question.scopes and not apart:
        wanted.add("city")
    usable = [v for v in values or indicator.values if v.scope is None or scope_of(v) in wanted]
    return [v for v in usable if "年均" not in (v.period_label or "")]


def _own_pair(
    usable: Sequence[IndicatorValue], question: Understanding, base_year: int | None
) -> Pair | None:
    dated = sorted((v for v in usable if v.year is not None), key=lambda v: v.year or 0)
    if len(question.years) >= 2:
        years = sorted(question.years)
        return _first_two(dated, years[0], years[-1])
    if question.years and base_year is not None:
        year = question.years[0]
        other = base_year if year != base_year else _other_year(dated, base_year, question)
        return _first_two(dated, min(year, other), max(year, other)) if other else None
    for a, b in itertools.pairwise(usable) if question.period == "past" else ():
        if a.source.passage_id == b.source.passage_id and from_to(a, b):
            return a, b
    undated = [v for v in usable if v.year is None]
    if question.period == "past" or not dated:
        for a, b in itertools.pairwise(undated):
            if a.source.passage_id == b.source.passage_id and a.unit == b.unit:
                return a, b
    past = [v for v in dated if base_year is None or (v.year or 0) <= base_year]
    if question.period == "past" and len({v.year for v in past}) >= 2:
        return past[0], past[-1]
    if len({v.year for v in dated}) >= 2:
        after = [v for v in dated if base_year is not None and (v.year or 0) > base_year]
        base = [v for v in dated if v.year == base_year]
        return (base[0], _goal(after, base_year)) if base and after else (dated[0], dated[-1])
    ends = [(a, b) for a, b in itertools.pairwise(usable) if from_to(a, b)]
    return ends[0] if len(ends) == 1 else None


def from_to(first: IndicatorValue, last: IndicatorValue) -> bool:
    """Whether a sentence gives two values as the ends of a change (由61.3%提高到72.8%)."""
    begins = (first.period_label or "").endswith("起")
    ends = (last.period_label or "").endswith("止")
    same = first.source.passage_id == last.source.passage_id and first.unit == last.unit
    return begins and ends and same


def _goal(after: Sequence[IndicatorValue], base_year: int | None) -> IndicatorValue:
    """The value of the plan's last year where there is one, of milestones the first."""
    last = (base_year or 0) + _PLAN_YEARS
    return next((v for v in after if v.year == last), after[0])


def _other_year(dated: list[IndicatorValue], base_year: int, question: Understanding) -> int | None:
    years = {v.year for v in dated if v.year is not None and v.year != base_year}
    earlier = [y for y in years if y < base_year]
    later = [y for y in years if y > base_year]
    if question.period == "past" and earlier:
        return max(earlier)
    if base_year + _PLAN_YEARS in later:
        return base_year + _PLAN_YEARS
    return min(later) if later else (max(earlier) if earlier else None)


def _first_two(dated: list[IndicatorValue], early: int, late: int) -> Pair | None:
    first = [v for v in dated if v.year == early]
    last = [v for v in dated if v.year == late]
    if not first or not last:
        return None
    # The same table is the fairest comparison; a sentence stands in where it has no cell.
    table = last[0].source.table
    same = [v for v in first if v.source.table == table]
    return (same or first)[0], last[0]


def alike(indicator: Indicator, others: Sequence[Indicator]) -> list[Indicator]:
    """An indicator and those that differ in name by the word for having it (建成X and X), or by
    the order of its words (从业绣工, 绣工从业).
    """
    own = core(indicator.name)
    return [
        other
        for other in dict.fromkeys((indicator, *others))
        if other.plan_id == indicator.plan_id
        and other.unit == indicator.unit
        and len(core(other.name)) == len(own)
        and core(other.name) in own + own
    ]


def _result_and_target(
    values: Sequence[IndicatorValue],
    question: Understanding,
    base_year: int | None,
) -> Pair | None:
    """A result of the past period and the target, each a single number."""
    if base_year is None or question.period == "past":
        return None
    years = question.years
    if any(year < base_year for year in years):
        return None
    had = [
        v
        for v in values
        if v.period is not Period.TARGET
        and v.year in (None, base_year)
        and not (v.period_label or "").endswith("起")
    ]
    later = [year for year in years if year > base_year] or [base_year + _PLAN_YEARS]
    aims = [v for v in values if v.period is Period.TARGET and v.year == later[-1]]
    if len({v.value for v in had}) != 1 or len({v.value for v in aims}) != 1:
        return None
    if _one_time(had[0].name) and not _COMPARES.search(question.text):
        return None
    return had[0], aims[0]


def core(name: str) -> str:
    """A name without the word for having it and the one for counting it."""
    return _COUNT.sub("", _REACHED.sub("", fold(name)))


def _one_time(name: str) -> bool:
    """Whether a name tells what a period does (改造管网), not what there is then."""
    if _REACHED.search(name):
        return False
    return name.startswith((*words("figure_words", "making"), "实施", "整治", "治理", "开展"))


def reached_by(
    indicator: Indicator, indicators: Sequence[Indicator], base: int | None
) -> list[tuple[Indicator, IndicatorValue]]:
    """What was reached by the base year, dated or as a result, of indicators named alike."""
    return [
        (other, value)
        for other in alike(indicator, indicators)
        for value in other.values
        if own_place(value.scope)
        and (value.year == base or (value.year is None and value.period is Period.RESULT))
    ]
