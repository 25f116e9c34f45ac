"""Take the pictures of docs/images again: ``make pictures``.

Starts a server of its own over the catalogue; needs chromium and a Chinese font. pngquant makes
the files small where it is installed. Look at them before they are committed.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile

from playwright.sync_api import Browser, Page, sync_playwright

from api.auth.passwords import hash_password
from tests.browser.conftest import FLAGS, chromium
from tests.browser.sites import Site, page, site, strict_policy
from tests.browser.staff import PASSWORD
from tests.browser.staff_pictures import fill_inbox
from tests.browser.staff_pictures import take as staff_pages
from tests.browser.widget import GOALS, RATE, UNKNOWN, Widget
from tests.load.bench import CACHE, ROOT, free_port, planqa, running, wait

IMAGES = ROOT / "docs/images"
PLAN = "mentougou-education-14th-five-year-plan"
SIZES = {360: 740, 768: 1024, 1440: 900}


def main() -> None:
    """Every picture, over the catalogue's plans."""
    with tempfile.TemporaryDirectory() as folder:
        environment = {**os.environ, "PLANQA_VAR_DIR": folder, "PLANQA_CACHE_DIR": str(CACHE)}
        environment["PLANQA_STAFF_PASSWORD_HASH"] = hash_password(PASSWORD)
        planqa(["build"], environment)
        port = free_port()
        command = [sys.executable, "-m", "api.cli", "serve", "--port", str(port)]
        with running(command, environment, ROOT) as server:
            url = f"http://127.0.0.1:{port}"
            wait(url, server, 60)
            take(url)


def take(url: str) -> None:
    """Every picture of the pages at an address."""
    fill_inbox(url)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=FLAGS)
        for width in SIZES:
            answered(browser, url, width)
            plan(browser, url, width)
            embedded(browser, url, width)
            plain(browser, url, width)
            staff(browser, url, width, "light")
        staff(browser, url, 1440, "dark")
        readme(browser, url)
        dark(browser, url)
        browser.close()


def shoot(widget: Widget, name: str) -> None:
    """The window as it is, once nothing moves."""
    shoot_page(widget.page, name)


def shoot_page(page: Page, name: str) -> None:
    """A page as it is, once nothing moves."""
    page.wait_for_timeout(300)
    path = IMAGES / name
    page.screenshot(path=path)
    if shutil.which("pngquant"):
        subprocess.run(["pngquant", "--force", "--ext", ".png", "--strip", path], check=True)


def opened(browser: Browser, width: int, url: str, **options: object) -> Widget:
    """A page of this width."""
    phone = {"is_mobile": True, "has_touch": True} if width < 500 else {}
    size = {"width": width, "height": SIZES[width]}
    shown = {"viewport": size, "reduced_motion": "reduce", "locale": "zh-CN", **phone, **options}
    context = browser.new_context(**shown)  # type: ignore[arg-type]
    return Widget(context.new_page(), url)


def answered(browser: Browser, url: str, width: int) -> None:
    """The question page: empty, the figures of an answer, a refusal."""
    widget = opened(browser, width, f"{url}/")
    widget.root.locator(".chip").first.wait_for()
    shoot(widget, f"widget-start-{width}.png")
    widget.ask(GOALS).locator(".block").first.evaluate("e => e.scrollIntoView()")
    shoot(widget, f"widget-figures-{width}.png")
    widget.last.locator(".conflicts").evaluate("e => e.scrollIntoView()")
    shoot(widget, f"widget-conflict-{width}.png")
    widget.last.get_by_role("button", name="引文1，查看原文").first.click()
    shoot(widget, f"widget-citation-{width}.png")
    widget.ask(UNKNOWN)
    shoot(widget, f"widget-refusal-{width}.png")


def plan(browser: Browser, url: str, width: int) -> None:
    """The plan with a quote marked by its link."""
    widget = opened(browser, width, f"{url}/?q={RATE}")
    link = widget.settled().get_by_role("link", name="在全文中查看")
    widget.last.get_by_role("button", name="引文1，查看原文").first.click()
    widget.page.goto(url + (link.first.get_attribute("href") or "").removeprefix(url))
    shoot(widget, f"widget-plan-{width}.png")


def embedded(browser: Browser, url: str, width: int) -> None:
    """The panel on another site's page."""
    made = Site(policy=strict_policy(url))
    made.files["/"] = ("text/html", page(f'<script src="{url}/widget.js" defer></script>'))
    with site(made):
        widget = opened(browser, width, made.url)
        widget.root.locator(".launcher").click()
        widget.ask(RATE)
        shoot(widget, f"widget-panel-{width}.png")


def plain(browser: Browser, url: str, width: int) -> None:
    """The whole answer on a page without JavaScript."""
    size = {"width": width, "height": SIZES[width]}
    context = browser.new_context(viewport=size, java_script_enabled=False, locale="zh-CN")  # type: ignore[arg-type]
    shown = context.new_page()
    shown.goto(f"{url}/?q={GOALS}")
    shoot_page(shown, f"plain-answer-{width}.png")
    shown.goto(f"{shown.url}#conflicts")
    shoot_page(shown, f"plain-conflict-{width}.png")


def staff(browser: Browser, url: str, width: int, scheme: str) -> None:
    """The console."""
    for shown, name in staff_pages(browser, url, (width, SIZES[width]), scheme):
        shoot_page(shown, name)


def readme(browser: Browser, url: str) -> None:
    """The picture at the top of the README."""
    widget = opened(browser, 1440, f"{url}/", viewport={"width": 1200, "height": 1000})
    widget.ask(RATE)
    shoot(widget, "page.png")


def dark(browser: Browser, url: str) -> None:
    """The dark scheme, and large text with high contrast."""
    widget = opened(browser, 768, f"{url}/", color_scheme="dark")
    widget.ask(RATE)
    shoot(widget, "widget-dark-768.png")
    widget = opened(browser, 360, f"{url}/")
    widget.root.get_by_role("button", name="显示设置").click()
    widget.root.get_by_role("switch", name="大字").click()
    widget.root.get_by_role("switch", name="高对比度").click()
    widget.ask(RATE)
    shoot(widget, "widget-large-360.png")


if __name__ == "__main__":
    main()
