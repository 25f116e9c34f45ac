"""Every other endpoint of docs/contract.md that serves what plans say."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest
from fastapi.testclient import TestClient
from openpyxl import load_workbook

from corpus.model import Commitment, Plan
from tests.contract.shapes import faults, reply_example

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def get(client: TestClient, path: str, **params: Any) -> Any:
    response = client.get(path, params=params)
    assert response.status_code == 200, response.text
    assert response.headers["content-type"] == "application/json"
    return response.json()


def test_search_gives_citations_with_scores(client: TestClient, plan: Plan) -> None:
    found = get(client, "/v1/search", q="戏曲进校园", k=4)["results"]
    assert faults(found, reply_example()["citations"]) == []
    assert [c["n"] for c in found] == [1, 2, 3, 4]
    assert all({"fused", "lexical", "dense"} <= set(c["scores"]) for c in found)
    fused = [c["scores"]["fused"] for c in found]
    assert fused == sorted(fused, reverse=True)
    assert {c["plan_id"] for c in found} == {plan.entry.id}


def test_search_within_a_plan_and_a_section(client: TestClient, plan: Plan) -> None:
    chapter = next(s for s in plan.sections if s.title == "保障措施")
    for section in (chapter.id, "保障措施"):
        found = get(client, "/v1/search", q="学校安全", plan=plan.entry.id, section=section)
        assert {c["section_path"][0] for c in found["results"]} == {"五、保障措施"}
        assert len({tuple(c["section_path"]) for c in found["results"]}) == 4
    projects = get(client, "/v1/search", q="幼儿园", section="重点项目", k=3)["results"]
    assert {c["section_path"][0] for c in projects} == {"表3 门头沟区“十四五”时期重点项目"}


def test_plans_and_one_plan(client: TestClient, plan: Plan) -> None:
    listed = get(client, "/v1/plans")["plans"]
    assert [p["id"] for p in listed] == [plan.entry.id]
    assert listed[0]["title"] == plan.entry.title
    assert (listed[0]["period_start"], listed[0]["period_end"]) == (2021, 2025)
    one = get(client, f"/v1/plans/{plan.entry.id}")
    assert {"outline", "tables", "corrections"} <= set(one)
    nodes = list(walk(one["outline"]))
    assert len(nodes) == len(plan.sections) == 38
    for node in nodes:
        assert {"number", "title", "path", "page", "children"} <= set(node)
        assert node["page"] is None or set(node["page"]) == {"number", "basis"}
    for table in one["tables"]:
        assert {"caption", "header", "rows"} <= set(table)
        assert all(len(row) == len(table["header"]) for row in table["rows"])
    assert one["tables"][1]["rows"][3] == [
        "4", "学前教育专任教师接受专业教育比例(%)", "——", ">85",
    ]  # fmt: skip
    for change in one["corrections"]:
        assert set(change) == {"kind", "before", "after", "span", "reason"}


def walk(nodes: list[dict[str, Any]]) -> Any:
    for node in nodes:
        yield node
        yield from walk(node["children"])


def test_one_section(client: TestClient, plan: Plan, raw: str) -> None:
    goals = next(s for s in plan.sections if s.title == "发展目标")
    section = get(client, f"/v1/plans/{plan.entry.id}/sections/{goals.id}")
    assert section["title"] == "发展目标"
    assert len(section["paragraphs"]) == 10
    starts = [p["source_span"]["start"] for p in section["paragraphs"]]
    assert starts == sorted(starts)
    third = section["paragraphs"][3]
    span = third["source_span"]
    assert third["text"] == raw[span["start"] : span["end"]]
    assert third["title"] == "学前教育更加优质普惠"


def test_indicators(client: TestClient, plan: Plan) -> None:
    every = get(client, "/v1/indicators")["indicators"]
    assert faults(every, reply_example()["indicators"]) == []
    assert len(every) == len(plan.indicators)
    named = get(client, "/v1/indicators", q="双师型", plan=plan.entry.id)["indicators"]
    assert [i["name"] for i in named] == ["中等职业教育“双师型”教师比例"]
    old = get(client, "/v1/indicators", year=2015)["indicators"]
    assert len(old) == 8
    assert get(client, "/v1/indicators", year=1999)["indicators"] == []
    empty = next(i for i in every if i["name"] == "绿色学校达标率")
    assert [v["year"] for v in empty["values"]] == [2025]
    assert empty["notes"] == ["baseline_not_given"]
    values = [v["value"] for i in every for v in i["values"]]
    assert 72.9 in values
    assert 100 in values
    assert all(type(v) is int for v in values if v == int(v))


def test_conflicts(client: TestClient, plan: Plan) -> None:
    found = get(client, "/v1/conflicts", plan=plan.entry.id)["conflicts"]
    assert len(found) == len(plan.conflicts)
    assert {c["kind"] for c in found} == {"value", "wording", "scope"}
    for conflict in found:
        assert {"indicator_id", "year", "kind", "statements", "note"} <= set(conflict)
        assert len(conflict["statements"]) >= 2


def test_commitments_by_every_parameter(client: TestClient, plan: Plan) -> None:
    def found(**params: Any) -> list[Commitment]:
        items = get(client, "/v1/commitments", **params)["commitments"]
        return [Commitment.model_validate(item) for item in items]

    every = found()
    assert tuple(every) == plan.commitments
    assert {c.plan_id for c in found(plan=plan.entry.id)} == {plan.entry.id}
    assert all("幼儿园" in c.text + (c.project or "") for c in found(q="幼儿园"))
    assert all(c.quantities for c in found(quantified=True))
    assert not any(c.quantities for c in found(quantified=False))
    assert len(found(quantified=True)) + len(found(quantified=False)) == len(every)
    assert all(c.deadline == 2025 for c in found(deadline=2025))
    assert all(c.page and c.page.number == 14 for c in found(page=14))
    chapter = next(s for s in plan.sections if s.title == "主要任务")
    assert {c.path[0] for c in found(section=chapter.id)} == {"三、主要任务"}
    assert found(section="主要任务") == found(section=chapter.id)
    assert {c.project for c in found(q="智慧校园建设项目")} == {"智慧校园建设项目"}


@pytest.mark.parametrize("params", [{}, {"q": "幼儿园", "quantified": "true"}])
def test_commitments_as_tables(client: TestClient, params: dict[str, str]) -> None:
    items = client.get("/v1/commitments", params=params).json()["commitments"]
    as_csv = client.get("/v1/commitments", params=params, headers={"accept": "text/csv"})
    assert as_csv.headers["content-type"] == "text/csv; charset=utf-8"
    assert "Accept" in as_csv.headers["vary"].split(", ")
    rows = list(csv.DictReader(io.StringIO(as_csv.content.decode("utf-8-sig"))))
    assert [row["text"] for row in rows] == [item["text"] for item in items]
    assert [row["verb"] for row in rows] == [item["verb"] for item in items]
    as_xlsx = client.get("/v1/commitments", params=params, headers={"accept": XLSX})
    assert as_xlsx.headers["content-type"] == XLSX
    sheet = load_workbook(io.BytesIO(as_xlsx.content)).worksheets[0]
    cells = [list(row) for row in sheet.iter_rows(values_only=True)]
    assert cells[0] == list(rows[0])
    texts = [[cell or "" for cell in row] for row in cells[1:]]
    assert texts == [list(row.values()) for row in rows]


def test_health(client: TestClient) -> None:
    assert get(client, "/healthz")
    ready = get(client, "/readyz")
    assert ready["status"] == "ready"
    assert len(ready["snapshot_id"]) == 16
    metrics = client.get("/metrics")
    assert metrics.headers["content-type"].startswith("text/plain")
    assert "# TYPE planqa_requests_total counter" in metrics.text


@pytest.mark.parametrize(
    "path", ["/", "/docs", "/healthz", "/readyz", "/metrics", "/v1/plans", "/v1/indicators"]
)
def test_head_is_get_without_a_body(client: TestClient, path: str) -> None:
    head, full = client.head(path), client.get(path)
    assert head.status_code == full.status_code == 200
    assert head.content == b""
    assert head.headers["content-type"] == full.headers["content-type"]
