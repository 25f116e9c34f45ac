from __future__ import annotations

import random
import re
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.cleaning import Cleaner, Log, MappedText
from corpus.errors import (
    CatalogueError,
    PlanBinary,
    PlanEmpty,
    PlanEncoding,
    PlanError,
    PlanFormat,
    PlanMissing,
    PlanTruncated,
)
from corpus.model import Plan
from corpus.read import read_plan
from corpus.sentences import split_sentences

OTHER = """# 青川市“十四五”养老服务发展规划

第一章 发展基础

第一节 主要成效

“十三五”期间，养老床位由1.2万张增加到2万张。

第二章 发展目标

第一节 总体目标

到2025年，护理型床位占比达到55%以上。

1. 居家服务网络更加健全。

表1 主要指标

| 序号 | 指标 | 单位 | 2020年 | 2025年 |
|---|---|---|---|---|
| 1 | 护理型床位占比 | % | 48 | ≥55 |
| 2 | 养老护理员 | 人 | - | 3000 |
"""


def test_outline_of_the_first_plan(plan: Plan) -> None:
    levels = [s.level for s in plan.sections if s.kind == "section"]
    assert [levels.count(level) for level in (1, 2, 3)] == [5, 22, 10]
    assert plan.sections[0].kind == "preface"
    by_title = {s.title: s for s in plan.sections}
    task = by_title["推动学前教育普及普惠安全优质发展"]
    assert task.path[0] == "三、主要任务"
    assert task.number == "（三）"
    assert task.page is not None
    assert (task.page.number, task.page.basis) == (14, "toc")
    assert by_title["保障措施"].level == 1


@pytest.mark.parametrize("marks", ["", "# ", "###### ", "random"])
def test_the_outline_does_not_depend_on_heading_marks(
    tmp_path: Path, raw: str, plan: Plan, marks: str
) -> None:
    depth = random.Random(7)
    again = re.sub(
        r"(?m)^#+ ",
        lambda _: "#" * depth.randint(1, 6) + " " if marks == "random" else marks,
        raw,
    )
    path = tmp_path / "plan.md"
    path.write_text(again, "utf-8")
    other = read_plan(path, plan.entry.model_copy(update={"sha256": ""}))
    assert [(s.path, s.page) for s in other.sections] == [(s.path, s.page) for s in plan.sections]
    assert [p.text for p in other.passages] == [p.text for p in plan.passages]


@pytest.mark.parametrize(
    ("old", "new"),
    [("\n", "\r\n"), ("\n\n", "\n"), ("**", ""), ("\n", "  \n"), ("^", "\ufeff")],
    ids=["crlf", "no blank lines", "no emphasis", "trailing spaces", "byte order mark"],
)
def test_the_same_plan_saved_otherwise_reads_the_same(
    tmp_path: Path, raw: str, plan: Plan, old: str, new: str
) -> None:
    path = tmp_path / "plan.md"
    text = new + raw if old == "^" else raw.replace(old, new)
    path.write_bytes(text.encode("utf-8"))
    other = read_plan(path, plan.entry.model_copy(update={"sha256": ""}))
    assert [p.text for p in other.passages] == [p.text for p in plan.passages]
    assert [s.path for s in other.sections] == [s.path for s in plan.sections]


def test_contents_page_is_dropped(plan: Plan) -> None:
    assert not any("....." in p.text or "目 录" in p.text for p in plan.passages)
    assert sum(c.kind == "contents_page" for c in plan.corrections) == 41


def test_goals_are_units_with_titles(plan: Plan) -> None:
    goals = [p for p in plan.paragraphs if p.kind == "goal"]
    assert len(goals) == 9
    assert [g.title for g in goals][2] == "学前教育更加优质普惠"
    assert goals[0].text.endswith("引领教育优质健康发展。")


