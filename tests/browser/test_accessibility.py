from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.api.test_http import PLAN
from tests.browser.conftest import Open, faults
from tests.browser.sites import Site, page, site, strict_policy
from tests.browser.widget import GOALS, MISSPELT, PERSONAL, UNKNOWN, Widget

page_of = page


def states(widget: Widget) -> Iterator[str]:
    """Bring the widget into each of its states, naming it."""
    yield "empty"
    widget.root.get_by_role("button", name="显示设置").click()
    yield "settings"
    widget.hold()
    widget.send(GOALS)
    yield "waiting"
    widget.root.get_by_role("button", name="停止").click()
    yield "stopped"
    widget.release()
    widget.last.get_by_role("button", name="再问一次").click()
    turn = widget.settled()
    for n in (1, 2):
        turn.get_by_role("button", name=f"引文{n}，查看原文").first.click()
    turn.get_by_role("button", name="看本节上下文").click()
    turn.get_by_role("button", name="没用").click()
    yield "answered, citations open, feedback asked"
    turn.get_by_role("button", name="提交").click()
    expect(turn.locator(".thanks")).to_be_visible()
    widget.ask(MISSPELT)
    widget.ask(UNKNOWN).locator(".source-head").first.click()
    widget.ask(PERSONAL)
    widget.page.route("**/v1/ask/stream", lambda route: route.abort(), times=1)
    widget.ask(GOALS)
    widget.send("问" * 301)
    yield "corrected, refused, personal, failed, too long"
    widget.root.get_by_role("switch", name="大字").click()
    widget.root.get_by_role("switch", name="高对比度").click()
    yield "large, high contrast"
    widget.root.get_by_role("button", name="清空重来").click()
    yield "cleared"


def test_axe_finds_nothing_in_any_state(page: Page, server: str) -> None:
    widget = Widget(page, f"{server}/")
    for state in states(widget):
        assert faults(page) == [], state


@pytest.mark.parametrize("language", ["en", "zh-Hant"])
def test_axe_finds_nothing_in_another_language(page: Page, server: str, language: str) -> None:
    widget = Widget(page, f"{server}/?lang={language}")
    widget.root.locator("textarea").fill(GOALS)
    widget.root.locator("textarea").press("Enter")
    widget.settled().locator("button.mark").first.click()
    assert faults(page) == []


def test_axe_finds_nothing_on_another_site(page: Page, server: str) -> None:
    made = Site(policy=strict_policy(server))
    tag = f'<script src="{server}/widget.js" data-color="#ffb000" defer></script>'
    made.files["/"] = ("text/html", page_of(tag))
    with site(made):
        widget = Widget(page, made.url)
        expect(widget.root.locator(".launcher")).to_be_visible()
        assert faults(page) == []
        widget.root.locator(".launcher").click()
        turn = widget.ask(GOALS)
        turn.get_by_role("button", name="引文1，查看原文").first.click()
        assert faults(page) == []


def test_axe_finds_nothing_on_the_pages(page: Page, server: str) -> None:
    page.route("**/widget.js", lambda route: route.abort())
    urls = [f"{server}/?q={GOALS}", f"{server}/?q={UNKNOWN}&lang=en", f"{server}/docs"]
    for url in urls:
        page.goto(url)
        # Content that is shown late (the script is away) has no colour yet.
        page.evaluate("document.getAnimations().forEach(a => a.finish())")
        assert faults(page) == [], url


def test_axe_finds_nothing_on_the_plan_with_everything_open(page: Page, server: str) -> None:
    page.goto(f"{server}/plans/{PLAN}?raw=1&passage=p381f62809474&quote=41-63#p381f62809474")
    page.locator(".corrections summary").click()
    # Sections are alike, and so are the rows of the log: a few are as good as all.
    page.evaluate("""() => {
        const drop = (found, kept) => [...found].slice(kept).forEach(e => e.remove());
        drop(document.querySelectorAll('.corrections tbody tr'), 20);
        drop(document.querySelectorAll('article > section:not(:has(table))'), 6);
    }""")
    assert faults(page) == []


def test_one_live_region_announces_completion_and_errors_only(page: Page, server: str) -> None:
    widget = Widget(page, f"{server}/")
    root = widget.root
    root.evaluate("""e => {
        window.said = [];
        const status = e.shadowRoot.querySelector('[role=status]');
        new MutationObserver(() => status.innerText && said.push(status.innerText))
            .observe(status, {childList: true, subtree: true, characterData: true});
    }""")
    widget.ask(GOALS)
    expect(root.get_by_role("status")).to_have_text("回答完毕，共4处引文。")
    widget.ask(UNKNOWN)
    expect(root.get_by_role("status")).to_have_text("没有作答：规划没有写明。")
    assert page.evaluate("said") == ["回答完毕，共4处引文。", "没有作答：规划没有写明。"]
    expect(root.get_by_role("log")).to_have_attribute("aria-live", "off")
    expect(root.locator("[aria-live=polite], [aria-live=assertive], [role=alert]")).to_have_count(1)
    expect(widget.field).to_be_focused()


