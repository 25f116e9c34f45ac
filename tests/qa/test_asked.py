"""What type of thing is asked for: learned from labelled questions, not from lists of words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.asked import Type, asked_types, load_model
from qa.held import HOLDS, NAMES, PRINTS, holds, prints


def likely(text: str) -> set[Type]:
    return {kind for kind, share in asked_types(text).items() if share >= 0.5}


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("修这条路一共要投多少钱", Type.MONEY),
        ("新建停车楼有多少个车位", Type.COUNT),
        ("绿化率2025年要达到百分之几", Type.SHARE),
        ("停车楼几时开工", Type.DATE),
        ("停车楼归哪个部门管", Type.OFFICE),
        ("申请车位要带什么材料", Type.STEPS),
        ("为什么停车位一直不够", Type.REASON),
        ("乱停车的会怎么处罚", Type.PENALTY),
        ("停车楼建在哪条街上", Type.ADDRESS),
        ("停车投诉打哪个电话", Type.CONTACT),
    ],
)
def test_a_plain_question_asks_for_its_type(text: str, kind: Type) -> None:
    assert kind in likely(text)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("谁家孩子没车接送，政府管不管", Type.OFFICE),
        ("提的那几点意见采纳了吗", Type.DATE),
        ("名字挺好听，到底干什么用的", Type.NAME),
        ("多少能给我们修一修吗", Type.COUNT),
    ],
)
def test_a_word_that_signals_a_type_may_ask_for_another(text: str, kind: Type) -> None:
    assert kind not in likely(text)


@given(st.text(max_size=80))
def test_any_text_has_a_share_of_every_type(text: str) -> None:
    shares = asked_types(text)
    assert set(shares) == set(Type) == set(load_model().types)
    assert all(0.0 <= share <= 1.0 for share in shares.values())


def test_the_edges_of_a_question_say_nothing() -> None:
    assert asked_types("停车楼建在哪") == asked_types("停车楼建在哪？")


@pytest.mark.parametrize("kind", PRINTS)
def test_what_gives_a_thing_outright_may_hold_it(kind: Type) -> None:
    assert kind in HOLDS
    assert kind in NAMES


@pytest.mark.parametrize(
    ("kind", "text", "outright"),
    [
        (Type.ADDRESS, "馆址位于河东路12号。", True),
        (Type.ADDRESS, "依托社区服务中心开展服务。", False),
        (Type.RANK, "满意度排名第三位。", True),
        (Type.RANK, "满意度处于领先地位。", False),
        (Type.OFFICE, "由区水务局牵头。", True),
        (Type.DATE, "2024年5月开放。", True),
        (Type.MONEY, "总投资2.4亿元。", True),
        (Type.MONEY, "全程免费。", False),
    ],
)
def test_a_thing_is_held_or_given_outright(kind: Type, text: str, outright: bool) -> None:
    assert holds(kind, text)
    assert prints(kind, text) is outright


def test_nothing_holds_the_name_of_a_person() -> None:
    assert not holds(Type.SURNAME, "由区长担任组长。")
