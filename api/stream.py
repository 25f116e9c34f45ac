"""A reply as server-sent events (docs/contract.md): meta, citations, deltas, done."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Coroutine, Iterator
from typing import Any, TypeVar

from fastapi.sse import ServerSentEvent
from starlette.requests import Request

from api.faults import ApiError
from qa.model import Reply

Result = TypeVar("Result")

META = ("question", "resolved_question", "corrections", "status", "reason", "confidence",
        "snapshot_id")  # fmt: skip
# A sentence with the citation marks behind it, or what is left at the end.
_SENTENCE = re.compile(r".+?(?:[。！？；\n]+(?:\[\d+\])*\n?|$)|\n+", re.DOTALL)


class ClientGone(ApiError):
    """The client went away before its answer; nobody reads this."""

    def __init__(self) -> None:
        super().__init__(499, "client_gone", "提问的一方已经离开。")


def events(reply: Reply) -> Iterator[ServerSentEvent]:
    """The events of one reply; the ``delta`` texts joined are its ``answer``."""
    body: dict[str, Any] = reply.model_dump(mode="json", by_alias=True)
    yield event("meta", {name: body[name] for name in META})
    for citation in body["citations"]:
        yield event("citation", citation)
    for text in sentences(reply.answer):
        yield event("delta", {"text": text})
    yield event("done", body)


def event(name: str, data: object) -> ServerSentEvent:
    """One event; its data is JSON on one line, Chinese written as itself."""
    return ServerSentEvent(event=name, raw_data=json.dumps(data, ensure_ascii=False))


def sentences(answer: str) -> list[str]:
    """The answer cut behind its sentences; nothing is lost or added."""
    return _SENTENCE.findall(answer)


async def while_connected(request: Request, work: Coroutine[Any, Any, Result]) -> Result:
    """Await ``work``, and cancel it when the client goes away first (raises `ClientGone`)."""
    task = asyncio.ensure_future(work)
    gone = asyncio.ensure_future(_disconnect(request))
    try:
        await asyncio.wait({task, gone}, return_when=asyncio.FIRST_COMPLETED)
        if not task.done():
            raise ClientGone
        return task.result()
    finally:
        for future in (task, gone):
            future.cancel()
        await asyncio.gather(task, gone, return_exceptions=True)


async def _disconnect(request: Request) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass
