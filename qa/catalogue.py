"""Look-ups that need no question: indicators and commitments by name, year, section."""

from __future__ import annotations

from collections.abc import Sequence

from corpus.model import Commitment, Indicator, Plan
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

    ``section`` is a section id or words of its path; ``page`` the printed page.
    """
    words = [simplified(fold(word)) for word in (query or "").split()]
    found = []
    for commitment in (c for plan in plans for c in plan.commitments):
        said = fold(commitment.text + (commitment.project or ""))
        place = fold("".join(commitment.path))
        if not all(word in said for word in words):
            continue
        if section and section != commitment.section_id and fold(section) not in place:
            continue
        if quantified is not None and bool(commitment.quantities) != quantified:
            continue
        if deadline is not None and commitment.deadline != deadline:
            continue
        if page is not None and (commitment.page is None or commitment.page.number != page):
            continue
        found.append(commitment)
    return found
