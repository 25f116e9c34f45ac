from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.api.test_http import PLAN
from tests.browser.sites import HOSTILE_CSS, Site, page, site, strict_policy
from tests.browser.widget import GOALS, RATE, Widget

Embed = Callable[..., Widget]


@pytest.fixture
def embed(page: Page, server: str) -> Iterator[Embed]:
    """The widget on another site's page under the strictest policy, as a tag or in ``body``."""
    with ExitStack() as stack:

        def start(attributes: str = "", *, css: str = "", body: str = "") -> Widget:
            made = Site(policy=strict_policy(server))
            tag = f'<script src="{server}/widget.js" {attributes} defer></script>'
            head = '<link rel="stylesheet" href="/page.css">'
            made.files["/"] = ("text/html", page_of(body + tag, head))
            made.files["/page.css"] = ("text/css", css)
            return Widget(page, stack.enter_context(site(made)).url)

        yield start


page_of = page


def launcher(widget: Widget) -> Locator:
    return widget.root.locator(".launcher")


def style(node: Locator, name: str) -> str:
    return str(node.evaluate("(e, name) => getComputedStyle(e)[name]", name))


def test_one_tag_answers_on_a_hostile_page(embed: Embed) -> None:
    widget = embed(css=HOSTILE_CSS)
    expect(launcher(widget)).to_be_visible()
    launcher(widget).click()
    panel = widget.root.get_by_role("dialog", name="规划问答")
    expect(panel).to_be_visible()
    for node in (panel, widget.root.locator(".greeting")):
        assert style(node, "color") == "rgb(23, 32, 46)"
        assert style(node, "letterSpacing") == "normal"
        assert style(node, "direction") == "ltr"
        assert style(node, "visibility") == "visible"
    assert style(panel, "fontSize") == "17px"
    turn = widget.ask(GOALS)
    turn.get_by_role("button", name="引文1，查看原文").first.click()
    expect(turn.locator(".source.open mark").first).to_be_visible()
    link = turn.get_by_role("link", name="在全文中查看")
    expect(link).to_have_attribute("target", "_blank")
    expect(link).to_have_accessible_name(re.compile("在新窗口打开"))
    with widget.page.expect_popup() as opened:
        link.click()
    expect(opened.value.locator("mark").first).to_be_visible()
    turn.get_by_role("button", name="有用").click()
    expect(turn.locator(".thanks")).to_be_visible()


def test_the_page_around_stays_as_it_was(embed: Embed, page: Page) -> None:
    before = "document.querySelector('h1').getBoundingClientRect().toJSON()"
    widget = embed()
    place = page.evaluate(before)
    launcher(widget).click()
    widget.ask(RATE)
    assert page.evaluate(before) == place
    assert page.evaluate("Object.keys(window).filter(k => /planqa|preact|App$/.test(k))") == []


def test_every_setting_is_honoured(embed: Embed) -> None:
    widget = embed(
        f'data-plan="{PLAN}" data-title="问教育规划" data-lang="zh-TW" data-color="#ffd400" '
        'data-position="left" data-greeting="您好，请问。" data-questions="有哪些项目？|教育经费？"'
    )
    button = launcher(widget)
    expect(button).to_have_text("问教育规划")
    box = button.bounding_box()
    assert box is not None
    assert box["x"] < 40
    assert style(button, "backgroundColor") == "rgb(255, 212, 0)"
    assert style(button, "color") == "rgb(0, 0, 0)"
    button.click()
    expect(widget.root.locator(".root")).to_have_attribute("lang", "zh-Hant")
    expect(widget.root.locator(".greeting")).to_have_text("您好，请问。")
    expect(widget.root.locator(".chip")).to_have_text(["有哪些项目？", "教育经费？"])
    widget.root.locator(".chip").last.click()
    widget.settled()
    assert widget.asked[0]["plan_ids"] == [PLAN]
    expect(widget.root.get_by_label("您的問題")).to_be_visible()


def test_it_stands_inline_where_its_element_is(embed: Embed) -> None:
    widget = embed(body='<planqa-widget data-position="inline">没有脚本</planqa-widget>')
    expect(widget.root).to_have_count(1)
    expect(widget.root.get_by_role("region", name="规划问答")).to_be_visible()
    expect(widget.page.get_by_text("没有脚本")).to_have_count(0)
    expect(widget.ask(RATE)).to_contain_text("95%")


def test_the_panel_stays_open_over_a_reload_with_its_settings(embed: Embed) -> None:
    widget = embed('data-lang="en"')
    launcher(widget).click()
    widget.root.get_by_role("button", name="Display").click()
    widget.root.get_by_role("switch", name="Large text").click()
    widget.root.get_by_role("switch", name="High contrast").click()
    widget.root.get_by_label("Language").select_option("zh-Hant")
    expect(widget.root.get_by_label("語言")).to_be_focused()
    widget.page.reload()
    expect(widget.root.get_by_role("dialog")).to_be_visible()
    frame = widget.root.locator(".root")
    expect(frame).to_have_class("root right large contrast")
    expect(frame).to_have_attribute("lang", "zh-Hant")


def test_a_plan_that_is_not_there_is_said_in_plain_words(embed: Embed) -> None:
    widget = embed('data-plan="no-such-plan"')
    launcher(widget).click()
    expect(widget.ask(RATE)).to_contain_text("这里指定的规划现在查不到，请告诉网站的管理员。")


def test_a_service_that_is_away_leaves_the_page_alone(page: Page, server: str) -> None:
    page.route("**/v1/plans", lambda route: route.abort())
    widget = Widget(page, f"{server}/")
    expect(widget.root.locator(".greeting")).to_be_visible()
    expect(widget.ask(RATE)).to_contain_text("95%")
