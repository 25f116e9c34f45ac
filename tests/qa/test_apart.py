"""Two figures of one sentence are set against each other only where a question names both."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpus.read import read_plan
from qa.apart import set_apart
from qa.draft import Draft
from qa.fit import Fit
from qa.question import understand

PLAN = """# 某县“十四五”果业发展规划

一、目标

到2025年，果业体系更加健全。

二、任务

（一）加大投入

五年安排果业资金8亿元，其中果园改造3.5亿元、冷链物流2.1亿元、品牌推广0.8亿元，其余用于培训。

（二）建设基地

建成育苗基地12个、示范果园30个左右。
"""


def asked(tmp_path: Path, text: str, *words: str) -> Draft | None:
    path = tmp_path / "plan.md"
    path.write_text(PLAN, "utf-8")
    plan = read_plan(path)
    passages = {passage.id: passage for passage in plan.passages}
    fit = Fit(text, words, lambda _: ())
    return set_apart(understand(text), fit, plan.indicators, plan.passages, passages.__getitem__)


@pytest.mark.parametrize(
    ("text", "words", "rule"),
    [
        ("资金里果园改造比冷链物流多多少", ("果园改造", "冷链物流"), "多1.4亿元（3.5－2.1＝1.4）"),
        ("品牌推广比冷链物流少几个亿", ("品牌推广", "冷链物流"), "少1.3亿元（2.1－0.8＝1.3）"),
        ("果园改造占果业资金的比重", ("果园改造", "果业资金"), "43.8%（3.5÷8≈43.8%）"),
        ("育苗基地比示范果园少多少个", ("育苗基地", "示范果园"), "少18个（30－12＝18）"),
    ],
)
def test_the_rule_is_shown_beside_the_sentence(
    tmp_path: Path, text: str, words: tuple[str, ...], rule: str
) -> None:
    draft = asked(tmp_path, text, *words)
    assert draft is not None
    assert rule in draft.pieces[0].text
    assert draft.pieces[1].kind == "quote"


def test_a_bound_is_told(tmp_path: Path) -> None:
    draft = asked(tmp_path, "育苗基地比示范果园少多少个", "育苗基地", "示范果园")
    assert draft is not None
    assert "带范围的数" in draft.pieces[0].text


@pytest.mark.parametrize(
    "text",
    [
        "果园改造比水库加固多多少",
        "果园改造投了多少",
        "育苗基地比冷链物流多多少",
        "果园比果园改造多多少",
    ],
)
def test_nothing_is_reckoned_of_what_stands_apart(tmp_path: Path, text: str) -> None:
    assert asked(tmp_path, text, "果园改造", "育苗基地") is None
