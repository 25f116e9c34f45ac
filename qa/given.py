"""What a plan gives of an indicator for the time asked for, and what it does not."""

from __future__ import annotations

from collections.abc import Sequence

from corpus.model import Indicator
from corpus.names import fold_name
from qa.figures import Match, at_base, choose_values
from qa.present import messages
from qa.question import Understanding

_NEAR = 0.12
"""How much less well an indicator may be named that is looked up where the best gives nothing."""


def absent_years(
    indicators: Sequence[Indicator], question: Understanding, base: int | None
) -> list[int]:
    """Years asked for that none of the indicators has a value of."""
    values = [value for indicator in indicators for value in indicator.values]
    given = {base if at_base(value) else value.year for value in values}
    given |= {worded.year for indicator in indicators for worded in indicator.worded}
    return [year for year in question.years if year not in given]


def absence(indicator: Indicator, question: Understanding, base: int | None) -> str:
    """The sentence of a refusal: the blank cell, the years or the area that have no value."""
    absent = absent_years([indicator], question, base)
    for table, _, blank_year in indicator.not_given:
        if blank_year in question.years:
            return messages()["not_in_plan_blank"].format(
                name=indicator.name, year=blank_year, table=table, mark="——"
            )
    if absent or question.years:
        year = "、".join(str(y) for y in absent or question.years)
        return messages()["not_in_plan_year"].format(name=indicator.name, year=year)
    scope = {"city": "市级", "nation": "全国", "district": "本区"}
    said = "、".join(scope[s] for s in question.scopes)
    return messages()["not_in_plan_scope"].format(scope=said, name=indicator.name)


def giving(
    close: Sequence[Indicator], named: Sequence[Match], question: Understanding, base: int | None
) -> list[Indicator]:
    """The indicators with values of the time asked for: the best named, else the next best."""
    near = [match.indicator for match in named if match.score >= named[0].score - _NEAR]
    # 入住率 alone may be how another sentence calls 机构入住率.
    best = fold_name(named[0].indicator.name)
    longer = [m.indicator for m in named if fold_name(m.indicator.name).endswith(best)]
    for indicators in (close, near, longer):
        given = [i for i in indicators if choose_values(i, question, base)]
        if given:
            return given
    return []
