"""A real server and a real browser for tests of the pages.

`server` is the address of ``planqa serve`` over the session's snapshot; `page` is a page of
Debian's chromium that fails its test on any script error, refused script or request to another
host. Without chromium or a Chinese font these tests are skipped with the command that brings
them.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest
from axe_playwright_python.base import AXE_FILE_PATH
from playwright.sync_api import Browser, BrowserContext, Page, Request, Route, sync_playwright

ROOT = Path(__file__).parents[2]
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync",
    "--disable-background-networking", "--disable-component-update",
    "--renderer-process-limit=1", "--disable-site-isolation-trials",
]  # fmt: skip
INSTALL = "apt-get install chromium fonts-noto-cjk"
LOCAL = {"127.0.0.1", "localhost"}

Serve = Callable[..., str]
"""(var folder with a published snapshot, **settings) → address of a server over it."""


def chromium() -> str | None:
    """The browser of the machine, or None."""
    names = ("chromium", "chromium-browser", "google-chrome")
    return next((path for path in map(shutil.which, names) if path), None)


def has_chinese_font() -> bool:
    """Whether a font can show Chinese; without one every character is a box."""
    if shutil.which("fc-list") is None:
        return False
    listed = subprocess.run(["fc-list", ":lang=zh"], capture_output=True, check=False)
    return bool(listed.stdout.strip())


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """One headless chromium for all tests of this folder."""
    path = chromium()
    if path is None or not has_chinese_font():
        pytest.skip(f"browser tests need chromium and a Chinese font: {INSTALL}")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


@pytest.fixture(scope="package")
def serve(cache_dir: Path) -> Iterator[Serve]:
    """Starts servers on free ports; all are stopped after the last test."""
    running: list[subprocess.Popen[bytes]] = []

    def start(var: Path, **settings: str) -> str:
        port = free_port()
        command = [sys.executable, "-m", "api.cli", "serve", "--port", str(port)]
        environment = {k: v for k, v in os.environ.items() if not k.startswith("PLANQA_")}
        environment |= {"PLANQA_VAR_DIR": str(var), "PLANQA_CACHE_DIR": str(cache_dir)}
        environment |= {"PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"}
        environment |= {f"PLANQA_{name.upper()}": value for name, value in settings.items()}
        server = subprocess.Popen(command, env=environment, cwd=ROOT, stderr=subprocess.DEVNULL)
        running.append(server)
        wait_until_ready(server, f"http://127.0.0.1:{port}")
        return f"http://127.0.0.1:{port}"

    yield start
    for server in running:
        server.terminate()
        server.wait(20)


def wait_until_ready(server: subprocess.Popen[bytes], url: str) -> None:
    """Until ``/readyz`` says so; fails when the server ends or takes two minutes."""
    for _ in range(1200):
        if server.poll() is not None:
            pytest.fail(f"the server ended with {server.returncode}")
        try:
            if httpx.get(f"{url}/readyz").status_code == 200:
                return
        except httpx.TransportError:
            pass
        time.sleep(0.1)
    pytest.fail("the server did not become ready")


@pytest.fixture(scope="package")
def server(browser: Browser, serve: Serve, var_dir: Path) -> str:
    """Address of the server over the session's snapshot."""
    return serve(var_dir)


class Watch:
    """What a page did that no page of ours may do: ``foreign`` requests and ``errors``."""

    def __init__(self) -> None:
        self.foreign: list[str] = []
        self.errors: list[str] = []

    def guard(self, route: Route, request: Request) -> None:
        """Let requests to this machine pass, stop and note all others."""
        if urlsplit(request.url).hostname in LOCAL or request.url.startswith(("data:", "blob:")):
            route.fallback()
            return
        self.foreign.append(request.url)
        route.abort()

    def attach(self, context: BrowserContext) -> None:
        """Watch every page of a context."""
        context.route("**/*", self.guard)
        context.on("page", self._page)

    def _page(self, page: Page) -> None:
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("console", lambda m: self._console(m.type, m.text))

    def _console(self, kind: str, text: str) -> None:
        # A failed request is a state the pages handle and the tests provoke.
        if kind == "error" and not text.startswith("Failed to load resource"):
            self.errors.append(text)


Open = Callable[..., Page]
"""(width=1024, height=800, **context options) → a watched page."""


@pytest.fixture
def watch() -> Iterator[Watch]:
    """The watch over this test's pages; fails the test for what it saw."""
    watch = Watch()
    yield watch
    assert watch.foreign == []
    assert watch.errors == []


@pytest.fixture
def open_page(browser: Browser, watch: Watch) -> Iterator[Open]:
    """Opens pages, each in a context of its own."""
    contexts: list[BrowserContext] = []

    def call(width: int = 1024, height: int = 800, **options: object) -> Page:
        viewport = {"width": width, "height": height}
        # Without movement a test sees the end of it, not the middle.
        options = {"locale": "zh-CN", "reduced_motion": "reduce", **options}
        context = browser.new_context(viewport=viewport, **options)  # type: ignore[arg-type]
        context.set_default_timeout(15_000)
        contexts.append(context)
        watch.attach(context)
        return context.new_page()

    yield call
    for context in contexts:
        context.close()


@pytest.fixture
def page(open_page: Open) -> Page:
    """One page, 1024 pixels wide."""
    return open_page()


def axe_violations(page: Page, *only: str) -> list[str]:
    """WCAG 2.2 A and AA violations and best-practice faults of the page as it stands now.

    ``only`` names the rules to check; without it all are, target size (WCAG 2.5.8) among them.
    """
    if not page.evaluate("typeof window.axe === 'object'"):
        page.evaluate(AXE_FILE_PATH.read_text("utf-8"))
    options: dict[str, object] = {"resultTypes": ["violations"]}
    options |= {"runOnly": list(only)} if only else {"rules": {"target-size": {"enabled": True}}}
    found = page.evaluate("options => axe.run(document, options)", options)
    return [
        f"{violation['id']}: {node['target']} {node.get('failureSummary', '')}"
        for violation in found["violations"]
        for node in violation["nodes"]
    ]


def faults(page: Page) -> list[str]:
    """What axe finds in the light scheme, and in the dark one what depends on the scheme."""
    page.emulate_media(color_scheme="light")
    light = axe_violations(page)
    page.emulate_media(color_scheme="dark")
    dark = axe_violations(page, "color-contrast")
    page.emulate_media(color_scheme="light")
    return light + [f"dark: {fault}" for fault in dark]
