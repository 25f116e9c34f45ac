"""Tables as plans print them: cut by page breaks, continued, with blank cells."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpus.model import Plan
from corpus.names import split_unit
from corpus.read import read_plan

HEAD = "# 某市“十四五”养老服务发展规划\n\n一、重点项目\n\n实施以下项目。\n\n"
CUT = (
    "表1 重点项目\n\n序号\t项目\t内容\t单位名\n"
    "1\t改造项目\t改造100户。\t民政局\n"
    "2\t幸福院项目\t建立“村级主办、政\n\n\t\t府支持”的机制。\t\n"
)


def read(tmp_path: Path, body: str) -> Plan:
    path = tmp_path / "plan.md"
    path.write_text(HEAD + body, "utf-8")
    return read_plan(path)


def rows(plan: Plan) -> list[list[list[str]]]:
    return [[[c.text for c in row.cells] for row in t.rows] for t in plan.tables]


def test_a_cell_cut_by_a_page_break_is_whole(tmp_path: Path) -> None:
    plan = read(tmp_path, CUT + "3\t平台项目\t升级平台。\t民政局\n")
    assert rows(plan) == [
        [
            ["1", "改造项目", "改造100户。", "民政局"],
            ["2", "幸福院项目", "建立“村级主办、政府支持”的机制。", ""],
            ["3", "平台项目", "升级平台。", "民政局"],
        ]
    ]
    assert not any("府支持" in p.text for p in plan.paragraphs)


@pytest.mark.parametrize("between", ["- 7 -\n", "某市养老服务发展规划\n", "续表1\n", "续表\n"])
def test_a_table_goes_on_after_what_the_page_break_brought(tmp_path: Path, between: str) -> None:
    plan = read(tmp_path, CUT + f"\n{between}\n3\t平台项目\t升级平台。\t民政局\n")
    assert [len(t) for t in rows(plan)] == [3]
    assert plan.tables[0].label == "表1"


def test_a_continued_table_may_repeat_its_header(tmp_path: Path) -> None:
    again = "\n续表1\n序号\t项目\t内容\t单位名\n3\t平台项目\t升级平台。\t民政局\n"
    assert [len(t) for t in rows(read(tmp_path, CUT + again))] == [3]


def test_another_table_is_another(tmp_path: Path) -> None:
    other = "\n表2 指标\n序号\t指标\t2020年\t2025年\n3\t床位\t10\t20\n"
    plan = read(tmp_path, CUT + other)
    assert [t.label for t in plan.tables] == ["表1", "表2"]


def test_an_indented_paragraph_below_a_table_is_no_row(tmp_path: Path) -> None:
    plan = read(tmp_path, CUT + "\n\t各部门要抓好落实。\n")
    assert plan.paragraphs[-1].text == "各部门要抓好落实。"
    assert len(plan.tables[0].rows) == 2


def test_a_row_without_ordinal_is_not_joined_to_an_ended_one(tmp_path: Path) -> None:
    body = "表1 项目\n\n序号\t项目\t内容\t单位名\n1\t甲项目\t建好。\t甲局\n\t\t另建一处。\t\n"
    assert [len(t) for t in rows(read(tmp_path, body))] == [2]


@pytest.mark.parametrize("name", ["货运量（万标箱）", "周转量（亿吨公里）"])
def test_a_unit_that_is_not_known_is_one_by_its_scale(name: str) -> None:
    assert split_unit(name) == (name.split("（")[0], name.split("（")[1].rstrip("）"))


def test_words_in_brackets_are_no_unit() -> None:
    assert split_unit("公共设施（含室外）") == ("公共设施（含室外）", "")


LISTED = """# 某市发展规划

目　录

一、目标 ……………… 1
二、任务 ……………… 2
附表：任务分工表 ……………… 3

一、目标

建成体系，成效更加明显。

二、任务

落实责任，稳步推进实施。

附表  任务分工表
{between}
| 序号 | 任务 | 责任单位 |
| --- | --- | --- |
| 1 | 建一所中心 | 甲局 |
"""


@pytest.mark.parametrize("between", ["", "\n单位：个\n"])
def test_an_appendix_without_a_number_is_no_missing_heading(tmp_path: Path, between: str) -> None:
    """A contents page lists it, the body prints it as a caption or as a line of its own."""
    plan = read(tmp_path, LISTED.format(between=between))
    assert [len(t) for t in rows(plan)] == [1]
    if not between:
        assert plan.tables[0].title == "任务分工表" or "任务分工表" in plan.tables[0].caption
