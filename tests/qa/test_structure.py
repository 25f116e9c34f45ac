"""Questions about how a plan is built, over a small plan of another time, place and layout."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from corpus.read import read_plan
from index.build import build
from index.encoder import Encoder
from index.store import SnapshotStore
from qa.draft import Draft, Piece, Source, whole
from qa.engine import Engine
from qa.enrich import Enricher
from qa.model import Question, Reply, Status
from qa.verify import supported

PLAN = Path(__file__).parent / "trade_plan.md"


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory, encoder: Encoder) -> Callable[[str], Reply]:
    store = SnapshotStore(tmp_path_factory.mktemp("trade") / "index")
    build([PLAN], store, lambda: encoder, encoder.fingerprint, progress=False)
    engine = Engine(store.load(encoder.fingerprint), encoder)
    return lambda text: engine.ask(Question(text=text))


def lines(reply: Reply) -> list[str]:
    """The answer's lines without citation marks and closing punctuation."""
    said = [line.split("[")[0].rstrip("；。：") for line in reply.answer.splitlines()]
    return [line for line in said if line]


@pytest.mark.parametrize(
    ("question", "lead", "names"),
    [
        ("约束性指标有哪些", "有2项", ["电商服务站覆盖率", "乡镇农贸市场数"]),
        ("哪些指标由县商务局牵头", "有2项", ["社会消费品零售总额", "电商服务站覆盖率"]),
        ("商务局负责哪些项目", "有2项", ["南坪农产品批发市场改造项目", "电商产业园项目"]),
        ("开发区的项目有哪些", "有1项", ["电商产业园项目"]),
        (
            "重点项目有哪些",
            "共列4项",
            [
                "县冷链物流园项目",
                "南坪农产品批发市场改造项目",
                "电商产业园项目",
                "乡镇农贸市场提升项目",
            ],
        ),
    ],
)
def test_rows_are_listed_by_a_mark_or_a_doer(
    asked: Callable[[str], Reply], question: str, lead: str, names: list[str]
) -> None:
    reply = asked(question)
    assert lines(reply)[0].endswith(lead)
    assert lines(reply)[1:] == names
    assert all(name in c.text for name, c in zip(names, reply.citations, strict=True))


def test_marks_are_counted_side_by_side(asked: Callable[[str], Reply]) -> None:
    reply = asked("约束性和预期性指标各有几个")
    assert "“约束性”的有2项" in reply.answer
    assert "“预期性”的有2项" in reply.answer


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ("投资超过1亿的项目有哪些", ["县冷链物流园项目", "电商产业园项目"]),
        ("投资不足1亿元的项目", ["南坪农产品批发市场改造项目"]),
        ("投资最大的项目是哪个", ["电商产业园项目"]),
        ("投资前二的项目是哪些", ["电商产业园项目", "县冷链物流园项目"]),
        ("投资最少的项目", ["南坪农产品批发市场改造项目"]),
    ],
)
def test_projects_are_listed_by_amount(
    asked: Callable[[str], Reply], question: str, names: list[str]
) -> None:
    told = lines(asked(question))[1:]
    assert [line.split("（")[0] for line in told] == names
    assert all("万元" in line for line in told)


def test_a_sum_shows_its_parts_and_what_is_not_given(asked: Callable[[str], Reply]) -> None:
    reply = asked("重点项目总共投资多少")
    assert "12500＋8600＋20300＝41400万元（没有写明的不计）" in reply.answer
    assert len(reply.citations) == 3


@pytest.mark.parametrize(
    ("question", "cells"),
    [
        ("电商产业园项目的起止年限", ["起止年限：2016-2020"]),
        ("县冷链物流园项目建在哪里", ["建设地点：城关镇东郊"]),
        ("南坪批发市场改造由谁负责", ["实施主体：县商务局、南坪镇政府"]),
        ("电商产业园项目多少钱", ["投资估算：20300万元"]),
        ("电商产业园项目的建设地点和实施主体", ["建设地点：开发区", "实施主体：县商务局"]),
        ("县冷链物流园是新建还是改扩建", ["建设性质：新建"]),
        ("冷库容量由哪个部门牵头", ["牵头部门：县农业农村局"]),
        ("电商服务站覆盖率是约束性指标吗", ["指标类型：约束性"]),
    ],
)
def test_a_cell_of_a_named_row_leads(
    asked: Callable[[str], Reply], question: str, cells: list[str]
) -> None:
    told = lines(asked(question))
    assert len(told) == len(cells)
    assert all(line.endswith(cell) for line, cell in zip(told, cells, strict=True))


def test_a_mark_and_the_value_are_both_said_where_both_are_asked(
    asked: Callable[[str], Reply],
) -> None:
    answer = asked("电商服务站覆盖率2020年目标值是多少，属于约束性还是预期性").answer
    assert "指标类型：约束性" in answer
    assert "≥90%" in answer


def test_a_blank_cell_is_said_to_be_blank(asked: Callable[[str], Reply]) -> None:
    reply = asked("乡镇农贸市场提升项目投资多少")
    assert reply.status is Status.REFUSED
    assert "乡镇农贸市场提升项目的投资估算" in reply.answer


