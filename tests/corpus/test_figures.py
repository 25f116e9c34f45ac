"""Figures of sentences in other plans: names, years, bounds, and which time they speak of."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpus.model import IndicatorValue, Plan
from corpus.read import read_plan

PLAN = """# 某区“十四五”时期民政事业发展规划

一、规划背景

{past}

二、总体要求

（一）指导思想

坚持以人民为中心。

（二）发展目标

到2025年，服务体系更加健全。

{goal}

三、主要任务

（一）提升服务水平

{task}
"""


def read(tmp_path: Path, *, past: str = "略。", goal: str = "略。", task: str = "略。") -> Plan:
    path = tmp_path / "plan.md"
    path.write_text(PLAN.format(past=past, goal=goal, task=task), "utf-8")
    return read_plan(path)


def brief(value: IndicatorValue) -> tuple[str, int | None, str, float]:
    return value.name, value.year, value.comparator.value, value.value


def figures(plan: Plan) -> list[tuple[str, int | None, str, float]]:
    return [brief(v) for i in plan.indicators for v in i.values]


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        (
            "养老床位由2015年的2860张增加到4320张，每千名老年人拥有床位36.6张。",
            [("养老床位", 2015, "=", 2860), ("养老床位", None, "=", 4320)],
        ),
        (
            "截至2020年底，全区共有养老机构23家，床位由2015年的860张增加到1320张。",
            [("养老机构", 2020, "=", 23), ("床位", 2015, "=", 860), ("床位", 2020, "=", 1320)],
        ),
        (
            "2020年底，60周岁及以上老年人11.8万人，占户籍总人口的27.7%。",
            [("60周岁及以上老年人占户籍总人口", 2020, "=", 27.7)],
        ),
        (
            "特困人员供养标准由每人每月1450元提高到2240元。",
            [("特困人员供养标准每人每月", None, "=", 1450)],
        ),
        ("财政投入资金3.86亿元，年均增长11.2%。", [("财政投入资金年均增长", None, "=", 11.2)]),
        ("整改完成率100%,6 家机构获评三星级。", [("整改完成率", None, "=", 100)]),
    ],
)
def test_results_have_their_subject_and_year(
    tmp_path: Path, sentence: str, expected: list[tuple[str, int | None, str, float]]
) -> None:
    found = figures(read(tmp_path, past=sentence))
    assert [f for f in found if f in expected] == expected


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("对老年人每月至少探访1次。", ("老年人每月探访", 2025, ">=", 1)),
        ("每季度至少召开1次会议。", ("每季度召开会议", 2025, ">=", 1)),
        ("65岁及以上老年人健康管理率超过75%。", ("65岁及以上老年人健康管理率", 2025, ">", 75)),
        ("培育3至5家龙头企业。", ("培育龙头企业", 2025, ">=", 3)),
        ("到2025年，万元产值能耗比2020年下降15%。", ("万元产值能耗下降", 2025, "=", 15)),
        ("实现12个街道（镇）服务中心全覆盖。", ("街道（镇）服务中心", 2025, "=", 12)),
        ("街区300米见园覆盖率达到88%。", ("街区300米见园覆盖率", 2025, "=", 88)),
        ("港口吞吐量达到30万标箱以上。", ("港口吞吐量", 2025, ">=", 30)),
        ("肉羊存栏保持在2.1万头左右。", ("肉羊存栏", 2025, "~", 2.1)),
        ("补建消火栓140具。", ("补建消火栓", 2025, "=", 140)),
        ("五年累计培训人员5000人次以上。", ("培训人员", 2025, ">=", 5000)),
        ("新建居住区按照每百户不低于25平方米的标准配建设施，已建成居住区适当补齐。",
         ("新建居住区每百户", 2025, ">=", 25)),
    ],
)  # fmt: skip
def test_targets_have_their_subject_year_and_bound(
    tmp_path: Path, sentence: str, expected: tuple[str, int | None, str, float]
) -> None:
    assert expected in figures(read(tmp_path, task=sentence))


@pytest.mark.parametrize(
    "sentence",
    [
        "按照不低于1:4的比例配备护理员。",
        "床位数比全市平均水平高2.4张。",
        "提供“喘息服务”，每户每年不少于15天。",
    ],
)
def test_ratios_differences_and_figures_without_a_subject_are_none(
    tmp_path: Path, sentence: str
) -> None:
    assert figures(read(tmp_path, task=sentence)) == []


def test_a_bound_before_the_verb_is_shown(tmp_path: Path) -> None:
    plan = read(tmp_path, task="民政部门每年至少开展2次联合检查。")
    (value,) = plan.indicators[0].values
    assert value.display == "至少开展2次"
    passage = next(p for p in plan.passages if p.id == value.source.passage_id)
    assert passage.text[value.source.start : value.source.end] == "至少开展2次"


def test_goals_below_the_general_requirements_are_goals(tmp_path: Path) -> None:
    goal = "——保障更加有力。月探访率达到100%，适老化改造累计达到3000户以上。"
    plan = read(tmp_path, goal=goal)
    assert [(v.period.value, v.year) for i in plan.indicators for v in i.values] == [
        ("target", 2025),
        ("target", 2025),
    ]
    assert any("3000户以上" in c.text and c.deadline == 2025 for c in plan.commitments)


def test_numbered_goals_have_titles_and_tasks_have_none(tmp_path: Path) -> None:
    plan = read(tmp_path, goal="1. 供水安全。普及率达到96%。", task="1. 提升素养。开展培训。")
    titles = {p.text: p.title for p in plan.passages}
    assert titles["1. 供水安全。普及率达到96%。"] == "供水安全"
    assert titles["1. 提升素养。开展培训。"] is None


def test_a_task_may_speak_of_foundations_and_surroundings(tmp_path: Path) -> None:
    text = PLAN.replace("三、主要任务", "三、夯实民政事业发展基础")
    text = text.replace("（一）提升服务水平", "（一）优化发展环境")
    path = tmp_path / "plan.md"
    path.write_text(text.format(past="略。", goal="略。", task="新建敬老院3所。"), "utf-8")
    plan = read_plan(path)
    assert [c.text for c in plan.commitments if c.path[0].startswith("三")] == ["新建敬老院3所。"]


TABLES = """
表1 主要指标
序号\t指标\t单位\t2020年\t2025年
1\t公办养老机构平均入住率\t%\t61.7\t≥75
2\t养老护理员数量\t人\t612\t≥1000

