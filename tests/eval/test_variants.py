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


@settings(max_examples=40, deadline=None)
@given(st.sampled_from(sorted(set(RULES) - {"full_width", "reordered"})), st.integers(0, 10**6))
def test_numbers_are_never_touched(rule: str, seed: int) -> None:
    changed = RULES[rule](QUESTION, random.Random(seed))
    assert re.findall(r"\d+", changed) == ["2025"]


def test_tables() -> None:
    assert "园" in homophones()["yuan"]
    assert "未" in lookalikes()["末"]
    assert all(char not in others for char, others in lookalikes().items())
