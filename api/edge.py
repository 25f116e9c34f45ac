"""The outermost rules of every request: HEAD, addresses that are not UTF-8, unforeseen errors.

An error that no handler knows is answered in the one error shape and logged by its type and
place only: the text of an exception can hold what a person asked.
"""

from __future__ import annotations

import traceback
from pathlib import Path
from urllib.parse import unquote_to_bytes

import structlog
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.errors import respond
from api.faults import ApiError

log = structlog.get_logger()
_FRAMES = 6


class Edge:
    """Pure ASGI middleware; stands inside the one that logs and counts."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one connection (ASGI)."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started = False
        head = scope["method"] == "HEAD"

        async def reply(message: Message) -> None:
            nonlocal started
            started = True
            if head and message["type"] == "http.response.body":
                message = {**message, "body": b""}
            await send(message)

        # RFC 9110, 9.1: a general-purpose server supports GET and HEAD.
        inner = {**scope, "method": "GET"} if head else scope
        try:
            if readable(scope["query_string"]):
                await self._app(inner, receive, reply)
            else:
                message = "地址里的文字不是 UTF-8，请改用 UTF-8 编码后再试。"
                await respond(ApiError(400, "bad_request", message))(inner, receive, reply)
        except Exception as error:
            log.error("unexpected", kind=type(error).__name__, at=places(error))
            if started:
                raise Broken from None
            message = "服务出错，已记录，请稍后再试。"
            await respond(ApiError(500, "internal", message))(inner, receive, reply)
        finally:
            if "route" in inner:
                scope["route"] = inner["route"]


class Broken(Exception):
    """A response broke off after it had begun; the connection must be closed."""


def readable(query: bytes) -> bool:
    """Whether a query string is UTF-8 once percent-decoded."""
    try:
        unquote_to_bytes(query).decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def places(error: BaseException) -> list[str]:
    """Where an error came from, innermost last: file and line, no message, no source."""
    frames = traceback.extract_tb(error.__traceback__)[-_FRAMES:]
    return [f"{Path(frame.filename).name}:{frame.lineno}" for frame in frames]
