"""Opening questions: what can be asked of a plan, from its own indicators, goals and headings."""

from __future__ import annotations

import re
from collections.abc import Iterator

from corpus.model import Indicator, Period, Plan
from qa.suggestions import about

MOST = 4


def openers(plan: Plan) -> tuple[str, ...]:
    """At most four questions, each of another kind, in a fixed order."""
    return tuple(dict.fromkeys(_questions(plan)))[:MOST]


def _questions(plan: Plan) -> Iterator[str]:
    names = [i.name for i in plan.indicators if _from_to(i)]
    yield from (f"{name}的目标是多少？" for name in sorted(names, key=len)[:1])
    goals = [p for p in plan.paragraphs if p.kind == "goal" and p.title]
    # A goal with a figure in it is one that can be looked up.
    goals.sort(key=lambda p: not re.search(r"\d", p.text))
    yield from (about(p.title or "")[1] for p in goals[:1])
    for table in plan.tables:
        if all(column.role in ("ordinal", "name", "text") for column in table.columns):
            yield f"{table.title}有哪些？"
            break
    headings = [s.title for s in plan.sections if s.level == 2]
    # The last section tells how the plan is to be carried out; the first ones look back.
    yield from (about(title)[1] for title in reversed(headings[-MOST:]))


def _from_to(indicator: Indicator) -> bool:
    """Whether a table gives the indicator's baseline and its target."""
    periods = {v.period for v in indicator.values if v.source.kind == "table"}
    return {Period.BASELINE, Period.TARGET} <= periods
