from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa import requirements
from qa.question import understand


@pytest.mark.parametrize(
    ("asked", "without", "with_it"),
    [
        ("床位要增加多少张", "增加养老床位供给。", "新增床位300张。"),
        ("护士一共多少人", "加强护士队伍建设。", "护士达到120人。"),
        ("每年巡查几次", "定期开展巡查。", "每年巡查4次。"),
        ("津贴一个月涨多少", "向一线倾斜。", "每人每月发放200元。"),
        ("医生和护士的比例是一比几", "优化医护结构。", "医护比达到1:1.2。"),
        ("公园几月开放", "建成并开放公园。", "公园于5月开放。"),
    ],
)
def test_a_count_or_amount_must_stand_in_the_words(asked: str, without: str, with_it: str) -> None:
    question = understand(asked)
    assert requirements.missing_quantity(question, without) is not None
    assert requirements.missing_quantity(question, with_it) is None


@pytest.mark.parametrize(
    "asked", ["前几年修路修得怎么样", "想学几门手艺，行不行", "要办好哪几件事"]
)
def test_an_indefinite_number_asks_for_none(asked: str) -> None:
    assert requirements.missing_quantity(understand(asked), "加快建设。") is None


def test_one_batch_is_no_count() -> None:
    question = understand("工作室要建多少个")
    assert requirements.missing_quantity(question, "建立一批工作室，形成一个体系。") == "数量"


def test_a_yes_needs_the_named_benefit_itself() -> None:
    question = understand("学费有没有减免")
    assert requirements.missing_claim(question, "大力发展职业教育。") == "学费"
    assert requirements.missing_claim(question, "学费按规定减免。") is None
    assert requirements.missing_claim(understand("怎么发展职业教育"), "大力发展。") is None


def test_a_rate_that_the_plan_never_speaks_of_is_named() -> None:
    question = understand("毕业生就业率要到多少")
    assert requirements.missing_measure(question, "毛入学率达到95%") == "就业率"
    assert requirements.missing_measure(question, "就业率达到95%") is None


@given(st.text(alphabet="多少几个所人次元年比吗哪有没1一。，", max_size=30), st.text(max_size=40))
def test_any_words_give_a_name_or_nothing(text: str, said: str) -> None:
    found = requirements.missing_quantity(understand(text), said)
    assert found is None or found
