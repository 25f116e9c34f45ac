"""What can be asked next: questions from the plan's own headings, titles and indicators."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence

from corpus.model import Indicator, Passage, Period, Plan
from qa.present import quotation

MOST = 3
_NUMBERING = re.compile(
    r"^(?:[一二三四五六七八九十]+、|（[一二三四五六七八九十]+）|\d+[.．、]|表\d+)\s*"
)
_CAPTION = re.compile(r"^表\s*\d+")


def suggestions(
    plans: Sequence[Plan],
    passages: Sequence[Passage],
    told: Collection[str] = (),
    question: str = "",
) -> tuple[str, ...]:
    """Questions the plan can answer, at most `MOST`: what was near, then what stands beside it.

    ``passages`` are those near the question, best first; ``told`` the ids of those already in
    the answer, which are not offered again, nor is what the question itself names. Where
    nothing is left, and where nothing is near, the plan's own main headings are offered.
    """
    offered: dict[str, None] = {}
    for subject, asked in _candidates(plans, passages, told):
        if subject not in question:
            offered.setdefault(asked)
        if len(offered) == MOST:
            break
    return tuple(offered) or (suggestions(plans, (), (), question) if passages else ())


def about(title: str) -> tuple[str, str]:
    """A title without its number and the question for it."""
    bare = _NUMBERING.sub("", title)
    return bare, f"{quotation(bare)}写了哪些内容？"


def goal_of(indicator: Indicator) -> tuple[str, str]:
    """An indicator's name and the question for its target, or for its value without one."""
    target = any(value.period is Period.TARGET for value in indicator.values)
    return indicator.name, f"{indicator.name}{'的目标' if target else ''}是多少？"


def _candidates(
    plans: Sequence[Plan], passages: Sequence[Passage], told: Collection[str]
) -> Iterator[tuple[str, str]]:
    by_id = {plan.entry.id: plan for plan in plans}
    yield from (_asks(by_id[p.plan_id], p) for p in passages if p.title and p.id not in told)
    for passage in passages:
        yield from (about(part) for part in passage.path[-1:] if not _CAPTION.match(part))
    for passage in passages[:1]:
        yield from _beside(by_id[passage.plan_id], passage)
    if not passages:
        yield from (about(s.title) for plan in plans for s in plan.sections if s.level == 2)


def _asks(plan: Plan, passage: Passage) -> tuple[str, str]:
    for indicator in plan.indicators if passage.kind == "table_row" else ():
        if any(value.source.passage_id == passage.id for value in indicator.values):
            return goal_of(indicator)
    return about(passage.title or "")


def _beside(plan: Plan, passage: Passage) -> Iterator[tuple[str, str]]:
    """What follows in the passage's section, or the sections after it under the same heading."""
    at = next(n for n, p in enumerate(plan.passages) if p.id == passage.id)
    for other in plan.passages[at + 1 :]:
        same = other.path == passage.path and other.title != passage.title
        if same and other.title:
            yield _asks(plan, other)
    for other in plan.passages[at + 1 :]:
        sibling = len(other.path) == len(passage.path) and other.path[:-1] == passage.path[:-1]
        if sibling and other.path != passage.path and not _CAPTION.match(other.path[-1]):
            yield about(other.path[-1])
