"""What a question is limited to must be shared by the words that answer it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.model import Passage, Span
from index.lexical import Segmenter
from qa import restrictions
from qa.draft import Draft, Piece, whole
from qa.evidence import Held, held_by, labelled
from qa.question import understand
from qa.restrictions import PlanFacts
from qa.scope import content_words

TOKENS = Segmenter([]).tokens
FACTS = PlanFacts("", "云岫市青岚区", "区", frozenset({2020, 2025}))


def held(text: str) -> Held:
    return Held(text, text, text)


def area(question: str, text: str, facts: PlanFacts = FACTS) -> str | None:
    words = content_words(question, TOKENS)
    return restrictions.missing_area(understand(question), words, facts, held(text))


def test_a_figure_of_the_district_answers_no_question_for_the_city() -> None:
    own = "人均公园面积达到16平方米。"
    assert area("全市人均公园面积是多少平方米", own) == "全市的情况"
    assert area("人均公园面积是多少平方米", own) is None
    assert area("人均公园面积比全市平均高多少", "人均公园面积高于全市平均2平方米。") is None
    assert area("全市人均公园面积是多少", "绿道达到30公里，全市领先。") == "全市的情况"


def test_a_citys_own_plan_speaks_for_the_city() -> None:
    city = PlanFacts("", "云岫市", "市", frozenset({2020, 2025}))
    assert area("全市有多少座公园", "建成公园40座。", city) is None
    assert area("全省有多少座公园", "建成公园40座。", city) == "全省的情况"
    assert area("全省有多少座公园", "建成公园40座。", PlanFacts("", "", "", frozenset())) is None


def test_a_named_town_must_be_spoken_of() -> None:
    question = understand("岫溪镇有几座公园")
    miss = restrictions.missing_place
    assert miss(question, TOKENS, FACTS, held("建成公园40座。")) == "岫溪镇的情况"
    assert miss(question, TOKENS, FACTS, held("岫溪、浣沙两镇建成公园5座。")) is None
    assert miss(understand("青岚区有几座公园"), TOKENS, FACTS, held("建成公园40座。")) is None


@pytest.mark.parametrize("text", ["每个镇有几座公园", "老城区怎么改", "哪个街道先建", "农村怎么办"])
def test_common_words_are_no_names_of_places(text: str) -> None:
    assert restrictions.place_names(text, TOKENS) == []


def test_a_list_of_places_gives_no_figure_of_one() -> None:
    question = understand("驿站30个，岫溪街道分几个")
    listed = held("设驿站30个。辖岫溪、芦汀2个街道。")
    assert restrictions.missing_place(question, TOKENS, FACTS, listed) == "岫溪街道的情况"
    told = held("设驿站30个，其中岫溪街道12个。")
    assert restrictions.missing_place(question, TOKENS, FACTS, told) is None


def test_a_school_that_is_named_must_be_spoken_of() -> None:
    question = understand("改造的学校里有没有岫溪中学")
    assert restrictions.missing_place(question, TOKENS, FACTS, held("改造学校14所。"))


def test_a_year_of_which_nothing_is_said() -> None:
    miss = restrictions.missing_year
    assert miss(understand("2030年有多少座公园"), FACTS, held("建成公园40座。")) == "2030年的情况"
    assert miss(understand("2030年有多少座公园"), FACTS, held("2030年达到60座。")) is None
    assert miss(understand("2025年有多少座公园"), FACTS, held("建成公园40座。")) is None
    money = understand("2023年公园建设投资多少钱")
    assert miss(money, FACTS, held("2023年启动建设。总投资3亿元。")) == "2023年的情况"


def test_an_aim_tells_nothing_of_the_base_year() -> None:
    miss = restrictions.missing_year
    question = understand("2020年公园开放率是多少")
    aim = "公园开放率达到95%以上。"
    assert miss(question, FACTS, Held(aim, aim, aim, ahead=True)) == "2020年的情况"
    assert miss(question, FACTS, Held(aim, aim, aim)) is None
    change = "公园开放率由现有的80%提高到95%。"
    assert miss(question, FACTS, Held(change, change, change, ahead=True)) is None


def test_an_opposite_is_another_matter() -> None:
    question = understand("民办诊所有多少家")
    assert restrictions.other_of_a_kind(question, held("公办诊所达到12家。")) == "民办的情况"
    assert restrictions.other_of_a_kind(question, held("公办、民办诊所达到30家。")) is None
    assert restrictions.other_of_a_kind(question, held("诊所达到30家。")) is None
    assert restrictions.other_of_a_kind(understand("民办诊所怎么管"), held("公办诊所。")) is None


def test_a_cell_is_read_after_its_header() -> None:
    row = Passage(
        id="p1", plan_id="x", section_id=None, unit_id="u", kind="table_row", title=None,
        text="表2 项目\n序号\t名称\t总投资（亿元）\t责任单位\t备注\n1\t湿地公园\t2.6\t区园林局\t——",
        path=("表2 项目",), page=None, sentences=(Span(start=0, end=1),),
        source_span=Span(start=0, end=1),
        table="表2", row=1,
    )  # fmt: skip
    assert labelled(row) == "序号1；名称湿地公园；总投资2.6亿元；责任单位区园林局"
    draft = Draft([Piece("湿地公园", "quote", (whole(row),))])
    assert "责任单位区园林局" in held_by(draft).quoted


@given(st.text(max_size=30), st.text(max_size=60))
def test_any_words_give_a_name_or_nothing(text: str, said: str) -> None:
    question = understand(text)
    found = [
        area(text, said),
        restrictions.missing_year(question, FACTS, held(said)),
        restrictions.other_of_a_kind(question, held(said)),
    ]
    assert all(name is None or name for name in found)


def test_nothing_is_told_of_years_after_the_plan() -> None:
    miss = restrictions.missing_year
    assert miss(understand("2030年的目标"), FACTS, held("到2025年建成40座。")) == "2030年的情况"
    assert miss(understand("2030年的目标"), FACTS, held("展望2030年，全面建成。")) is None
    assert miss(understand("2025年的目标"), FACTS, held("全面建成。")) is None
