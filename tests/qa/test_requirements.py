from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa import cues, decide, requirements
from qa.cues import Ask
from qa.question import understand


@pytest.mark.parametrize(
    ("asked", "without", "with_it"),
    [
        ("床位要增加多少张", "增加养老床位供给。", "新增床位300张。"),
        ("护士一共多少人", "加强护士队伍建设。", "护士达到120人。"),
        ("每年巡查几次", "定期开展巡查。", "每年巡查4次。"),
        ("津贴一个月涨多少", "向一线倾斜。", "每人每月发放200元。"),
        ("医生和护士的比例是一比几", "优化医护结构。", "医护比达到1:1.2。"),
        ("公园几月开放", "建成并开放公园。", "公园于5月开放。"),
        ("执照办下来得几天", "简化执照办理。", "执照办理不超过6个工作日。"),
        ("修渠的费用由县里承担几成", "补助15万元。", "县级承担50%。"),
    ],
)
def test_a_count_or_amount_must_stand_in_the_words(asked: str, without: str, with_it: str) -> None:
    question = understand(asked)
    assert requirements.missing_quantity(question, without) is not None
    assert requirements.missing_quantity(question, with_it) is None


@pytest.mark.parametrize(
    "asked", ["前几年修路修得怎么样", "想学几门手艺，行不行", "要办好哪几件事"]
)
def test_an_indefinite_number_asks_for_none(asked: str) -> None:
    assert requirements.missing_quantity(understand(asked), "加快建设。") is None


@pytest.mark.parametrize(
    ("text", "ask"),
    [
        ("外出打工的有几万，比例多大", Ask.MONEY),
        ("夜里有车鸣笛，不知道是谁，怎么办", Ask.PERSON),
        ("哪家企业超标排放，会怎么处理", Ask.NAME),
        ("报名要填我的名字吗", Ask.NAME),
        ("这条目标要做到哪几点", Ask.DATE),
        ("小摊占了人行道，谁管管啊", Ask.PERSON),
    ],
)
def test_words_that_ask_for_nothing_of_a_kind(text: str, ask: Ask) -> None:
    assert ask not in understand(text).asks


def test_a_reply_within_days_is_a_time() -> None:
    asked = understand("路灯坏了几天能修")
    assert requirements.missing_quantity(asked, "报修后5日内修复、销号。") is None


def test_sheets_handed_in_are_no_money() -> None:
    assert requirements.missing_quantity(understand("表格少交几份"), "由9份减为2份。") is None


def test_one_batch_is_no_count() -> None:
    question = understand("工作室要建多少个")
    assert requirements.missing_quantity(question, "建立一批工作室，形成一个体系。") == "数量"


@given(st.text(alphabet="多少几个所人次元年比吗哪有没1一。，", max_size=30), st.text(max_size=40))
def test_any_words_give_a_name_or_nothing(text: str, said: str) -> None:
    found = requirements.missing_quantity(understand(text), said)
    assert found is None or found


def test_a_count_of_something_else_is_no_count() -> None:
    question = understand("公园要建几个")
    assert requirements.missing_quantity(question, "完成126个行政村治理。") == "数量"
    assert requirements.missing_quantity(question, "建成12个口袋公园。") is None


@pytest.mark.parametrize(
    ("text", "said", "missing"),
    [
        ("管网占百分之几", "改造管网1200公里。", "百分比"),
        ("管网占百分之几", "管网占比仍有34%。", None),
        ("大坝有多高", "新增供水能力0.8亿立方米。", "具体的数"),
        ("大坝有多高", "大坝加高12.5米。", None),
        ("入住率有多高", "平均入住率为52.4%。", None),
    ],
)
def test_an_extent_needs_a_number_of_its_kind(text: str, said: str, missing: str | None) -> None:
    assert requirements.missing_quantity(understand(text), said) == missing


def test_many_heads_are_no_money_and_a_wish_counts_nothing() -> None:
    assert understand("车位要达到多少万个").asks.isdisjoint({Ask.MONEY})
    assert Ask.MONEY in understand("停车楼投资多少亿").asks
    question = understand("想停几辆车，能借多少")
    assert requirements.missing_quantity(question, "单户贷款不超过5万元。") is None


def test_an_age_must_be_held() -> None:
    question = understand("多大岁数能办停车优惠")
    assert requirements.missing_quantity(question, "老年人优惠停车。") == "年龄"
    assert requirements.missing_quantity(question, "65周岁以上免费停车。") is None


