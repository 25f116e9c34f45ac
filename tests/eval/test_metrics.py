"""Every metric on values computed by hand."""

from __future__ import annotations

import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.model import Span
from eval.case import Case
from eval.metrics import METRICS, Metric, score_all
from eval.metrics.citations import without_notices
from eval.metrics.computed import computed_numbers
from eval.metrics.grounding import ungrounded
from eval.metrics.location import row_of, under
from qa.model import Quote, Reason, Reply, ShownSource, Status
from tests.eval.fakes import case, citation, conflict, indicator, reply, value

BY_NAME = {metric.name: metric for metric in METRICS}


def score(name: str, gold: Case, given: Reply) -> float | None:
    return BY_NAME[name].score(gold, given)


def test_names_are_unique() -> None:
    assert len(BY_NAME) == len(METRICS)


CASES = [
    case(),
    case(answerable=False, quotes=()),
    case(quotes=(), answers=("甲",)),
    case(
        quote_groups=(("甲",), ("乙",)),
        must_include=("甲|乙",),
        sections=("一、总则",),
        values=({"indicator": "普惠率", "year": 2025, "value": "≥95", "unit": "%"},),
        conflicts=({"indicator": "普惠率", "kind": "value"},),
    ),
]
REPLIES = [
    reply(),
    reply("没有", refused=True),
    reply("甲。[1]", ["甲乙丙"]),
    reply("甲95%[1][9]", ["甲", "乙"], conflicts=(conflict("value"),)),
    reply("x", ["甲"], indicators=(indicator("普惠率", value(">=", 95, "≥95%")),)),
]


@pytest.mark.parametrize("metric", METRICS, ids=lambda m: m.name)
def test_every_metric_keeps_the_protocol(metric: Metric) -> None:
    assert isinstance(metric, Metric)
    assert metric.definition.endswith((".", ")"))
    assert metric.source
    for gold in CASES:
        for given_reply in REPLIES:
            found = metric.score(gold, given_reply)
            assert found is None or (isinstance(found, float) and 0.0 <= found <= 1.0)


@given(
    answer=st.text(alphabet="甲乙95%。[1]2；：\n", max_size=40),
    texts=st.lists(st.text(max_size=20)),
)
def test_scores_are_shares_or_none(answer: str, texts: list[str]) -> None:
    shown = tuple(citation(t, n, quotes=()) for n, t in enumerate(texts, start=1))
    given_reply = reply(answer, citations=shown)
    for gold in CASES:
        for found in score_all(gold, given_reply).values():
            assert found is None or 0.0 <= found <= 1.0


def test_rank_metrics_by_hand() -> None:
    gold, third = case(), reply("x", ["丁", "戊", "前甲 乙丙后"])
    assert score("hit@1", gold, third) == 0.0
    assert score("hit@5", gold, third) == 1.0
    assert score("mrr", gold, third) == pytest.approx(1 / 3)
    assert score("ndcg@10", gold, third) == pytest.approx(1 / math.log2(4))


def test_recall_counts_places_not_passages() -> None:
    gold = case(quote_groups=(("甲", "乙"), ("丙",), ("丁",)))
    found = reply("x", ["甲", "乙", "丙"])
    assert score("recall@5", gold, found) == pytest.approx(2 / 3)
    assert score("all_places", gold, found) == 0.0
    assert score("all_places", gold, reply("x", ["甲丙", "丁"])) == 1.0
    # first place, nothing new, second place; the third place is never reached
    ideal = 1 + 1 / math.log2(3) + 1 / math.log2(4)
    assert score("ndcg@10", gold, found) == pytest.approx((1 + 1 / math.log2(4)) / ideal)


def test_nothing_cited_is_no_hit_and_unanswerable_does_not_apply() -> None:
    assert score("hit@5", case(), reply("x")) == 0.0
    assert score("hit@5", case(answerable=False, quotes=()), reply("x", ["甲乙丙"])) is None


