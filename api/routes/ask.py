"""``POST /v1/ask``, the same as a stream, and ``GET /v1/search``."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Annotated

import structlog
from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi.sse import EventSourceResponse, ServerSentEvent
from pydantic import BaseModel, ConfigDict, Field, StrictBool, StrictInt, StrictStr

from api import errors
from api.faults import ApiError
from api.service import Service
from api.stream import event, events, while_connected
from corpus.model import Plan
from qa.catalogue import has_section
from qa.model import Question, Reply

router = APIRouter(prefix="/v1", tags=["ask"])
log = structlog.get_logger()


class AskBody(BaseModel):
    """Request of ``POST /v1/ask`` (docs/contract.md)."""

    model_config = ConfigDict(
        extra="ignore",
        json_schema_extra={
            "example": {"question": "学前教育目标是什么", "history": [], "top_k": 5}
        },
    )

    question: StrictStr
    history: list[StrictStr] = Field(default_factory=list)
    plan_ids: Annotated[list[StrictStr], Field(min_length=1)] | None = None
    top_k: StrictInt = 5
    spelling: StrictBool = True

    def as_question(self) -> Question:
        """The question as the engine takes it."""
        return Question(
            text=self.question,
            history=tuple(self.history),
            plan_ids=None if self.plan_ids is None else tuple(self.plan_ids),
            top_k=self.top_k,
            spelling=self.spelling,
        )


def service_of(request: Request) -> Service:
    """The app's service."""
    service: Service = request.app.state.service
    return service


def plans_of(request: Request, plan_id: str | None = None) -> tuple[Plan, ...]:
    """All plans, or the named one. Raises 404 for an unknown id."""
    plans = service_of(request).engine.snapshot.plans
    if plan_id is None:
        return plans
    found = tuple(plan for plan in plans if plan.entry.id == plan_id)
    if not found:
        message = "没有这份规划，请从 /v1/plans 中选择。"
        raise ApiError(404, "unknown_plan", message, {"unknown": [plan_id]})
    return found


def unknown_section() -> ApiError:
    """The error for a section that no served plan has."""
    return ApiError(404, "unknown_section", "没有这一节，请从规划的目录中选择。")


@router.post("/ask", response_model=Reply)
async def ask(body: AskBody, request: Request) -> Response:
    """Answer one question with citations and figures, or say why not."""
    reply = await service_of(request).ask(body.as_question())
    return Response(reply.model_dump_json(by_alias=True), media_type="application/json")


async def answered(body: AskBody, request: Request) -> Reply:
    """The reply, before the stream begins: what fails here is answered in the error shape.

    A client that leaves while its question waits takes its place in the queue with it.
    """
    return await while_connected(request, service_of(request).ask(body.as_question()))


@router.post("/ask/stream", response_class=EventSourceResponse, responses=errors.AS_JSON)
async def ask_stream(reply: Annotated[Reply, Depends(answered)]) -> AsyncIterator[ServerSentEvent]:
    """The reply of ``/v1/ask`` as events: ``meta``, ``citation``*, ``delta``*, ``done``.

    A failure after the first event is an ``error`` event in the one error shape.
    """
    try:
        for item in events(reply):
            yield item
    except Exception as error:
        log.error("stream_broken", kind=type(error).__name__)
        message = "回答没有发完，请再问一次。"
        yield event("error", errors.body("internal", message))


@router.get("/search")
async def search(
    request: Request,
    q: str,
    k: Annotated[int, Query(ge=1, le=50)] = 10,
    plan: str | None = None,
    section: str | None = None,
) -> dict[str, object]:
    """Ranked passages with the score of each channel.

    ``section`` is a section's id or words of its path, and means all that lies below it.
    """
    service = service_of(request)
    engine = service.engine
    if section and not has_section(plans_of(request, plan), section):
        raise unknown_section()
    found = await service.run(
        lambda: engine.search(q, k, None if plan is None else [plan], section or None)
    )
    return {"query": q, "results": [c.model_dump(mode="json") for c in found]}
