"""Tables whose rows are places or projects, columns of growth, and amounts said twice."""

from __future__ import annotations

import pytest

from corpus.columns import is_indicator_table, is_project_table
from corpus.model import IndicatorValue, Plan
from corpus.read import read_plan

PLAN = """# 某市“十四五”畜牧业发展规划

# 一、目标

表1 主要指标

| 序号 | 指标 | 单位 | 2020年 | 2025年 | 年均增速（%） |
|---|---|---|---|---|---|
| 1 | 肉类总产量 | 万吨 | 21.5 | 26 | 3.9 |
| 2 | 规模养殖比例 | % | 54 | 70 | [16] |
| 3 | 新建良种场 | 个 | — | [12] | — |

注：[ ]内为五年累计数。

# 二、布局

表2 各县任务

| 地区 | 2020年肉类产量（万吨） | 2025年肉类产量（万吨） | 规模养殖比例目标（%） | 特色畜种 |
|---|---|---|---|---|
| 松岗县 | 6.2 | 7.8 | 72 | 黑猪 |
| 白马县 | 4.1 | 5 | — | 湖羊 |
| 全市 | 21.5 | 26 | 70 |  |

# 三、任务

建设总投资3.2亿元的松岗种猪繁育园。推进白马屠宰加工园建设，总投资1.5亿元。

# 四、项目

| 名称 | 内容 | 总投资（亿元） |
|---|---|---|
| 松岗种猪繁育园 | 新建猪舍8栋，改造道路12公里 | 3.6 |
| 白马屠宰加工园 | 新建车间4栋，改造道路5公里 | 1.5 |
"""


@pytest.fixture(scope="module")
def plan(tmp_path_factory: pytest.TempPathFactory) -> Plan:
    path = tmp_path_factory.mktemp("plan") / "plan.md"
    path.write_text(PLAN, encoding="utf-8")
    return read_plan(path)


def values(plan: Plan, table: str) -> list[IndicatorValue]:
    return [v for i in plan.indicators for v in i.values if v.source.table == table]


def test_the_first_column_of_places_names_its_rows(plan: Plan) -> None:
    assert [c.role for c in plan.tables[1].columns] == ["name", "value", "value", "value", "text"]
    assert [is_indicator_table(t) for t in plan.tables] == [True, False, False]
    rows = [p for p in plan.passages if p.table == "表2"]
    assert [p.title for p in rows] == ["松岗县", "白马县", "全市"]


def test_places_are_no_projects(plan: Plan) -> None:
    assert [is_project_table(t) for t in plan.tables] == [False, False, True]
    assert not any(c.project in ("松岗县", "白马县") for c in plan.commitments)


def test_a_cell_of_a_place_is_a_value_of_the_place(plan: Plan) -> None:
    found = {(v.name, v.year, v.scope, v.value, v.unit) for v in values(plan, "表2")}
    assert {
        ("松岗县肉类产量", 2020, "松岗县", 6.2, "万吨"),
        ("松岗县肉类产量", 2025, "松岗县", 7.8, "万吨"),
        ("松岗县规模养殖比例目标", 2025, "松岗县", 72, "%"),
        ("白马县肉类产量", 2025, "白马县", 5, "万吨"),
    } <= found
    assert not any(name == "白马县规模养殖比例目标" for name, *_ in found)


def test_growth_is_a_figure_of_its_own_and_a_bracket_a_total(plan: Plan) -> None:
    shown = {(v.name, v.display, v.unit) for v in values(plan, "表1")}
    assert ("肉类总产量年均增速", "3.9%", "%") in shown
    assert ("规模养殖比例", "五年累计[16%]", "%") in shown
    assert ("新建良种场", "累计[12个]", "个") in shown
    assert ("肉类总产量", "21.5万吨", "万吨") in shown


def test_one_amount_in_text_and_table_is_a_conflict_only_where_it_differs(plan: Plan) -> None:
    (conflict,) = plan.conflicts
    assert conflict.kind == "value"
    assert {v.display for v in conflict.statements} == {"3.6亿元", "3.2亿元"}
    assert {v.name for v in conflict.statements} == {"松岗种猪繁育园总投资"}


def test_two_projects_of_a_table_do_not_contradict_each_other(plan: Plan) -> None:
    roads = [i for i in plan.indicators if "改造道路" in i.name]
    assert {v.display for i in roads for v in i.values} == {"12公里", "5公里"}
    assert all("改造道路" not in v.name for c in plan.conflicts for v in c.statements)
