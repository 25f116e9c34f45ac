"""Which passages of an answer come first among its citations."""

from __future__ import annotations

from corpus.model import Passage, Span
from qa.draft import BESIDE, Draft, Piece, Source


def passage(number: int) -> Passage:
    text = "全区新建公园六处。" * 20
    return Passage(
        id=f"p{number}", plan_id="p", unit_id=f"u{number}", kind="paragraph", section_id=None,
        path=("一、公园",), title=None, text=text, sentences=(Span(start=0, end=len(text)),),
        page=None, source_span=Span(start=0, end=len(text)), table=None, row=None,
    )  # fmt: skip


def said(number: int, size: int, weight: float = 1.0) -> Piece:
    return Piece("新建公园。", "quote", (Source(passage(number), 0, size),), weight=weight)


def order(*pieces: Piece) -> list[str]:
    return [p.id for p in Draft(list(pieces)).passages()]


def test_what_carries_most_comes_first() -> None:
    assert order(said(1, 20), said(2, 90)) == ["p2", "p1"]


def test_what_is_said_first_counts_more() -> None:
    assert order(said(1, 40), said(2, 45)) == ["p1", "p2"]
    assert order(said(1, 30), said(2, 30)) == ["p1", "p2"]


def test_what_stands_beside_the_answer_comes_last() -> None:
    assert order(said(1, 90, BESIDE), said(2, 30)) == ["p2", "p1"]