表2 重点项目
序号\t项目\t内容
1\t福利中心项目\t新建护理楼1栋，总投资1.65亿元。
2\t平台项目\t升级平台，总投资0.2亿元，每年培训人员200人次。
"""


def test_disagreements_are_about_one_thing(tmp_path: Path) -> None:
    goal = "——服务更优。养老机构平均入住率提高到65%，护理员培训人员1000人次。" + TABLES
    task = "五年培训人员1000人次，养老护理员达到1100人以上。"
    plan = read(tmp_path, goal=goal, task=task)
    (conflict,) = plan.conflicts
    assert [(s.name, s.value) for s in conflict.statements] == [
        ("养老护理员数量", 1000),
        ("养老护理员", 1100),
    ]
    names = {i.name for i in plan.indicators}
    assert {"福利中心项目总投资", "平台项目总投资"} <= names


def test_a_number_without_a_noun_is_no_indicator(tmp_path: Path) -> None:
    """Asking would fail on a name of no characters."""
    plan = read(
        tmp_path,
        past="设立区长质量奖并评选三届，共有14家获奖。救助特困家庭506户1212人于2019年底前脱贫。",
        task="建成区级分拣中心5座，其中东片、西片各1座于2024年底前建成。",
    )
    assert all(indicator.name for indicator in plan.indicators)
    assert {v.display for i in plan.indicators for v in i.values} >= {"506户", "5座"}


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        (
            "建设保障性住房1200套，其中东湖区700套、西山县300套，其余分布在各县。",
            [("东湖区保障性住房", 2025, "=", 700), ("西山县保障性住房", 2025, "=", 300)],
        ),
        ("建设县图书馆，选址城南，占地42亩。", [("县图书馆占地", 2025, "=", 42)]),
        ("在湖东岸新建大剧院，建筑面积3万平方米。", [("大剧院建筑面积", 2025, "=", 3)]),
        (
            "小学生近视率降到30%以下，初中生降到58%以下。",
            [("小学生近视率", 2025, "<=", 30), ("初中生近视率", 2025, "<=", 58)],
        ),
        (
            "三是学生近视率降到50%以下，其中小学生30%、初中生58%。",
            [
                ("学生近视率", 2025, "<=", 50),
                ("小学生近视率", 2025, "=", 30),
                ("初中生近视率", 2025, "=", 58),
            ],
        ),
        ("检验参数由1360项扩展到2200项。", [("检验参数", 2025, "=", 2200)]),
        ("3. 村级站点覆盖率达到80%。", [("村级站点覆盖率", 2025, "=", 80)]),
        ("对困难家庭每户给予一次性补助300元。", [("困难家庭每户给予一次性补助", 2025, "=", 300)]),
        (
            "2027年授权企业达到12家，2030年达到20家以上。",
            [("授权企业", 2027, "=", 12), ("授权企业", 2030, ">=", 20)],
        ),
        # What there is already is no target either.
        (
            "古镇现存民居67栋，其中文物民居5栋；修缮民居20栋。",
            [
                ("古镇现存民居", None, "=", 67),
                ("文物民居", None, "=", 5),
                ("修缮民居", 2025, "=", 20),
            ],
        ),
        # What a planned change sets out from is no target.
        ("救护车由14辆增至26辆。", [("救护车", None, "=", 14), ("救护车", 2025, "=", 26)]),
    ],
)  # fmt: skip
def test_a_short_name_is_completed_from_its_sentence(
    tmp_path: Path, sentence: str, expected: list[tuple[str, int | None, str, float]]
) -> None:
    found = figures(read(tmp_path, task=sentence))
    assert [f for f in found if f in expected] == expected
