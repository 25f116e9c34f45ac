from __future__ import annotations

import numpy as np
import pytest

from corpus.model import Passage, Span
from index.snapshot import VectorSet
from qa.draft import Source
from qa.late import LateInteraction, maxsim, maxsim_together
from qa.question import understand
from qa.rowtests import scope_test, written_as, year_test
from qa.terms import TermFinder, defines


def passage(text: str) -> Passage:
    return Passage(
        id="p1", plan_id="x", section_id=None, unit_id="u", kind="paragraph", title=None,
        path=(), text=text, sentences=(Span(start=0, end=len(text)),), page=None,
        source_span=Span(start=0, end=len(text)),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("term", "text", "defined"),
    [
        ("三位一体", "构建督政、督学、评估监测“三位一体”的体系。", True),
        ("四清行动", "全面实施“四清行动”。", False),
        ("一网通办", "一网通办是指一次登录办成。", True),
    ],
)
def test_a_list_of_as_many_things_defines(term: str, text: str, defined: bool) -> None:
    assert defines(term, Source(passage(text), 0, len(text))) is defined


def test_an_undefined_name_is_answered_and_its_meaning_missing() -> None:
    finder = TermFinder([passage("全面实施“四清行动”，改善环境。")], ["四清行动"])
    draft = finder.answer(understand("四清行动是哪四清"), ["四清行动"], {"x"})
    assert draft is not None
    assert draft.pieces[0].text == "全面实施“四清行动”，改善环境。"
    assert draft.missing is not None
    assert finder.answer(understand("绿化怎么做"), ["绿化"], {"x"}) is None


def test_a_slogan_may_be_defined_part_by_part() -> None:
    first = passage("构建“一廊三园”的格局。")
    parts = passage("“一廊”为滨江文化廊，“三园”为茶园、果园、药园。")
    finder = TermFinder([first, parts], ["一廊三园"])
    draft = finder.answer(understand("“一廊三园”指什么"), [], {"x"})
    assert draft is not None
    assert draft.missing is None
    assert draft.pieces[-1].text == parts.text


def test_rows_are_tested_as_written_and_against_each_other() -> None:
    assert written_as("写成“>85”的有几项") == (">", 85.0)
    assert scope_test(understand("哪些指标本区比市级高")) is not None
    assert year_test(understand("哪些指标2025年比2020年小"), 2020) is not None
    assert year_test(understand("百分比指标里2015年最低的是哪项"), 2020) is None


def test_late_interaction_finds_the_text_with_the_same_tokens() -> None:
    eye = np.eye(4, dtype=np.float32)
    owner = np.array([0, 0, 2, 2], np.int32)  # text 1 has no token
    late = LateInteraction(VectorSet(eye, owner, np.zeros(4, np.int32)))
    best = late.match(eye[:2], np.arange(3))
    assert best.shape == (2, 3)
    scores = maxsim(best)
    assert scores[0] == pytest.approx(1)
    assert scores[0] > scores[2] > scores[1] == -1
    together = maxsim_together(best, np.array([0, 0, 1], np.int32), 3)
    assert together[0] == pytest.approx(1)
    assert together[2] == together[1]  # a passage without sentences ranks with the lowest