def overflow(page: Page) -> list[str]:
    """What reaches past the edges of the page and is not scrolled by itself."""
    found: list[str] = page.evaluate("""() => {
        const wide = [];
        const walk = root => root.querySelectorAll('*').forEach(e => {
            if (e.shadowRoot) walk(e.shadowRoot);
            const box = e.getBoundingClientRect();
            const inside = e.closest('.wide, .sr, .skip, .icon');
            if (!inside && box.width && (box.right > innerWidth + 1 || box.left < -1)) wide.push(e.outerHTML.slice(0, 90));
        });
        walk(document);
        if (document.documentElement.scrollWidth > innerWidth) wide.push('page');
        return wide;
    }""")  # noqa: E501
    return found


@pytest.mark.parametrize("text", [16, 32])
def test_nothing_is_lost_on_320_pixels_or_at_twice_the_text(
    open_page: Open, server: str, text: int
) -> None:
    page = open_page(320, 640)
    page.context.new_cdp_session(page).send(
        "Page.setFontSizes", {"fontSizes": {"standard": text, "fixed": text}}
    )
    widget = Widget(page, f"{server}/")
    assert (
        widget.root.locator(".root").evaluate("e => parseFloat(getComputedStyle(e).fontSize)")
        > text
    )
    turn = widget.ask(GOALS)
    for n in (1, 2):
        turn.get_by_role("button", name=f"引文{n}，查看原文").first.click()
    turn.get_by_role("button", name="没用").click()
    widget.root.get_by_role("button", name="显示设置").click()
    assert overflow(page) == []
    page.goto(f"{server}/plans/{PLAN}?raw=1")
    assert overflow(page) == []


def test_every_target_is_large_enough(page: Page, server: str) -> None:
    widget = Widget(page, f"{server}/")
    turn = widget.ask(GOALS)
    turn.get_by_role("button", name="引文1，查看原文").first.click()
    widget.root.get_by_role("button", name="显示设置").click()
    small = [
        f"{target.inner_text()} {box['width']}×{box['height']}"
        for target in widget.root.locator("button, a, select").all()
        if (box := target.bounding_box()) and min(box["width"], box["height"]) < 24
    ]
    assert small == []


def seen(node: Locator) -> Callable[[str], str]:
    return lambda name: str(node.evaluate("(e, n) => getComputedStyle(e)[n]", name))


def test_switches_change_what_is_seen(page: Page, server: str) -> None:
    widget = Widget(page, f"{server}/")
    look = seen(widget.root.locator(".greeting"))
    size, ink = float(look("fontSize")[:-2]), look("color")
    widget.root.get_by_role("button", name="显示设置").click()
    widget.root.get_by_role("switch", name="大字").click()
    widget.root.get_by_role("switch", name="高对比度").click()
    assert float(look("fontSize")[:-2]) >= 1.3 * size
    assert look("color") == "rgb(0, 0, 0)" != ink


def test_movement_is_left_out_where_it_is_not_wanted(open_page: Open, server: str) -> None:
    widget = Widget(open_page(), f"{server}/")
    widget.hold()
    widget.send(GOALS)
    assert seen(widget.last.locator(".dots i").first)("animationName") == "none"


def test_an_answer_is_read_aloud_where_the_browser_can(page: Page, server: str) -> None:
    page.add_init_script("""
        window.spoken = [];
        Object.defineProperty(window, 'speechSynthesis', {value: {
            speak: words => spoken.push([words.lang, words.text]), cancel: () => {}}});
    """)
    turn = Widget(page, f"{server}/").ask(GOALS)
    turn.get_by_role("button", name="朗读").click()
    stop = turn.get_by_role("button", name="停止朗读")
    expect(stop).to_have_attribute("aria-pressed", "true")
    spoken = page.evaluate("spoken")
    assert {language for language, _ in spoken} == {"zh-CN"}
    assert "普惠性幼儿园覆盖率保持100%" in "".join(text for _, text in spoken)
    assert "[1]" not in "".join(text for _, text in spoken)
    stop.click()
    expect(turn.get_by_role("button", name="朗读")).to_be_visible()
