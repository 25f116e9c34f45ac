"""Outlines of other plans: chapters without marks, a cover, a preface, boxes, deep numbering."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpus.catalogue import entry_for
from corpus.model import Plan
from corpus.read import read_plan

CITY = """某市“十五五”水安全保障规划
（2026—2030年）

某市水利局
2026年3月

前　言

　　水是生存之本。规划期为2026—2030年。

第一章　现状与形势

第一节　主要成就

　　2025年，水土保持率达到82.6％。

第二章　筑牢安全屏障

第一节　完善工程体系

　　加固堤防146公里。

专栏1　骨干工程

1.水库工程。新增库容1.1亿立方米。

第二节　加强管理

　　落实责任。
"""


def read(tmp_path: Path, text: str) -> Plan:
    path = tmp_path / "plan.md"
    path.write_text(text, "utf-8")
    return read_plan(path)


def test_chapters_stand_beside_a_preface_and_keep_their_space(tmp_path: Path) -> None:
    plan = read(tmp_path, CITY)
    assert [s.path for s in plan.sections if s.kind == "section"] == [
        ("第一章 现状与形势",),
        ("第一章 现状与形势", "第一节 主要成就"),
        ("第二章 筑牢安全屏障",),
        ("第二章 筑牢安全屏障", "第一节 完善工程体系"),
        ("第二章 筑牢安全屏障", "第一节 完善工程体系", "专栏1 骨干工程"),
        ("第二章 筑牢安全屏障", "第二节 加强管理"),
    ]
    box = plan.sections[-2]
    assert (box.number, box.title) == ("专栏1", "骨干工程")


def test_lines_of_the_cover_are_not_run_together(tmp_path: Path) -> None:
    plan = read(tmp_path, CITY)
    cover = [p.text for p in plan.paragraphs][:3]
    assert cover == ["（2026—2030年）", "某市水利局", "2026年3月"]


def test_results_and_targets_of_a_plan_with_a_preface(tmp_path: Path) -> None:
    values = [v for i in read(tmp_path, CITY).indicators for v in i.values]
    assert [(v.name, v.year, v.period.value) for v in values] == [
        ("水土保持率", 2025, "baseline"),
        ("加固堤防", 2030, "target"),
        ("新增库容", 2030, "target"),
    ]


PIPES = """# 某市“十五五”水安全保障规划

## 一、主要目标

表1　主要指标

| 类别 | 序号 | 指标名称 | 2025年（基期值） | 2030年（目标值） | 五年累计 | 属性 |
|:-:|---|---|---|---|---|---|
| 节水 | 1 | 用水总量（亿立方米） | 18.6 | ≤19.8 | — | 约束性 |
| | 2 | 万元产值用水量下降（％） | — | — | [12] | 约束性 |
| 环境 | 3 | 生活污水治理率（％） | 48.2 | 65 | 16.8 | 预期性 |
| | 4 | 幸福河湖数量（条、个） | 3 | | | 预期性 |

万元产值用水量、单位耗电量较2025年分别下降12％和15％，生活污水治理率达到65％。

## 二、重点工程

