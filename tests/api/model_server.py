"""An OpenAI-compatible server on loopback that writes questions, and misbehaves when told to.

It reads what a real model reads, and answers from it: nothing is known beforehand.
"""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, NamedTuple

KEY = "sk-only-for-this-server"


class Reply(NamedTuple):
    """What the server sends: a status, a body (a text is sent as it is), headers, a delay."""

    status: int = 200
    body: Any = None
    headers: tuple[tuple[str, str], ...] = ()
    delay: float = 0.0


Writer = Callable[[dict[str, Any]], dict[str, list[str]]]


def plain(sentence: dict[str, Any]) -> dict[str, list[str]]:
    """Three questions out of a sentence's own words."""
    words = "".join(
        c
        for c in sentence["text"]
        if "\u4e00" <= c <= "\u9fff" and c not in "一二三四五六七八九十两百千万"
    )
    head, tail = words[:7], words[-7:]
    return {
        "everyday": [f"咱这儿{head}这事咋样了？"],
        "official": [f"规划对{tail}有哪些要求？"],
        "keywords": [f"{words[2:6]} {words[-4:-1]}"],
    }


class ModelServer:
    """``writer`` makes the questions of a sentence; ``replies`` are sent first, one a call."""

    def __init__(self) -> None:
        self.writer: Writer = plain
        self.replies: list[Reply] = []
        self.always: Reply | None = None
        self.requests: list[dict[str, Any]] = []
        self.headers: list[dict[str, str]] = []
        self.most_at_once = 0
        self.delay = 0.0
        self.url = ""
        self._now = 0
        self._lock = threading.Lock()

    @property
    def asked(self) -> list[dict[str, Any]]:
        """The data messages of all calls."""
        return [json.loads(request["messages"][1]["content"]) for request in self.requests]

    def reply(self, request: dict[str, Any], headers: dict[str, str]) -> Reply:
        with self._lock:
            self.requests.append(request)
            self.headers.append(headers)
            self._now += 1
            self.most_at_once = max(self.most_at_once, self._now)
            told = self.replies.pop(0) if self.replies else self.always
        time.sleep(told.delay if told else self.delay)
        with self._lock:
            self._now -= 1
        if told is not None and told.body is not None:
            return told
        if headers.get("authorization") != f"Bearer {KEY}":
            said = f"Incorrect API key provided: {headers.get('authorization')}"
            return Reply(401, {"error": {"message": said, "code": "invalid_api_key"}})
        data = json.loads(request["messages"][1]["content"])
        sentences = [{"n": s["n"], **self.writer(s)} for s in data["sentences"]]
        return Reply(200, completion(json.dumps({"sentences": sentences}, ensure_ascii=False)))


def completion(content: str | None, **message: Any) -> dict[str, Any]:
    """The body of a chat completion."""
    return {
        "id": "1", "object": "chat.completion", "created": 0, "model": "stub",
        "choices": [{
            "index": 0, "finish_reason": "stop",
            "message": {"role": "assistant", "content": content, **message},
        }],
    }  # fmt: skip


def fault(status: int, code: str = "", **headers: str) -> Reply:
    """An error in the server's usual shape; a repeat may follow at once."""
    body = {"error": {"message": "a sentence with the request in it", "code": code or None}}
    return Reply(status, body, (("retry-after-ms", "1"), *headers.items()))


@contextmanager
def serving() -> Iterator[ModelServer]:
    """A running server."""
    model = ModelServer()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            data = self.rfile.read(int(self.headers["Content-Length"]))
            found = {name.lower(): value for name, value in self.headers.items()}
            if self.path != "/v1/chat/completions":
                reply = fault(404)
            else:
                reply = model.reply(json.loads(data), found)
            text = reply.body if isinstance(reply.body, str) else json.dumps(reply.body)
            try:
                self.send_response(reply.status)
                kinds = {name.lower() for name, _ in reply.headers}
                if "content-type" not in kinds:
                    self.send_header("Content-Type", "application/json")
                for name, value in reply.headers:
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(text.encode())))
                self.end_headers()
                self.wfile.write(text.encode())
            except (BrokenPipeError, ConnectionResetError):
                pass  # the client has given up

        def log_message(self, format: str, *arguments: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    model.url = f"http://127.0.0.1:{server.server_port}/v1"
    try:
        yield model
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
