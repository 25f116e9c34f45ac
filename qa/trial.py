"""Each draft of a question with what it lacks and how doubtful it is, until one is sure."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from corpus.model import Passage
from qa.doubt import SURE, Asked, Features, Judge, Tried, features_of
from qa.draft import Draft
from qa.lacking import Asker, lacks_of
from qa.retrieve import Retrieved
from qa.verify import gate


def try_drafts(
    asker: Asker,
    found: Retrieved,
    drafts: Iterable[tuple[Draft, bool]],
    judge: Judge,
    row_of: Callable[[Passage], int],
) -> list[Tried]:
    """The drafts that hold anything after the gate, in order, until one leaves hardly any doubt.

    Each of ``drafts`` comes with whether it is of figures; ``row_of`` gives a passage's row.
    """
    asked = Asked(asker.question, asker.words, asker.official, asker.facts.text.__contains__)
    tried: list[Tried] = []
    for drafted, from_figures in drafts:
        draft, _ = gate(drafted)
        if not draft.pieces:
            continue
        lacks = lacks_of(asker, draft, from_figures=from_figures)
        signals = features_of(
            asked, draft, lacks, found, row_of, from_figures=from_figures, place=len(tried)
        )
        tried.append(Tried(draft, lacks, judge(signals), from_figures))
        if tried[-1].doubt < SURE:
            break
    return tried


def trust(_: Features) -> float:
    """No doubt at all: what is drafted first is released."""
    return 0.0
