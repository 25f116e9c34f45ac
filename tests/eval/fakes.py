"""Replies and systems made by hand, for tests."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from corpus.model import Page, Period, Span
from eval.case import Case
from qa.model import (
    Citation,
    Question,
    Quote,
    Reason,
    Reply,
    ShownConflict,
    ShownIndicator,
    ShownSource,
    ShownValue,
    Statement,
    Status,
)


def citation(text: str, n: int = 1, **fields: Any) -> Citation:
    values: dict[str, Any] = {
        "n": n,
        "plan_id": "p",
        "passage_id": f"id{n}",
        "kind": "paragraph",
        "section_path": ("一、总则",),
        "page": Page(number=2, basis="toc"),
        "text": text,
        "quotes": (Quote(start=0, end=len(text), text=text),),
        "source_span": Span(start=0, end=len(text)),
        "reference": "《规划》一、总则",
        "permalink": "/plans/p#x",
    }
    return Citation(**{**values, **fields})


def reply(
    answer: str = "", texts: Sequence[str] = (), refused: bool = False, **fields: Any
) -> Reply:
    values: dict[str, Any] = {
        "question": "问",
        "resolved_question": "问",
        "corrections": (),
        "status": Status.REFUSED if refused else Status.ANSWERED,
        "reason": Reason.NOT_IN_PLAN if refused else None,
        "answer": answer,
        "confidence": 0.5,
        "citations": tuple(citation(text, n) for n, text in enumerate(texts, start=1)),
        "indicators": (),
        "conflicts": (),
        "nearest": (),
        "suggestions": (),
        "snapshot_id": "s1",
        "timings_ms": {"total": 1.0},
    }
    return Reply(**{**values, **fields})


def case(**fields: Any) -> Case:
    return Case(**{"id": "q1", "question": "问什么？", "quotes": ("甲乙丙",), **fields})


def value(comparator: str, number: float, display: str, **fields: Any) -> ShownValue:
    values: dict[str, Any] = {
        "year": 2025,
        "role": Period.TARGET,
        "scope": None,
        "comparator": comparator,
        "value": number,
        "unit": "%",
        "display": display,
        "source": ShownSource(kind="table", table="表2", row=2, citation=1),
    }
    return ShownValue(**{**values, **fields})


def indicator(name: str, *values: ShownValue) -> ShownIndicator:
    return ShownIndicator(id="i1", plan_id="p", name=name, unit="%", values=values, notes=())


def conflict(kind: str, year: int | None = 2025) -> ShownConflict:
    sides = (Statement(display="100%", citation=1), Statement(display="≥95%", citation=2))
    return ShownConflict(indicator_id="i1", year=year, kind=kind, statements=sides, note="不同")


class FakeSystem:
    """Answers with the question itself; dies after ``lives`` questions where told."""

    settings = ""

    def __init__(self, name: str = "product", lives: int | None = None) -> None:
        self.name = name
        self.lives = lives
        self.asked: list[str] = []

    def ask(self, question: Question) -> Reply:
        if self.lives is not None and len(self.asked) >= self.lives:
            raise ConnectionError("gone")
        self.asked.append(question.text)
        return reply(f"{question.text}[1]", ["甲乙丙丁"], confidence=0.9)
