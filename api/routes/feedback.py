"""``POST /v1/feedback``."""

from __future__ import annotations

import asyncio
from typing import Annotated

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, ConfigDict, Field, StrictBool, StrictStr

from api.feedback import MAX_COMMENT, feedback_of
from api.routes.ask import service_of
from qa.model import Question
from qa.normalise import check

router = APIRouter(prefix="/v1", tags=["feedback"])


class FeedbackBody(BaseModel):
    """Request of ``POST /v1/feedback``; ``answer_id`` is the ``X-Request-Id`` of the answer."""

    model_config = ConfigDict(
        extra="ignore",
        json_schema_extra={"example": {"question": "学前教育目标是什么", "useful": True}},
    )

    question: StrictStr
    useful: StrictBool
    comment: Annotated[StrictStr, Field(max_length=MAX_COMMENT)] | None = None
    answer_id: Annotated[StrictStr, Field(pattern=r"^[A-Za-z0-9_-]{1,64}$")] | None = None


@router.post("/feedback", status_code=204)
async def feedback(body: FeedbackBody, request: Request) -> Response:
    """Keep whether an answer was useful, and why; a text with personal data is refused."""
    check(Question(text=body.question))
    item = feedback_of(body.question, body.useful, body.comment, body.answer_id)
    await asyncio.to_thread(service_of(request).inbox.add_feedback, item)
    return Response(status_code=204)
