"""Regional words and scripts are read as the common language's."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from qa.engine import Engine
from qa.model import Question, Reply
from qa.normalise import common_speech, normalise

Ask = Callable[..., Reply]


@pytest.mark.parametrize(
    ("said", "common"),
    [
        ("路咋修", "路怎么修"),
        ("啥时候通水", "什么时候通水"),
        ("有冇公园", "有没有公园"),
        ("绿地有几多", "绿地有多少"),
        ("路灯坏了咋整", "路灯坏了怎么办"),
        ("这么办中不中", "这么办行不行"),
        ("公园要建好多", "公园要建多少"),
        ("好多人没地方去", "好多人没地方去"),
        ("“啥都管”是谁提的", "“啥都管”是谁提的"),
    ],
)
def test_question_words_of_dialects(said: str, common: str) -> None:
    assert common_speech(said) == common


def test_traditional_to_be() -> None:
    assert normalise("呢個係咩關係")[0] == "呢个是咩关系"


def test_pinyin_and_english_reach_the_same_figure(ask: Ask) -> None:
    chinese = ask("绿色学校达标率2025年目标是多少")
    pinyin = ask("lv se xue xiao da biao lv 2025 nian mu biao shi duo shao")
    english = ask("What is the compliance rate target for green schools in 2025?")
    assert pinyin.resolved_question == "绿色学校达标率2025年目标是多少"
    assert {c.kind for c in pinyin.corrections} == {"pinyin"}
    shown = {(v.year, v.display) for i in chinese.indicators for v in i.values}
    for reply in (pinyin, english):
        assert shown & {(v.year, v.display) for i in reply.indicators for v in i.values}


def test_nothing_is_corrected_on_request(engine: Engine) -> None:
    typed = "绿色学校达标律是多少"
    assert engine.ask(Question(text=typed)).corrections
    reply = engine.ask(Question(text=typed, spelling=False))
    assert reply.corrections == ()
    assert reply.resolved_question == typed
