from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest
from fastapi.testclient import TestClient
from hypothesis import given
from hypothesis import strategies as st
from starlette.requests import Request
from starlette.types import Message

from api import stream
from api.app import create_app
from api.cors import is_public
from api.settings import Settings
from api.stream import ClientGone, sentences, while_connected
from qa.model import Question
from tests.api.test_http import ask

Event = tuple[str, Any]
QUESTION = "学前教育目标是什么"


def events_of(text: str) -> list[Event]:
    blocks = [block.split("\n") for block in text.strip().split("\n\n")]
    return [
        (name.removeprefix("event: "), json.loads(data.removeprefix("data: ")))
        for name, data in blocks
    ]


def stream_of(client: TestClient, **body: Any) -> list[Event]:
    response = client.post("/v1/ask/stream", json=body)
    assert response.status_code == 200, response.text
    assert response.headers["content-type"].startswith("text/event-stream")
    return events_of(response.text)


def test_a_stream_is_the_same_reply_in_pieces(client: TestClient) -> None:
    events = stream_of(client, question=QUESTION)
    names = [name for name, _ in events]
    reply = events[-1][1]
    cited = len(reply["citations"])
    assert cited
    assert names[: cited + 1] == ["meta", *["citation"] * cited]
    assert set(names[cited + 1 : -1]) == {"delta"}
    assert names[-1] == "done"
    assert [data for name, data in events if name == "citation"] == reply["citations"]
    assert "".join(data["text"] for name, data in events if name == "delta") == reply["answer"]
    whole = ask(client, question=QUESTION)
    assert {**reply, "timings_ms": None} == {**whole, "timings_ms": None}
    assert events[0][1]["status"] == reply["status"]


def test_a_refusal_streams_its_reason(client: TestClient) -> None:
    events = stream_of(client, question="今天天气怎么样")
    assert events[0][1]["reason"] == events[-1][1]["reason"]
    assert [name for name, _ in events].count("citation") == 0


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({"question": ""}, 422, "question_empty"),
        ({"question": "问" * 301}, 422, "question_too_long"),
        ({"question": "x", "history": ["y"] * 11}, 422, "history_too_long"),
        ({"question": "x", "plan_ids": ["none"]}, 404, "unknown_plan"),
        ({}, 422, "invalid_request"),
    ],
)
def test_what_fails_before_the_stream_has_the_error_shape(
    client: TestClient, body: dict[str, Any], status: int, code: str
) -> None:
    response = client.post("/v1/ask/stream", json=body)
    assert response.status_code == status
    assert response.json()["error"]["code"] == code


def test_what_fails_in_the_stream_is_an_error_event(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(answer: str) -> list[str]:
        raise RuntimeError(answer)

    monkeypatch.setattr(stream, "sentences", broken)
    name, data = stream_of(client, question=QUESTION)[-1]
    assert name == "error"
    assert set(data["error"]) == {"code", "message", "detail"}
    assert QUESTION not in data["error"]["message"]


@given(st.text(alphabet="目标。；！？\n[1]9 %"))
def test_pieces_join_to_the_answer(answer: str) -> None:
    assert "".join(sentences(answer)) == answer


def test_a_client_that_leaves_takes_its_question_along() -> None:
    stopped = asyncio.Event()

    async def slow() -> None:
        try:
            await asyncio.sleep(60)
        except asyncio.CancelledError:
            stopped.set()
            raise

    async def receive() -> Message:
        await asyncio.sleep(0.01)
        return {"type": "http.disconnect"}

    async def run() -> None:
        request = Request({"type": "http", "method": "POST", "headers": []}, receive)
        with pytest.raises(ClientGone):
            await while_connected(request, slow())
        assert stopped.is_set()

    asyncio.run(run())


def test_words_are_kept_as_typed_on_request(client: TestClient) -> None:
    asked = "中职双食型教师比例是多少"
    assert [c["to"] for c in ask(client, question=asked)["corrections"]] == ["双师型"]
    kept = ask(client, question=asked, spelling=False)
    assert kept["corrections"] == []
    assert "双食型" in kept["resolved_question"]


def test_values_say_whether_they_are_results_or_targets(client: TestClient) -> None:
    values = ask(client, question="普惠性幼儿园覆盖率是多少")["indicators"][0]["values"]
    assert {v["role"] for v in values if v["year"] == 2025} == {"target"}
    assert {v["role"] for v in values if v["year"] == 2020} == {"baseline"}


def test_other_sites_may_call_public_endpoints_only(client: TestClient) -> None:
    headers = {"origin": "https://www.example.cn", "access-control-request-method": "POST",
               "access-control-request-headers": "content-type"}  # fmt: skip
    allowed = client.options("/v1/ask/stream", headers=headers)
    assert allowed.headers["access-control-allow-origin"] == "*"
    assert "access-control-allow-credentials" not in allowed.headers
    assert client.post("/v1/ask", json={}, headers=headers).headers["access-control-allow-origin"]
    for path in ("/", "/staff", "/metrics", "/healthz"):
        assert "access-control-allow-origin" not in client.get(path, headers=headers).headers


def test_public_paths_are_whole_segments() -> None:
    assert is_public("/v1/ask/stream")
    assert not is_public("/v1/asking")


def test_a_question_without_its_words_read_anew_is_still_folded(client: TestClient) -> None:
    reply = ask(client, question="學前教育目标是什么", spelling=False)
    assert reply["resolved_question"].startswith("学前")
    assert Question(text="x").spelling


def test_only_the_named_sites_may_call(settings: Settings) -> None:
    named = settings.model_copy(update={"embed_origins": "https://a.example, https://b.example"})
    client = TestClient(create_app(named))
    for origin, allowed in (("https://b.example", "https://b.example"), ("https://c.cn", None)):
        response = client.get("/widget.js", headers={"origin": origin})
        assert response.headers.get("access-control-allow-origin") == allowed
