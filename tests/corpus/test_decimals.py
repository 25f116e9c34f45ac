"""Outlines numbered 1, 1.1, 1.1.1, in a text file with hard line ends and indents."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.decimals import decimal_headings
from corpus.model import Plan
from corpus.read import read_plan

COUNTY = """某县“十四五”卫生健康发展规划

某县人民政府办公室
二〇二一年十二月

目　录

1　规划背景\t1
1.1　发展成就\t1
2　总体要求\t2
2.1　发展目标\t2
3　主要任务\t4
3.1　织牢防护网\t4
3.1.1　加强防治\t4

　　为推进健康某县建设，制定本规划。

1　规划背景

1.1　发展成就

　　截至2020年底，全县共有医疗卫生机构三百二十个，其中县级医院五所、乡镇卫生院十八所；
每千人口床位数达到5.62张。十二所乡镇卫生院达到国家标准。服务能力提升。
孕产妇死亡率为14.2/10万，

2　总体要求

2.1　发展目标

　　到2025年，婴儿死亡率、5岁以下儿童死亡率分别控制在3.2‰和4.5‰以内，
3岁以下婴幼儿托位达到500个，系统管理率、健康管理率均保持在90%以上，
设置中医馆的卫生院比例达到百分之百。

表1　主要指标
单位：见指标栏
序号\t指标\t单位\t2020年\t2025年
1\t孕产妇死亡率\t1/10万\t14.2\t≤12
2\t每千人口拥有3岁以下婴幼儿托位数\t个\t0.9\t4.5

续表1
序号\t指标\t单位\t2020年\t2025年
3\t设置中医馆的卫生院比例\t%\t\t100

3　主要任务

3.1　织牢防护网

3.1.1　加强防治

　　力争2024年通过评审；建设临床重点专科六个。建成诊断机构一家、健康企业十二家。
"""


@pytest.fixture(scope="module")
def county(tmp_path_factory: pytest.TempPathFactory) -> Plan:
    path = tmp_path_factory.mktemp("county") / "county.txt"
    path.write_bytes(COUNTY.replace("\n", "\r\n").encode("gb18030"))
    return read_plan(path)


def test_the_outline_follows_the_numbers(county: Plan) -> None:
    found = [(s.level, s.number, s.title) for s in county.sections if s.kind == "section"]
    assert found == [
        (1, "1", "规划背景"),
        (2, "1.1", "发展成就"),
        (1, "2", "总体要求"),
        (2, "2.1", "发展目标"),
        (1, "3", "主要任务"),
        (2, "3.1", "织牢防护网"),
        (3, "3.1.1", "加强防治"),
    ]
    assert county.sections[-1].path == ("3 主要任务", "3.1 织牢防护网", "3.1.1 加强防治")
    assert [s.page.number for s in county.sections if s.page] == [1, 1, 2, 2, 4, 4, 4]


def test_hard_line_ends_are_joined_and_indents_part_paragraphs(county: Plan) -> None:
    texts = [p.text for p in county.paragraphs]
    assert texts[:3] == [
        "某县人民政府办公室",
        "二〇二一年十二月",
        "为推进健康某县建设，制定本规划。",
    ]
    past = next(t for t in texts if t.startswith("截至2020年底"))
    assert past.endswith("服务能力提升。孕产妇死亡率为14.2/10万，")


def test_a_unit_note_does_not_part_a_table_from_its_caption(county: Plan) -> None:
    (table,) = county.tables
    assert (table.label, table.title, len(table.rows)) == ("表1", "主要指标", 3)


@pytest.mark.parametrize(
    ("name", "year", "comparator", "value", "display"),
    [
        ("县级医院", 2020, "=", 5, "五所"),
        ("乡镇卫生院", 2020, "=", 18, "十八所"),
        ("每千人口床位数", 2020, "=", 5.62, "5.62张"),
        ("孕产妇死亡率", 2020, "=", 14.2, "14.2/10万"),
        ("孕产妇死亡率", 2025, "<=", 12, "≤12/10万"),
        ("婴儿死亡率", 2025, "<=", 3.2, "控制在3.2‰"),
        ("5岁以下儿童死亡率", 2025, "<=", 4.5, "控制在4.5‰以内"),
        ("系统管理率", 2025, ">=", 90, "保持在90%以上"),
        ("健康管理率", 2025, ">=", 90, "保持在90%以上"),
        ("设置中医馆的卫生院比例", 2025, "=", 100, "百分之百"),
        ("建设临床重点专科", 2025, "=", 6, "六个"),
        ("健康企业", 2025, "=", 12, "十二家"),
    ],
)
def test_figures_of_a_county(
    county: Plan, name: str, year: int, comparator: str, value: float, display: str
) -> None:
    found = {
        (v.name, v.year, v.comparator.value, v.value, v.display)
        for i in county.indicators
        for v in i.values
    }
    assert (name, year, comparator, value, display) in found


def test_a_count_is_not_its_rate_and_a_part_not_the_whole(county: Plan) -> None:
    assert county.conflicts == ()
    values = {(v.name, v.value) for i in county.indicators for v in i.values}
    assert ("乡镇卫生院", 12) not in values
    rates = next(i for i in county.indicators if i.name.startswith("每千人口拥有"))
    assert [v.value for v in rates.values] == [0.9, 4.5]


@pytest.mark.parametrize(
    "lines",
    [
        ["1. 建设医院", "2. 建设学校", "3. 建设公园"],
        ["12.5米", "3岁以下儿童", "1.2万亩耕地", "1.3万亩林地"],
        ["2.6平方米", "2.1 目标"],
    ],
)
def test_lists_and_figures_are_no_outline(lines: list[str]) -> None:
    assert decimal_headings(lines, 60) == {}


@given(st.lists(st.text(alphabet="123. 建设%，米", max_size=12), max_size=12))
def test_headings_count_on(lines: list[str]) -> None:
    found = decimal_headings(lines, 60)
    assert set(found) <= set(range(len(lines)))
    assert not found or sum(depth > 1 for depth in found.values()) > 1