| 序号 | 项目名称 | 建设内容 | 建设年限 | 总投资（亿元） |
|:-:|---|---|:-:|:-:|
| 1 | 水库二期工程 | 加高12.5米，总库容2.35亿立方米 | 2026—2029 | 38.6 |
| 2 | 平台工程 | 新建管网380公里、改造520公里 | 2026—2027 | — |
| | 合计 | | | 38.6 |
"""


def test_columns_of_bases_targets_totals_and_investments(tmp_path: Path) -> None:
    plan = read(tmp_path, PIPES)
    assert [c.scope for t in plan.tables for c in t.columns if c.scope] == []
    assert [len(t.rows) for t in plan.tables] == [4, 3]
    found = {
        (v.name, v.year, v.period_label, v.comparator.value, v.value, v.unit)
        for i in plan.indicators
        for v in i.values
        if v.source.kind == "table"
    }
    assert found == {
        ("用水总量", 2025, None, "=", 18.6, "亿立方米"),
        ("用水总量", 2030, None, "<=", 19.8, "亿立方米"),
        ("万元产值用水量下降", 2030, "五年累计", "=", 12, "%"),
        ("生活污水治理率", 2025, None, "=", 48.2, "%"),
        ("生活污水治理率", 2030, None, "=", 65, "%"),
        ("生活污水治理率", 2030, "五年累计", "=", 16.8, "%"),
        ("幸福河湖数量", 2025, None, "=", 3, "条、个"),
        ("水库二期工程总投资", None, None, "=", 38.6, "亿元"),
        ("合计总投资", None, None, "=", 38.6, "亿元"),
    }
    assert plan.conflicts == ()
    assert not any("target_below_baseline" in i.notes for i in plan.indicators)


@pytest.mark.parametrize("header", ["投资估算（亿元）", "计划总投资（亿元）", "投资规模（亿元）"])
def test_a_column_of_amounts_is_no_value_of_a_year(tmp_path: Path, header: str) -> None:
    plan = read(tmp_path, PIPES.replace("总投资（亿元）", header))
    named = [i for i in plan.indicators if i.name.startswith("水库二期工程")]
    (amount,) = [i for i in named if i.unit == "亿元"]
    assert [(v.year, v.value, v.unit) for v in amount.values] == [(None, 38.6, "亿元")]
    assert amount.name.removeprefix("水库二期工程") == header.split("（")[0]


def test_a_value_in_words_is_kept_and_a_total_says_so(tmp_path: Path) -> None:
    text = PIPES.replace("| 3 | | | 预期性 |", "| 3 | 基本建成 | | 预期性 |")
    plan = read(tmp_path, text)
    rivers = next(i for i in plan.indicators if i.name == "幸福河湖数量")
    assert [(w.year, w.text, w.row) for w in rivers.worded] == [(2030, "基本建成", 4)]
    assert rivers.notes == ()
    shown = {v.display for i in plan.indicators for v in i.values}
    assert {"五年累计[12%]", "五年累计16.8%", "65%"} <= shown


def test_a_row_with_a_mark_beside_its_values_is_one_statement(tmp_path: Path) -> None:
    rows = [p for p in read(tmp_path, PIPES).passages if p.table == "表1"]
    assert [len(p.sentences) for p in rows] == [2, 2, 2, 2]


def test_figures_of_a_project_table_are_read_too(tmp_path: Path) -> None:
    plan = read(tmp_path, PIPES)
    values = {v.name: v.value for i in plan.indicators for v in i.values if v.source.start}
    assert values["水库二期工程总库容"] == 2.35
    assert (values["新建管网"], values["改造管网"]) == (380, 520)
    assert (values["万元产值用水量下降"], values["单位耗电量下降"]) == (12, 15)
    assert {c.project for c in plan.commitments if c.project} == {"平台工程"}


def test_a_merged_cell_is_repeated_where_a_row_is_cited(tmp_path: Path) -> None:
    plan = read(tmp_path, PIPES)
    rows = [p.text.split("\n")[-1] for p in plan.passages if p.table == "表1"]
    assert rows[1] == "节水\t2\t万元产值用水量下降（％）\t—\t—\t[12]\t约束性"
    assert rows[3].startswith("环境\t4\t")
    assert plan.tables[0].rows[1].cells[0].text == ""


def test_a_table_in_a_box_has_the_box_as_caption(tmp_path: Path) -> None:
    text = "# 某市发展规划\n\n第一章 目标\n\n专栏2 主要指标\n\n指标\t2025年\t2030年\n床位\t10\t20\n"
    (table,) = read(tmp_path, text).tables
    assert (table.label, table.title) == ("专栏2", "主要指标")


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("完成甲河、乙河等12条中小河流治理。", {"完成中小河流治理": 12}),
        ("全市12个断面水质优良（达到或优于Ⅲ类）比例为91.7％。",
         {"断面水质优良（达到或优于Ⅲ类）比例": 91.7}),
        ("污水浓度高于100毫克/升的规模占比达到90％。", {"污水浓度高于100毫克/升的规模占比": 90}),
        ("用水量1万立方米以上的企业达到30家。", {"用水量1万立方米以上的企业": 30}),
        ("新增抽排能力180立方米/秒。", {"新增抽排能力": 180}),
        ("湖滨1公里范围内禁止新建高污染项目。", {}),
        ("完成9个县级及以上水源保护区勘界。", {"县级及以上水源保护区勘界": 9}),
        ("河长每半年至少巡河1次。", {"河长每半年巡河": 1}),
        ("2027年底前完成12个排污口整治。", {"排污口整治": 12}),
        ("供水比例高达83％，内涝点仍有23处。", {"供水比例": 83, "内涝点": 23}),
    ],
)  # fmt: skip
def test_figures_in_the_words_of_other_domains(
    tmp_path: Path, sentence: str, expected: dict[str, float]
) -> None:
    text = f"# 某市“十五五”规划\n\n一、主要任务\n\n{sentence}\n"
    plan = read(tmp_path, text)
    assert {v.name: v.value for i in plan.indicators for v in i.values} == expected


def test_a_milestone_is_a_promise_with_its_year(tmp_path: Path) -> None:
    text = "# 某市“十五五”规划\n\n一、主要任务\n\n水库工程库容2亿立方米，2026年开工，2029年蓄水。\n"
    (found,) = read(tmp_path, text).commitments
    assert (found.verb, found.object, found.deadline) == ("开工", "水库工程库容2亿立方米", 2029)


NOTICE = """柳政发〔2021〕9号

