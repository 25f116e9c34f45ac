"""Which sentences of a plan still need questions, and what they are called in the files."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import NamedTuple

from corpus.model import Passage, Plan, Span
from index.expansion import QuestionLine, asked_sentences
from index.snapshot import context_text

Key = tuple[str, int]
"""Passage id and start of the sentence."""


class Job(NamedTuple):
    """A passage with the sentences that need questions: one call of the model."""

    passage: Passage
    sentences: tuple[Span, ...]

    @property
    def length(self) -> int:
        """Characters of the plan that are sent."""
        return len(context_text(self.passage))


def passage_hash(passage: Passage) -> str:
    """Changes with anything of the passage that its questions rest on: path, title, text."""
    return hashlib.sha256(context_text(passage).encode()).hexdigest()[:16]


def jobs(plan: Plan, lines: Sequence[QuestionLine]) -> list[Job]:
    """The passages that hold a sentence without a line of its own, in reading order.

    A line counts, also without questions, while the passage is as it was when it was written;
    one for the whole passage counts for all its sentences. Lines written by hand carry no hash
    and stand.
    """
    by_passage: dict[str, list[QuestionLine]] = {}
    for line in lines:
        by_passage.setdefault(line.passage_id, []).append(line)
    found = []
    for passage in plan.passages:
        now = passage_hash(passage)
        written = by_passage.get(passage.id, [])
        done = {line.start for line in written if line.passage_sha256 in ("", now)}
        if -1 not in done:
            open_ = tuple(span for span in asked_sentences(passage) if span.start not in done)
            if open_:
                found.append(Job(passage, open_))
    return found


def sentences_of(plan: Plan) -> int:
    """How many sentences of a plan questions are written for."""
    return sum(len(asked_sentences(passage)) for passage in plan.passages)
