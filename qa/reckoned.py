"""Which way figures of sentences are reckoned with: the first that gives a sure result."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from corpus.model import Passage, Plan
from qa.apart import set_apart
from qa.apiece import times_each
from qa.draft import Draft
from qa.evidence import held_by
from qa.fit import Fit
from qa.parts import add_parts
from qa.periods import base_year
from qa.question import Understanding
from qa.reckoning import of_quoted, reckon
from qa.restrictions import sentences


def reckoned(
    question: Understanding,
    fit: Fit,
    quoted: Draft,
    near: Sequence[Passage],
    plans: Sequence[Plan],
    passages: Mapping[str, Passage],
) -> Draft | None:
    """What a question asks to be reckoned from the passages ``near`` it, or of the indicator that
    ``quoted`` words speak of. ``passages`` by id.
    """
    indicators = [indicator for plan in plans for indicator in plan.indicators]
    passage_of = passages.__getitem__
    return (
        reckon(question, fit, near)
        or add_parts(question, fit, indicators, near, passage_of)
        or set_apart(question, fit, indicators, near, passage_of)
        or times_each(question, fit, near)
        or of_quoted(question, fit, quoted, indicators, base_year(plans), passage_of)
    )


def states_change(draft: Draft, question: Understanding) -> bool:
    """Whether one quoted sentence gives a change since a year that the question names."""
    held = sentences(held_by(draft).quoted)
    return any(
        re.search(r"\d[^，。]{0,3}百分点|[增减升降提][^，。]{0,3}\d", sentence)
        and any(str(year) in sentence for year in question.years)
        for sentence in held
    )
