"""Commitments of the first plan, read by eye and kept."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.columns import is_indicator_table
from corpus.commitments import read_promise
from corpus.indicators import body_sentences
from corpus.model import Commitment, Plan
from corpus.quantities import find_quantities
from corpus.roles import Role, section_role

ECHOES = [
    ("师生信息技术应用水平与创新能力大幅提升", "提升师生信息技术应用水平与创新能力"),
    ("切实加强党对教育工作的全面领导", "坚持和加强党对教育工作的全面领导"),
    ("社会主义核心价值观，全面落实", "社会主义核心价值观，把立德树人"),
    ("确保学生达到国家规定学业质量标准", "确保学生达到国家规定的学业质量标准"),
    ("拓展美育实践活动平台，开展民族艺术", "拓展美育实践活动平台，健全"),
    ("扩大优质义务教育资源规模", "扩大优质基础教育资源规模"),
    ("研究制定一体化学校评价指标体系", "研究制定一体化学校评估指标体系"),
    ("创新中等职业学校发展及运营模式", "推动人才培养与产业发展的深度融合，以需定教"),
    ("构建囊括家庭教育、社区教育、社会教育的大教育体系", "企业培训及老年教育的大培训体系"),
    ("完善“中小学生综合实践体验圈”建设", "健全“中小学生综合实践体验圈”"),
    ("加快智慧校园建设", "开展智慧校园建设，提升"),
    ("比例达到15%以上", "比例保持在15%以上"),
    ("动态预警机制，实现对人才培养", "动态预警机制，创新教育督导"),
    ("动态预警机制，实现对人才培养", "形成常态化的人才培养质量监测和动态预警机制"),
    ("动态预警机制，创新教育督导", "形成常态化的人才培养质量监测和动态预警机制"),
]


def holding(plan: Plan, words: str) -> Commitment:
    """The one commitment that starts with the words or, failing that, holds them."""
    found = [c for c in plan.commitments if words in c.text]
    found = [c for c in found if c.text.startswith(words)] or found
    assert len(found) == 1, words
    return found[0]


def test_commitments_stand_in_their_passage(plan: Plan) -> None:
    passages = {p.id: p for p in plan.passages}
    for commitment in plan.commitments:
        passage = passages[commitment.passage_id]
        assert passage.text[commitment.start : commitment.end] == commitment.text
        assert (commitment.path, commitment.page) == (passage.path, passage.page)


def test_every_sentence_of_goals_tasks_and_projects_is_one_and_no_other(plan: Plan) -> None:
    kinds = {section.id: section.kind for section in plan.sections}
    numeric = {table.label for table in plan.tables if is_indicator_table(table)}
    promised = {(c.passage_id, c.end) for c in plan.commitments}
    left_out = set()
    for passage in plan.passages:
        role = section_role(passage.path, kinds.get(passage.section_id or "", "section"))
        promises = role in (Role.GOAL, Role.TASK) and passage.table not in numeric
        for sentence in body_sentences(passage):
            if promises and (passage.id, sentence.end) not in promised:
                left_out.add(passage.text[sentence.start : sentence.end].strip())
            assert promises or (passage.id, sentence.end) not in promised
    names = {row.cells[1].text for row in plan.tables[2].rows}
    assert left_out == names | {str(n) for n in range(1, 13)}


@pytest.mark.parametrize(
    ("words", "verb", "thing"),
    [
        ("——高等教育实现零突破", "实现", "高等教育"),
        ("——党的建设更加坚强有力", "更加坚强有力", "党的建设"),
        ("——规范高效共建共享", "形成", "规范高效共建共享的教育治理体系"),
        ("教师队伍建设全面加强", "加强", "教师队伍建设"),
        ("学前教育公共服务体系进一步完善", "完善", "学前教育公共服务体系"),
        ("特殊教育群体的教育需求得到更好", "保障", "特殊教育群体的教育需求"),
        ("义务教育巩固率达到99%", "达到", "全区义务教育巩固率"),
        ("引进至少一所高等教育院校", "完善", "教育资源供给结构"),
        ("在学校布局、资源配置", "实施", "城乡一体化管理"),
        ("在素质教育中强化", "强化", "可持续发展价值观教育"),
        ("针对不同年龄段学生", "把握", "育人目标"),
        ("全方位全过程强化教师专业能力", "强化", "教师专业能力"),
        ("创新中等职业学校发展", "创新", "中等职业学校发展及运营模式"),
        ("加强对学校规范办学的督导", "加强", "对学校规范办学的督导"),
        ("在按岗定薪的基础上", "倾斜", "校长、一线教师"),
        ("将门头沟区中等职业学校", "建设成为", "门头沟区中等职业学校"),
        ("建立多部门协调的学龄人口预测机制", "建立", "多部门协调的学龄人口预测机制"),
        ("重视和加强对新城地区", "重视和加强", "对新城地区适龄儿童规模"),
        ("构建囊括社区培训、农村培训、学校培训、企业培训及", "构建", "囊括社区培训"),
        ("把核心课程、拓展课程组合成", "组合成", "核心课程"),
        ("严格执行新建居住区幼儿园", "执行", "新建居住区幼儿园配建标准"),
        ("落实中小学劳动教育课", "落实", "中小学劳动教育课平均每周不少于1课时"),
    ],
)
def test_verb_and_object(plan: Plan, words: str, verb: str, thing: str) -> None:
    commitment = holding(plan, words)
    assert commitment.verb == verb
    assert commitment.object.startswith(thing)


def test_who_acts_is_named_only_where_it_is_said(plan: Plan) -> None:
    actors = {c.actor: c.text for c in plan.commitments if c.actor}
    assert set(actors) == {"高中校"}
    assert read_promise("区教委要建立学校台账。", Role.TASK) == ("建立", "学校台账", "区教委")


def test_quantities_are_those_that_the_sentences_give(plan: Plan) -> None:
    found = {tuple(q.display for q in c.quantities) for c in plan.commitments if c.quantities}
    assert found == {
        ("95%以上", "100%", "85%以上"), ("99%", "99%以上"), ("96%以上",), ("50%",), ("82%以上",),
        ("至少一所",), ("1小时", "2项"), ("1项",), ("不少于1课时",), ("15%以上",), ("三个",),
        ("3所", "1所", "2所"),
    }  # fmt: skip


@pytest.mark.parametrize("text", ["让每一位老人受益。", "落实三位一体的体系。", "建设一批学校。"])
def test_what_counts_nothing_is_no_quantity(text: str) -> None:
    assert find_quantities(text) == []


def test_deadlines(plan: Plan) -> None:
    goals = [c for c in plan.commitments if c.path[-1].endswith("发展目标")]
    assert {c.deadline for c in goals} == {2025}
    assert holding(plan, "比例保持在15%以上").deadline == 2025
    assert holding(plan, "2022年北京冬奥会").deadline is None


def test_the_twelve_projects(plan: Plan) -> None:
    rows = plan.tables[2].rows
    by_project = {c.project for c in plan.commitments if c.project}
    assert by_project == {row.cells[1].text for row in rows}
    said = {c.text for c in plan.commitments if c.project}
    for row in rows:
        for sentence in row.cells[2].text.split("。")[:-1]:
            assert sentence + "。" in said
    assert not said & by_project


def test_echoes_are_the_pairs_that_a_reader_finds(plan: Plan) -> None:
    by_id = {c.id: c for c in plan.commitments}
    found = {frozenset((c.id, other)) for c in plan.commitments for other in c.echoes}
    twice = [c.id for c in plan.commitments if c.text.startswith("加强普通高中和中职学校合作")]
    expected = {frozenset(twice)}
    for one, other in ECHOES:
        expected.add(frozenset((holding(plan, one).id, holding(plan, other).id)))
    assert [[by_id[i].text for i in pair] for pair in found ^ expected] == []


def test_what_can_be_checked(plan: Plan) -> None:
    assert holding(plan, "建立学生学业质量数据库").verifiable
    assert holding(plan, "新建幼儿园3所").verifiable
    assert not holding(plan, "落实三位一体").verifiable
    assert not holding(plan, "每一个适龄儿童").verifiable


@given(st.text(alphabet="到2025年建立完善的将把在，。和——学校体系达%", max_size=40))
def test_any_sentence_is_read_without_fault(text: str) -> None:
    for role in Role:
        promise = read_promise(text, role)
        assert promise is None or (promise.verb in text and promise.object in text)
