"""Plans, sections, indicators, conflicts and commitments, as they were read."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Header, Request, Response

from api import exports
from api.exports import CSV, XLSX
from api.faults import ApiError
from api.routes.ask import service_of
from corpus.model import Plan, Section
from qa.catalogue import matching_commitments, matching_indicators
from qa.openers import openers
from qa.present import show_conflict, show_indicator

router = APIRouter(prefix="/v1", tags=["plans"])

Json = dict[str, object]


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


@router.get("/plans")
async def list_plans(request: Request) -> Json:
    """Every plan that is served."""
    return {"plans": [_summary(plan) for plan in plans_of(request)]}


@router.get("/plans/{plan_id}")
async def one_plan(plan_id: str, request: Request) -> Json:
    """One plan: outline, tables, corrections log."""
    plan = plans_of(request, plan_id)[0]
    return {
        **_summary(plan),
        "outline": outline(plan.sections, None),
        "tables": [
            {
                "id": table.id,
                "label": table.label,
                "caption": table.caption,
                "page": table.page.model_dump() if table.page else None,
                "header": [column.text for column in table.columns],
                "rows": [[cell.text for cell in row.cells] for row in table.rows],
            }
            for table in plan.tables
        ],
        "corrections": [correction.model_dump() for correction in plan.corrections],
    }


@router.get("/plans/{plan_id}/sections/{section_id}")
async def one_section(plan_id: str, section_id: str, request: Request) -> Json:
    """One section: its paragraphs in order, cleaned text and source spans."""
    plan = plans_of(request, plan_id)[0]
    section = next((s for s in plan.sections if s.id == section_id), None)
    if section is None:
        raise ApiError(404, "unknown_section", "没有这一节，请从规划的目录中选择。")
    return {
        **section.model_dump(),
        "paragraphs": [p.model_dump() for p in plan.paragraphs if p.section_id == section_id],
    }


@router.get("/indicators")
async def indicators(
    request: Request, q: str | None = None, plan: str | None = None, year: int | None = None
) -> Json:
    """Indicators with their values; ``q`` names them, ``year`` keeps those with a value in it."""
    plans = plans_of(request, plan)
    found = matching_indicators(plans, q, year)
    return {"indicators": [show_indicator(i).model_dump() for i in found]}


@router.get("/conflicts")
async def conflicts(request: Request, plan: str | None = None) -> Json:
    """Every place where the plan differs from itself."""
    found = [conflict for p in plans_of(request, plan) for conflict in p.conflicts]
    return {"conflicts": [show_conflict(conflict).model_dump() for conflict in found]}


@router.get("/commitments")
async def commitments(
    request: Request,
    q: str | None = None,
    plan: str | None = None,
    section: str | None = None,
    quantified: bool | None = None,
    deadline: int | None = None,
    page: int | None = None,
    accept: Annotated[str, Header()] = "application/json",
) -> Response:
    """Commitments as JSON, CSV or XLSX, by the Accept header."""
    plans = plans_of(request, plan)
    found = matching_commitments(
        plans, q, section=section, quantified=quantified, deadline=deadline, page=page
    )
    if CSV in accept:
        return Response(exports.to_csv(exports.rows(found, plans)), media_type=CSV)
    if XLSX in accept:
        return Response(exports.to_xlsx(exports.rows(found, plans)), media_type=XLSX)
    items = ",".join(c.model_dump_json() for c in found)
    return Response(f'{{"commitments":[{items}]}}', media_type="application/json")


def _summary(plan: Plan) -> Json:
    return {
        **plan.entry.model_dump(),
        "questions": openers(plan),
        "counts": {
            "sections": len(plan.sections),
            "passages": len(plan.passages),
            "tables": len(plan.tables),
            "indicators": len(plan.indicators),
            "commitments": len(plan.commitments),
            "conflicts": len(plan.conflicts),
            "corrections": len(plan.corrections),
        },
    }


def outline(sections: Sequence[Section], parent: str | None) -> list[Json]:
    """The tree of sections below ``parent``."""
    return [
        {
            "id": section.id,
            "number": section.number,
            "title": section.title,
            "path": section.path,
            "page": section.page.model_dump() if section.page else None,
            "children": outline(sections, section.id),
        }
        for section in sections
        if section.parent_id == parent
    ]
