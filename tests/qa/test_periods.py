from __future__ import annotations

import pytest

from corpus.model import (
    Comparator,
    Indicator,
    IndicatorValue,
    Passage,
    Period,
    Span,
    ValueSource,
)
from qa.bounds import amount_in, bound_in
from qa.periods import five_years, placed, tense
from qa.question import understand
from qa.stated import stated_changes

_SPAN = Span(start=0, end=1)


@pytest.mark.parametrize(
    ("text", "base", "period"),
    [
        ("“十四五”期间堤防达标率提高了多少", 2025, "past"),
        ("“十四五”期间堤防达标率提高多少", 2020, "target"),
        ("十三五的总目标是什么", 2020, "past"),
        ("十二五时期建了几个", 2015, "past"),
        ("十五五要建几个", 2025, "target"),
        ("现状和目标分别是多少", 2020, None),
        ("基期值与目标值各是多少", 2020, None),
        ("现状是多少", 2020, "past"),
    ],
)
def test_a_named_five_years_is_past_or_to_come_as_seen_from_the_plan(
    text: str, base: int, period: str | None
) -> None:
    assert placed(understand(text), base).period == period


def test_first_and_last_year_of_the_plan_name_its_period() -> None:
    asked = placed(understand("2026-2030年要修多少公里堤防"), 2025)
    assert (asked.years, asked.period) == ((), "target")
    assert placed(understand("2030年比2026年多多少"), 2025).years == (2030, 2026)
    assert placed(understand("2026年到2030年要修多少公里堤防"), 2025).years == ()
    assert placed(understand("2026年和2030年各修多少公里堤防"), 2025).years == (2026, 2030)


def test_five_years_begin_in_1951_and_five_times_their_number() -> None:
    assert five_years("“十四五”比十三五") == (2021, 2016)
    assert five_years("二十五年") == ()


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("指数降到了多少", "past"),
        ("眼下占百分之几", "past"),
        ("已建成几座", "past"),
        ("要新添多少个点", "target"),
        ("有多少个点", None),
    ],
)
def test_aspect_tells_the_time(text: str, told: str | None) -> None:
    assert tense(understand(text)) == told


@pytest.mark.parametrize(
    ("text", "bound"),
    [
        ("哪些指标2025年目标是100%", ("=", 100)),
        ("2025年为100%的指标", ("=", 100)),
        ("目标100%的有哪些", ("=", 100)),
        ("不低于95%的有哪些", (">=", 95)),
        ("表2有几项", None),
    ],
)
def test_bounds_of_figures(text: str, bound: tuple[str, float] | None) -> None:
    assert bound_in(text) == bound


@pytest.mark.parametrize(
    ("text", "unit", "bound"),
    [
        ("超过20亿的工程", "亿元", (">", 20.0, "20亿元")),
        ("超过2亿的工程", "万元", (">", 20000.0, "2亿元")),
        ("五千万元以上的", "亿元", (">=", 0.5, "五千万元")),
        ("不到8000万的", "万元", ("<", 8000.0, "8000万元")),
        ("总投资多少亿元", "亿元", None),
    ],
)
def test_bounds_of_money_are_read_in_the_columns_unit(
    text: str, unit: str, bound: tuple[str, float, str] | None
) -> None:
    assert amount_in(text, unit) == bound


@pytest.mark.parametrize(
    ("text", "stated"),
    [
        ("水土保持率达到84%以上，建成省级湿地8处。", False),
        ("水土保持率达到84%，高于全省平均水平1.6个百分点。", True),
        ("水土保持率达到84%，比全市平均高2.4个百分点。", True),
    ],
)
def test_a_comparison_counts_only_where_the_sentence_makes_it(text: str, stated: bool) -> None:
    value = IndicatorValue(
        name="水土保持率", year=2025, period=Period.BASELINE, scope=None,
        comparator=Comparator.EQ, value=84, unit="%", display="84%",
        source=ValueSource(kind="text", passage_id="p", start=7, end=10, source_span=_SPAN),
    )  # fmt: skip
    indicator = Indicator(id="i", plan_id="x", name="水土保持率", unit="%", values=(value,))
    passage = Passage(
        id="p", plan_id="x", section_id=None, unit_id="u", kind="paragraph", title=None,
        path=(), text=text, sentences=(Span(start=0, end=len(text)),), page=None, source_span=_SPAN,
    )  # fmt: skip
    question = understand("水土保持率比全省平均高多少")
    found = stated_changes(indicator, question, lambda _: passage)
    assert [piece.text for piece in found] == ([text] if stated else [])
