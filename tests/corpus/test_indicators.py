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


PAST, PLAN, NOW = "result", "target", 2025
FIGURES = [
    # name, place, comparator, number, unit, period, year, as shown
    ("适龄儿童入园率", "全区", ">=", 95, "%", PLAN, NOW, "95%以上"),
    ("普惠性幼儿园覆盖率", None, "=", 100, "%", PLAN, NOW, "保持100%"),
    ("学前教育教师接受专业教育比例", None, ">=", 85, "%", PLAN, NOW, "85%以上"),
    ("义务教育巩固率", "全区", "=", 99, "%", PLAN, NOW, "99%"),
    ("就近入学率", None, ">=", 99, "%", PLAN, NOW, "99%以上"),
    ("义务教育专任教师中本科及以上学历人员比例", None, ">=", 96, "%", PLAN, NOW, "96%以上"),
    ("普通高中专任教师研究生以上学历人员比例", None, "=", 50, "%", PLAN, NOW, "50%"),
    ("“双师型”教师比例", None, ">=", 82, "%", PLAN, NOW, "保持在82%以上"),
    ("区级骨干教师和学科带头人比例", None, ">=", 15, "%", PLAN, NOW, "15%以上"),
    ("区级骨干教师和学科带头人比例", None, ">=", 15, "%", PLAN, NOW, "保持在15%以上"),
    ("引进高等教育院校", None, ">=", 1, "所", PLAN, NOW, "至少一所"),
    ("学生每天校园体育锻炼", None, "=", 1, "小时", PLAN, NOW, "1小时"),
    ("义务教育阶段学生熟练掌握运动技能", None, "=", 2, "项", PLAN, NOW, "2项"),
    ("义务教育阶段学生基本具备艺术爱好", None, "=", 1, "项", PLAN, NOW, "1项"),
    ("中小学劳动教育课平均每周课时", None, ">=", 1, "课时", PLAN, NOW, "不少于1课时"),
    ("新建幼儿园", None, "=", 3, "所", PLAN, NOW, "3所"),
    ("改扩建小学", None, "=", 1, "所", PLAN, NOW, "1所"),
    ("新建小学", None, "=", 2, "所", PLAN, NOW, "2所"),
    ("常住适龄幼儿入园率", None, "=", 91.16, "%", PAST, None, "91.16%"),
    ("常住适龄幼儿入园率", None, "=", 96, "%", PAST, None, "96%"),
    ("一级及以上园所达占比", None, "=", 40, "%", PAST, None, "40%"),
    ("普惠性幼儿园覆盖率", None, "=", 100, "%", PAST, None, "100%"),
    ("普惠率", "北京市", "=", 80, "%", PLAN, None, "80%"),
    ("“平安校园”区级验收通过率", None, "=", 97.2, "%", PAST, None, "97.2%"),
    ("新招聘教师研究生及以上学历所占比例", None, "=", 32.4, "%", PAST, None, "32.4%"),
    ("新招聘教师研究生及以上学历所占比例", None, "=", 39.4, "%", PAST, None, "39.4%"),
    ("每个乡镇小学", None, ">=", 1, "所", PAST, None, "至少一所"),
    ("每个乡镇幼儿园", None, ">=", 1, "所", PAST, None, "一所"),
    ("城乡一体化学校", "我区", "=", 17, "对", PAST, None, "17对"),
    ("“手拉手”结对学校", None, "=", 6, "所", PAST, None, "6所"),
    ("中小学缔结友好校、姊妹校数量", None, "=", 18, "个", PAST, None, "18个"),
]  # fmt: skip


def test_figures_of_sentences_are_all_found_and_none_invented(plan: Plan) -> None:
    found = [
        (v.name, v.scope, v.comparator.value, v.value, v.unit, v.period.value, v.year, v.display)
        for i in plan.indicators
        for v in i.values
        if v.source.kind == "text"
    ]
    assert sorted(found, key=str) == sorted(FIGURES, key=str)


def test_a_result_says_which_period_and_a_task_which_document(plan: Plan) -> None:
    labels = {
        (v.display, v.period_label)
        for i in plan.indicators
        for v in i.values
        if v.source.kind == "text" and v.year is None
    }
    assert ("91.16%", "“十三五”时期起") in labels
    assert ("96%", "“十三五”时期止") in labels
    assert ("80%", "北京市第三期学前教育三年行动计划") in labels
    assert all(label for _, label in labels)


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
    assert by_kind["scope"] == {"常住适龄幼儿入园率", "“平安校园”区级验收通过率"}
    assert len(plan.conflicts) == 10
    assert "平安校园达标率" not in by_kind["value"] | by_kind["wording"]


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
