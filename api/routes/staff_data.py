"""``/v1/staff/…``: the console's data as JSON and as files, behind the login."""

from __future__ import annotations

import asyncio
from typing import Annotated, Literal
from urllib.parse import quote

from fastapi import APIRouter, Query, Request, Response

from api.auth.session import Session
from api.exports import CSV, XLSX, to_csv, to_xlsx
from api.routes.ask import service_of
from api.routes.staff_login import base_url, gate_of
from api.routes.staff_pages import MAX_QUERY, library_of
from api.staff import tables
from api.staff.figures import Figures
from api.staff.jsonld import MEDIA_TYPE, to_jsonld
from api.staff.look import Found, look
from api.staff.messages import text
from api.staff.page import NO_STORE
from api.staff.questions import Group, group_questions, sum_up
from api.staff.register import Row, Sort, Wanted, choose
from api.staff.threads import Chains
from corpus.model import Frozen
from qa.finder import Filter, Kind

router = APIRouter(prefix="/v1/staff", tags=["staff"])


class Register(Frozen):
    """Reply of ``GET /v1/staff/commitments``."""

    total: int
    commitments: tuple[Row, ...]


class PlanFigures(Frozen):
    """Reply of ``GET /v1/staff/indicators``."""

    plans: tuple[Figures, ...]


class PlanChains(Frozen):
    """Reply of ``GET /v1/staff/links``."""

    plans: tuple[Chains, ...]


class Questions(Frozen):
    """Reply of ``GET /v1/staff/questions``."""

    total: int
    groups: tuple[Group, ...]


def staff(request: Request) -> Session:
    """Who is logged in. Raises `StaffDisabled` and `LoginRequired`."""
    return gate_of(request).current(request)


def _json(content: str) -> Response:
    return Response(content, media_type="application/json", headers=NO_STORE)


def _file(content: bytes, media_type: str, name: str, ending: str) -> Response:
    title = quote(f"{text(f'file_{name}')}.{ending}")
    disposition = f"attachment; filename=\"{name}.{ending}\"; filename*=UTF-8''{title}"
    return Response(
        content, media_type=media_type, headers={**NO_STORE, "content-disposition": disposition}
    )


def _table(made: tables.Table, name: str, form: str) -> Response:
    header, cells, widths = made
    if form == "csv":
        return _file(to_csv(cells, header), CSV, name, "csv")
    return _file(to_xlsx(cells, header, widths), XLSX, name, "xlsx")


@router.get("/search", response_model=Found)
async def search(
    request: Request,
    q: Annotated[str, Query(max_length=MAX_QUERY)] = "",
    kind: Kind | None = None,
    plan: str | None = None,
    chapter: str | None = None,
    section: str | None = None,
    figure: bool | None = None,
    verifiable: bool | None = None,
    deadline: int | None = None,
    near: bool = True,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> Response:
    """Passages, indicators, commitments and projects that hold the words; counts by facet.

    With ``near=false`` like meaning is not looked for: ``near`` is null where it would have been.
    """
    staff(request)
    library = await library_of(request)
    wanted = Filter(kind=kind, plan=plan, chapter=chapter, section=section, figure=figure,
                    verifiable=verifiable, deadline=deadline)  # fmt: skip
    found = await look(service_of(request), library, q, wanted, limit, meaning=near)
    return _json(found.model_dump_json())


@router.get("/commitments", response_model=Register)
async def commitments(
    request: Request,
    q: Annotated[str | None, Query(max_length=MAX_QUERY)] = None,
    plan: str | None = None,
    section: str | None = None,
    quantified: bool | None = None,
    verifiable: bool | None = None,
    deadline: int | None = None,
    actor: bool | None = None,
    sort: Sort = "place",
    descending: bool = False,
    id: Annotated[list[str] | None, Query()] = None,
    format: Literal["json", "csv", "xlsx", "jsonld"] = "json",
) -> Response:
    """The register, filtered, sorted or chosen by ``id``, as JSON, CSV, XLSX or JSON-LD."""
    staff(request)
    library = await library_of(request)
    wanted = Wanted(q=q, plan=plan, section=section, quantified=quantified,
                    verifiable=verifiable, deadline=deadline, actor=actor, sort=sort,
                    descending=descending, ids=tuple(id or ()))  # fmt: skip
    rows = choose(library.rows, wanted)
    base = base_url(request)
    if format == "json":
        return _json(Register(total=len(rows), commitments=tuple(rows)).model_dump_json())
    if format == "jsonld":
        content = to_jsonld(rows, library.plans, base)
        return _file(content, MEDIA_TYPE, "commitments", "jsonld")
    return await asyncio.to_thread(_table, tables.commitments(rows, base), "commitments", format)


@router.get("/indicators")
async def indicators(request: Request) -> Response:
    """Each plan's indicators by year and area, with charts' positions and conflicts' quotes."""
    staff(request)
    library = await library_of(request)
    return _json(PlanFigures(plans=library.figures).model_dump_json())


@router.get("/links")
async def links(request: Request) -> Response:
    """Each plan's goals with their tasks, projects and indicators, and each link's evidence."""
    staff(request)
    library = await library_of(request)
    return _json(PlanChains(plans=library.chains).model_dump_json())


@router.get("/questions")
async def questions(request: Request, format: Literal["json", "csv", "xlsx"] = "json") -> Response:
    """Questions without an answer, grouped by nearest section, or as rows of a table."""
    staff(request)
    items = await asyncio.to_thread(service_of(request).inbox.unanswered)
    if format != "json":
        return await asyncio.to_thread(_table, tables.unanswered(items), "questions", format)
    library = await library_of(request)
    groups = group_questions(items, library.plans)
    return _json(Questions(total=len(items), groups=groups).model_dump_json())


@router.get("/feedback")
async def feedback(request: Request, format: Literal["json", "csv", "xlsx"] = "json") -> Response:
    """Feedback with its counts, or as rows of a table."""
    staff(request)
    items = await asyncio.to_thread(service_of(request).inbox.feedback)
    if format != "json":
        return await asyncio.to_thread(_table, tables.feedback(items), "feedback", format)
    return _json(sum_up(items).model_dump_json())
