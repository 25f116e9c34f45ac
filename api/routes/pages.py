"""Pages that need no script: the question page at ``/`` and the API's documentation.

With JavaScript the widget takes the place of the form on ``/``; its words and the answer's are
the same catalogue's.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse
from starlette.staticfiles import StaticFiles

from api.faults import ApiError
from api.render import render
from api.routes.ask import service_of
from api.texts import WEB, Words
from corpus.model import Plan
from qa.errors import QuestionError
from qa.model import MAX_HISTORY, Question, Reason, Reply
from qa.openers import MOST, openers

router = APIRouter(include_in_schema=False)
_files = StaticFiles(directory=WEB)
# Checked on every use (the file's hash answers), so that a new version shows at once.
_CACHE = {"cache-control": "public, max-age=0, must-revalidate"}


@dataclass(frozen=True)
class Asked:
    """What the form sends: the question, earlier ones, and whether words may be read anew."""

    q: str = ""
    history: tuple[str, ...] = ()
    spelling: bool = True
    lang: str = ""


@router.get("/", response_class=HTMLResponse)
async def home(request: Request, q: str = "", spelling: str = "", lang: str = "") -> Response:
    """Ask and see the whole answer; links to a question come here."""
    return await _answer(request, Asked(q, spelling=spelling != "0", lang=lang))


@router.post("/", response_class=HTMLResponse)
async def home_form(request: Request) -> Response:
    """The form of the page without JavaScript; earlier questions travel in it."""
    try:
        body = (await request.body()).decode("utf-8", "replace")
        fields = parse_qs(body, max_num_fields=MAX_HISTORY + 10)
    except ValueError as error:
        raise ApiError(400, "bad_request", "表单的内容不对，请回到首页重新提问。") from error

    def one(name: str) -> str:
        return fields.get(name, [""])[0]

    history = tuple(fields.get("h", ())[-MAX_HISTORY:])
    asked = Asked(one("q"), history, spelling=one("spelling") != "0", lang=one("lang"))
    return await _answer(request, asked)


async def _answer(request: Request, asked: Asked) -> Response:
    """The page with the answer, or with what is wrong, in the status that says so.

    Only who asks for HTML is told in HTML; a program gets the one error shape.
    """
    service = service_of(request)
    plans: tuple[Plan, ...] = ()
    reply: Reply | None = None
    problem, status = "", 200
    headers: dict[str, str] = {}
    try:
        plans = service.engine.snapshot.plans
        if asked.q.strip():
            reply = await service.ask(
                Question(text=asked.q, history=asked.history, spelling=asked.spelling)
            )
    except (QuestionError, ApiError) as error:
        if "text/html" not in request.headers.get("accept", ""):
            raise
        problem, status = error.message, getattr(error, "status", 422)
        headers = getattr(error, "headers", {})
    words = Words(asked.lang)
    page = render(
        "home.html", words, plans=plans, asked=asked, reply=reply, problem=problem,
        questions=opening(plans), earlier=_earlier(asked, reply),
    )  # fmt: skip
    return HTMLResponse(page, status, headers=headers)


def opening(plans: tuple[Plan, ...]) -> list[str]:
    """Opening questions, the plans taking turns."""
    each = [list(openers(plan)) for plan in plans]
    return [q for turn in range(MOST) for qs in each for q in qs[turn : turn + 1]][:MOST]


def _earlier(asked: Asked, reply: Reply | None) -> tuple[str, ...]:
    """Questions that a follow-up is read with; one with personal data is never carried on."""
    if reply is None or reply.reason in (Reason.PERSONAL_DATA, Reason.UNSAFE):
        return asked.history
    return (*asked.history, asked.q)[-MAX_HISTORY:]


@router.get("/docs", response_class=HTMLResponse)
async def docs(request: Request) -> Response:
    """The API's operations, rendered here so that no outside host is asked for anything."""
    schema: dict[str, Any] = request.app.openapi()
    operations = [
        (method.upper(), path, operation)
        for path, methods in schema["paths"].items()
        for method, operation in methods.items()
    ]
    return HTMLResponse(render("docs.html", Words(), operations=operations))


@router.get("/style.css")
async def style(request: Request) -> Response:
    """The pages' style sheet."""
    return await static(request, "style.css")


@router.get("/widget.js")
async def widget(request: Request) -> Response:
    """The widget, one file; pages under a cross-origin isolation policy may load it too."""
    response = await static(request, "widget/widget.js")
    response.headers["cross-origin-resource-policy"] = "cross-origin"
    return response


async def static(request: Request, path: str) -> Response:
    """A file of ``api/web``, 304 where the browser has it."""
    response = await _files.get_response(path, request.scope)
    response.headers.update(_CACHE)
    return response
