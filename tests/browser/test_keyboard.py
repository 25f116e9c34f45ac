from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.browser.conftest import Open
from tests.browser.sites import Site, page, site, strict_policy
from tests.browser.widget import GOALS, Widget


def tab_to(widget: Widget, words: str, steps: int = 40, key: str = "Tab") -> None:
    """Press Tab until what has the focus says ``words``."""
    for _ in range(steps):
        if words in str(widget.focused()):
            return
        widget.page.keyboard.press(key)
    raise AssertionError(f"{words} was not reached, the focus is on {widget.focused()}")


def test_the_panel_by_keyboard_alone(page: Page, server: str) -> None:
    made = Site(policy=strict_policy(server))
    made.files["/"] = ("text/html", page_of(f'<script src="{server}/widget.js" defer></script>'))
    with site(made):
        widget = Widget(page, made.url)
        keys = page.keyboard
        expect(widget.root.locator(".launcher")).to_be_visible()
        tab_to(widget, "规划问答")
        keys.press("Enter")
        expect(widget.field).to_be_focused()
        keys.type(GOALS)
        keys.press("Enter")
        widget.settled()
        expect(widget.field).to_be_focused()
        tab_to(widget, "[1]", key="Shift+Tab")
        keys.press("Enter")
        assert "（二）发展目标" in widget.focused()
        tab_to(widget, "看本节上下文")
        keys.press("Space")
        expect(widget.last.locator("p.cited")).to_be_visible()
        tab_to(widget, "复制引用", key="Shift+Tab")
        keys.press("Escape")
        assert widget.focused() == "[1]"
        expect(widget.last.locator(".source.open")).to_have_count(0)
        tab_to(widget, "没用")
        keys.press("Enter")
        keys.type("太长")
        tab_to(widget, "提交")
        keys.press("Enter")
        expect(widget.last.locator(".thanks")).to_be_focused()
        keys.press("Escape")
        expect(widget.root.get_by_role("dialog")).to_have_count(0)
        expect(widget.root.locator(".launcher")).to_be_focused()


page_of = page


def test_characters_being_composed_are_not_sent(page: Page, server: str) -> None:
    widget = Widget(page, f"{server}/")
    widget.field.fill("学前")
    widget.field.dispatch_event("keydown", {"key": "Enter", "isComposing": True})
    assert widget.asked == []
    widget.field.press("Shift+Enter")
    expect(widget.field).to_have_value("学前\n")


def test_on_a_small_screen_the_panel_is_modal(open_page: Open, server: str) -> None:
    made = Site(policy=strict_policy(server))
    made.files["/"] = ("text/html", page_of(f'<script src="{server}/widget.js" defer></script>'))
    with site(made):
        widget = Widget(open_page(360, 740, has_touch=True, is_mobile=True), made.url)
        widget.root.locator(".launcher").tap()
        panel = widget.root.get_by_role("dialog")
        box = panel.bounding_box()
        assert box == {"x": 0, "y": 0, "width": 360, "height": 740}
        # The greeting is read before the keyboard of the screen covers it.
        expect(panel.get_by_role("heading", name="规划问答")).to_be_focused()
        for _ in range(12):
            widget.page.keyboard.press("Tab")
            assert widget.page.evaluate("document.activeElement.tagName") != "A"
        assert widget.root.locator("dialog").evaluate("e => e.matches(':modal')")
        widget.page.keyboard.press("Escape")
        expect(panel).to_have_count(0)


def test_the_plan_is_reached_past_its_outline(page: Page, server: str) -> None:
    page.goto(f"{server}/plans/mentougou-education-14th-five-year-plan")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="跳到正文")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.querySelector('main').contains(document.activeElement)")
