"""No log holds what a person asked: not of answers, refusals, errors, pages or addresses."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
import urllib.parse
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from fastapi.testclient import TestClient

from api.settings import Settings
from qa.engine import Engine
from qa.model import Question, Reply

ROOT = Path(__file__).parents[2]
MARK = "戏曲秘密词"
TRACES = (MARK, "秘密", urllib.parse.quote(MARK), urllib.parse.quote(MARK).lower(), "\\u79d8")


def assert_clean(logged: str) -> None:
    assert not [trace for trace in TRACES if trace in logged]


def test_an_unforeseen_error_is_logged_by_type_and_place_only(
    client: TestClient, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    def fails(self: Engine, question: Question) -> Reply:
        raise ValueError(f"cannot answer {question.text}")

    monkeypatch.setattr(Engine, "ask", fails)
    response = client.post("/v1/ask", json={"question": MARK})
    assert response.status_code == 500
    assert response.json()["error"]["code"] == "internal"
    assert response.headers["x-request-id"]
    logged = capfd.readouterr()
    assert_clean(logged.err + logged.out + response.text)
    lines = [json.loads(line) for line in logged.err.splitlines()]
    fault = next(line for line in lines if line["event"] == "unexpected")
    assert fault["kind"] == "ValueError"
    assert fault["at"][-1].startswith("test_privacy.py:")
    assert lines[-1]["status"] == 500


@pytest.fixture
def server(settings: Settings, tmp_path: Path) -> Iterator[tuple[str, int, Path]]:
    """A real server process and the file its output goes to."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = {
        **os.environ,
        "PLANQA_VAR_DIR": str(settings.var_dir),
        "PLANQA_CACHE_DIR": str(settings.cache_dir),
        "PLANQA_LOG_LEVEL": "debug",
    }
    log = tmp_path / "server.log"
    command = [sys.executable, "-m", "api.cli", "serve", "--port", str(port)]
    with log.open("wb") as out:
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=out, stderr=out)
        try:
            url = f"http://127.0.0.1:{port}"
            for _ in range(600):
                try:
                    if httpx.get(f"{url}/readyz").status_code == 200:
                        break
                except httpx.TransportError:
                    assert process.poll() is None, log.read_text()
                time.sleep(0.1)
            yield url, port, log
        finally:
            process.terminate()
            process.wait(30)


def test_a_server_logs_no_question(server: tuple[str, int, Path]) -> None:
    url, port, log = server
    with httpx.Client(base_url=url, timeout=60) as client:
        client.post("/v1/ask", json={"question": MARK, "history": [MARK]})
        client.post("/v1/ask", json={"question": MARK * 100})
        client.post("/v1/ask", json={"question": MARK, "plan_ids": [MARK]})
        client.post("/v1/ask", content=f'{{"question": "{MARK}"'.encode())
        client.post("/v1/ask", json=[MARK])
        for path in ("/", "/v1/search", "/v1/indicators", "/v1/commitments", "/none"):
            client.get(path, params={"q": MARK, "section": MARK, "plan": MARK})
            client.get(path, params={"q": MARK})
        client.get(f"/{MARK}")
        client.get(f"/v1/plans/{MARK}")
        client.get(f"/v1/plans/{MARK}/sections/{MARK}", headers={"referer": f"{url}/?q=x"})
    raw = f"GET /v1/search?q={MARK} HTTP/1.1\r\nHost: x\r\n\r\n".encode()
    with socket.create_connection(("127.0.0.1", port), timeout=10) as connection:
        connection.sendall(raw)
        answer = connection.makefile("rb").read().decode()
    assert answer.startswith("HTTP/1.1 400")
    assert json.loads(answer.split("\r\n\r\n", 1)[1])["error"]["code"] == "bad_request"
    logged = log.read_text("utf-8")
    assert logged.count('"event": "request"') > 15
    assert_clean(logged)
