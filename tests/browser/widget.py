"""The widget as a person meets it, for tests: ask, wait, look."""

from __future__ import annotations

import json
from typing import Any

from playwright.sync_api import Locator, Page, expect

GOALS = "学前教育目标是什么"
RATE = "普惠性幼儿园覆盖率是多少"
UNKNOWN = "公办幼儿园一个月交多少保教费"
MISSPELT = "中职双食型教师比例是多少"
PHONE = "13812345678"
PERSONAL = f"我的电话是{PHONE}，学前教育目标是什么"


class Widget:
    """The one widget of a page. ``sent`` holds the bodies of its requests, by path."""

    def __init__(self, page: Page, url: str) -> None:
        self.page = page
        self.sent: dict[str, list[dict[str, Any]]] = {}
        page.on("request", self._note)
        page.goto(url)
        self.root = page.locator("planqa-widget")

    def _note(self, request: Any) -> None:
        if request.method == "POST" and request.post_data:
            path = request.url.split("/", 3)[3]
            self.sent.setdefault(path, []).append(json.loads(request.post_data))

    @property
    def asked(self) -> list[dict[str, Any]]:
        """Bodies of all questions so far."""
        return self.sent.get("v1/ask/stream", [])

    @property
    def field(self) -> Locator:
        """Where the question is typed."""
        return self.root.get_by_label("您的问题")

    @property
    def turns(self) -> Locator:
        """Every question with its reply."""
        return self.root.locator(".turn")

    @property
    def last(self) -> Locator:
        """The newest question with its reply."""
        return self.turns.last

    def send(self, question: str) -> None:
        """Ask, and do not wait."""
        self.field.fill(question)
        self.field.press("Enter")

    def ask(self, question: str) -> Locator:
        """Ask and wait for what comes of it."""
        before = self.turns.count()
        self.send(question)
        expect(self.turns).to_have_count(before + 1)
        return self.settled()

    def hold(self) -> None:
        """Let questions wait for an answer that does not come, until they are given up."""
        self.page.evaluate("""() => { window.realFetch = fetch; window.fetch = (url, options) =>
            new Promise((_, refuse) => options.signal.addEventListener('abort',
                () => refuse(new DOMException('', 'AbortError')))); }""")

    def release(self) -> None:
        """Let questions through again."""
        self.page.evaluate("window.fetch = realFetch")

    def settled(self) -> Locator:
        """The newest turn, once nothing is awaited any more."""
        expect(self.root.locator(".turn.waiting")).to_have_count(0)
        return self.last

    def focused(self) -> Any:
        """Words of what has the focus inside the widget."""
        return self.root.evaluate("e => e.shadowRoot.activeElement?.innerText ?? null")

    def stored(self) -> str:
        """What this tab keeps."""
        return str(self.page.evaluate("JSON.stringify({...sessionStorage, ...localStorage})"))
