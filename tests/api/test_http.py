from __future__ import annotations

import csv
import io
import json
import time
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from api import exports
from api.app import create_app
from api.service import Service
from api.settings import Settings, SettingsError, load_settings
from qa.model import Reply

PLAN = "mentougou-education-14th-five-year-plan"
REPLY_FIELDS = {
    "question", "resolved_question", "corrections", "status", "reason", "answer", "confidence",
    "citations", "indicators", "conflicts", "nearest", "suggestions", "snapshot_id", "timings_ms",
}  # fmt: skip
CITATION_FIELDS = {
    "n", "plan_id", "passage_id", "kind", "section_path", "page", "text", "quotes", "source_span",
    "reference", "permalink",
}  # fmt: skip


def ask(client: TestClient, **body: Any) -> dict[str, Any]:
    response = client.post("/v1/ask", json=body)
    assert response.status_code == 200, response.text
    reply: dict[str, Any] = response.json()
    return reply


def test_ask_has_the_form_of_the_contract(client: TestClient) -> None:
    reply = ask(client, question="學前教育目标是什么")
    assert set(reply) >= REPLY_FIELDS
    citation = reply["citations"][0]
    assert set(citation) >= CITATION_FIELDS
    assert citation["quotes"][0]["text"] in citation["text"]
    assert citation["page"] == {"number": 8, "basis": "toc"}
    assert "目录页码第8页" in citation["reference"]
    assert reply["corrections"][0] == {"from": "學", "to": "学", "kind": "traditional"}
    value = reply["indicators"][0]["values"][0]
    assert {"year", "scope", "comparator", "value", "display", "source"} <= set(value)
    statement = reply["conflicts"][0]["statements"][0]
    assert {"display", "citation"} <= set(statement)
    assert "total" in reply["timings_ms"]


def test_a_refusal_has_nearest_passages_in_citation_form(client: TestClient) -> None:
    reply = ask(client, question="公办幼儿园一个月交多少保教费")
    assert (reply["status"], reply["reason"], reply["citations"]) == ("refused", "not_in_plan", [])
    assert 1 <= len(reply["nearest"]) <= 3
    assert set(reply["nearest"][0]) >= CITATION_FIELDS


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        (b"", 422, "invalid_request"),
        (b"{", 400, "bad_request"),
        (b"[1]", 422, "invalid_request"),
        (b'{"question": 5}', 422, "invalid_request"),
        (b'{"question": ""}', 422, "question_empty"),
        (b'{"question": "   "}', 422, "question_empty"),
        (json.dumps({"question": "问" * 301}).encode(), 422, "question_too_long"),
        (b'{"question": "a\\u0000b"}', 422, "question_invalid"),
        (b'{"question": "\\ud800"}', 422, None),
        (b'{"question": "x", "plan_ids": ["none"]}', 404, "unknown_plan"),
        (b'{"question": "x", "top_k": "5"}', 422, "invalid_request"),
        (b'{"question": "x", "top_k": 99}', 422, "top_k_invalid"),
        (b'{"question": "' + b"x" * 1_000_000 + b'"}', 413, "body_too_large"),
        (b"\xff\xfe\x00", 400, "bad_request"),
    ],
)
def test_bad_requests_have_their_error(
    client: TestClient, body: bytes, status: int, code: str | None
) -> None:
    headers = {"content-type": "application/json"}
    response = client.post("/v1/ask", content=body, headers=headers)
    assert response.status_code == status, response.text
    error = response.json()["error"]
    assert set(error) == {"code", "message", "detail"}
    assert error["message"]
    if code is not None:
        assert error["code"] == code


def test_an_emoji_is_a_question_that_is_unclear(client: TestClient) -> None:
    assert ask(client, question="😀")["reason"] == "unclear"


@given(st.text(max_size=40))
@hypothesis_settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_any_text_gets_a_documented_status(client: TestClient, text: str) -> None:
    body = json.dumps({"question": text}).encode("utf-8", "surrogatepass")
    response = client.post("/v1/ask", content=body, headers={"content-type": "application/json"})
    assert response.status_code in (200, 400, 422)
    assert response.json()


@pytest.mark.parametrize(
    ("path", "status", "code"),
    [
        ("/v1/none", 404, "not_found"),
        ("/v1/plans/none", 404, "unknown_plan"),
        (f"/v1/plans/{PLAN}/sections/none", 404, "unknown_section"),
        ("/v1/ask", 405, "method_not_allowed"),
        ("/v1/search", 422, "invalid_request"),
        ("/v1/indicators?year=x", 422, "invalid_request"),
    ],
)
def test_unknown_places_have_the_error_shape(
    client: TestClient, path: str, status: int, code: str
) -> None:
    response = client.get(path)
    assert (response.status_code, response.json()["error"]["code"]) == (status, code)


def test_search(client: TestClient) -> None:
    found = client.get("/v1/search", params={"q": "戏曲进校园", "k": 3}).json()["results"]
    assert len(found) == 3
    assert "戏曲" in found[0]["text"]
    assert "dense" in found[0]["scores"]


def test_plans_outline_tables_and_sections(client: TestClient) -> None:
    plans = client.get("/v1/plans").json()["plans"]
    assert plans[0]["id"] == PLAN
    plan = client.get(f"/v1/plans/{PLAN}").json()
    tree = plan["outline"]
    assert [len(node["children"]) for node in tree if node["number"]] == [2, 2, 8, 6, 4]
    assert [len(table["rows"]) for table in plan["tables"]] == [8, 12, 12]
    assert plan["corrections"]
    child = tree[2]["children"][0]
    section = client.get(f"/v1/plans/{PLAN}/sections/{child['id']}").json()
    assert section["paragraphs"][0]["source_span"]["end"] > 0