BREAKS = [
    "庆祝活|动中", "市科技教育示范校、|金鹏科技团", "培训交流|实现常态化",
    "让每|个孩子", "城市与教育的融合|发展", "师德师风建|设以及",
    "大|力培养技术技能人才", "进一步增强|对习近平", "落实“关键小事”，|整体提升",
    "作为学生综|合素质评价", "开展生活化、游戏|化、自然化", "坚|持推进教育质量评价改革",
    "学校特色培|育项目", "构建高素质技术|技能人才", "国家通用语言文字|社会应用",
    "在基础教育课|程中", "提高教育|资源共享程度", "解决12345热|线反映",
    "家庭教育指导工作，|持续推动",
]  # fmt: skip


def test_every_sentence_that_a_page_break_cut_is_whole(plan: Plan, raw: str) -> None:
    joined = [c for c in plan.corrections if c.kind == "joined_lines"]
    assert len(joined) == len(BREAKS)
    for words, change in zip(BREAKS, joined, strict=True):
        whole = words.replace("|", "")
        assert sum(whole in p.text for p in plan.paragraphs) == 1, whole
        assert raw[change.span.start : change.span.end].strip() == ""
    assert sum(c.kind == "joined_table" for c in plan.corrections) == 3


def test_every_paragraph_ends_where_it_ends(plan: Plan) -> None:
    assert len([p for p in plan.paragraphs if p.kind == "paragraph"]) == 65
    assert all(p.text.endswith(("。", "：")) for p in plan.paragraphs)


def test_real_paragraph_ends_stay(plan: Plan) -> None:
    starts = [p.text[:6] for p in plan.paragraphs]
    assert "积极引进优质" in starts
    assert "社会关切的热" in starts


def test_tables_are_whole_and_typed(plan: Plan) -> None:
    one, two, three = plan.tables
    assert [len(t.rows) for t in plan.tables] == [8, 12, 12]
    assert [c.scope for c in one.columns[2:]] == [None, "市级", "本区"]
    assert [c.year for c in two.columns[2:]] == [2020, 2025]
    cell = one.rows[3].cells[4]
    assert cell.quantity is not None
    assert cell.quantity.value == 72.9
    assert two.rows[3].cells[2].not_given
    assert two.rows[3].cells[2].quantity is None
    assert three.path == (three.caption,)
    assert three.rows[0].cells[2].text.endswith("启动新建小学2所。")


def test_every_text_maps_to_its_place_in_the_file(plan: Plan, raw: str) -> None:
    cleaner = Cleaner(Log(), traditional=False)
    for passage in plan.passages:
        if passage.kind == "paragraph":
            span = passage.source_span
            again = cleaner.prose(MappedText.of(raw, span.start, span.end)).text.replace("\n", "")
            assert again == passage.text
    for table in plan.tables:
        for cell in (c for row in table.rows for c in row.cells):
            span = cell.source_span
            again = cleaner.cell(MappedText.of(raw, span.start, span.end)).text
            assert again == cell.text


def test_ocr_slips_are_corrected_and_logged(plan: Plan) -> None:
    assert sum(c.kind == "traditional" for c in plan.corrections) == 5
    assert not any("學" in p.text for p in plan.passages)
    assert {"joined_lines", "joined_table", "width", "spacing", "markup"} <= {
        c.kind for c in plan.corrections
    }


def test_sentences_are_never_cut(plan: Plan) -> None:
    for passage in plan.passages:
        assert all(a.end <= b.start for a, b in pairwise(passage.sentences))
        if passage.kind == "paragraph":
            assert passage.sentences[-1].end == len(passage.text)
            assert len(passage.text) <= 600


def test_reading_twice_gives_the_same_plan(plan: Plan) -> None:
    path = Path(__file__).parents[2] / "corpus/plans" / plan.entry.file
    assert read_plan(path) == plan


def test_another_plan_of_another_shape(tmp_path: Path) -> None:
    path = tmp_path / "eldercare.md"
    path.write_text(OTHER, "utf-8")
    plan = read_plan(path)
    assert plan.entry.title == "青川市“十四五”养老服务发展规划"
    assert plan.entry.region == "青川市"
    assert (plan.entry.period_start, plan.entry.period_end) == (2021, 2025)
    assert [s.level for s in plan.sections] == [1, 2, 1, 2]
    names = {i.name: i for i in plan.indicators}
    assert {v.display for v in names["护理型床位占比"].values} >= {"48%", "≥55%"}
    assert "baseline_not_given" in names["养老护理员"].notes


