from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.link_subjects import subject_of_title
from corpus.links import PlanLinks, find_links
from corpus.model import Plan
from corpus.read import read_plan
from corpus.threads import Thread, threads, unlinked
from corpus.topics import Topics, likeness, shared_words
from index.lexical import Segmenter, plan_vocabulary

_OTHER = """# 某市“十四五”养老服务发展规划

# 一、发展目标

——居家社区服务更加便利。到2025年，街道综合养老服务中心覆盖率达到100%，每个社区都有助餐点。

——医养结合更加深入。二级以上综合医院设老年医学科比例达到60%以上。

——人才队伍更加充足。每年培训养老护理员2000人次。

# 二、重点任务

## （一）健全居家社区养老服务网络

建设街道综合养老服务中心，发展社区助餐点，为居家老年人提供助餐、助浴、巡视服务。

推动居家社区养老服务便利可及，支持家庭养老床位进入社区。

## （二）深化医养结合

鼓励综合医院开设老年医学科，发展安宁疗护，医疗机构与养老机构签约合作。

提升医养结合机构的护理和康复水平，支持医院开展居家医疗。

## （三）完善土地与财政政策

保障养老服务设施用地，落实税费优惠，健全运营补贴制度。

# 三、重点项目

表1 重点项目

| 序号 | 项目 | 建设内容 |
| --- | --- | --- |
| 1 | 助餐点建设项目 | 在社区新建助餐点200个，为居家老年人提供助餐服务。 |
| 2 | 医养结合示范项目 | 支持综合医院与养老机构签约合作，建设老年医学科和安宁疗护病区。 |
| | 合计 | 2个项目 |
"""


@pytest.fixture(scope="module")
def links(plan: Plan) -> PlanLinks:
    return find_links(plan, Segmenter(plan_vocabulary(plan)).cut)


@pytest.fixture(scope="module")
def other(tmp_path_factory: pytest.TempPathFactory) -> tuple[Plan, PlanLinks]:
    path = tmp_path_factory.mktemp("plans") / "care.md"
    path.write_text(_OTHER, "utf-8")
    plan = read_plan(path)
    return plan, find_links(plan, Segmenter(plan_vocabulary(plan)).cut)


def titled(links: PlanLinks, thread: Thread, ids: Sequence[str]) -> list[str]:
    nodes = {node.id: node for node in links.nodes}
    return [nodes[i].title for i in ids]


def thread_of(links: PlanLinks, goal: str) -> Thread:
    nodes = {node.id: node for node in links.nodes}
    return next(t for t in threads(links) if t.goal and goal in nodes[t.goal].title)


def grounds_of(links: PlanLinks, source: str, target: str) -> set[str]:
    nodes = {node.id: node for node in links.nodes}
    return {
        ground.rule
        for link in links.links
        if source in nodes[link.source].title and target in nodes[link.target].title
        for ground in link.grounds
    }


def test_a_goal_has_its_task_project_and_indicators(links: PlanLinks) -> None:
    nodes = {node.id: node for node in links.nodes}
    thread = thread_of(links, "学前教育")
    assert [nodes[i].number for i in thread.tasks] == ["（三）"]
    assert [nodes[i].number for i in thread.projects] == ["6"]
    assert [nodes[i].number for i in thread.indicators] == ["1", "2", "4"]


@pytest.mark.parametrize(
    ("goal", "tasks", "projects"),
    [
        ("党的建设", ["加强党对教育工作的全面领导"], []),
        ("五育", ["全面构建“五育”并举的高质量育人体系"], ["全面发展综合育人项目"]),
        ("义务教育", ["推进义务教育优质均衡发展"], ["基础教育质量提升项目"]),
        ("高中教育", ["促进高中教育精品特色发展"], ["高中精品化建设项目"]),
        ("特殊教育", ["推进特殊教育提质升级发展"], []),
    ],
)
def test_other_goals(links: PlanLinks, goal: str, tasks: list[str], projects: list[str]) -> None:
    thread = thread_of(links, goal)
    assert titled(links, thread, thread.tasks) == tasks
    assert titled(links, thread, thread.projects) == projects


def test_every_link_shows_what_it_rests_on(plan: Plan, links: PlanLinks) -> None:
    texts = {passage.id: passage.text for passage in plan.passages}
    assert links.links
    for link in links.links:
        assert link.grounds
        for ground in link.grounds:
            assert ground.words or ground.quotes
            assert (ground.score is not None) == (ground.rule == "topic")
            for quote in ground.quotes:
                assert quote.text == texts[quote.passage_id][quote.start : quote.end]


def test_the_rules_explain_different_links(links: PlanLinks) -> None:
    assert grounds_of(links, "学前教育更加", "推动学前教育") == {"topic"}
    assert grounds_of(links, "学前教育更加", "普惠性幼儿园覆盖率") == {"figure"}
    assert "echo" in grounds_of(links, "推进职业教育", "产教融合")
    assert grounds_of(links, "维护校园安全", "平安校园达标率") == {"mention"}


def test_a_doubtful_pair_has_no_link(links: PlanLinks) -> None:
    nodes = {node.id: node for node in links.nodes}
    left = {nodes[i].title for i in unlinked(links)}
    assert {"绿色学校达标率", "学科课程群建设项目"} <= left
    assert not grounds_of(links, "义务教育更加", "推进特殊教育")
    assert not grounds_of(links, "高等教育", "基础教育学位")


