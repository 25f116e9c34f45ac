from __future__ import annotations

import random
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.privacy import find_personal, holds_personal, name_kinds

PLANS = Path(__file__).parents[2] / "corpus/plans"


@pytest.mark.parametrize(
    ("text", "kind", "words"),
    [
        ("手机13812345678问", "phone", "13812345678"),
        ("致电+86 138-1234-5678", "phone", "+86 138-1234-5678"),
        ("电话１３８１２３４５６７８", "phone", "１３８１２３４５６７８"),
        ("请打一三八一二三四五六七八", "phone", "一三八一二三四五六七八"),
        ("138\u200b1234\u20605678", "phone", "138\u200b1234\u20605678"),
        ("座机010-69842345", "phone", "010-69842345"),
        ("家里电话：69842345", "phone", "电话：69842345"),
        ("身份证11010519491231002X呢", "identity", "11010519491231002X"),
        ("110105 19491231 002X", "identity", "110105 19491231 002X"),
        ("一代证110105491231002", "identity", "110105491231002"),
        # One digit wrong, but the birthday still points at a person.
        ("11010519491231002１", "identity", "11010519491231002１"),
        ("卡号4111 1111 1111 1111", "bank_card", "4111 1111 1111 1111"),
        ("6222021234567890123", "bank_card", "6222021234567890123"),
        ("写信到zhang.san@mail.example.cn吧", "email", "zhang.san@mail.example.cn"),
        ("加微信：zhangsan_88", "account", "微信：zhangsan_88"),
        ("QQ号12345678", "account", "QQ号12345678"),
        ("护照E12345678", "passport", "E12345678"),
        ("车牌京A12345", "plate", "京A12345"),
        ("京AD12345是我的车", "plate", "京AD12345"),
    ],
)
def test_personal_data_is_found_where_it_stands(text: str, kind: str, words: str) -> None:
    (found,) = find_personal(text)
    assert (found.kind, text[found.start : found.end]) == (kind, words)


@pytest.mark.parametrize(
    "text",
    [
        "2021-2025年的目标", "2015年、2020年、2025年", "从91.16%提高到96%", "12345热线",
        "1+2+N模式",
        "0.13812345678", "投资12345678901234万元", "二〇二一年至二〇二五年", "GB/T 22239-2019",
        "4111111111111112", "110105194913310020", "学前教育入园率≥95%", "第三期行动计划", "5G",
        "国发〔2021〕12号", "10000000000000000000000", "０", "京津冀", "www.example.cn",
    ],
)  # fmt: skip
def test_figures_years_and_public_numbers_are_not_personal(text: str) -> None:
    assert not find_personal(text)


@pytest.mark.parametrize("path", sorted(PLANS.glob("*.md")), ids=lambda p: p.stem)
def test_no_plan_holds_personal_data(path: Path) -> None:
    text = path.read_text("utf-8")
    assert [text[f.start : f.end] for f in find_personal(text)] == []


@given(st.text(max_size=30), st.text(max_size=30), st.integers(0, 2**32))
def test_a_phone_number_is_found_in_any_surroundings(before: str, after: str, seed: int) -> None:
    rest = "".join(random.Random(seed).choices("0123456789", k=9))
    text = f"{before}，1{random.Random(seed).choice('3456789')}{rest}，{after}"
    assert holds_personal(text)


@given(st.text(max_size=80))
def test_finds_lie_inside_the_text(text: str) -> None:
    for find in find_personal(text):
        assert 0 <= find.start < find.end <= len(text)


def test_kinds_are_named_once() -> None:
    found = find_personal("13812345678或13912345678，a@b.cn")
    assert name_kinds(found) == "电话号码、电子邮箱"