def test_budget_cuts_at_a_thousand_characters() -> None:
    assert score("hit@1000chars", case(), reply("x", ["丁" * 997 + "甲乙丙"])) == 1.0
    assert score("hit@1000chars", case(), reply("x", ["丁" * 998 + "甲乙丙"])) == 0.0
    assert score("hit@1000chars", case(), reply("x", ["丁" * 998, "甲乙丙"])) == 0.0


def test_quote_validity() -> None:
    wrong = citation(
        "甲乙", quotes=(Quote(start=0, end=1, text="乙"), Quote(start=0, end=1, text="甲"))
    )
    assert score("quote_validity", case(), reply("x", citations=(wrong,))) == 0.5
    assert score("quote_validity", case(), reply("x")) is None


def test_source_spans_are_looked_up_in_the_plan_file(monkeypatch: pytest.MonkeyPatch) -> None:
    raw = "目录\n加快建设**幼儿园**，提高质量。\n"
    monkeypatch.setattr("eval.metrics.spans.known_texts", lambda: {"p": raw})
    right = citation("加快建设幼儿园,提高质量。", source_span=Span(start=3, end=19))
    wrong = citation("加快建设幼儿园,提高质量。", source_span=Span(start=0, end=5))
    assert score("source_span", case(), reply("x", citations=(right, wrong))) == 0.5
    assert (
        score("source_span", case(), reply("x", citations=(citation("甲", plan_id="z"),))) is None
    )


def test_a_cell_merged_over_rows_stands_before_them(monkeypatch: pytest.MonkeyPatch) -> None:
    raw = "| 供水 | 1 | 漏损率 | 9.4 |\n| | 2 | 普及率 | 94 |\n"
    monkeypatch.setattr("eval.metrics.spans.known_texts", lambda: {"p": raw})
    start = raw.index("| | 2")
    span = Span(start=start, end=len(raw))
    row = citation("表1\n类\t号\t名\t值\n供水\t2\t普及率\t94", kind="table_row", source_span=span)
    assert score("source_span", case(), reply("x", citations=(row,))) == 1.0
    for wrong in ("排水\t2\t普及率\t94", "供水\t2\t普及率\t95"):
        other = row.model_copy(update={"text": f"表1\n{wrong}"})
        assert score("source_span", case(), reply("x", citations=(other,))) == 0.0


def test_a_name_of_row_and_column_is_supported() -> None:
    row = "表2\n名称\t总投资（亿元）\n青芷湖修复工程\t6.2"
    shown = (indicator("青芷湖修复工程总投资", value("=", 6.2, "6.2亿元")),)
    said = reply("青芷湖修复工程总投资6.2亿元。[1]", [row], indicators=shown)
    assert score("citation_recall", case(), said) == 1.0
    other = said.model_copy(update={"citations": (citation(row.replace("总投资", "年限")),)})
    assert score("citation_recall", case(), other) == 0.0


def test_a_negation_must_be_cited() -> None:
    text = "稳妥推进公建民营改革，入住率不低于65%"
    assert score("citation_recall", case(), reply(f"{text}。[1]", [text])) == 1.0
    turned = "不再推进公建民营改革，入住率不低于65%。[1]"
    assert score("citation_recall", case(), reply(turned, [text])) == 0.0


def test_location() -> None:
    gold = case(sections=("二、目标 > （二）发展目标",), pages=(9,))
    path = ("二、目标", "(二)发展目标")
    assert (
        score("location", gold, reply("x", citations=(citation("甲乙丙", section_path=path),)))
        == 0.0
    )
    assert (
        score(
            "location",
            case(sections=gold.sections),
            reply("x", citations=(citation("甲乙丙", section_path=path), citation("甲乙丙", 2))),
        )
        == 0.5
    )
    assert under(["一、总", "(一)分"], "一、总")
    assert not under(["(一)分", "一、总"], "一、总 > （一）分")


