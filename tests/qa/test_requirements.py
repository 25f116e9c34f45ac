from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.lexical import Segmenter
from qa import cues, decide, measured, requirements
from qa.cues import Ask
from qa.question import understand
from qa.scope import content_words


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


def test_a_year_is_told_by_a_year() -> None:
    asked = understand("新水厂哪年通水")
    assert requirements.missing_type(asked, "新建水厂，规模为每日6万吨。") == "具体时间"
    assert requirements.missing_type(asked, "新建水厂，2024年底前通水。") is None


def test_one_of_places_is_a_single_name() -> None:
    asked = understand("驿站放在哪个街道")
    assert requirements.missing_type(asked, "驿站选址在东岭街道。") is None
    assert requirements.missing_type(asked, "驿站选址在城区。") == "具体名称"


@pytest.mark.parametrize(
    ("text", "around", "missing"),
    [
        ("请几个师傅上门，行不行", "开展上门维修。", None),
        ("沿路设几个乘凉的点", "设置驿站6处。", None),
        ("引进多少候鸟", "引进人才30名。", "候鸟的数量"),
    ],
)
def test_a_noun_that_is_counted_must_be_spoken_of(
    text: str, around: str, missing: str | None
) -> None:
    words = content_words(text, Segmenter([]).tokens)
    found = measured.missing_noun(understand(text), lambda _: (), words, around)
    assert found == missing


def test_sheets_handed_in_are_no_money() -> None:
    assert requirements.missing_quantity(understand("表格少交几份"), "由9份减为2份。") is None


def test_one_batch_is_no_count() -> None:
    question = understand("工作室要建多少个")
    assert requirements.missing_quantity(question, "建立一批工作室，形成一个体系。") == "数量"


def test_a_yes_needs_the_named_benefit_itself() -> None:
    question = understand("学费有没有减免")
    assert requirements.missing_claim(question, "大力发展职业教育。") == "学费"
    assert requirements.missing_claim(question, "学费按规定减免。") is None
    assert requirements.missing_claim(understand("怎么发展职业教育"), "大力发展。") is None


def test_a_rate_that_the_plan_never_speaks_of_is_named() -> None:
    question = understand("毕业生就业率要到多少")
    assert measured.missing_measure(question, "毛入学率达到95%") == "就业率"
    assert measured.missing_measure(question, "就业率达到95%") is None


@given(st.text(alphabet="多少几个所人次元年比吗哪有没1一。，", max_size=30), st.text(max_size=40))
def test_any_words_give_a_name_or_nothing(text: str, said: str) -> None:
    found = requirements.missing_quantity(understand(text), said)
    assert found is None or found


@pytest.mark.parametrize(
    ("asked", "other", "same"),
    [
        ("停车一次收费多少钱", "每辆车给予300元补贴。", "停车收费标准为每次5元。"),
        ("乱停车罚多少钱", "投资300万元建设停车场。", "乱停车的，处以罚款100元。"),
        ("停车楼补贴多少钱", "停车楼投资2亿元。", "每个车位给予补贴1万元。"),
        ("停车楼哪年开工", "停车楼2024年底前建成。", "停车楼2022年开工建设。"),
        ("停车楼哪年建成", "停车楼2022年开工建设。", "停车楼2024年底前完成。"),
        ("申请车位要什么材料", "鼓励居民申请共享车位。", "申请时提交产权证明材料。"),
    ],
)
def test_another_kind_of_amount_or_date_does_not_answer(asked: str, other: str, same: str) -> None:
    question = understand(asked)
    assert requirements.missing_kind(question, other) is not None
    assert requirements.missing_kind(question, same) is None


@pytest.mark.parametrize(
    ("asked", "without", "with_it"),
    [
        ("停车楼由哪个部门负责", "建设停车楼。", "责任单位区城管局"),
        ("停车位多久清查一次", "开展停车位清查。", "每季度清查停车位。"),
        ("共享车位能停多长时间", "推广共享车位。", "共享车位每次可停12小时。"),
        ("负责人姓什么", "由副区长担任组长。", ""),
        ("违停怎么处罚", "加强停车管理。", "对违停行为依法处罚。"),
        ("停车由哪几家公司经营", "引进停车企业。", "由区停车管理公司经营。"),
        ("停车楼建在哪几条路", "新建停车楼三座。", "在云溪路、岫山路建设停车楼。"),
    ],
)
def test_the_kind_of_thing_asked_for_must_be_held(asked: str, without: str, with_it: str) -> None:
    question = understand(asked)
    assert requirements.missing_type(question, without) is not None
    if with_it:
        assert requirements.missing_type(question, with_it) is None


def test_what_is_counted_must_be_spoken_of() -> None:
    def miss(asked: str, said: str) -> str | None:
        return measured.missing_noun(understand(asked), lambda word: (), ["司机", "车位"], said)

    assert miss("停车楼有多少司机", "停车楼有车位300个。") == "司机的数量"
    assert miss("停车楼有多少个车位", "停车楼有车位300个。") is None


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


def test_why_two_places_differ_needs_a_reason() -> None:
    question = understand("正文和表1为什么不一样")
    assert requirements.missing_type(question, "需要达到60%以上。") == "原因"
    assert requirements.missing_type(question, "由于统计口径不同。") is None