def test_what_serves_no_goal_has_a_thread_of_its_own(links: PlanLinks) -> None:
    heads = {
        title
        for thread in threads(links)
        if thread.goal is None
        for title in titled(links, thread, (*thread.tasks, *thread.projects))
    }
    assert {"打造充满创新活力的高素质干部队伍", "教师队伍质量提升项目"} <= heads
    alone = next(
        t for t in threads(links) if titled(links, t, t.projects) == ["基础教育学位建设项目"]
    )
    assert titled(links, alone, alone.tasks) == ["提升教育服务和支撑社会发展的能级水平"]


def test_a_past_result_measures_no_goal(plan: Plan, links: PlanLinks) -> None:
    shown = {node.title for node in links.nodes if node.kind == "indicator"}
    assert "学前三年毛入园率" in {indicator.name for indicator in plan.indicators}
    assert "学前三年毛入园率" not in shown


def test_another_plan_is_read_by_the_same_rules(other: tuple[Plan, PlanLinks]) -> None:
    links = other[1]
    home = thread_of(links, "居家社区")
    assert titled(links, home, home.tasks) == ["健全居家社区养老服务网络"]
    assert titled(links, home, home.projects) == ["助餐点建设项目"]
    care = thread_of(links, "医养结合")
    assert titled(links, care, care.tasks) == ["深化医养结合"]
    assert titled(links, care, care.projects) == ["医养结合示范项目"]
    staff = thread_of(links, "人才队伍")
    assert staff.tasks == staff.projects == ()
    left = {node.title for node in links.nodes if node.id in unlinked(links)}
    assert "完善土地与财政政策" in left


def test_totals_and_frames_are_no_nodes(other: tuple[Plan, PlanLinks]) -> None:
    titles = {node.title for node in other[1].nodes}
    assert "合计" in {passage.title for passage in other[0].passages}
    assert not {"合计", "重点项目"} & titles


def test_goals_without_dashes_are_read_from_their_paragraphs(tmp_path: Path) -> None:
    path = tmp_path / "plain.md"
    text = _OTHER.replace("——居家社区服务更加便利。", "居家社区养老服务更加便利。")
    text = text.replace("——医养结合更加深入。", "医养结合更加深入。").replace("——人才", "人才")
    path.write_text(text.replace("# 二、", "注：数值为预期性。\n\n# 二、"), "utf-8")
    plan = read_plan(path)
    links = find_links(plan, Segmenter(plan_vocabulary(plan)).cut)
    assert not [node for node in links.nodes if "预期性" in node.title]
    care = thread_of(links, "医养结合")
    assert titled(links, care, care.tasks) == ["深化医养结合"]


def test_the_same_plan_gives_the_same_links(plan: Plan, links: PlanLinks) -> None:
    assert find_links(plan, Segmenter(plan_vocabulary(plan)).cut) == links


@pytest.mark.parametrize(
    ("title", "kind", "subject"),
    [
        ("学前教育更加优质普惠", "goal", "学前教育"),
        ("“五育”并举的教育体系更加完善", "goal", "五育并举的教育体系"),
        ("智慧校园建设项目", "project", "智慧校园"),
        ("“家-校-社”共育项目", "project", "家校社共育"),
        ("平安校园达标率", "indicator", "平安校园"),
        ("新建幼儿园", "indicator", ""),
        ("深化改革项目", "project", ""),
    ],
)
def test_subjects(title: str, kind: str, subject: str) -> None:
    assert subject_of_title(title, kind) == subject


def test_a_plan_without_goals_has_threads_by_task(tmp_path: Path) -> None:
    path = tmp_path / "bare.md"
    path.write_text(_OTHER.replace("# 一、发展目标", "# 一、有关情况"), "utf-8")
    plan = read_plan(path)
    links = find_links(plan, Segmenter(plan_vocabulary(plan)).cut)
    assert {node.kind for node in links.nodes} >= {"task", "project"}
    heads = [titled(links, t, t.tasks) for t in threads(links)]
    assert ["深化医养结合"] in heads


def by_two(text: str) -> list[str]:
    return [text[i : i + 2] for i in range(len(text) - 1)]


@given(st.lists(st.text(alphabet="甲乙丙丁戊", max_size=12), min_size=1, max_size=8))
def test_likeness_is_a_cosine(texts: list[str]) -> None:
    topics = Topics(texts, by_two)
    vectors = [topics.vector(text[:3], text) for text in texts]
    for one in vectors:
        for two in vectors:
            assert -1e-9 <= likeness(one, two) <= 1 + 1e-9
            assert likeness(one, two) == pytest.approx(likeness(two, one))
        assert not one or likeness(one, one) == pytest.approx(1)


def test_shared_words_hold_no_part_of_another() -> None:
    one = {"学前教育": 0.5, "学前": 0.6, "幼儿园": 0.3}
    assert shared_words(one, one, 5) == ("学前教育", "幼儿园")


def test_words_found_everywhere_weigh_nothing() -> None:
    topics = Topics(["甲乙丙丁", "甲乙戊己", "甲乙庚辛"], by_two)
    assert topics.weight("甲乙") == 0
    assert topics.weight("丙丁") > 0
