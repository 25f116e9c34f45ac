"""Questions whose answer is reckoned from a plan's figures, and those that must not be."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from index.build import build
from index.encoder import Encoder
from index.store import SnapshotStore
from qa.engine import Engine
from qa.model import Question, Reply, Status

PLAN = Path(__file__).parent / "orchard_plan.md"
Ask = Callable[[str], Reply]


@pytest.fixture(scope="module")
def orchard(tmp_path_factory: pytest.TempPathFactory, encoder: Encoder) -> Engine:
    store = SnapshotStore(tmp_path_factory.mktemp("orchard") / "index")
    build([PLAN], store, lambda: encoder, encoder.fingerprint, progress=False)
    return Engine(store.load(encoder.fingerprint), encoder)


@pytest.fixture
def asked(orchard: Engine) -> Ask:
    return lambda text: orchard.ask(Question(text=text))


@pytest.mark.parametrize(
    ("question", "rule"),
    [
        ("冷藏库到2025年要净增多少座", "410－260＝150"),
        ("灌溉保证率十三五期间涨了几个点", "74－61.5＝12.5"),
        ("果园灌溉保证率2025年比2020年要高出几个百分点", "82－74＝8"),
        ("果园步道原来有多少公里", "120－36＝84公里"),
        ("良种推广率比省里行动计划的任务多出几个百分点", "92－85＝7个百分点"),
        ("青溪县果品产值2025年比2020年多多少亿", "增加7.1亿元（19.5－12.4＝7.1）"),
        ("白石县和柳坪县2025年果品产值相差多少", "22.3－18.2＝4.1亿元"),
        ("白石果品加工园比柳坪种苗繁育中心多投资多少万元", "15400－3250＝12150万元"),
        ("白石加工园项目的总投资比柳坪繁育中心项目多多少万元", "15400－3250＝12150万元"),
        ("按指标表，果品产值2025年要比2020年净增多少", "60－41.3＝18.7"),
        ("办种苗经营许可，材料少带几份，审批缩短几个工作日", "12－5＝7份"),
        ("办种苗经营许可，材料少带几份，审批缩短几个工作日", "20－8＝12个工作日"),
    ],
)
def test_a_difference_shows_its_rule(asked: Ask, question: str, rule: str) -> None:
    reply = asked(question)
    assert rule in reply.answer
    assert reply.citations


@pytest.mark.parametrize(
    ("question", "rule"),
    [
        ("青溪果品交易市场加上白石果品加工园，两个项目一共投资多少", "8600＋15400＝24000万元"),
        ("青溪县、白石县2025年果品产值合计多少亿元", "19.5＋22.3＝41.8亿元"),
        ("新建烘干中心和新建分拣中心总共几座", "7＋5＝12座"),
        ("农机合作社和家庭果园加起来有多少家", "85＋1320＝1405家"),
        ("青溪、白石、柳坪三个县的育苗基地合起来是多少个", "4＋4＋4＝12个"),
    ],
)
def test_a_sum_shows_its_parts(asked: Ask, question: str, rule: str) -> None:
    assert rule in asked(question).answer


def test_a_follow_up_with_other_years_is_of_the_same_indicator(orchard: Engine) -> None:
    asked = Question(
        text="2020年呢？跟2015年比提高了几个百分点",
        history=("果园灌溉保证率2025年的目标是多少",),
    )
    assert "74－61.5＝12.5" in orchard.ask(asked).answer


def test_growth_by_a_factor(asked: Ask) -> None:
    assert "410÷260≈1.58" in asked("冷藏库五年要翻几倍").answer


@pytest.mark.parametrize(
    "question",
    [
        "新建烘干中心和新建屠宰场一共几座",  # one part is not given
        "冷藏库和农机合作社一共多少",  # units differ
        "果园灌溉保证率比邻市高几个百分点",  # others' value is not given
        "青溪县和云岭县2025年果品产值合计多少",  # no such row
        "果农工资2025年比2020年涨了多少",  # no such figure
        "青溪和白石一共建了多少个育苗基地",  # the list has three
    ],
)
def test_nothing_is_reckoned_without_all_parts(asked: Ask, question: str) -> None:
    assert "＝" not in asked(question).answer


def test_a_blank_part_is_named_and_not_added(asked: Ask) -> None:
    reply = asked("柳坪种苗繁育中心和林果气象监测站两个项目合计投资多少")
    assert reply.status is Status.PARTIAL
    assert "柳坪种苗繁育中心项目总投资3250万元" in reply.answer
    assert "没有说明林果气象监测站项目的总投资" in reply.answer


@pytest.mark.parametrize(
    ("question", "lead", "named", "other"),
    [
        ("哪些县的亩均收入目标低于全市", "有1项", ["白石县", "柳坪县没有写明"], "青溪县"),
        ("2025年果品产值超过19亿元的县有哪些", "有2项", ["青溪县", "白石县"], "柳坪县"),
        ("表1里哪个指标降得最猛", "＝8个百分点", ["化学农药使用强度比例"], "合格率"),
        ("表1里2020年划杠的指标有几项", "有1项", ["果农培训覆盖率"], "灌溉"),
        ("名字里带“果品”的项目有几个", "有2项", ["交易市场", "加工园"], "种苗"),
        ("跟果农有关的指标有几项", "有1项", ["果农培训覆盖率"], "灌溉"),
    ],
)
def test_rows_that_pass_a_test_are_counted_and_listed(
    asked: Ask, question: str, lead: str, named: list[str], other: str
) -> None:
    answer = asked(question).answer
    assert lead in answer
    assert all(name in answer for name in named)
    assert other not in answer


def test_rows_of_two_areas_that_differ(ask: Ask) -> None:
    answer = ask("表1里2020年市级和本区数值不一样的有哪几项").answer
    assert "数值不同的有2项" in answer
    assert "高等教育毛入学率" in answer
    assert "义务教育毛入学率" not in answer


def test_what_was_reached_stands_beside_what_is_aimed_at(asked: Ask) -> None:
    reply = asked("冷藏库2020年有多少座，2025年要有多少座")
    assert "260座" in reply.answer
    assert "410座" in reply.answer
