"""Plans, sections, indicators, conflicts and commitments, as they were read."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Header, Request, Response

from api import exports
from api.exports import CSV, XLSX
from api.routes.ask import plans_of as plans_of
from api.routes.ask import unknown_section
from corpus.model import Plan, Section
from qa.catalogue import has_section, matching_commitments, matching_indicators
from qa.model import Question
from qa.normalise import check
from qa.openers import openers
from qa.present import show_conflict, show_indicator

router = APIRouter(prefix="/v1", tags=["plans"])

Json = dict[str, object]


def words_of(q: str | None) -> str | None:
    """Words to look for; None where there are none. Raises `QuestionError` as a question does."""
    if q is None or not q.strip():
        return None
    check(Question(text=q))
    return q


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
        raise unknown_section()
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
    found = matching_indicators(plans, words_of(q), year)
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
    if section and not has_section(plans, section):
        raise unknown_section()
    found = matching_commitments(
        plans, words_of(q), section=section, quantified=quantified, deadline=deadline, page=page
    )
    if CSV in accept:
        table = exports.to_csv(exports.rows(found, plans))
        return Response(table, media_type=CSV, headers=_as_file("commitments.csv"))
    if XLSX in accept:
        table = exports.to_xlsx(exports.rows(found, plans))
        return Response(table, media_type=XLSX, headers=_as_file("commitments.xlsx"))
    items = ",".join(c.model_dump_json() for c in found)
    content = f'{{"commitments":[{items}]}}'
    return Response(content, media_type="application/json", headers={"vary": "Accept"})


def _as_file(name: str) -> dict[str, str]:
    return {"vary": "Accept", "content-disposition": f'attachment; filename="{name}"'}


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
