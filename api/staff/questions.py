"""The inbox page: unanswered questions by nearest section, and feedback beside them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from api.feedback import Feedback, Unanswered
from corpus.model import Frozen, Plan
from qa.normalise import fold, simplified


class Asked(Frozen):
    """A question that was asked ``times`` times, with the ids of its rows."""

    question: str
    reason: str
    times: int
    latest: int
    ids: tuple[str, ...]


class Group(Frozen):
    """The questions near one section; ``section`` None for those near none."""

    section: str | None
    plan_title: str | None
    permalink: str | None
    times: int
    asked: tuple[Asked, ...]


class Opinions(Frozen):
    """Feedback: how many found their answer useful, and what they wrote."""

    useful: int
    useless: int
    items: tuple[Feedback, ...]


def group_questions(items: Sequence[Unanswered], plans: Sequence[Plan]) -> tuple[Group, ...]:
    """Group by nearest section, the busiest first; the same words count as one question."""
    titles = {plan.entry.id: plan.entry.title for plan in plans}
    first = {
        (plan.entry.id, " › ".join(p.path)): p.id for plan in plans for p in reversed(plan.passages)
    }
    grouped: dict[tuple[str | None, str | None], list[Unanswered]] = defaultdict(list)
    for item in items:
        grouped[item.plan_id, item.section].append(item)
    groups = []
    for (plan_id, section), held in grouped.items():
        anchor = first.get((plan_id or "", section or ""))
        link = f"/plans/{plan_id}#{anchor}" if anchor else None
        groups.append(
            Group(
                section=section,
                plan_title=titles.get(plan_id or ""),
                permalink=link,
                times=len(held),
                asked=_asked(held),
            )
        )
    # What is near nothing in the plan says least about the plan: it comes last.
    return tuple(sorted(groups, key=lambda g: (g.section is None, -g.times, g.section or "")))


def _asked(items: Sequence[Unanswered]) -> tuple[Asked, ...]:
    same: dict[tuple[str, str], list[Unanswered]] = defaultdict(list)
    for item in items:
        same[simplified(fold(item.question)).rstrip("?？。!！"), item.reason].append(item)
    asked = [
        Asked(
            question=held[0].question,
            reason=held[0].reason,
            times=len(held),
            latest=max(item.hour for item in held),
            ids=tuple(item.id for item in held),
        )
        for held in same.values()
    ]
    return tuple(sorted(asked, key=lambda a: (-a.times, -a.latest, a.question)))


def sum_up(items: Sequence[Feedback]) -> Opinions:
    """Count opinions; those that say what was wrong come first."""
    ordered = sorted(items, key=lambda i: (i.useful, not i.comment, -i.hour))
    useful = sum(item.useful for item in items)
    return Opinions(useful=useful, useless=len(items) - useful, items=tuple(ordered))
