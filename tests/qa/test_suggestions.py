from __future__ import annotations

from collections.abc import Callable

import pytest

from corpus.model import Plan
from qa.model import Reply
from qa.suggestions import suggestions

Ask = Callable[..., Reply]


@pytest.mark.parametrize("question", [
    "学前教育目标是什么", "普惠性幼儿园覆盖率是多少", "公办幼儿园一个月交多少保教费",
    "“五航工程”是什么意思", "表2中2025年目标值不到80%的指标有哪些", "今天天气怎么样",
])  # fmt: skip
def test_what_is_suggested_is_answered_and_new(ask: Ask, question: str) -> None:
    offered = ask(question).suggestions
    assert 0 < len(set(offered)) == len(offered) <= 3
    told = ask(question).citations
    for suggestion in offered:
        reply = ask(suggestion)
        assert reply.status.value == "answered", suggestion
        assert not told or reply.answer != ask(question).answer


def test_a_row_is_asked_about_by_its_indicator(ask: Ask) -> None:
    offered = ask("表2中2025年目标值不到80%的指标有哪些").suggestions
    assert "普惠性幼儿园覆盖率的目标是多少？" in offered


def test_what_was_told_is_not_offered_again(ask: Ask) -> None:
    reply = ask("学前教育目标是什么")
    assert "学前教育更加优质普惠" in reply.answer
    assert not [s for s in reply.suggestions if "学前教育更加优质普惠" in s]
    assert not [s for s in ask("普惠性幼儿园覆盖率是多少").suggestions if "覆盖率" in s]


def test_near_a_passage_its_section_and_what_follows_are_offered(plan: Plan) -> None:
    passage = next(p for p in plan.passages if "（三）推动学前教育" in "".join(p.path))
    first, *rest = suggestions([plan], [passage], told=[passage.id])
    assert first == "“推动学前教育普及普惠安全优质发展”写了哪些内容？"
    assert rest == [
        "“推进义务教育优质均衡发展”写了哪些内容？", "“促进高中教育精品特色发展”写了哪些内容？",
    ]  # fmt: skip


def test_a_passage_under_no_heading_offers_the_main_headings(plan: Plan) -> None:
    preface = next(p for p in plan.passages if not p.path)
    assert suggestions([plan], [preface], told=[preface.id])[0] == "“发展基础与成就”写了哪些内容？"


def test_quotes_within_quotes_are_single(plan: Plan) -> None:
    passage = next(p for p in plan.passages if p.title and p.title.startswith("“五育”"))
    assert suggestions([plan], [passage])[0] == "“‘五育’并举的教育体系更加完善”写了哪些内容？"
