"""Pure ASGI middleware: body limit, security headers, request id, log line, metrics."""

from __future__ import annotations

import time
import uuid

import structlog
from prometheus_client import Counter, Histogram
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.errors import respond
from api.faults import ApiError

log = structlog.get_logger()

REQUESTS = Counter("planqa_requests_total", "Requests", ["route", "status"])
SECONDS = Histogram("planqa_request_seconds", "Duration of requests", ["route"])

HEADERS = {
    # Nothing inline, nothing from elsewhere; text can reach a page only as text.
    "content-security-policy": "default-src 'none'; script-src 'self'; style-src 'self'; "
    "img-src 'self' data:; font-src 'self'; connect-src 'self'; base-uri 'none'; "
    "form-action 'self'; frame-ancestors 'self'; require-trusted-types-for 'script'",
    "cross-origin-opener-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=(), payment=()",
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
}


class Guard:
    """Limits bodies, adds headers, logs one line a request without any user text."""

    def __init__(self, app: ASGIApp, max_body: int) -> None:
        self._app = app
        self._max = max_body

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one connection (ASGI)."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started = time.perf_counter()
        request_id = uuid.uuid4().hex[:12]
        status = 500

        async def reply(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
                headers["x-request-id"] = request_id
            await send(message)

        try:
            body = await self._body(scope, receive)
            if body is None:
                error = ApiError(
                    413, "body_too_large", "请求太大，请缩短后再试。", {"max": self._max}
                )
                await respond(error)(scope, receive, reply)
            else:
                await self._app(scope, body, reply)
        finally:
            self._record(scope, status, time.perf_counter() - started, request_id)

    async def _body(self, scope: Scope, receive: Receive) -> Receive | None:
        """The request's body, read whole and replayed; None when it is over the limit."""
        if scope["method"] in ("GET", "HEAD", "OPTIONS"):
            return receive
        chunks, size = [], 0
        while True:
            message = await receive()
            chunk = message.get("body", b"")
            size += len(chunk)
            if size > self._max:
                return None
            chunks.append(chunk)
            if message["type"] == "http.disconnect" or not message.get("more_body"):
                break
        whole = {"type": "http.request", "body": b"".join(chunks), "more_body": False}
        sent = False

        async def replay() -> Message:
            nonlocal sent
            if not sent:
                sent = True
                return whole
            return await receive()

        return replay

    @staticmethod
    def _record(scope: Scope, status: int, seconds: float, request_id: str) -> None:
        route = getattr(scope.get("route"), "path", "other")
        REQUESTS.labels(route, str(status)).inc()
        SECONDS.labels(route).observe(seconds)
        log.info(
            "request", id=request_id, method=scope["method"], route=route, status=status,
            ms=round(seconds * 1000, 2),
        )  # fmt: skip
