"""Pages: the demo at ``/``, a plan at ``/plans/{id}``, the API's documentation at ``/docs``."""

from __future__ import annotations

import html
from pathlib import Path

from fastapi import APIRouter, Request
from fastapi.responses import FileResponse, HTMLResponse
from jinja2 import Environment, FileSystemLoader, select_autoescape
from markupsafe import Markup

from api.routes.ask import service_of
from api.routes.plans import plans_of
from qa.errors import QuestionError
from qa.model import Citation, Question, Reply

WEB = Path(__file__).parent.parent / "web"
router = APIRouter(include_in_schema=False)
_pages = Environment(loader=FileSystemLoader(WEB), autoescape=select_autoescape())

_COMPARATORS = {"=": "", ">": "超过", ">=": "不低于", "<": "低于", "<=": "不超过", "~": "约"}
_NOTES = {
    "baseline_not_given": "基期未给出",
    "target_not_given": "目标未给出",
    "target_below_baseline": "目标低于基期",
    "baseline_from_other_table": "基期取自另一张表",
}
_REASONS = {
    "not_in_plan": "规划没有写明",
    "out_of_scope": "不在规划内容之内",
    "achievement_unknown": "规划只写目标，不写结果",
    "unclear": "问题不够清楚",
    "personal_data": "涉及个人信息",
    "unsafe": "不能这样作答",
}


def highlighted(citation: Citation) -> Markup:
    """The passage's text with its quotes marked; everything escaped."""
    out, position = [], 0
    for quote in citation.quotes:
        start = max(position, quote.start)
        out.append(html.escape(citation.text[position:start]))
        out.append(f"<mark>{html.escape(citation.text[start : max(start, quote.end)])}</mark>")
        position = max(start, quote.end)
    out.append(html.escape(citation.text[position:]))
    return Markup("".join(out))


def linked(answer: str, count: int) -> Markup:
    """The answer with its ``[n]`` marks as links to the citations."""
    text = html.escape(answer)
    for n in range(1, count + 1):
        mark = f'<a class="mark" href="#c{n}" aria-label="引文{n}">[{n}]</a>'
        text = text.replace(f"[{n}]", mark)
    return Markup(text)


_pages.globals.update(
    highlighted=highlighted, linked=linked, comparators=_COMPARATORS, notes=_NOTES, reasons=_REASONS
)


@router.get("/", response_class=HTMLResponse)
async def demo(request: Request, q: str = "") -> HTMLResponse:
    """Ask and see the whole answer; works without JavaScript."""
    service = service_of(request)
    reply: Reply | None = None
    problem = ""
    plans = service.engine.snapshot.plans
    if q.strip():
        try:
            reply = await service.ask(Question(text=q))
        except QuestionError as error:
            problem = error.message
    page = _pages.get_template("demo.html").render(
        plans=plans, q=q, reply=reply, problem=problem,
        examples=["学前教育目标是什么", "普惠性幼儿园覆盖率是多少", "有哪些重点项目"],
    )  # fmt: skip
    return HTMLResponse(page)


@router.get("/plans/{plan_id}", response_class=HTMLResponse)
async def plan_page(plan_id: str, request: Request) -> HTMLResponse:
    """The plan as a readable page with an anchor for every passage."""
    plan = plans_of(request, plan_id)[0]
    passages: dict[str, list[object]] = {}
    for passage in plan.passages:
        place = f"table:{passage.table}" if passage.table else f"section:{passage.section_id}"
        passages.setdefault(place, []).append(passage)
    page = _pages.get_template("plan.html").render(plan=plan, passages=passages)
    return HTMLResponse(page)


@router.get("/docs", response_class=HTMLResponse)
async def docs(request: Request) -> HTMLResponse:
    """The API's operations, rendered here so that no outside host is asked for anything."""
    schema = request.app.openapi()
    operations = [
        (method.upper(), path, operation)
        for path, methods in schema["paths"].items()
        for method, operation in methods.items()
    ]
    return HTMLResponse(_pages.get_template("docs.html").render(operations=operations))


@router.get("/style.css")
async def style() -> FileResponse:
    """The pages' style sheet."""
    return FileResponse(WEB / "style.css", media_type="text/css")
