"""Questions about tables of places and projects: cells by row and column, several, follow-ups."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from index.build import build
from index.encoder import Encoder
from index.store import SnapshotStore
from qa.engine import Engine
from qa.model import Question, Reply, Status

PLAN = Path(__file__).parent / "port_plan.md"
Ask = Callable[..., Reply]


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory, encoder: Encoder) -> Ask:
    store = SnapshotStore(tmp_path_factory.mktemp("port") / "index")
    build([PLAN], store, lambda: encoder, encoder.fingerprint, progress=False)
    engine = Engine(store.load(encoder.fingerprint), encoder)
    return lambda text, *history: engine.ask(Question(text=text, history=history))


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("石矶县2020年的货物吞吐量", ["石矶县，2020年货物吞吐量：860万吨"]),
        ("石矶的重点方向是什么", ["石矶县，重点方向：矿建材料"]),
        ("澜江新区泊位利用率要到多少", ["澜江新区，泊位利用率目标：78%"]),
        (
            "望潮集装箱码头由谁负责，建几个泊位？",
            ["责任单位：市港航局", "建设内容：新建5万吨级泊位3个"],
        ),
        (
            "芦汀粮食物流园：筒仓数、责任单位、建设期限",
            ["筒仓20座", "市粮食局", "2022—2025年"],
        ),
        ("石矶散货码头要修多长廊道，花多少钱，哪年完", ["5.2公里", "6.4亿元", "2022—2023年"]),
    ],
)
def test_a_named_row_answers_everything_that_is_asked(
    asked: Ask, question: str, said: list[str]
) -> None:
    reply = asked(question)
    assert all(words in reply.answer for words in said)
    assert {c.kind for c in reply.citations} == {"table_row"}


def test_two_years_of_a_place_are_subtracted_with_the_rule_shown(asked: Ask) -> None:
    reply = asked("望潮区货物吞吐量2025年比2020年多多少万吨")
    assert "增加800万吨（2900－2100＝800）" in reply.answer


@pytest.mark.parametrize(
    ("question", "rule"),
    [
        ("望潮区和石矶县2025年货物吞吐量合计多少", "2900＋1250＝4150万吨"),
        ("望潮集装箱码头加上芦汀粮食物流园，一共要投多少钱", "24.5＋8.1＝32.6亿元"),
        ("芦汀粮食物流园、石矶散货码头改造工程加一块要投多少钱", "6.4＋8.1＝14.5亿元"),
        ("望潮区新增仓储比石矶县大出几万平方米", "35－18＝17万平方米"),
        ("望潮区2020年货物吞吐量是芦汀县的几倍", "2100÷430≈4.88"),
        ("芦汀县2020年货物吞吐量是望潮区的几倍", "430÷2100≈0.2"),
    ],
)
def test_cells_of_several_rows_are_put_together(asked: Ask, question: str, rule: str) -> None:
    assert rule in asked(question).answer


@pytest.mark.parametrize(
    ("question", "blank"),
    [
        ("芦汀县的泊位利用率目标是多少", "芦汀县的泊位利用率目标"),
        ("口岸信息平台投资多少", "总投资"),
    ],
)
def test_a_blank_cell_is_said_to_be_blank(asked: Ask, question: str, blank: str) -> None:
    reply = asked(question)
    assert reply.status is Status.REFUSED
    assert blank in reply.answer
    assert "这一格为空" in reply.answer


@pytest.mark.parametrize(
    "question",
    [
        "望潮区2020年泊位利用率是多少",
        "望潮区仓储增加值2025年多少",
        "望潮区2025年人均货物吞吐量",
        "芦汀粮食物流园征地补偿多少钱",
        "芦汀粮食物流园带动投资多少",
    ],
)
def test_what_only_resembles_a_column_is_not_answered_with_it(asked: Ask, question: str) -> None:
    reply = asked(question)
    told = reply.answer.splitlines()
    cells = ("表2：望潮区，泊位", "表2：望潮区，2025年", "表3：芦汀粮食物流园，总投资")
    assert not any(line.startswith(cells) for line in told)


def test_what_is_given_is_answered_beside_what_is_blank(asked: Ask) -> None:
    reply = asked("口岸信息平台接入多少家企业，投资多少")
    assert reply.status is Status.PARTIAL
    assert "接入企业260家" in reply.answer
    assert "没有说明口岸信息平台的总投资" in reply.answer


@pytest.mark.parametrize(
    ("history", "question", "said", "unsaid"),
    [
        ("石矶县2020年货物吞吐量是多少", "那芦汀呢", "芦汀县，2020年货物吞吐量：430万吨", "860"),
        ("望潮集装箱码头投资多少", "哪年完工", "建设期限：2021—2024年", "24.5"),
        ("芦汀粮食物流园的投资是多少", "筒仓呢", "筒仓20座", "8.1"),
        ("岸电设施覆盖率2025年要达到多少", "最初是多少", "2020年61.5%", "90%"),
    ],
)
def test_a_follow_up_inherits_its_row_and_not_what_was_asked(
    asked: Ask, history: str, question: str, said: str, unsaid: str
) -> None:
    reply = asked(question, history)
    assert said in reply.answer
    assert unsaid not in reply.answer


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("总投资最大的项目是哪个", "总投资最大的"),
        ("港口货物吞吐量2025年目标", "港口货物吞吐量2025年8600万吨"),
    ],
)
def test_a_question_of_its_own_inherits_no_row(asked: Ask, question: str, said: str) -> None:
    reply = asked(question, "芦汀粮食物流园由谁负责")
    assert reply.resolved_question == question
    assert said in reply.answer


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("港口货物吞吐量年均增速是多少", "年均增速6.8%"),
        ("岸电设施覆盖率年均增速一栏填的什么数", "五年累计[28.5%]"),
        ("新增标准化泊位2025年目标是多少", "累计[14个]"),
    ],
)
def test_growth_and_totals_are_said_for_what_they_are(asked: Ask, question: str, said: str) -> None:
    assert said in asked(question).answer


def test_growth_is_not_mixed_with_levels(asked: Ask) -> None:
    reply = asked("岸电设施覆盖率2025年的目标")
    assert "90%" in reply.answer
    assert "28.5" not in reply.answer


def test_an_amount_that_text_and_table_give_differently_is_a_conflict(asked: Ask) -> None:
    reply = asked("望潮集装箱码头总投资多少亿")
    (conflict,) = reply.conflicts
    assert conflict.kind == "value"
    assert {s.display for s in conflict.statements} == {"24.5亿元", "21亿元"}
    assert asked("石矶散货码头改造工程总投资多少").conflicts == ()


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ("哪些县区泊位利用率目标超过70%", ["望潮区", "澜江新区"]),
        ("2025年货物吞吐量最大的是哪个县区", ["望潮区"]),
        ("哪个县没有填泊位利用率目标", ["芦汀县"]),
        ("重点方向是矿建材料的是哪个县区", ["石矶县"]),
        ("名称里带“码头”的项目有几个", ["望潮集装箱码头", "石矶散货码头改造工程"]),
    ],
)
def test_places_are_listed_by_their_cells(asked: Ask, question: str, names: list[str]) -> None:
    told = asked(question).answer.splitlines()[1:]
    assert [line.split("（")[0].split("；")[0].split("。")[0] for line in told] == names


def test_both_ends_of_a_column_are_given_where_both_are_asked(asked: Ask) -> None:
    told = asked("2025年货物吞吐量最大的县区和最小的县区各是哪个").answer
    assert "最大的：\n望潮区" in told
    assert "最小的：\n芦汀县" in told


def test_what_a_project_builds_is_its_content(asked: Ask) -> None:
    told = asked("石矶散货码头改造工程建些什么，谁来负责").answer
    assert "建设内容：改造泊位4个，新建皮带廊道5.2公里" in told
    assert "责任单位：石矶县政府" in told


def test_a_row_quoted_whole_carries_its_headers(asked: Ask) -> None:
    reply = asked("澜江新区港航物流有什么任务")
    rows = [line for line in reply.answer.splitlines() if "1280" in line]
    assert all("2020年货物吞吐量：1280万吨" in line for line in rows)


def test_a_question_that_no_column_answers_brings_the_whole_row(asked: Ask) -> None:
    answer = asked("望潮集装箱码头归哪家单位管、怎么建？").answer
    for said in ("市港航局", "2021—2024年", "总投资：24.5亿元", "5万吨级泊位3个"):
        assert said in answer


def test_a_heading_of_the_table_asks_for_nothing_else(asked: Ask) -> None:
    answer = asked("重点项目表里芦汀粮食物流园的责任单位和总投资").answer
    assert "责任单位：市粮食局" in answer
    assert "总投资：8.1亿元" in answer


def test_the_text_adds_what_the_row_does_not_tell(asked: Ask) -> None:
    reply = asked("芦汀粮食物流园总投资多少，哪个月投入运营？")
    assert "8.1亿元" in reply.answer
    assert "2024年3月投入运营" in reply.answer
    assert {c.kind for c in reply.citations} == {"table_row", "paragraph"}


def test_the_row_is_set_beside_a_sentence_that_names_its_project(asked: Ask) -> None:
    answer = asked("口岸信息平台到底由哪个局牵头建设？").answer
    assert "市大数据局" in answer
    assert "市商务局" in answer


def test_a_part_is_asked_for_by_its_place(asked: Ask) -> None:
    reply = asked("石矶县保障码头工人住房多少套")
    assert "石矶县250套" in reply.answer
    shown = {(i.name, v.display) for i in reply.indicators for v in i.values}
    assert ("石矶县保障码头工人住房", "250套") in shown


def test_parts_of_a_whole_are_added_by_their_places(asked: Ask) -> None:
    answer = asked("望潮和石矶的保障码头工人住房加起来多少套").answer
    assert "500＋250＝750套" in answer


def test_the_end_a_name_with_words_left_out_means(asked: Ask) -> None:
    assert "30万千瓦" in asked("新能源船舶装机容量2025年是多少").answer


def test_how_many_ten_thousand_need_not_be_money(asked: Ask) -> None:
    answer = asked("港口货物吞吐量五年要增加多少万？").answer
    assert "增加2400万吨（8600－6200＝2400）" in answer


def test_a_result_of_the_five_years_before_is_of_their_end(asked: Ask) -> None:
    assert "甲级锚地18处" in asked("2020年甲级锚地有多少处").answer


def test_what_there_is_now_is_of_no_year(asked: Ask) -> None:
    reply = asked("持证船员有多少人")
    values = [v for i in reply.indicators if i.name == "持证船员" for v in i.values]
    assert [(v.display, v.year, v.role.value) for v in values] == [("1.2万人", None, "result")]


def test_a_value_of_another_year_in_the_next_clause_is_found(asked: Ask) -> None:
    reply = asked("2023年临港企业要有多少家")
    assert "120家" in reply.answer
    assert "150家" in asked("那2024年呢？", "2023年临港企业要有多少家").answer


def test_which_two_offices_asks_for_the_office(asked: Ask) -> None:
    assert "市粮食局" in asked("芦汀粮食物流园归哪个单位").answer