def test_one_in_each_is_no_total() -> None:
    question = understand("全区有几座停车楼")
    assert requirements.missing_quantity(question, "每个街道至少建一座停车楼。") is not None
    assert requirements.missing_quantity(question, "全区停车楼达到9座。") is None


@pytest.mark.parametrize(
    ("asked", "ask"),
    [
        ("停车收费标准", Ask.MONEY),
        ("停车楼谁来监管", Ask.PERSON),
        ("和哪些企业合作", Ask.NAME),
        ("共享车位在哪报名", Ask.STEPS),
        ("充电公园在哪儿", Ask.ADDRESS),
    ],
)
def test_kinds_are_known_by_their_wordings(asked: str, ask: Ask) -> None:
    assert ask in understand(asked).asks


@pytest.mark.parametrize(
    "asked",
    ["快递员电话都不打", "上门登记都有哪些机构参加", "孩子该打什么疫苗", "投诉热线办结率要到多少"],
)
def test_words_in_passing_ask_for_no_number_or_office(asked: str) -> None:
    assert not understand(asked).asks & {Ask.CONTACT, Ask.PERSON}


@pytest.mark.parametrize(
    "asked",
    [
        "新馆现在盖好了没", "大学落户成了吗", "园区升成省级的了没有", "医院评上三级没有",
        "2027年正点率实际做到了多少", "真到七成了没？",
    ],
)  # fmt: skip
def test_whether_it_has_happened_asks_for_results(asked: str) -> None:
    assert Ask.ACHIEVEMENT in understand(asked).asks


@pytest.mark.parametrize("asked", ["规划里写了没有", "这件事安排了吗", "新馆要盖多大"])
def test_whether_it_is_written_asks_for_none(asked: str) -> None:
    assert Ask.ACHIEVEMENT not in understand(asked).asks


@pytest.mark.parametrize("asked", ["规划里提到社区夜校了吗", "这次安排停车场了没有"])
def test_whether_a_plan_speaks_of_it_asks_for_no_results(asked: str) -> None:
    assert not decide.asks_achievement(understand(asked), 2020)


@pytest.mark.parametrize("asked", ["家里修电梯有补贴没有", "装护栏有标准没有"])
def test_whether_there_is_something_asks_for_no_results(asked: str) -> None:
    assert Ask.ACHIEVEMENT not in understand(asked).asks


def test_how_things_stand_and_the_goal_are_both_in_a_plan() -> None:
    question = understand("接种率现在和目标分别是多少")
    assert not decide.asks_achievement(question, 2020)


@pytest.mark.parametrize("asked", ["文化服务要做到什么程度", "山区以后建成个什么样", "供水的目标"])
def test_how_far_things_are_to_come_asks_for_the_goal(asked: str) -> None:
    assert cues.GOAL.search(asked)
    assert not cues.GOAL.search("什么样的人能申请")


@pytest.mark.parametrize(
    ("asked", "without", "with_it"),
    [
        ("几个小时内要到位", "及时到位。", "8小时内到位。"),
        ("市里县里各掏几成", "由两级财政分担。", "市、县两级财政按4∶6比例分担。"),
        ("末班车开到几点", "延长末班车时间。", "末班车延长至21时30分。"),
        ("这种馆多大面积", "建设图书馆12个。", "每馆不低于800平方米。"),
        ("一个班收几个娃", "新建幼儿园12所。", "每班不超过30人。"),
    ],
)
def test_amounts_in_other_forms(asked: str, without: str, with_it: str) -> None:
    question = understand(asked)
    assert requirements.missing_quantity(question, without) is not None
    assert requirements.missing_quantity(question, with_it) is None


@pytest.mark.parametrize(
    ("asked", "without", "with_it"),
    [
        ("停车楼由哪个部门负责", "建设停车楼。", "责任单位区城管局"),
        ("停车楼总共要投多少钱", "建设停车楼三座。", "停车楼投资2亿元。"),
        ("停车场的投诉电话是多少", "加强停车管理。", "停车投诉热线96310。"),
        ("停车位多久清查一次", "开展停车位清查。", "每季度清查停车位。"),
    ],
)
def test_the_type_asked_for_must_be_held(asked: str, without: str, with_it: str) -> None:
    question = understand(asked)
    assert requirements.missing_type(question, without) is not None
    assert requirements.missing_type(question, with_it) is None
