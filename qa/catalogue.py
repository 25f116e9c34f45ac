"""Look-ups that need no question: indicators and commitments by name, year, section."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from corpus.model import Commitment, Indicator, Plan
from corpus.sections import subtree
from qa.figures import IndicatorMatcher
from qa.normalise import fold, simplified


def matching_indicators(
    plans: Sequence[Plan], query: str | None = None, year: int | None = None
) -> list[Indicator]:
    """Indicators named by ``query`` (best first) with a value in ``year``; all by default."""
    found = [indicator for plan in plans for indicator in plan.indicators]
    if query and query.strip():
        text = simplified(fold(query))
        named = IndicatorMatcher(found).match(text, limit=20)
        ranked = {match.indicator.id: match.score for match in named}
        found = [i for i in found if i.id in ranked or text in fold(i.name)]
        found.sort(key=lambda i: -max(ranked.get(i.id, 0.0), float(text in fold(i.name))))
    if year is not None:
        found = [i for i in found if any(value.year == year for value in i.values)]
    return found


def in_section(plans: Sequence[Plan], section: str) -> Callable[[str | None, Sequence[str]], bool]:
    """A test for (section id, path): whether it lies in the section of this id or these words."""
    below = frozenset(i for plan in plans for i in subtree(plan.sections, section))
    words = "" if below else simplified(fold(section))
    return lambda section_id, path: (
        section_id in below or bool(words and words in fold("".join(path)))
    )


def has_section(plans: Sequence[Plan], section: str) -> bool:
    """Whether any plan has a section or table of this id or these words."""
    inside = in_section(plans, section)
    return any(
        any(inside(s.id, s.path) for s in plan.sections)
        or any(inside(t.section_id, t.path) for t in plan.tables)
        for plan in plans
    )


def matching_commitments(
    plans: Sequence[Plan],
    query: str | None = None,
    *,
    section: str | None = None,
    quantified: bool | None = None,
    deadline: int | None = None,
    page: int | None = None,
) -> list[Commitment]:
    """Commitments that hold every word of ``query`` and meet the other conditions.

    ``section`` is a section id or words of its path, and means all that lies below it;
    ``page`` the printed page.
    """
    inside = in_section(plans, section) if section else None
    words = [simplified(fold(word)) for word in (query or "").split()]
    found = []
    for commitment in (c for plan in plans for c in plan.commitments):
        said = fold(commitment.text + (commitment.project or ""))
        if not all(word in said for word in words):
            continue
        if inside is not None and not inside(commitment.section_id, commitment.path):
            continue
        if quantified is not None and bool(commitment.quantities) != quantified:
            continue
        if deadline is not None and commitment.deadline != deadline:
            continue
        if page is not None and (commitment.page is None or commitment.page.number != page):
            continue
        found.append(commitment)
    return found
