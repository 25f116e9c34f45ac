"""Promises as other plans write them: with a time in front, a bound, an actor in brackets."""

from __future__ import annotations

import pytest

from corpus.commitments import deadline_of, read_promise
from corpus.roles import Role


@pytest.mark.parametrize(
    ("sentence", "verb", "thing", "actor"),
    [
        ("2022年6月底前制定并公布服务清单，明确服务对象。", "制定", "并公布服务清单", None),
        ("每两年举办1届技能大赛。", "举办", "1届技能大赛", None),
        ("“十四五”期间新建养老院3所。", "新建", "养老院3所", None),
        ("五年累计培训服务人员5000人次。", "培训", "服务人员5000人次", None),
        ("区域中心建筑面积不低于1000平方米。", "不低于", "区域中心建筑面积", None),
        ("各街道（镇）要明确专人负责。", "明确", "专人负责", "各街道（镇）"),
        ("综合医院设立老年医学科比例达到60%。", "达到", "综合医院设立老年医学科比例", None),
        ("各乡镇要将规划指标纳入工作目标。", "纳入", "规划指标纳入工作目标", "各乡镇"),
        ("将照护服务延伸到家庭。", "延伸到", "照护服务延伸到家庭", None),
    ],
)
def test_promises_of_tasks(sentence: str, verb: str, thing: str, actor: str | None) -> None:
    promise = read_promise(sentence, Role.TASK)
    assert promise is not None
    assert (promise.verb, promise.object, promise.actor) == (verb, thing.rstrip("。"), actor)


def test_a_basic_service_is_no_degree() -> None:
    promise = read_promise("全体老年人享有基本养老服务，制度更加成熟定型。", Role.GOAL)
    assert promise is not None
    assert promise.verb == "更加成熟定型"


def test_a_numbered_title_in_its_paragraph_is_no_promise_of_its_own() -> None:
    assert read_promise("（二）供水安全保障全面加强。", Role.GOAL) is None


@pytest.mark.parametrize(
    ("text", "year"),
    [("2022年6月底前公布清单", 2022), ("到2023年底建成", 2023), ("依据2022年6月的文件", None)],
)
def test_deadlines_may_name_a_month(text: str, year: int | None) -> None:
    assert deadline_of(text, 2025) == year
