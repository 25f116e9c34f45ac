"""All that a question requires of a draft, in the order in which it is checked.

Limits (area, place, year, opposite), then the type of thing, its amount and its kind, then what is
counted or claimed; the checks are in `qa.restrictions`, `qa.requirements` and `qa.measured`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from corpus.model import Period
from qa import measured, requirements, restrictions
from qa.cues import Ask, Operation
from qa.draft import Draft
from qa.evidence import Held, held_by
from qa.question import Understanding
from qa.restrictions import PlanFacts


def lack_of(
    question: Understanding,
    words: Sequence[str],
    facts: PlanFacts,
    draft: Draft,
    *,
    official: Callable[[str], Sequence[str]],
    tokens: Callable[[str], Sequence[str]],
    from_figures: bool = False,
) -> str | None:
    """What the question requires and the drafted words do not hold, in Chinese; or None."""
    held = held_by(draft)
    limits = _beyond(question, facts, draft, held, words, tokens, from_figures=from_figures)
    if from_figures and draft.missing:
        return limits  # what the table leaves blank is said
    if from_figures and Ask.REASON not in question.asks:
        share = measured.missing_share(question, official, words, held.said)
        return limits or share or requirements.missing_quantity(question, held.said)
    return (
        limits
        or requirements.missing_type(question, held.quoted)
        or requirements.missing_quantity(question, held.said)
        or measured.missing_measure(question, facts.text)
        or measured.missing_share(question, official, words, held.said)
        or requirements.missing_kind(question, held.quoted)
        or requirements.missing_contact(question, official, words, held.said, facts.text)
        or requirements.missing_alternative(question, words, held.around)
        or measured.missing_noun(question, official, words, held.around)
        or measured.missing_rate(question, held.said)
        or measured.missing_subject(question, official, words, held.said)
        or requirements.missing_claim(question, held.said)
    )


def _beyond(
    question: Understanding,
    facts: PlanFacts,
    draft: Draft,
    held: Held,
    words: Sequence[str],
    tokens: Callable[[str], Sequence[str]],
    *,
    from_figures: bool,
) -> str | None:
    """What the question limits its matter to and the draft does not share."""
    # The years of a pair are its own matter (`qa.pairs`): a past result may have none.
    subtracts = from_figures and Operation.CHANGE in question.operations and draft.computes()
    dated = subtracts or (from_figures and _gives_years(draft, question, facts.years))
    return (
        restrictions.missing_area(question, words, facts, held, from_figures=from_figures)
        or restrictions.missing_place(question, tokens, facts, held)
        or (None if dated else restrictions.missing_year(question, facts, held))
        or restrictions.other_of_a_kind(question, held)
        or restrictions.missing_giver(question, held)
        or restrictions.missing_member(question, held)
        or restrictions.missing_present(question, held)
        or restrictions.missing_ranking(question, held, from_figures=from_figures)
    )


def _gives_years(draft: Draft, question: Understanding, own: frozenset[int]) -> bool:
    """Whether the values of a draft are of every year asked for; a result without a year is of
    the end of the period before, the first of the plan's ``own`` two years.
    """
    values = [value for indicator in draft.indicators for value in indicator.values]
    given = {value.year for value in values}
    if any(value.year is None and value.period is Period.RESULT for value in values):
        given |= {min(own, default=None)}
    return bool(question.years) and given.issuperset(question.years)