def test_location_of_table_rows() -> None:
    row = citation(
        "表2 指标\n甲乙丙",
        kind="table_row",
        section_path=("表2 指标",),
        reference="《规划》表2，第4行",
    )
    assert row_of(row) == "表2#4"
    assert score("location", case(table_rows=("表2#4",)), reply("x", citations=(row,))) == 1.0
    assert score("location", case(table_rows=("表2#5",)), reply("x", citations=(row,))) == 0.0
    assert score("location", case(table_rows=("表1#5",)), reply("x", citations=(row,))) == 1.0


GOLD = {
    "indicator": "普惠性幼儿园覆盖率",
    "year": 2025,
    "value": "≥95",
    "unit": "%",
    "source": "table",
}


@pytest.mark.parametrize(
    ("shown", "expected"),
    [
        (value(">=", 95, "≥95%"), 1.0),
        (value(">", 95, ">95%"), 0.0),
        (value(">=", 95.1, "≥95.1%"), 0.0),
        (value(">=", 95, "≥95%", year=2020), 0.0),
        (value(">=", 95, "≥95所", unit="所"), 0.0),
        (value(">=", 95, "≥95%", source=ShownSource(kind="text")), 0.0),
    ],
)
def test_values_are_exact(shown: Any, expected: float) -> None:
    gold = case(values=(GOLD,))
    found = reply("x", indicators=(indicator("普惠性幼儿园覆盖率（%）", shown),))
    assert score("values_exact", gold, found) == expected


def test_values_share_and_names() -> None:
    gold = case(values=(GOLD, {**GOLD, "year": 2020, "value": "100"}))
    found = reply("x", indicators=(indicator("普惠性幼儿园覆盖率", value(">=", 95, "≥95%")),))
    assert score("values", gold, found) == 0.5
    assert score("values_exact", gold, found) == 0.0
    other = reply("x", indicators=(indicator("入园率", value(">=", 95, "≥95%")),))
    assert score("values", gold, other) == 0.0


def test_citation_recall_and_precision() -> None:
    text = "普惠性幼儿园覆盖率保持在95%以上"
    assert score("citation_recall", case(), reply(f"{text}。[1]", [text])) == 1.0
    wrong_number = reply(f"{text.replace('95', '85')}。[1]", [text])
    assert score("citation_recall", case(), wrong_number) == 0.0
    wrong_comparator = reply("普惠性幼儿园覆盖率保持在95%。[1]", [text])
    assert score("citation_recall", case(), wrong_comparator) == 0.0
    assert score("citation_recall", case(), reply(f"{text}。", [text])) == 0.0
    needless = reply(f"{text}。[1][2]", [text, "别的事情"])
    assert score("citation_recall", case(), needless) == 1.0
    assert score("citation_precision", case(), needless) == 0.5
    assert score("citation_recall", case(), reply("规划没有给出2023年的数值。")) is None


@pytest.mark.parametrize(
    ("sentence", "left"),
    [
        ("规划没有给出2023年的数值。", ""),
        ("正文与表2数值不同，规划未说明以哪一处为准：入园率，“95%”。", "入园率，“95%”。"),
        ("入园率99%（按所列数值相减）。", "入园率99%。"),
        ("保障规划落实，加大投入。", "保障规划落实，加大投入。"),
    ],
)
def test_notices_are_not_claims(sentence: str, left: str) -> None:
    assert without_notices(sentence) == left


def test_table_cells_stay_apart() -> None:
    row = "表2\n指标\t2020年\t2025年\n平安校园达标率(%)\t100\t100"
    said = "平安校园达标率2020年100%，2025年100%。[1]"
    assert score("citation_recall", case(), reply(said, [row])) == 1.0


def test_a_list_lead_in_may_restate_the_question() -> None:
    asked = case(question="哪些目标小于80%？")
    texts = ["绿色学校达标率>70"]
    assert ungrounded(asked, reply("表1、表2中小于80%的有：\n绿色学校达标率>70[1]", texts)) == set()
    assert ungrounded(asked, reply("表1：绿色学校达标率>70[1]", texts)) == {"1"}
    assert ungrounded(asked, reply("绿色学校达标率为80%[1]", texts)) == {"80"}


