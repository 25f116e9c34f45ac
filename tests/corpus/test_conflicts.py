"""Disagreements within a plan: those there are, and none made up."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpus.model import Conflict
from corpus.read import read_plan

PLAN = """# 某县“十四五”时期公共事业发展规划

一、发展目标

{goal}

{table}

二、主要任务

{task}
"""


def conflicts(tmp_path: Path, goal: str = "略。", task: str = "略。", table: str = "") -> list[str]:
    path = tmp_path / "plan.md"
    path.write_text(PLAN.format(goal=goal, task=task, table=table), "utf-8")
    return [_said(conflict) for conflict in read_plan(path).conflicts]


def _said(conflict: Conflict) -> str:
    return f"{conflict.kind.value}: " + " / ".join(
        f"{v.name}{v.display}" for v in conflict.statements
    )


INDICATORS = """
表1 主要指标
序号\t指标\t单位\t2020年\t2025年
1\t森林覆盖率\t%\t60\t65
2\t每万人口高价值发明专利拥有量\t件\t2\t5
3\t职工医保住院费用报销比例\t%\t83\t85
4\t婴儿死亡率\t‰\t3.2\t3.0
"""

YEARS = """
表2 年度任务
序号\t任务\t单位\t2021年\t2022年\t2023年\t2025年
1\t改造老旧管网\t公里\t20\t30\t\t10
"""

PROJECTS = """
表3 重点项目
序号\t项目名称\t建设内容\t总投资（万元）
1\t县体育公园工程\t新建球场8片\t32000
2\t文化馆工程\t新建展厅，占地28亩\t1000
"""


BARNS = """
表4 重点项目
序号\t项目名称\t建设内容
1\t东仓项目\t新建标准化粮食仓库5万吨
2\t西仓项目\t新建标准化粮食仓库2万吨
"""


@pytest.mark.parametrize(
    ("goal", "task"),
    [
        # One general word, two things.
        ("建设县图书馆，占地42亩。", "县博物馆布局完善，设备更新，占地28亩。"),
        ("对个人处500元以下罚款。", "对单位处2000元以下罚款。"),
        ("现有革命文物87处。", "串联旧址等11处革命文物。"),
        # Parts of a whole, and another part of it.
        ("居民医保住院费用报销比例达到70%。" + INDICATORS, "略。"),
        ("每万人口发明专利拥有量达到8件。" + INDICATORS, "略。"),
        ("火情监测覆盖率达到95%。" + INDICATORS, "略。"),
        # What a change sets out from is of no later year.
        ("到2025年，急救车由14辆增至26辆。", "略。"),
        (
            "2020年，孕产妇死亡率由2010年的21下降到11，婴儿死亡率由9.4‰下降到3.2‰。" + INDICATORS,
            "略。",
        ),
        # How much something changed, since two times.
        ("事故死亡人数下降40%。", "全年事故死亡人数下降35%。"),
        # What two projects do of what is done in all.
        ("新建标准化粮食仓库8万吨。" + BARNS, "略。"),
        # A year's part of what all years come to, one year blank.
        ("五年改造老旧管网80公里。" + YEARS, "略。"),
    ],
)
def test_different_things_do_not_disagree(tmp_path: Path, goal: str, task: str) -> None:
    assert conflicts(tmp_path, goal, task) == []


@pytest.mark.parametrize(
    ("goal", "task", "expected"),
    [
        (
            "森林覆盖率达到66%。" + INDICATORS,
            "略。",
            "value: 森林覆盖率65% / 森林覆盖率66%",
        ),
        (
            "五年改造老旧供水泵房240处。",
            "改造老旧供水泵房260处。",
            "value: 改造老旧供水泵房240处 / 改造老旧供水泵房260处",
        ),
        (
            "略。" + PROJECTS,
            "建设县体育公园工程，选址城南，总投资3.6亿元。",
            "value: 县体育公园工程总投资32000万元 / 县体育公园工程总投资3.6亿元",
        ),
        (
            "略。" + PROJECTS,
            "体育公园项目总投资3.6亿元，选址城南。",
            "value: 县体育公园工程总投资32000万元 / 县体育公园工程总投资3.6亿元",
        ),
        (
            "略。" + PROJECTS,
            "在湖东岸建设文化馆，占地36亩。",
            "value: 文化馆工程占地28亩 / 文化馆占地36亩",
        ),
    ],
)
def test_two_places_that_speak_of_one_thing_are_set_against_each_other(
    tmp_path: Path, goal: str, task: str, expected: str
) -> None:
    assert conflicts(tmp_path, goal, task) == [expected]


def test_one_amount_in_two_units_is_no_disagreement(tmp_path: Path) -> None:
    task = "建设县体育公园工程，选址城南，总投资3.2亿元。"
    assert conflicts(tmp_path, "略。" + PROJECTS, task) == []
