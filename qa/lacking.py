"""All that a question requires of a draft and the draft lacks: a name for each, in Chinese.

Limits (area, place, year, opposite) are in `qa.restrictions`, types and amounts in
`qa.requirements`. What is lacking is weighed, with other signals, by `qa.doubt`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from corpus.model import Period
from qa.cues import Ask, Operation
from qa.draft import Draft
from qa.evidence import Held, held_by
from qa.question import Understanding
from qa.requirements import missing_quantity, missing_type
from qa.restrictions import (
    PlanFacts,
    missing_area,
    missing_place,
    missing_share,
    missing_year,
    other_of_a_kind,
)

CHECKS = ("area", "place", "year", "kind", "type", "quantity", "share")
"""Names of what may be lacking, in the order in which a refusal names the first."""


class Asker(NamedTuple):
    """A question with its words of content, and what it is measured against: the plan's facts,
    the official words for one, and how a text is cut into tokens.
    """

    question: Understanding
    words: Sequence[str]
    facts: PlanFacts
    official: Callable[[str], Sequence[str]]
    tokens: Callable[[str], Sequence[str]]


def lacks_of(asker: Asker, draft: Draft, *, from_figures: bool = False) -> Mapping[str, str]:
    """What the question requires and the drafted words do not hold, by its name in `CHECKS`."""
    held = held_by(draft)
    found = _limits(asker, draft, held, from_figures=from_figures)
    if not (from_figures and draft.missing):  # what the table leaves blank is said
        if not from_figures or Ask.REASON in asker.question.asks:
            found["type"] = missing_type(asker.question, held.quoted)
        found["quantity"] = missing_quantity(asker.question, held.said)
        found["share"] = missing_share(asker.question, asker.official, asker.words, held.said)
    return {name: what for name in CHECKS if (what := found.get(name)) is not None}


def _limits(asker: Asker, draft: Draft, held: Held, *, from_figures: bool) -> dict[str, str | None]:
    """What the question limits its matter to and the draft does not share."""
    question, words, facts, _, tokens = asker
    # The years of a pair are its own matter (`qa.pairs`): a past result may have none.
    subtracts = from_figures and Operation.CHANGE in question.operations and draft.computes()
    dated = subtracts or (from_figures and _gives_years(draft, question, facts.years))
    return {
        "area": missing_area(question, words, facts, held, from_figures=from_figures),
        "place": missing_place(question, tokens, facts, held),
        "year": None if dated else missing_year(question, facts, held),
        "kind": other_of_a_kind(question, held),
    }


def _gives_years(draft: Draft, question: Understanding, own: frozenset[int]) -> bool:
    """Whether the values of a draft are of every year asked for; a result without a year is of
    the end of the period before, the first of the plan's ``own`` two years.
    """
    values = [value for indicator in draft.indicators for value in indicator.values]
    given = {value.year for value in values}
    if any(value.year is None and value.period is Period.RESULT for value in values):
        given |= {min(own, default=None)}
    return bool(question.years) and given.issuperset(question.years)