def test_number_grounding_and_computed_values() -> None:
    assert computed_numbers("提高12.9个百分点（72.9－60＝12.9）") == {"12.9"}
    assert computed_numbers("72.9－60＝13.9") == set()
    assert computed_numbers("合计3＋1＋2＝6所") == {"6"}
    assert computed_numbers("合计3＋1＋2＝7所") == set()
    assert computed_numbers("3×6＝18所") == {"18"}
    assert computed_numbers("12.6＋15.3＋1＝28.9亿元") == {"28.9"}
    texts = ["由60%升至72.9%"]
    assert (
        score("number_grounding", case(), reply("提高12.9个百分点（72.9－60＝12.9）[1]", texts))
        == 1.0
    )
    assert score("number_grounding", case(), reply("提高12.9个百分点[1]", texts)) == 0.0
    assert ungrounded(case(question="2023年呢"), reply("2023年为61%[1]", texts)) == {"61"}
    assert score("number_grounding", case(), reply("没有数字")) is None
    assert score("number_grounding", case(), reply("共2项：\n1. 甲[1]\n2. 乙[1]", ["甲乙"])) == 1.0


def test_conflicts() -> None:
    gold = case(
        type="conflict",
        values=({**GOLD, "value": "100", "source": "text"}, GOLD),
    )
    shown = reply(
        "x", conflicts=(conflict("value"),), indicators=(indicator("普惠性幼儿园覆盖率"),)
    )
    assert score("conflict_recall", gold, shown) == 1.0
    assert score("conflict_recall:value", gold, shown) == 1.0
    assert score("conflict_recall:wording", gold, shown) is None
    assert score("conflict_precision", gold, shown) is None
    none = case(conflicts=())
    assert score("conflict_precision", none, shown) == 0.0
    assert score("conflict_recall", none, shown) is None
    wording = case(type="conflict", values=({**GOLD, "value": "≥85"}, {**GOLD, "value": ">85"}))
    assert score("conflict_recall:wording", wording, shown) == 0.0


def test_a_partial_answer_is_wrong() -> None:
    gold = case(must_include=("95", "普惠|公办"))
    assert score("complete", gold, reply("公办95%")) == 1.0
    assert score("complete", gold, reply("95%")) == 0.0
    assert score("complete", gold, reply("公办95%", refused=True)) == 0.0
    assert score("complete", case(), reply("x")) is None


def test_decision_reason_and_right() -> None:
    near_miss = case(answerable=False, quotes=(), reason="not_in_plan")
    refused = reply("没有写", refused=True)
    assert score("decision", near_miss, refused) == 1.0
    assert score("decision", case(), refused) == 0.0
    assert score("reason", near_miss, refused) == 1.0
    other = reply("没有写", refused=True, reason=Reason.UNCLEAR)
    assert score("reason", near_miss, other) == 0.0
    assert score("reason", near_miss, reply("x")) is None
    assert score("right", near_miss, refused) == 1.0
    assert score("right", case(must_include=("甲",)), reply("甲[1]", ["甲乙丙"])) == 1.0
    assert score("right", case(must_include=("甲",)), reply("甲[1]", ["丁"])) == 0.0
    assert score("right", near_miss, reply("x", status=Status.PARTIAL)) == 0.0


def test_extractive() -> None:
    gold = case(answers=("北京八中", "八中"))
    assert score("em", gold, reply("北京八中。[1]")) == 1.0
    assert score("em", gold, reply("是北京八中")) == 0.0
    assert score("char_f1", gold, reply("是北京八中")) == pytest.approx(2 * 4 / 9)
    assert score("char_f1", gold, reply("x", refused=True)) == 0.0
    assert score("em", case(), reply("x")) is None
