"""Logging in to and out of the staff console."""

from __future__ import annotations

import re
from urllib.parse import parse_qs

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse

from api.auth.gate import CrossSite, Gate
from api.faults import ApiError
from api.staff.page import NO_STORE, page

router = APIRouter(prefix="/staff", include_in_schema=False)
HOME = "/staff"
# What browsers read as a slash or drop from an address, and what would end a header.
_ODD = re.compile(r"[\\\x00-\x20\x7f]")


def gate_of(request: Request) -> Gate:
    """The app's gate."""
    gate: Gate = request.app.state.gate
    return gate


def base_url(request: Request) -> str:
    """The public address of this service, without a slash at its end."""
    configured: str = request.app.state.service.settings.public_url
    return configured or str(request.base_url).rstrip("/")


async def form_of(request: Request) -> dict[str, list[str]]:
    """The fields of a posted form; empty where it is no form."""
    try:
        return parse_qs((await request.body()).decode(), keep_blank_values=True, max_num_fields=600)
    except ValueError:
        return {}


def own_path(target: str) -> str:
    """Where to go after logging in: a page of the console and never another site."""
    inside = target == HOME or target.startswith((HOME + "/", HOME + "?"))
    return target if inside and not _ODD.search(target) else HOME


def redirect(path: str) -> RedirectResponse:
    """A redirect that turns a post into a get."""
    return RedirectResponse(path, 303, headers=NO_STORE)


def _login_page(
    request: Request, status: int = 200, problem: str = "", retry: str | None = None
) -> HTMLResponse:
    gate = gate_of(request)
    if not gate.enabled:
        return page("disabled.html", None, 403)
    response = page(
        "login.html", None, status, problem=problem, by_password=gate.by_password,
        by_provider=gate.provider is not None,
        target=own_path(request.query_params.get("next", HOME)),
    )  # fmt: skip
    if retry:
        response.headers["retry-after"] = retry
    return response


@router.get("/login")
async def login_page(request: Request) -> Response:
    """The form, or the way to the provider; whoever is in goes on."""
    gate = gate_of(request)
    if gate.enabled and gate.sessions.read(request):
        return redirect(own_path(request.query_params.get("next", HOME)))
    return _login_page(request)


@router.post("/login")
async def login(request: Request) -> Response:
    """Check the password and start a session."""
    gate = gate_of(request)
    if not gate.by_password:
        return _login_page(request, 403)
    form = await form_of(request)
    password = form.get("password", [""])[0]
    try:
        gate.same_site(request)
        address = request.client.host if request.client else ""
        right = await gate.verify(password, address)
    except ApiError as error:
        return _login_page(request, error.status, error.message, error.headers.get("Retry-After"))
    if not right:
        return _login_page(request, 401, "密码不对，请重新输入。")
    response = redirect(own_path(form.get("next", [HOME])[0]))
    gate.sessions.start(response, "管理员", "password")
    return response


@router.post("/logout")
async def logout(request: Request) -> Response:
    """End the session."""
    gate = gate_of(request)
    form = await form_of(request)
    try:
        gate.posting(request, form.get("token", [""])[0])
    except CrossSite as error:
        return page("error.html", None, error.status, problem=error.message)
    except ApiError:
        return redirect("/staff/login")
    response = redirect("/staff/login")
    gate.sessions.end(response)
    return response


@router.get("/oidc/start")
async def to_provider(request: Request) -> Response:
    """Send the browser to the OpenID Connect provider."""
    gate = gate_of(request)
    if gate.provider is None:
        return _login_page(request, 404)
    callback = f"{base_url(request)}/staff/oidc/callback"
    try:
        response, state = await gate.provider.begin(request, callback)
    except ApiError as error:
        return _login_page(request, 502, error.message)
    gate.sessions.keep_state(response, state)
    return response


@router.get("/oidc/callback")
async def from_provider(request: Request) -> Response:
    """Take the provider's answer and start a session."""
    gate = gate_of(request)
    if gate.provider is None:
        return _login_page(request, 404)
    try:
        name = await gate.provider.finish(request, gate.sessions.read_state(request))
    except ApiError as error:
        response = _login_page(request, error.status, error.message)
        gate.sessions.drop_state(response)
        return response
    # A page, not a redirect: a strict cookie is not sent along a redirect from another site.
    response = page("entered.html", None)
    gate.sessions.drop_state(response)
    gate.sessions.start(response, name, "oidc")
    return response
