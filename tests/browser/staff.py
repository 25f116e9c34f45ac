"""The staff console for browser tests: a server with a password, and pages that are logged in."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page

from api.auth.passwords import hash_password
from tests.browser.conftest import Open, Serve

PASSWORD = "a password for the browser"
PATHS = {
    "search": "/staff",
    "commitments": "/staff/commitments",
    "indicators": "/staff/indicators",
    "links": "/staff/links",
    "inbox": "/staff/inbox",
}
Staff = Callable[..., Page]
"""(path, width=…, **context options) → a logged-in, watched page at that path."""


def serve_staff(serve: Serve, var: Path, folder: Path) -> str:
    """A server whose console has a password and a database of its own."""
    return serve(
        var,
        staff_password_hash=hash_password(PASSWORD),
        database_url=f"sqlite:///{folder / 'inbox.db'}",
        secret_key="k" * 32,
    )


def log_in(page: Page, server: str) -> None:
    """Log in by the form, as people do."""
    page.goto(f"{server}/staff/login")
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录").click()
    page.wait_for_url("**/staff")


def entered(browser: Browser, server: str) -> Any:
    """The cookies of somebody who has logged in."""
    context = browser.new_context(locale="zh-CN")
    log_in(context.new_page(), server)
    state = context.storage_state()
    context.close()
    return state


def opener(open_page: Open, server: str, state: Any) -> Staff:
    """Opens pages of the console for somebody who has logged in."""

    def call(path: str = "/staff", **options: Any) -> Page:
        options.setdefault("permissions", ["clipboard-read", "clipboard-write"])
        page = open_page(storage_state=state, **options)
        page.goto(f"{server}{path}")
        return page

    return call