def test_many_heads_are_no_money_and_a_wish_counts_nothing() -> None:
    assert understand("车位要达到多少万个").asks.isdisjoint({Ask.MONEY})
    assert Ask.MONEY in understand("停车楼投资多少亿").asks
    question = understand("想停几辆车，能借多少")
    assert requirements.missing_quantity(question, "单户贷款不超过5万元。") is None


def test_an_age_must_be_held() -> None:
    question = understand("多大岁数能办停车优惠")
    assert requirements.missing_quantity(question, "老年人优惠停车。") == "年龄"
    assert requirements.missing_quantity(question, "65周岁以上免费停车。") is None


def test_what_there_are_how_many_of_must_stand_with_the_number() -> None:
    def miss(said: str) -> str | None:
        question = understand("停车管理员编制有多少")
        return measured.missing_subject(question, lambda word: (), ["管理员", "编制"], said)

    assert miss("停车管理员达到40人。") == "编制的数量"
    assert miss("停车管理员编制增加到40名。") is None


def test_a_rate_asked_for_needs_a_share() -> None:
    question = understand("车位周转率目标是多少")
    assert measured.missing_rate(question, "提高车位周转率。") is not None
    assert measured.missing_rate(question, "车位周转率达到85%。") is None


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


def lacks_type(asked: str, said: str) -> bool:
    return requirements.missing_type(understand(asked), said) is not None


@pytest.mark.parametrize(
    ("asked", "without", "with_it"),
    [
        ("这条渠从哪儿修到哪儿", "开展干渠前期研究。", "干渠由石湾村至柳坝村。"),
        ("这个数是哪一年的", "比例逐年提高到41%。", "2019年比例提高到41%。"),
        ("老年卡去哪个窗口办", "老年人凭卡免费乘车。", "老年卡在镇便民服务中心办理。"),
        ("多长时间给答复", "健全诉求响应机制。", "诉求在7个工作日内办结。"),
        ("体检要不要钱", "加强体检服务。", "为老年人免费体检。"),
    ],
)
def test_a_thing_asked_for_must_be_of_its_kind(asked: str, without: str, with_it: str) -> None:
    assert lacks_type(asked, without)
    assert not lacks_type(asked, with_it)


def test_names_in_quotation_marks_answer_where_the_question_counts_them() -> None:
    said = "打造“春潮”、“秋实”和“冬藏”三个系列活动。"
    assert not lacks_type("那三个系列活动叫什么", said)
    assert lacks_type("那两个系列演出叫什么", said)


@pytest.mark.parametrize(
    "asked",
    ["快递员电话都不打", "上门登记都有哪些机构参加", "孩子该打什么疫苗", "投诉热线办结率要到多少"],
)
def test_words_in_passing_ask_for_no_number_or_office(asked: str) -> None:
    assert not understand(asked).asks & {Ask.CONTACT, Ask.PERSON}


def test_a_telephone_number_is_of_the_thing_asked_about() -> None:
    def lacks(asked: str, said: str) -> bool:
        question = understand(asked)
        words = [word for word in ("救助站", "心理") if word in asked]
        return requirements.missing_contact(question, lambda _: (), words, said, said) is not None

    assert not lacks("心理援助打哪个电话", "开通“12356”心理援助热线。")
    assert lacks("救助站的电话号码", "公交监督热线12328，救助站改造2处。")
    assert lacks("救助站的电话号码", "救助站开通12345热线。")
    assert not lacks("救助站的电话号码", "救助站电话：0316-5550123。")
    assert not lacks("救助站怎么走", "救助站改造2处。")


def test_how_big_a_share_is_of_what_stands_before() -> None:
    question = understand("教育支出起码要占多大比重")
    words = ["教育支出", "起码"]
    found = measured.missing_share(question, lambda _: (), words, "教育支出占比超过16%。")
    assert found is None


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


def test_names_before_their_count_are_names() -> None:
    said = "建成北站、机场、江港三大客运枢纽。"
    assert not lacks_type("那三个客运枢纽都叫什么", said)
    assert not lacks_type("三个客运枢纽建在什么地方", said)
    assert lacks_type("那四个物流园区都叫什么", said)


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


def test_one_of_two_things_must_be_said() -> None:
    question, words = understand("用的是燃煤还是燃气"), ["燃煤", "燃气"]
    assert requirements.missing_alternative(question, words, "改造锅炉12台。") == "是燃煤还是燃气"
    assert requirements.missing_alternative(question, words, "改造燃气锅炉12台。") is None
    still = understand("地都批了园子还是荒草，谁管")
    assert requirements.missing_alternative(still, ["园子", "荒草"], "配建幼儿园。") is None


def test_a_rate_is_the_one_that_is_named() -> None:
    question = understand("热线办结率要做到百分之几")
    assert measured.missing_rate(question, "覆盖率达到80%。") == "办结率"
    assert measured.missing_rate(question, "办结率达到98%。") is None


def test_a_charge_in_other_words_is_the_charge() -> None:
    question = understand("电费是不是按商业的收")
    assert requirements.missing_claim(question, "用电按居民价格执行。") is None
    assert requirements.missing_claim(question, "发展乡村旅游。") == "电费"
