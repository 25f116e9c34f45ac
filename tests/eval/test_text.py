"""Folding, figures, statements."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval.text import (
    Figure,
    bigrams,
    clause_bigrams,
    contains_number_aware,
    cover,
    figures,
    key,
    number_key,
    numbers,
    sentence_spans,
    statements,
)


def test_key_folds_width_script_and_space() -> None:
    assert key("中小學生　（１ ２％）\n") == "中小学生(12%)"


@pytest.mark.parametrize(
    ("text", "comparator", "number"),
    [
        ("达到95%以上", ">=", "95"),
        ("不低于 82%", ">=", "82"),
        ("至少18个", ">=", "18"),
        ("> 85", ">", "85"),
        ("＞85", ">", "85"),
        ("超过15年", ">", "15"),
        ("不超过30人", "<=", "30"),
        ("30人以下", "<=", "30"),
        ("约20所", "~", "20"),
        ("20所左右", "~", "20"),
        ("增至96%", "=", "96"),
        ("最近2020年", "=", "2020"),
        ("97.20%", "=", "97.2"),
    ],
)
def test_figures(text: str, comparator: str, number: str) -> None:
    assert figures(text) == {Figure(comparator, number)}


def test_numbers_leave_out_list_ordinals_and_split_at_commas() -> None:
    assert numbers("1. 甲95，100\n（2）乙３所") == ["95", "100", "3"]


def test_statements_inherit_the_next_marker_of_their_line() -> None:
    found = statements("句子一。句子二。[1]\n另一句[2][3]\n包括如下：\n没有标号的一句。")
    assert [(s.text, s.cites) for s in found] == [
        ("句子一。", (1,)),
        ("句子二。", (1,)),
        ("另一句", (2, 3)),
        ("没有标号的一句。", ()),
    ]


def test_a_marker_inside_a_sentence_ends_a_statement() -> None:
    found = statements("入园率，“97.2%”[1]与“100%”[2][3]。后一句。[4]")
    assert [(s.text, s.cites) for s in found] == [
        ("入园率，“97.2%”", (1,)),
        ("与“100%”", (2, 3)),
        ("后一句。", (4,)),
    ]


def test_numbers_are_not_found_inside_others() -> None:
    assert not contains_number_aware("15", "2015年为15.5%")
    assert contains_number_aware("15", "比例达到１５%以上")
    assert contains_number_aware("> 85", "目标为＞85%")


def test_cover_by_hand() -> None:
    assert bigrams("甲，乙丙") == {"甲乙", "乙丙"}
    assert clause_bigrams("甲，乙丙2丁戊", digits=False) == {"乙丙", "丁戊"}
    assert cover("甲乙丙", "甲乙") == 0.5
    assert cover("乙，甲丙", "甲，丙") == 1.0
    assert cover("", "甲") == 1.0
    assert cover("到2025年", "到年", digits=False) == 1.0


@given(st.text(max_size=60), st.text(max_size=60))
def test_cover_is_a_share(part: str, whole: str) -> None:
    assert 0.0 <= cover(part, whole) <= 1.0
    assert cover(part, part) == 1.0


@given(st.decimals(min_value=0, max_value=10**6, places=3, allow_nan=False))
def test_number_key_keeps_the_value(number: Decimal) -> None:
    assert Decimal(number_key(str(number))) == number


@given(st.text(alphabet="甲乙。！\n”", min_size=1, max_size=30))
def test_sentences_cover_their_text(text: str) -> None:
    spans = sentence_spans(text)
    kept = "".join(text[a:b] for a, b in spans)
    assert "".join(kept.split()) == "".join(text.split()) or not text.strip()
    assert all(a < b for a, b in spans)
