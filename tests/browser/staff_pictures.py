"""The console's pictures of docs/images, taken with the others by `tests.browser.pictures`."""

from __future__ import annotations

import httpx
from playwright.sync_api import Browser, Locator, Page

from tests.browser.staff import log_in
from tests.browser.widget import GOALS, RATE, UNKNOWN

UNANSWERED = (UNKNOWN, UNKNOWN, "大峪中学的电话是多少", "2023年普惠性幼儿园覆盖率实际达到多少了",
              "哪个部门负责特殊教育", "海淀区的学前教育目标", "今天天气怎么样")  # fmt: skip
OPINIONS = (
    (GOALS, True, None),
    (RATE, False, "两个数字不一样，不知道该用哪个"),
    ("有哪些重点项目", True, "很清楚"),
    ("家门口能上便宜的幼儿园吗", False, None),
)
PATHS = {
    "search": "/staff?q=普惠性幼儿园",
    "commitments": "/staff/commitments?q=幼儿园",
    "indicators": "/staff/indicators",
    "links": "/staff/links",
    "inbox": "/staff/inbox",
}
DARK = ("search", "commitments", "links")


def fill_inbox(url: str) -> None:
    """Something for the inbox to show, once."""
    with httpx.Client(base_url=url, timeout=30) as client:
        for question in UNANSWERED:
            client.post("/v1/ask", json={"question": question})
        for question, useful, comment in OPINIONS:
            body = {"question": question, "useful": useful, "comment": comment}
            client.post("/v1/feedback", json=body)


def take(browser: Browser, url: str, size: tuple[int, int], scheme: str) -> list[tuple[Page, str]]:
    """Pages of the console, each as it is to be shot, with its picture's name."""
    width, height = size
    context = browser.new_context(
        viewport={"width": width, "height": height}, locale="zh-CN", reduced_motion="reduce",
        color_scheme="dark" if scheme == "dark" else "light",
    )  # fmt: skip
    entry = context.new_page()
    entry.goto(f"{url}/staff/login")
    ready = [(entry, f"staff-login-{width}.png")] if scheme == "light" else []
    log_in(context.new_page(), url)
    for name in DARK if scheme == "dark" else PATHS:
        page = context.new_page()
        page.goto(url + PATHS[name])
        end = "-dark" if scheme == "dark" else ""
        ready.append((arranged(page, name), f"staff-{name}-{width}{end}.png"))
    if scheme == "light":
        for name, heading in (("charts", "图示"), ("conflicts", "说法不同之处")):
            page = context.new_page()
            page.goto(url + PATHS["indicators"])
            top(page.get_by_role("heading", name=heading, exact=True))
            ready.append((page, f"staff-{name}-{width}.png"))
    return ready


def arranged(page: Page, name: str) -> Page:
    """A page with what the picture is about in view."""
    if name == "links":
        chain = page.locator(".chain", has=page.get_by_role("link", name="学前教育更加优质普惠"))
        for summary in chain.locator("summary").all():
            summary.click()
        top(chain)
    return page


def top(node: Locator) -> None:
    """Scroll until the node begins the window."""
    node.evaluate("e => e.scrollIntoView()")
