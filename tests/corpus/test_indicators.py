from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.model import Comparator, Indicator, Period, Plan
from corpus.quantities import find_quantities, is_not_given, parse_cell


def by_name(plan: Plan, name: str) -> Indicator:
    return next(i for i in plan.indicators if i.name == name)


def test_all_table_rows_are_indicators(plan: Plan) -> None:
    cells = {
        (v.source.table, v.source.row)
        for i in plan.indicators
        for v in i.values
        if v.source.kind == "table"
    }
    blank = {(table, row) for i in plan.indicators for table, row, _ in i.not_given}
    expected = {("表1", n) for n in range(1, 9)} | {("表2", n) for n in range(1, 13)}
    assert cells | blank == expected


def test_scope_year_and_comparator_are_kept(plan: Plan) -> None:
    values = by_name(plan, "高等教育毛入学率").values
    assert [(v.year, v.scope, v.comparator, v.value) for v in values] == [
        (2015, None, Comparator.EQ, 60),
        (2020, "市级", Comparator.GT, 60),
        (2020, "本区", Comparator.EQ, 72.9),
    ]
    assert by_name(plan, "新增劳动力平均受教育年限").unit == "年"


def test_a_value_not_given_is_absent_and_named(plan: Plan) -> None:
    green = by_name(plan, "绿色学校达标率")
    assert [v.year for v in green.values] == [2025]
    assert "baseline_not_given" in green.notes
    assert green.not_given == (("表2", 10, 2020),)


def test_a_baseline_from_another_table_is_said_to_be(plan: Plan) -> None:
    teachers = by_name(plan, "中等职业教育“双师型”教师比例")
    assert "baseline_from_other_table" in teachers.notes
    assert {v.source.table for v in teachers.values if v.year == 2020} == {"表1"}


@pytest.mark.parametrize(
    "display",
    [
        "95%以上", "保持100%", "85%以上", "99%", "99%以上", "96%以上", "50%", "保持在82%以上",
        "15%以上", "至少一所", "1小时", "2项", "1项", "不少于1课时", "91.16%", "96%", "40%",
        "97.2%", "32.4%", "39.4%", "80%", "100%", "17对", "18个", "6所", "3所", "1所", "2所",
    ],
)  # fmt: skip
def test_figures_of_sentences_are_found(plan: Plan, display: str) -> None:
    found = [v for i in plan.indicators for v in i.values if v.source.kind == "text"]
    assert display in {v.display for v in found}


def test_figures_of_sentences_stand_where_they_say(plan: Plan) -> None:
    passages = {p.id: p for p in plan.passages}
    for value in (v for i in plan.indicators for v in i.values if v.source.kind == "text"):
        assert value.source.start is not None
        assert value.source.end is not None
        said = passages[value.source.passage_id].text[value.source.start : value.source.end]
        assert f"{value.value:g}" in said or any(c in said for c in "一二三四五六七八九十两")


def test_results_and_targets_are_told_apart(plan: Plan) -> None:
    past = by_name(plan, "常住适龄幼儿入园率").values
    assert {v.period for v in past} == {Period.RESULT}
    assert [(v.value, v.year) for v in past] == [(91.16, None), (96, None)]
    assert {v.period for v in by_name(plan, "新建幼儿园").values} == {Period.TARGET}


def test_years_names_and_numbers_in_names_are_no_indicators(plan: Plan) -> None:
    displays = " ".join(v.display for i in plan.indicators for v in i.values)
    for other in ("70周年", "12345", "5G", "2035", "三个系列", "四个一"):
        assert other not in displays


def test_conflicts_are_all_found_and_none_invented(plan: Plan) -> None:
    found = {(c.kind.value, c.statements[0].name) for c in plan.conflicts}
    found |= {(c.kind.value, c.statements[-1].name) for c in plan.conflicts}
    names = {i.id: i.name for i in plan.indicators}
    by_kind: dict[str, set[str]] = {}
    for conflict in plan.conflicts:
        by_kind.setdefault(conflict.kind.value, set()).add(names[conflict.indicator_id])
    assert by_kind["value"] == {"普惠性幼儿园覆盖率", "中等职业教育“双师型”教师比例"}
    assert by_kind["wording"] == {
        "义务教育专任教师中本科及以上学历人员比例",
        "义务教育就近入学率",
        "学前教育专任教师接受专业教育比例",
        "普通高中专任教师研究生以上学历人员比例",
        "区级骨干教师和学科带头人比例",
    }
    assert ("scope", "“平安校园”区级验收通过率") in found
    assert "平安校园达标率" not in by_kind["value"] | by_kind["wording"]


def test_commitments_stand_in_their_passage_and_skip_the_past(plan: Plan) -> None:
    passages = {p.id: p for p in plan.passages}
    for commitment in plan.commitments:
        passage = passages[commitment.passage_id]
        assert passage.text[commitment.start : commitment.end] == commitment.text
        assert "发展基础与成就" not in "".join(commitment.path)


def test_commitments_know_project_quantity_and_echo(plan: Plan) -> None:
    projects = {c.project for c in plan.commitments if c.project}
    assert len(projects) == 12
    build = next(c for c in plan.commitments if "新建幼儿园3所" in c.text)
    assert "3所" in {q.display for q in build.quantities}
    assert build.verifiable
    teachers = [c for c in plan.commitments if "区级骨干教师和学科带头人比例" in c.text]
    assert len(teachers) == 2
    assert {c.deadline for c in teachers} == {2025}
    assert all(c.echoes for c in teachers)


@pytest.mark.parametrize(
    ("text", "comparator", "value"),
    [
        ("≥95", ">=", 95), ("> 85", ">", 85), ("＞99", ">", 99), ("≤3", "<=", 3),
        ("72.9", "=", 72.9), ("100", "=", 100), ("<15", "<", 15),
    ],
)  # fmt: skip
def test_cells(text: str, comparator: str, value: float) -> None:
    quantity = parse_cell(text, "%")
    assert quantity is not None
    assert (quantity.comparator, quantity.value, quantity.unit) == (comparator, value, "%")


@pytest.mark.parametrize("text", ["——", "---", "—", "－"])
def test_three_spellings_of_not_given_are_one(text: str) -> None:
    assert is_not_given(text)
    assert parse_cell(text, "%") is None


@given(st.text(alphabet="达到不少于至一二十百%以上95.年所个项“”", max_size=40))
def test_any_sentence_gives_sound_spans(text: str) -> None:
    for span, quantity in find_quantities(text):
        assert 0 <= span.start < span.end <= len(text)
        assert quantity.display


@given(st.integers(1, 9999), st.sampled_from(["所", "个", "项", "人", "%"]))
def test_a_printed_quantity_is_read_back(number: int, unit: str) -> None:
    found = find_quantities(f"数量达到{number}{unit}。")
    if not 1900 <= number <= 2100:
        assert [(q.value, q.unit) for _, q in found] == [(number, unit)]
