"""``/plans/{id}``: the plan as a page."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse

from api.reader import marked_by, view
from api.render import render
from api.routes.plans import plans_of
from api.texts import Words

router = APIRouter(include_in_schema=False)


@router.get("/plans/{plan_id}", response_class=HTMLResponse)
async def plan_page(
    plan_id: str,
    request: Request,
    passage: str = "",
    quote: str = "",
    raw: str = "",
    lang: str = "",
) -> Response:
    """The plan with an anchor for every paragraph and table row, quotes marked by the link."""
    plan = plans_of(request, plan_id)[0]
    shown = view(plan, marked_by(passage, quote))
    page = render("plan.html", Words(lang), view=shown, plan=plan, raw=raw == "1", lang=lang)
    return HTMLResponse(page)