def test_sections_nest(client: TestClient) -> None:
    tree = client.get(f"/v1/plans/{PLAN}").json()["outline"]
    main = next(node for node in tree if node["number"] == "一、")
    assert [len(child["children"]) for child in main["children"]] == [5, 5]


def test_indicators_and_conflicts(client: TestClient) -> None:
    found = client.get("/v1/indicators", params={"q": "双师型", "year": 2015}).json()["indicators"]
    assert [i["name"] for i in found] == ["中等职业教育“双师型”教师比例"]
    source = found[0]["values"][0]["source"]
    link = source.pop("permalink")
    assert source == {"kind": "table", "table": "表1", "row": 7, "citation": None}
    assert link.startswith(f"/plans/{PLAN}")
    assert f'id="{link.split("#")[1]}"' in client.get(link).text
    kinds = {c["kind"] for c in client.get("/v1/conflicts").json()["conflicts"]}
    assert kinds == {"value", "wording", "scope"}


def test_commitments_in_three_formats(client: TestClient) -> None:
    params = {"q": "幼儿园", "quantified": "true"}
    found = client.get("/v1/commitments", params=params).json()["commitments"]
    assert any("新建幼儿园3所" in c["text"] for c in found)
    text = client.get("/v1/commitments", params=params, headers={"accept": "text/csv"})
    assert text.content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(text.content.decode("utf-8-sig"))))
    assert len(rows) == len(found) + 1
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    book = client.get("/v1/commitments", params=params, headers={"accept": kind})
    sheet = load_workbook(io.BytesIO(book.content)).active
    assert sheet is not None
    assert sheet.max_row == len(found) + 1


def test_a_cell_is_never_a_formula() -> None:
    text = exports.to_csv([["=1+1", "安全"]]).decode("utf-8-sig")
    assert "'=1+1" in text
    book = load_workbook(io.BytesIO(exports.to_xlsx([["=1+1", "换\x0b页\x07"]])))
    first, second = next(book.worksheets[0].iter_rows(min_row=2))[:2]
    assert (first.value, first.data_type, second.value) == ("=1+1", "s", "换页")


def test_health_and_metrics(client: TestClient) -> None:
    assert client.get("/healthz").json() == {"status": "alive"}
    assert client.get("/readyz").json()["status"] == "ready"
    assert "planqa_requests_total" in client.get("/metrics").text


def test_logs_hold_no_question(client: TestClient, capfd: pytest.CaptureFixture[str]) -> None:
    ask(client, question="戏曲进校园怎么开展")
    client.get("/v1/search", params={"q": "戏曲进校园"})
    logged = capfd.readouterr()
    assert logged.err.count('"event": "request"') == 2
    assert "戏曲" not in logged.err + logged.out
    assert "%E6%88%8F" not in logged.err + logged.out


def test_not_ready_without_an_index(tmp_path: Path, cache_dir: Path) -> None:
    settings = Settings(var_dir=tmp_path, cache_dir=cache_dir)
    with TestClient(create_app(settings), raise_server_exceptions=False) as client:
        for _ in range(100):
            response = client.get("/readyz")
            if "planqa build" in str(response.json()):
                break
            time.sleep(0.1)
        assert response.status_code == 503
        assert response.headers["retry-after"]
        assert client.post("/v1/ask", json={"question": "目标"}).status_code == 503
        assert client.get("/healthz").status_code == 200


def test_a_full_queue_is_busy_and_says_when_to_come_back(
    settings: Settings, client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    application = client.app
    assert isinstance(application, FastAPI)
    service: Service = application.state.service
    monkeypatch.setattr(
        service, "_waiting", service.settings.max_concurrent + service.settings.queue
    )
    for response in (
        client.post("/v1/ask", json={"question": "目标"}),
        client.get("/v1/search", params={"q": "目标"}),
    ):
        assert response.status_code == 503
        assert response.json()["error"]["code"] == "busy"
        assert int(response.headers["retry-after"]) > 0
    assert client.get("/", params={"q": "目标"}).status_code == 503
    assert client.get("/readyz").status_code == 200


def test_a_bad_new_snapshot_leaves_the_old_one_serving(settings: Settings) -> None:
    service = Service(settings)
    service.refresh()
    serving = service.engine
    pointer = Path(settings.var_dir) / "index" / "CURRENT"
    good = pointer.read_text()
    try:
        pointer.write_text("0123456789abcdef")
        service.refresh()
        assert service.engine is serving
        assert service.problem is not None
        assert "planqa build" in service.problem
    finally:
        pointer.write_text(good)
    service.refresh()
    assert service.problem is None


def test_unknown_and_impossible_settings_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PLANQA_PROT", "1")
    with pytest.raises(SettingsError, match="PLANQA_PROT"):
        load_settings()
    monkeypatch.delenv("PLANQA_PROT")
    monkeypatch.setenv("PLANQA_PORT", "many")
    with pytest.raises(SettingsError, match="PLANQA_PORT"):
        load_settings()


def test_the_reply_type_is_the_contract() -> None:
    assert set(Reply.model_fields) >= REPLY_FIELDS