**柳川县人民政府关于印发《柳川县“十四五”体育发展规划》的通知**

# 柳川县“十四五”体育发展规划

## 一、总体要求

### （一）发展目标

**群众体育更加普及。**经常参加体育锻炼人数比例达到40%。

**体育产业更加活跃。**体育产业规模达到9亿元。

## 二、主要任务

### （一）建设场地设施

（1）建好健身步道。新建步道60公里，
沿河布局。

（2）开放学校场地。符合条件的学校全部开放。
"""


@pytest.fixture(scope="module")
def noticed(tmp_path_factory: pytest.TempPathFactory) -> Plan:
    path = tmp_path_factory.mktemp("plan") / "sports.md"
    path.write_text(NOTICE, "utf-8")
    return read_plan(path, entry_for(path))


def test_a_plan_sent_out_by_a_notice_has_its_own_title(noticed: Plan) -> None:
    assert noticed.entry.title == "柳川县“十四五”体育发展规划"
    assert noticed.entry.region == "柳川县"


def test_goals_may_have_their_titles_in_bold(noticed: Plan) -> None:
    goals = [(p.title, p.text) for p in noticed.paragraphs if p.kind == "goal"]
    assert [title for title, _ in goals] == ["群众体育更加普及", "体育产业更加活跃"]
    assert goals[0][1] == "群众体育更加普及。经常参加体育锻炼人数比例达到40%。"


def test_a_heading_that_its_paragraph_follows_opens_no_section(noticed: Plan) -> None:
    assert all("步道" not in section.title for section in noticed.sections)
    texts = [p.text for p in noticed.paragraphs if p.kind == "item"]
    assert texts[0].endswith("建好健身步道。新建步道60公里，沿河布局。")


def test_a_quoted_block_is_read_without_its_marks(tmp_path: Path) -> None:
    path = tmp_path / "box.md"
    path.write_text(
        "# 某县“十四五”水利规划\n\n一、主要任务\n\n（一）便民\n\n办好身边小事。\n\n"
        "> **专栏1 身边小事**\n>\n> 1. 修水渠：修整水渠30公里。\n> 2. 清塘坝：清理塘坝12座。\n",
        "utf-8",
    )
    plan = read_plan(path)
    items = [p.text for p in plan.passages if p.path[-1].startswith("专栏1")]
    assert items == ["1. 修水渠：修整水渠30公里。", "2. 清塘坝：清理塘坝12座。"]
    assert not [p for p in plan.passages if ">" in p.text]
    assert [c.before for c in plan.corrections if c.before.startswith(">")]
