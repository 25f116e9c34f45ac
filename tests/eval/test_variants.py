"""Variants keep the gold and the numbers, repeat exactly, and differ from their source."""

from __future__ import annotations

import random
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eval.variants import RULES, homophones, lookalikes, make_variants
from tests.eval.fakes import case

QUESTION = "普惠性幼儿园到2025年，覆盖率要达到多少？"


def test_all_classes_from_one_question() -> None:
    source = case(question=QUESTION, must_include=("95",))
    made = make_variants([source])
    assert {v.variant for v in made} == set(RULES)
    assert all(v.variant_of == "q1" and v.must_include == ("95",) for v in made)
    assert all(v.question != QUESTION for v in made)
    assert made == make_variants([source])
    assert len({v.id for v in made}) == len(made)


def test_variants_of_variants_are_not_made() -> None:
    assert make_variants(make_variants([case(question=QUESTION)])) == []


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ("traditional", "普惠性幼兒園到2025年，覆蓋率要達到多少？"),
        ("full_width", "普惠性幼儿园到２０２５年，覆盖率要达到多少？"),
        ("reordered", "覆盖率要达到多少，普惠性幼儿园到2025年？"),
    ],
)
def test_rules_without_chance(rule: str, expected: str) -> None:
    assert RULES[rule](QUESTION, random.Random(1)) == expected


def test_a_rule_that_does_not_apply_emits_nothing() -> None:
    made = {v.variant for v in make_variants([case(question="普惠园多少？")])}
    assert "reordered" not in made
    assert "full_width" not in made


def test_keywords_are_made_of_answerable_questions_only() -> None:
    """送教上门几次 without 几次 would be answerable."""
    made = make_variants([case(question=QUESTION, quotes=(), answerable=False)])
    assert "keyword" not in {v.variant for v in made}
    assert "traditional" in {v.variant for v in made}


def test_keywords_keep_years_and_signs_whole() -> None:
    found = RULES["keyword"]("“1+2+N”模式到2025年的目标是95%吗", random.Random(1))
    assert found.split() == ["1+2+N", "模式", "2025年", "目标", "95%"]


def test_clauses_are_not_cut_inside_quotation_marks() -> None:
    asked = "规划怎么说“讲奉献，争第一”，在哪节？"
    assert RULES["reordered"](asked, random.Random(1)) == "在哪节，规划怎么说“讲奉献，争第一”？"
    assert RULES["reordered"]("怎么说“讲奉献，争第一”？", random.Random(1)) == (
        "怎么说“讲奉献，争第一”？"
    )


@settings(max_examples=60, deadline=None)
@given(
    st.sampled_from(["homophone", "lookalike", "dropped", "doubled", "mixed_pinyin"]),
    st.integers(0, 10**6),
)
def test_numerals_and_negations_are_never_touched(rule: str, seed: int) -> None:
    asked = "“十三五”没有完成的三千项任务，市级和本区不一样的是哪几项？"
    changed = RULES[rule](asked, random.Random(seed))
    assert [c for c in changed if c in "十三五没千不几一"] == list("十三五没三千不一几")
    if rule == "dropped":
        assert "市" in changed


@settings(max_examples=40, deadline=None)
@given(st.sampled_from(sorted(set(RULES) - {"full_width", "reordered"})), st.integers(0, 10**6))
def test_numbers_are_never_touched(rule: str, seed: int) -> None:
    changed = RULES[rule](QUESTION, random.Random(seed))
    assert re.findall(r"\d+", changed) == ["2025"]


def test_tables() -> None:
    assert "员" in homophones()["yuan"]
    assert "未" in lookalikes()["末"]
    assert all(char not in others for char, others in lookalikes().items())
