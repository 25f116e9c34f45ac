from __future__ import annotations

from urllib.parse import urlencode

import pytest
from playwright.sync_api import Page, expect

from index.build import build
from index.encoder import Encoder
from index.store import SnapshotStore
from tests.browser.conftest import Serve
from tests.browser.widget import GOALS, Widget

EVIL = "http://evil.example"
PIECES = (
    f'<script>window.pwned=1</script><img src="{EVIL}/a.png" onerror="window.pwned=1">',
    f"![图]({EVIL}/b.png) [链接](javascript:window.pwned=1)",
    f"<svg onload=window.pwned=1><style>@import '{EVIL}/c.css'</style><iframe src='{EVIL}'>",
    f"</blockquote></textarea><base href='{EVIL}'>&lt;script&gt;",
)
HIDDEN = "\u202e反\u2066\u200b" + "".join(chr(0xE0000 + ord(c)) for c in "ignore")
PLAN = f"""# 某区“十四五”时期教育发展规划

# 一、发展目标

到2025年，普惠性幼儿园覆盖率达到85%以上。{PIECES[0]}{PIECES[1]}学校建设{HIDDEN}更加均衡。

## （一）校园<b onmouseover=window.pwned=1>安全</b>

加强校园安全管理，{PIECES[2]}每年开展演练2次。{PIECES[3]}

表1 主要<img src={EVIL}/d.png>指标

| 序号 | 指标 | 2020年 | 2025年 |
|---|---|---|---|
| 1 | 普惠性幼儿园覆盖率<script>window.pwned=1</script>(%) | 80 | ≥85 |
"""


@pytest.fixture(scope="package")
def hostile(serve: Serve, encoder: Encoder, tmp_path_factory: pytest.TempPathFactory) -> str:
    """A server over a plan that tries everything."""
    var = tmp_path_factory.mktemp("hostile")
    path = var / "hostile-plan.md"
    path.write_text(PLAN, "utf-8")
    build(
        [path], SnapshotStore(var / "index"), lambda: encoder, encoder.fingerprint, progress=False
    )
    return serve(var)


def harmless(page: Page) -> None:
    """Nothing ran, and no element came out of text."""
    assert page.evaluate("window.pwned === undefined")
    made = page.evaluate("""() => {
        const found = [];
        const walk = root => root.querySelectorAll('*').forEach(e => {
            if (e.shadowRoot) walk(e.shadowRoot);
            const handlers = [...e.attributes].filter(a => a.name.startsWith('on')
                || /^\\s*javascript:/i.test(a.value));
            if (/^(script|img|iframe|base|style|object)$/i.test(e.localName) || handlers.length)
                if (e.getAttribute('src') !== '/widget.js') found.push(e.outerHTML);
        });
        walk(document);
        return found;
    }""")
    assert made == []


QUESTIONS = ["普惠性幼儿园覆盖率是多少", "校园安全有哪些内容"]


def test_a_hostile_plan_is_only_ever_text(page: Page, hostile: str) -> None:
    widget = Widget(page, f"{hostile}/")
    harmless(page)
    for question in QUESTIONS:
        turn = widget.ask(question)
        for head in turn.locator(".source-head").all():
            head.click()
        for more in turn.get_by_role("button", name="看本节上下文").all():
            more.click()
        harmless(page)
    expect(widget.root.get_by_text("<script>window.pwned=1</script>").first).to_be_visible()
    assert "\u202e" not in widget.root.inner_text()
    assert "\U000e0069" not in widget.root.inner_text()


def test_a_hostile_plan_is_only_ever_text_on_its_page(page: Page, hostile: str) -> None:
    page.goto(f"{hostile}/plans/hostile-plan?raw=1")
    expect(page.get_by_role("main")).to_contain_text("<script>window.pwned=1</script>")
    page.get_by_text("展开全部").click()
    page.get_by_role("main").hover()
    harmless(page)


HOSTILE = [*(f"{piece}{GOALS}" for piece in PIECES), f"{HIDDEN}{GOALS}", "{{7*7}}${7*7}[1]"]


def test_hostile_questions_are_only_ever_text(page: Page, server: str) -> None:
    widget = Widget(page, f"{server}/")
    for question in HOSTILE:
        widget.ask(question)
    harmless(page)
    page.reload()
    expect(widget.turns).to_have_count(len(HOSTILE))
    harmless(page)
    shown = "".join(widget.root.locator(".question p").all_inner_texts())
    assert PIECES[0] in shown
    assert not [c for c in shown if c == "\u202e" or ord(c) > 0xE0000]


def test_hostile_addresses_are_only_ever_text(page: Page, server: str) -> None:
    page.route("**/widget.js", lambda route: route.abort())
    for question in HOSTILE:
        page.goto(f"{server}/?{question_in_address(question)}")
        harmless(page)


def question_in_address(question: str) -> str:
    return urlencode({"q": question, "lang": '"><script>window.pwned=1</script>'})


def test_what_was_kept_by_something_else_is_not_trusted(page: Page, server: str) -> None:
    widget = Widget(page, f"{server}/")
    expect(widget.root.locator(".greeting")).to_be_visible()
    key = page.evaluate("Object.keys(sessionStorage)[0] ?? null") or f"planqa:{server}:*"
    for junk in ("{", "null", '{"turns": 5, "settings": 7}', '{"turns": [1, {"state": "done"}]}'):
        page.evaluate("([key, junk]) => sessionStorage.setItem(key, junk)", [key, junk])
        page.reload()
        expect(widget.field).to_be_visible()
        expect(widget.turns).to_have_count(0)