def test_gb18030_and_traditional_text(tmp_path: Path) -> None:
    path = tmp_path / "plan.txt"
    path.write_bytes(OTHER.encode("gb18030"))
    assert len(read_plan(path).tables[0].rows) == 2
    text = (
        "# 臺灣區長照發展規劃\n\n一、發展目標\n\n到2025年，長照據點達到三千處，學習環境顯著改善。\n"
    )
    path = tmp_path / "traditional.md"
    path.write_text(text, "utf-8")
    plan = read_plan(path)
    assert "學習環境" in plan.paragraphs[0].text
    assert not [c for c in plan.corrections if c.kind == "traditional"]


@pytest.mark.parametrize(
    ("name", "content", "fault"),
    [
        ("empty.md", b"", PlanEmpty),
        ("blank.md", b" \n\n ", PlanEmpty),
        ("binary.md", b"%PDF-1.7 \x00\x01", PlanBinary),
        ("nul.txt", b"abc\x00def", PlanBinary),
        ("odd.md", b"\xff\xff\xff\xfe\x81\x20\x81", PlanEncoding),
        ("cut.md", "规划".encode()[:-1], PlanTruncated),
        ("plan.xyz", b"text", PlanFormat),
    ],
)
def test_bad_files_have_their_error(
    tmp_path: Path, name: str, content: bytes, fault: type[PlanError]
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(fault, match=name):
        read_plan(path)


def test_missing_file_and_folder(tmp_path: Path) -> None:
    for path in (tmp_path / "none.md", tmp_path):
        with pytest.raises(PlanMissing):
            read_plan(path)


def test_a_cut_plan_is_refused(tmp_path: Path, raw: str) -> None:
    path = tmp_path / "cut.md"
    path.write_text(raw[: len(raw) // 2], "utf-8")
    with pytest.raises(PlanTruncated, match="contents page"):
        read_plan(path)


@pytest.mark.parametrize("left", range(1, 60, 4))
def test_a_plan_cut_in_its_last_row_or_sentence_is_refused(
    tmp_path: Path, raw: str, left: int
) -> None:
    path = tmp_path / "cut.md"
    path.write_text(raw[:-left], "utf-8")
    with pytest.raises(PlanTruncated, match="breaks off"):
        read_plan(path)
    body = raw[
        raw.index("## **一、发展基础") : raw.index("表 3 门头沟区“十四五”时期重点项目\n\n序号")
    ]
    path.write_text("# 某区教育规划\n\n" + body.rstrip()[:-left], "utf-8")
    with pytest.raises(PlanTruncated, match="breaks off"):
        read_plan(path)


def test_a_plan_may_end_without_a_full_stop(tmp_path: Path, raw: str) -> None:
    path = tmp_path / "whole.md"
    for end in (
        "\n\n某某区教育委员会\n",
        "\n\n2021年12月31日\n",
        "\n\n附件：重点项目责任分工和年度进度安排的一览表\n",
    ):
        path.write_text(raw + end, "utf-8")
        assert read_plan(path).paragraphs


def test_a_changed_catalogued_file_is_refused(tmp_path: Path, raw: str, plan: Plan) -> None:
    path = tmp_path / plan.entry.file
    path.write_text(raw + "\n", "utf-8")
    with pytest.raises(CatalogueError, match="sha256"):
        read_plan(path, plan.entry)


@given(st.text(alphabet="规划。！？“”（）,: 1.\n*學", max_size=120))
def test_sentences_cover_any_text(text: str) -> None:
    spans = split_sentences(text)
    assert "".join(text[s.start : s.end] for s in spans) == text


@given(st.text(alphabet="规划,;:() 12%*學⻓A", max_size=80))
def test_cleaning_keeps_a_place_for_every_character(text: str) -> None:
    log = Log()
    cleaned = Cleaner(log, traditional=False).prose(MappedText.of(text, 0, len(text)))
    assert len(cleaned.text) == len(cleaned.origins)
    assert list(cleaned.origins) == sorted(cleaned.origins)
    assert all(0 <= origin < len(text) for origin in cleaned.origins)