@pytest.mark.parametrize(
    ("question", "items"),
    [
        (
            "工作原则有哪几条",
            ["1. 政府引导、市场运作", "2. 城乡统筹、协调发展", "3. 绿色低碳、安全便利"],
        ),
        ("重点任务有哪些", ["（一）完善城乡商贸网络", "（二）发展冷链物流"]),
        ("保障措施包括什么", ["（一）加强组织领导", "（二）加大资金投入"]),
        ("发展目标有哪几个方面", ["——市场规模稳步扩大", "——农村电商加快发展"]),
    ],
)
def test_what_stands_below_a_title_is_listed_whole(
    asked: Callable[[str], Reply], question: str, items: list[str]
) -> None:
    reply = asked(question)
    assert f"共{len(items)}项" in lines(reply)[0]
    assert lines(reply)[1:] == items
    assert len(reply.citations) == len(items)
    for item, citation in zip(items, reply.citations, strict=True):
        assert item in citation.text or item in citation.section_path


@pytest.mark.parametrize("question", ["农村电商的目标是什么", "冷链物流有哪些任务"])
def test_a_question_for_a_part_is_not_answered_with_the_whole(
    asked: Callable[[str], Reply], question: str
) -> None:
    told = asked(question).answer
    assert "共2项" not in told
    assert "城乡商贸网络基本建成" not in told


def test_the_first_of_a_list_is_that_one(asked: Callable[[str], Reply]) -> None:
    assert lines(asked("第二条原则是什么")) == ["2. 城乡统筹、协调发展"]


@pytest.mark.parametrize(
    ("question", "begins"),
    [
        ("总体目标是什么", "到2020年，城乡商贸网络基本建成"),
        ("到2020年的总目标", "到2020年，城乡商贸网络基本建成"),
        ("远景展望怎么写的", "展望2025年，建成辐射周边三县的区域商贸中心"),
    ],
)
def test_the_goal_as_a_whole_is_its_own_sentence(
    asked: Callable[[str], Reply], question: str, begins: str
) -> None:
    (told,) = lines(asked(question))
    assert told.startswith(begins)


def test_the_goal_of_a_year_that_the_plan_never_names_is_refused(
    asked: Callable[[str], Reply],
) -> None:
    assert asked("2035年的远景目标").status is Status.REFUSED


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("乡镇农贸市场要增加多少个", "增加7个（16－9＝7）"),
        ("电商服务站覆盖率五年要提高多少个百分点", "提高50个百分点（90－40＝50）"),
        ("十二五期间电商服务站覆盖率提高了多少", "提高27.5个百分点（40－12.5＝27.5）"),
        ("社会消费品零售总额十二五增加了多少", "增加13.4亿元（31.6－18.2＝13.4）"),
        ("电商服务站覆盖率比全省平均高多少", "高于全省平均水平3.5个百分点"),
    ],
)
def test_a_change_is_of_the_years_that_are_meant(
    asked: Callable[[str], Reply], question: str, told: str
) -> None:
    assert told in lines(asked(question))[0]


def test_a_past_period_is_answered_with_its_result(asked: Callable[[str], Reply]) -> None:
    reply = asked("十二五建成了几个农贸市场")
    assert "建成乡镇农贸市场9个" in reply.answer
    assert "16" not in reply.answer


def test_present_and_target_are_both_given(asked: Callable[[str], Reply]) -> None:
    told = asked("冷库容量的现状和目标分别是多少").answer
    assert "2015年1.2万吨，2020年3万吨" in told


def test_one_number_or_another_is_a_question_of_conflict(asked: Callable[[str], Reply]) -> None:
    reply = asked("电商服务站覆盖率到底是85%还是90%")
    assert {s.display for c in reply.conflicts for s in c.statements} == {"≥90%", "85%以上"}


@pytest.mark.parametrize("question", ["哪些指标2020年目标在90%以上", "哪些指标2020年目标不低于90%"])
def test_a_filter_needs_no_particle(asked: Callable[[str], Reply], question: str) -> None:
    reply = asked(question)
    assert "有1项" in lines(reply)[0]
    assert "电商服务站覆盖率2020年≥90%" in reply.answer


@pytest.mark.parametrize("question", ["发展目标", "发展目标有哪些"])
def test_a_title_of_general_words_is_no_unclear_question(
    asked: Callable[[str], Reply], question: str
) -> None:
    assert "市场规模稳步扩大" in asked(question).answer or "城乡商贸网络" in asked(question).answer


def test_a_quoted_row_of_figures_is_said_as_its_values() -> None:
    plan = read_plan(PLAN)
    rows = {p.title: p for p in plan.passages if p.kind == "table_row"}
    enricher = Enricher({p.id: p for p in plan.passages})
    for name, said in (
        ("冷库容量", "表1：冷库容量2015年1.2万吨，2020年3万吨。"),
        ("电商产业园项目", "起止年限：2016-2020"),
    ):
        row = rows[name]
        at = row.text.find("2016-2020") if name.endswith("项目") else whole(row).start
        end = at + len("2016-2020") if name.endswith("项目") else len(row.text)
        draft = Draft([Piece(row.text[at:end], "quote", (Source(row, at, end),))])
        enricher.read_rows(draft, [plan])
        assert [piece.text for piece in draft.pieces] == [said]
        assert all(supported(piece) for piece in draft.pieces)


def test_a_title_that_the_passage_does_not_stand_in_is_not_released() -> None:
    passage = next(p for p in read_plan(PLAN).passages if p.path)
    source = (Source(passage, 0, 1),)
    assert supported(Piece(passage.path[-1], "title", source))
    assert not supported(Piece("（九）并无此节", "title", source))
