"""The staff console's pages, behind the login."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar
from urllib.parse import urlencode

from fastapi import APIRouter, Request, Response
from pydantic import ValidationError

from api.auth.gate import LoginRequired, StaffDisabled
from api.auth.session import Session
from api.faults import ApiError
from api.routes.ask import service_of
from api.routes.staff_login import base_url, form_of, gate_of, redirect
from api.staff.library import Library, Shelf
from api.staff.look import look
from api.staff.messages import beginning_with
from api.staff.page import page
from api.staff.questions import group_questions, sum_up
from api.staff.register import SORTS, Wanted, choices, choose
from corpus.model import Frozen
from qa.finder import Filter

router = APIRouter(prefix="/staff", include_in_schema=False)
PER_PAGE = 50
MAX_QUERY = 100
Query = TypeVar("Query", bound=Frozen)
Build = Callable[[Session, Library], Awaitable[Response]]


async def library_of(request: Request) -> Library:
    """What the console derives from the snapshot that serves. Raises `NotReady`."""
    shelf: Shelf = request.app.state.shelf
    snapshot = service_of(request).engine.snapshot
    return await asyncio.to_thread(shelf.of, snapshot)


async def _inside(request: Request, build: Build) -> Response:
    """A page for whoever is logged in; the login page, or what is wrong, for the others."""
    session: Session | None = None
    try:
        session = gate_of(request).current(request)
        return await build(session, await library_of(request))
    except StaffDisabled:
        return page("disabled.html", None, 403)
    except LoginRequired:
        target = request.url.path + (f"?{request.url.query}" if request.url.query else "")
        return redirect("/staff/login?" + urlencode({"next": target}))
    except ApiError as error:
        response = page("error.html", session, error.status, problem=error.message)
        response.headers.update(error.headers)
        return response


def read_query(kind: type[Query], request: Request) -> Query:
    """A page's query: what is empty was not chosen; what cannot be is left out, not refused."""
    given: dict[str, object] = {
        name: value
        for name, value in request.query_params.items()
        if value != "" and name in kind.model_fields
    }
    try:
        return kind.model_validate(given)
    except ValidationError as error:
        for fault in error.errors():
            given.pop(str(fault["loc"][0]), None)
        return kind.model_validate(given)


@router.get("")
async def search_page(request: Request) -> Response:
    """Search over everything; without JavaScript the form is sent and answered whole."""

    async def build(session: Session, library: Library) -> Response:
        query = request.query_params.get("q", "")[:MAX_QUERY]
        wanted = read_query(Filter, request)
        found = await look(service_of(request), library, query, wanted)
        return page(
            "search.html", session, here="search", q=query, wanted=wanted, found=found,
            plans={plan.entry.id: plan.entry.title for plan in library.plans},
            words=beginning_with("search_", "kind_", "badge_", "page_", "no_page", "facet_value",
                                 "deadline_", "copied"),
        )  # fmt: skip

    return await _inside(request, build)


@router.get("/commitments")
async def commitments_page(request: Request) -> Response:
    """The commitments register."""

    async def build(session: Session, library: Library) -> Response:
        wanted = read_query(Wanted, request)
        rows = choose(library.rows, wanted)
        last = max(1, -(-len(rows) // PER_PAGE))
        number = request.query_params.get("page", "1")
        current = min(last, max(1, int(number) if number.isdecimal() else 1))
        first = (current - 1) * PER_PAGE
        return page(
            "commitments.html", session, here="commitments", wanted=wanted, total=len(rows),
            rows=rows[first : first + PER_PAGE], first=first, current=current, last=last,
            choices=choices(library.rows), plans=library.plans, sorts=SORTS,
            kept=wanted.model_dump(exclude_defaults=True), base=base_url(request),
        )  # fmt: skip

    return await _inside(request, build)


@router.get("/indicators")
async def indicators_page(request: Request) -> Response:
    """Indicators: table, charts, conflicts."""

    async def build(session: Session, library: Library) -> Response:
        return page("indicators.html", session, here="indicators", figures=library.figures)

    return await _inside(request, build)


@router.get("/links")
async def links_page(request: Request) -> Response:
    """Which goal, task, project and indicator belong together."""

    async def build(session: Session, library: Library) -> Response:
        return page("links.html", session, here="links", found=library.chains)

    return await _inside(request, build)


@router.get("/inbox")
async def inbox_page(request: Request) -> Response:
    """Unanswered questions and feedback."""

    async def build(session: Session, library: Library) -> Response:
        service = service_of(request)
        unanswered = await asyncio.to_thread(service.inbox.unanswered)
        feedback = await asyncio.to_thread(service.inbox.feedback)
        return page(
            "inbox.html", session, here="inbox", total=len(unanswered),
            groups=group_questions(unanswered, library.plans), opinions=sum_up(feedback),
            days=service.settings.retention_days, recording=service.settings.record_unanswered,
        )  # fmt: skip

    return await _inside(request, build)


@router.post("/inbox/delete")
async def delete_rows(request: Request) -> Response:
    """Delete what was kept of a question or an opinion."""
    form = await form_of(request)
    try:
        gate_of(request).posting(request, form.get("token", [""])[0])
        kind = form.get("kind", [""])[0]
        if kind not in ("unanswered", "feedback"):
            raise ApiError(422, "invalid_request", "没有这种记录。")
        for item_id in form.get("id", []):
            await asyncio.to_thread(service_of(request).inbox.remove, kind, item_id)
    except LoginRequired:
        return redirect("/staff/login")
    except ApiError as error:
        return page("error.html", None, error.status, problem=error.message)
    return redirect(f"/staff/inbox#{kind}")
