"""``POST /v1/ask`` and ``GET /v1/search``."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from pydantic import BaseModel, ConfigDict, Field, StrictInt, StrictStr

from api.service import Service
from qa.model import Question, Reply

router = APIRouter(prefix="/v1", tags=["ask"])


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
    plan_ids: list[StrictStr] | None = None
    top_k: StrictInt = 5


def service_of(request: Request) -> Service:
    """The app's service."""
    service: Service = request.app.state.service
    return service


@router.post("/ask", response_model=Reply)
async def ask(body: AskBody, request: Request) -> Response:
    """Answer one question with citations and figures, or say why not."""
    question = Question(
        text=body.question,
        history=tuple(body.history),
        plan_ids=None if body.plan_ids is None else tuple(body.plan_ids),
        top_k=body.top_k,
    )
    reply = await service_of(request).ask(question)
    return Response(reply.model_dump_json(by_alias=True), media_type="application/json")


@router.get("/search")
async def search(
    request: Request,
    q: str,
    k: Annotated[int, Query(ge=1, le=50)] = 10,
    plan: str | None = None,
    section: str | None = None,
) -> dict[str, object]:
    """Ranked passages with the score of each channel."""
    service = service_of(request)
    engine = service.engine
    found = await service.run(lambda: engine.search(q, k, [plan] if plan else None, section))
    return {"query": q, "results": [c.model_dump(mode="json") for c in found]}
