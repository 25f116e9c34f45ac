"""Every text of a plan maps to the file as it came, and the corrections log explains the rest."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from corpus.catalogue import load_catalogue, plan_path
from corpus.model import Plan, Span
from corpus.read import read_plan
from corpus.readers import read_document
from tests.small_plans import write_plan

WITH_MARKS = """# 某县教育发展规划

## **一、发展目标**

到2025年,普惠性幼儿园覆盖率达到 85% 以上,中小學

— 3 —

生视力不良率下降 ⻓期向好。

![](image.png)

——**更加公平。**每个乡镇至少一所小学。

| 序号 | 指标 | 2020 年 | 2025 年 |
|---|---|---|---|
| 1 | 入园率 (%) | —— | > 95 |

- 4 -

| 2 | 巩固率 (%) | 99 | 99 |
"""


@pytest.fixture(params=[*(entry.id for entry in load_catalogue()), "small", "marks"])
def read(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[Plan, str]:
    if request.param == "small":
        path = write_plan(tmp_path)
    elif request.param == "marks":
        path = tmp_path / "marks.md"
        path.write_text(WITH_MARKS, "utf-8")
    else:
        path = next(plan_path(e) for e in load_catalogue() if e.id == request.param)
    return read_plan(path), read_document(path).text


def units(plan: Plan) -> Iterator[tuple[Span, str]]:
    """Every span of the file that the plan shows, with the text it is shown as."""
    for section in plan.sections:
        if section.path and section.source_span.end:
            yield section.source_span, section.path[-1]
    for paragraph in plan.paragraphs:
        yield paragraph.source_span, paragraph.text
    for table in plan.tables:
        for column in table.columns:
            yield column.source_span, column.text
        for row in table.rows:
            for cell in row.cells:
                yield cell.source_span, cell.text
    for passage in plan.passages:
        if passage.kind == "paragraph":
            yield passage.source_span, passage.text


def corrected(plan: Plan, raw: str) -> list[str]:
    """The file, character by character, after the corrections of the log."""
    out = list(raw)
    for change in plan.corrections:
        if change.kind != "joined_table":
            assert raw[change.span.start : change.span.end]
            out[change.span.start : change.span.end] = [change.after] + [""] * (
                change.span.end - change.span.start - 1
            )
    return out


def test_the_log_turns_the_file_into_what_is_shown(read: tuple[Plan, str]) -> None:
    plan, raw = read
    out = corrected(plan, raw)
    shown = list(units(plan))
    assert len(shown) > 8
    for span, text in shown:
        assert "".join(out[span.start : span.end]).strip() == text


def test_nothing_of_the_file_is_lost(read: tuple[Plan, str]) -> None:
    plan, raw = read
    out = corrected(plan, raw)
    for span, _ in units(plan):
        out[span.start : span.end] = [""] * (span.end - span.start)
    left = [line.strip(" \t|-:#*\ufeff") for line in "".join(out).splitlines()]
    left = [line for line in left if line]
    captions = {"".join(table.caption.split()) for table in plan.tables}
    assert len(left) <= 1 + len(plan.tables)
    assert {"".join(line.split()) for line in left[1:]} <= captions


def test_a_row_passage_maps_to_its_cells(read: tuple[Plan, str]) -> None:
    plan, _ = read
    rows = {row.id: row for table in plan.tables for row in table.rows}
    for passage in (p for p in plan.passages if p.kind == "table_row"):
        row = rows[passage.unit_id]
        spans = [cell.source_span for cell in row.cells if cell.source_span.end]
        assert passage.source_span == Span(start=spans[0].start, end=spans[-1].end)
        assert passage.text.split("\n")[-1] == "\t".join(cell.text for cell in row.cells)


def test_every_correction_says_what_where_and_why(read: tuple[Plan, str]) -> None:
    plan, raw = read
    for change in plan.corrections:
        assert change.reason
        assert change.before != change.after
        if change.kind in ("joined_lines", "joined_table", "contents_page", "dropped_line"):
            assert raw[change.span.start : change.span.end] == change.before
    places = [(c.kind, c.span.start, c.span.end) for c in plan.corrections]
    assert len(places) == len(set(places))


def test_what_is_no_text_of_the_plan_is_in_the_log(tmp_path: Path) -> None:
    path = tmp_path / "marks.md"
    path.write_text(WITH_MARKS, "utf-8")
    dropped = [c.before for c in read_plan(path).corrections if c.kind == "dropped_line"]
    assert dropped == ["— 3 —", "![](image.png)", "- 4 -"]
