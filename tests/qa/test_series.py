"""Lists whose items stand in paragraphs of their own."""

from __future__ import annotations

import pytest

from corpus.model import Passage, Span
from qa.draft import Draft, Piece, whole
from qa.question import understand
from qa.series import add_items

BOX = ("三、任务", "专栏1 身边小事")
PROBLEMS = ("一、基础", "（二）问题")


def passage(number: int, text: str, path: tuple[str, ...]) -> Passage:
    end = text.index("。") + 1 if "。" in text else len(text)
    return Passage(
        id=f"p{number}", plan_id="x", section_id=path[-1], unit_id="u", kind="paragraph",
        title=None, path=path, text=text, page=None, source_span=Span(start=0, end=len(text)),
        sentences=(Span(start=0, end=end),),
    )  # fmt: skip


PASSAGES = [
    passage(0, "仍有短板：", PROBLEMS),
    passage(1, "一是水源单一。只有一座水库。", PROBLEMS),
    passage(2, "二是管网老化。漏损较高。", PROBLEMS),
    passage(3, "总的看，机遇大于挑战。", PROBLEMS),
    passage(4, "1. 修水渠：修整水渠30公里。", BOX),
    passage(5, "2. 清塘坝：清理塘坝12座。", BOX),
]


def listed(question: str, first: int) -> list[str]:
    draft = Draft([Piece(PASSAGES[first].text, "quote", (whole(PASSAGES[first]),))])
    add_items(draft, understand(question), PASSAGES)
    return [piece.text for piece in draft.pieces]


def test_a_lead_in_is_followed_by_its_items() -> None:
    assert listed("有哪些短板", 0) == ["仍有短板：", "一是水源单一。", "二是管网老化。"]


def test_a_named_box_is_listed_whole() -> None:
    whole_box = ["1. 修水渠：修整水渠30公里。", "2. 清塘坝：清理塘坝12座。"]
    assert listed("专栏1列了哪些小事", 5) == whole_box
    assert listed("“身边小事”有哪几件", 4) == whole_box


@pytest.mark.parametrize(
    ("question", "first"),
    [("水渠修多长", 4), ("水渠有哪些", 4), ("管网怎么样", 2), ("短板大吗", 0)],
)
def test_nothing_is_listed_that_is_not_asked_for(question: str, first: int) -> None:
    assert listed(question, first) == [PASSAGES[first].text]


def test_the_items_come_before_their_lead_in_among_the_citations() -> None:
    draft = Draft([Piece(PASSAGES[0].text, "quote", (whole(PASSAGES[0]),))])
    add_items(draft, understand("有哪些短板"), PASSAGES)
    assert [p.id for p in draft.passages()] == ["p1", "p2", "p0"]
