"""Questions in English become Chinese words in Chinese order, with what they ask for."""

from __future__ import annotations

import pytest

from qa.english import to_chinese


@pytest.mark.parametrize(
    ("text", "chinese"),
    [
        ("How many museums will be built by 2030?", "到2030年博物馆建设多少"),
        ("What is the coverage rate of family doctors in 2025?", "2025年家庭医生覆盖率是多少"),
        ("What percentage of villages has broadband?", "村宽带比例是多少"),
        ("Who is responsible for the reservoirs?", "水库谁负责"),
        ("Which bridges will be reinforced?", "哪些桥梁加固"),
        ("Where will the new library be built?", "新建图书馆建设在哪里"),
        ("How long is the waiting time in hospitals?", "医院多长时间"),
        ("How many hectares of farmland are there?", "耕地多少公顷"),
        ("Why are wetlands protected?", "为什么湿地保护"),
        ("How many hectares of forest are there?", "森林多少公顷"),
        ("Which indicators are above 90% in 2030?", "2030年90%以上哪些指标"),
        ("What is the baseline of the forest coverage rate?", "森林覆盖率基期"),
    ],
)
def test_what_is_asked_and_about_what(text: str, chinese: str) -> None:
    read = to_chinese(text)
    assert read is not None
    assert read.chinese == chinese


@pytest.mark.parametrize(
    "text",
    [
        "What is done for farmers who live in the mountains?",
        "Does the plan help tenants who cannot pay?",
        "Are there buses for pupils whose school is far away?",
    ],
)
def test_who_in_a_relative_clause_asks_for_nobody(text: str) -> None:
    read = to_chinese(text)
    assert read is not None
    assert "谁" not in read.chinese


def test_when_and_which_join_clauses_too() -> None:
    read = to_chinese("What subsidy do firms get when they buy robots which save energy?")
    assert read is not None
    assert "什么时候" not in read.chinese
    assert "哪些" not in read.chinese


def test_how_much_is_covered_is_told() -> None:
    known = to_chinese("How many hospitals are there?")
    half = to_chinese("How many hospitals have zeppelins?")
    assert known is not None
    assert half is not None
    assert known.covered == 1.0
    assert half.covered == 0.5
    assert to_chinese("xyzzy plugh foo") is None


def test_names_in_pinyin_are_read() -> None:
    read = to_chinese("How many parks are there in Luoshan?", {"luoshan": "洛山"}.get)
    assert read is not None
    assert "洛山" in read.chinese
