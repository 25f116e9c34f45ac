"""Other people's servers, for tests: a page that embeds the widget, a service that misbehaves."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from api.texts import WEB

HOSTILE_CSS = """
* { all: unset !important; display: block !important; font-size: 44px !important; color: red !important;
    letter-spacing: 12px !important; line-height: .5 !important; visibility: hidden !important; }
html { font-size: 50%; direction: rtl; text-align: right; text-transform: uppercase; word-spacing: 2em }
body { transform: rotate(1deg); zoom: 1.2; }
planqa-widget { display: none !important; opacity: 0 !important; position: absolute !important; left: -9999px !important }
planqa-widget * , button, textarea { pointer-events: none !important; background: red !important }
"""  # noqa: E501


def page(body: str, head: str = "") -> str:
    """A whole page in Chinese around ``body``."""
    return (
        '<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><title>某网站</title>'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"{head}</head><body><main><h1>某网站</h1><p>正文</p></main>{body}</body></html>"
    )


def strict_policy(service: str) -> str:
    """The strictest policy a page can have and still hold the widget."""
    return (
        f"default-src 'none'; script-src {service}; connect-src {service}; style-src 'self'; "
        "base-uri 'none'; require-trusted-types-for 'script'"
    )


@dataclass
class Site:
    """Files by path with their type, under one policy."""

    files: dict[str, tuple[str, str]] = field(default_factory=dict)
    policy: str = ""
    url: str = ""


@contextmanager
def site(made: Site) -> Iterator[Site]:
    """Serve a site on a port of its own."""

    class Handler(Quiet):
        def do_GET(self) -> None:
            kind, text = made.files.get(self.path.split("?")[0], ("text/plain", ""))
            self.answer(200, kind, text.encode(), {"content-security-policy": made.policy})

    with running(Handler) as url:
        made.url = url
        yield made


class Quiet(BaseHTTPRequestHandler):
    """A handler that logs nothing."""

    protocol_version = "HTTP/1.1"

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing."""

    def answer(self, status: int, kind: str, body: bytes, headers: dict[str, str]) -> None:
        """A whole response."""
        self.send_response(status)
        for name, value in headers.items():
            if value:
                self.send_header(name, value)
        self.send_header("content-type", f"{kind}; charset=utf-8")
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


@contextmanager
def running(handler: type[BaseHTTPRequestHandler]) -> Iterator[str]:
    """A server on a free loopback port; its address."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@dataclass
class Script:
    """What the misbehaving service does with each question, in turn: see `behave`."""

    reply: dict[str, Any]
    acts: list[str] = field(default_factory=list)
    left: threading.Event = field(default_factory=threading.Event)
    """Set once a client has gone away from a stream that hangs."""
    go_on: threading.Event = field(default_factory=threading.Event)


@contextmanager
def unreliable(script: Script) -> Iterator[str]:
    """A service with the real widget and streams that go as ``script.acts`` say."""

    class Handler(Quiet):
        def do_GET(self) -> None:
            if self.path == "/widget.js":
                data = (WEB / "widget/widget.js").read_bytes()
                self.answer(200, "text/javascript", data, {})
            elif self.path == "/v1/plans":
                self.answer(200, "application/json", b'{"plans": []}', {})
            elif self.path == "/":
                tag = '<planqa-widget data-position="inline"></planqa-widget>'
                script_tag = '<script src="/widget.js" defer></script>'
                self.answer(200, "text/html", page(tag + script_tag).encode(), {})
            else:
                self.answer(404, "text/plain", b"", {})

        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["content-length"]))
            self.close_connection = True
            if self.path != "/v1/ask/stream":
                self.answer(500, "text/plain", b"oops", {})
                return
            behave(self, script)

    with running(Handler) as url:
        yield url


def behave(handler: Quiet, script: Script) -> None:
    """``busy``: 503; ``hang``: two events, then silence; ``cut``: two events, then the end;
    ``error``: an error event; ``done``: the whole reply.
    """
    act = script.acts.pop(0)
    if act == "busy":
        error = {"error": {"code": "busy", "message": "现在提问的人较多，请稍后再试。"}}
        data = json.dumps(error).encode()
        handler.answer(503, "application/json", data, {"retry-after": "2"})
        return
    handler.send_response(200)
    handler.send_header("content-type", "text/event-stream")
    handler.send_header("connection", "close")
    handler.end_headers()
    meta = {k: v for k, v in script.reply.items() if k not in ("citations", "answer")}
    send(handler, "meta", meta)
    send(handler, "delta", {"text": script.reply["answer"].split("\n")[0] + "\n"})
    if act == "hang":
        while not script.go_on.wait(0.05):
            try:
                handler.wfile.write(b": still here\n\n")
                handler.wfile.flush()
            except OSError:
                script.left.set()
                return
    if act == "error":
        send(handler, "error", {"error": {"code": "internal", "message": "回答没有发完。"}})
    if act == "done":
        send(handler, "done", script.reply)


def send(handler: Quiet, name: str, data: Any) -> None:
    """One event."""
    handler.wfile.write(f"event: {name}\ndata: {json.dumps(data)}\n\n".encode())
    handler.wfile.flush()
