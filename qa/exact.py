"""What must match to the letter: quoted terms, the plan's own names, figures, named tables."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from corpus.model import Passage
from qa import cues
from qa.normalise import fold
from qa.question import Understanding

_MOST = 8
"""A term that stands in more passages than this singles none out."""
_FEW = 4
"""A year in no more passages than this singles them out."""
RARE_YEAR = 4.0
"""Where a year stands in few passages, those speak of it: 2035 in a plan to 2025."""
_NAME = 5
GOAL = 4.0
"""A goal is stated in its own paragraph, and rows that count towards it follow from there."""
_SUBJECT = 4
_GRADES = re.compile(r"更加|更为|更|进一步|显著|明显|持续|不断|全面|基本|稳步|大幅|加快|得到|实现")
_FIGURE = re.compile(r"(?<![\d.])\d+(?:\.\d+)?(?![\d.])")
_YEAR = re.compile(r"(?:19|20)\d\d(?=年|\D|$)")


class ExactMatcher:
    """Word-for-word matches over one snapshot's passages."""

    def __init__(
        self, passages: Sequence[Passage], names: Sequence[str], subjects: Sequence[str] = ()
    ) -> None:
        """``names`` are the plans' own short terms (`index.lexical.plan_vocabulary`),
        ``subjects`` their topic words (`qa.vocabulary.plan_subjects`).
        """
        self._folded = [fold(passage.text) for passage in passages]
        self._figures = [set(_FIGURE.findall(text)) for text in self._folded]
        self._tables = [passage.table for passage in passages]
        self._names = {fold(name) for name in names if len(name) >= 3}
        self._called = [fold(_called(passage)) for passage in passages]
        self._goals = [passage.kind == "paragraph" and bool(passage.title) for passage in passages]
        self._subjects = [fold(subject) for subject in subjects]

    def scores(self, question: Understanding) -> NDArray[np.float32]:
        """1 for each quoted term or name that stands in the passage and where the question names
        the passage itself (a project), `GOAL` for the goal of its subject,
        `RARE_YEAR` for a year that few passages hold, ½ for each figure.
        """
        scores = np.zeros(len(self._folded), np.float32)
        text = fold(question.text)
        terms = {fold(term) for term in question.quoted}
        terms |= {name for name in self._names if name in text}
        for term in terms:
            rows = [i for i, held in enumerate(self._folded) if term and term in held]
            if 0 < len(rows) <= _MOST:
                scores[rows] += 1.0
        rows = [i for i, name in enumerate(self._called) if len(name) >= _NAME and name in text]
        scores[rows] += 1.0
        scores[self._goals_of(text)] += GOAL
        for year in question.years:
            rows = [i for i, held in enumerate(self._folded) if f"{year}年" in held]
            if 0 < len(rows) <= _FEW:
                scores[rows] += RARE_YEAR
        for figure in set(_FIGURE.findall(_YEAR.sub(" ", text))):
            rows = [i for i, held in enumerate(self._figures) if figure in held]
            if 0 < len(rows) <= _MOST and len(figure) > 1:
                scores[rows] += 0.5
        return scores

    def _goals_of(self, text: str) -> list[int]:
        """The goals whose titles name the subject of a question for a goal."""
        if not cues.GOAL.search(text):
            return []
        asked = [subject for subject in self._subjects if subject in text][:1]
        named = [
            i
            for i, name in enumerate(self._called)
            if self._goals[i] and any(subject in name for subject in asked)
        ]
        return named or [
            i
            for i, name in enumerate(self._called)
            if self._goals[i] and len(_head(name)) >= _SUBJECT and _head(name) in text
        ]

    def named_tables(self, question: Understanding) -> NDArray[np.float32]:
        """1 for the rows of each table that the question names (表2)."""
        scores = np.zeros(len(self._tables), np.float32)
        for label in question.tables:
            scores[[i for i, table in enumerate(self._tables) if table == label]] = 1.0
        return scores


def _head(title: str) -> str:
    """The subject of a goal's title: 兜底保障更加有力 is about 兜底保障."""
    return re.split(_GRADES, title)[0]


def _called(passage: Passage) -> str:
    """A goal's title, or the name cell of a row that goes on in text; else nothing."""
    if passage.kind == "paragraph":
        return passage.title or ""
    cells = passage.text[passage.text.rfind("\n") + 1 :].split("\t")
    return cells[1] if len(cells) == 3 and len(cells[2]) > 40 else ""
