from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Open
from tests.browser.widget import GOALS, MISSPELT, PERSONAL, PHONE, RATE, UNKNOWN, Widget


@pytest.fixture
def widget(page: Page, server: str) -> Widget:
    return Widget(page, f"{server}/")


def test_asking_opening_a_citation_and_reading_on(widget: Widget) -> None:
    page = widget.page
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    turn = widget.ask(GOALS)
    expect(turn).to_contain_text("普惠性幼儿园覆盖率保持100%")
    mark = turn.get_by_role("button", name="引文1，查看原文").first
    mark.click()
    source = turn.locator(".source.open")
    assert "（二）发展目标" in widget.focused()
    expect(source).to_contain_text("二、指导思想和发展目标 › （二）发展目标")
    expect(source).to_contain_text("目录页码第8页")
    quoted = "全区适龄儿童入园率达到95%以上，普惠性幼儿园覆盖率保持100%"
    expect(source.locator("mark", has_text=quoted)).to_be_visible()
    source.get_by_role("button", name="看本节上下文").click()
    expect(source.locator("p.cited mark", has_text=quoted)).to_be_in_viewport()
    expect(source).to_contain_text("义务教育巩固率达到99%")
    source.get_by_role("button", name="复制引用").click()
    expect(widget.root.get_by_role("status")).to_have_text("已复制。")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.startswith("《北京市门头沟区“十四五”时期教育改革和发展规划》")
    assert copied.endswith("目录页码第8页")
    source.get_by_role("button", name="回到回答").click()
    assert widget.focused() == "[1]"
    mark.click()
    source.get_by_role("link", name="在全文中查看").click()
    expect(page.locator("mark", has_text=quoted)).to_be_in_viewport()
    page.go_back()
    expect(widget.last).to_contain_text("普惠性幼儿园覆盖率保持100%")


def test_an_indicator_card_is_drawn_to_scale_and_said_in_words(widget: Widget) -> None:
    turn = widget.ask(GOALS)
    card = turn.get_by_role("article", name="普惠性幼儿园覆盖率")
    chart = card.get_by_role("img")
    words = chart.get_attribute("aria-label") or ""
    for said in ("普惠性幼儿园覆盖率", "2020年基期100%", "2025年目标不低于95%", "目标低于基期"):
        assert said in words
    assert chart.locator(".target").get_attribute("cx") == "95%"
    assert chart.locator(".baseline").get_attribute("cx") == "100%"
    expect(card.get_by_role("listitem")).to_have_text(["目标低于基期"])
    row = card.get_by_role("row", name=re.compile("不低于95%"))
    expect(row).to_contain_text("表2第2行")
    row.get_by_role("button", name=re.compile("引文")).click()
    expect(turn.locator(".source.open td mark").first).to_be_visible()
    uncited = card.get_by_role("row", name=re.compile("“十三五”时期"))
    link = uncited.get_by_role("link", name="正文")
    expect(link).to_have_attribute("href", re.compile(r"/plans/.*quote=\d+-\d+#"))
    blank = turn.get_by_role("article", name="学前教育专任教师接受专业教育比例")
    expect(blank.get_by_role("listitem")).to_have_text(["基期未给出"])
    expect(blank.locator(".baseline")).to_have_count(0)


def test_scopes_are_told_apart(widget: Widget) -> None:
    card = widget.ask("高等教育毛入学率2020年是多少").locator(".indicator").first
    expect(card).to_contain_text("市级")
    expect(card).to_contain_text("本区")


def test_a_conflict_shows_both_quotes_side_by_side(widget: Widget) -> None:
    conflict = widget.ask(GOALS).locator(".conflict").first
    sides = conflict.locator(".side")
    expect(sides).to_have_count(2)
    expect(sides.nth(0)).to_contain_text("≥95%")
    expect(sides.nth(1).locator("mark")).to_have_text("保持100%")
    expect(conflict).to_contain_text("规划未说明以哪一处为准")
    left, right = sides.nth(0).bounding_box(), sides.nth(1).bounding_box()
    assert left is not None
    assert right is not None
    assert abs(left["y"] - right["y"]) < 1 < right["x"] - left["x"]


def test_a_follow_up_is_read_with_what_was_asked(widget: Widget) -> None:
    widget.ask(RATE)
    turn = widget.ask("那2020年呢")
    assert widget.asked[-1]["history"] == [RATE]
    expect(turn).to_contain_text("普惠性幼儿园覆盖率")
    expect(turn).to_contain_text("100%")


def test_at_most_ten_earlier_questions_are_sent(widget: Widget) -> None:
    for n in range(12):
        widget.ask(f"今天天气怎么样{n}")
    assert [len(body["history"]) for body in widget.asked[-3:]] == [9, 10, 10]
    assert widget.asked[-1]["history"][0] == "今天天气怎么样1"


def test_a_refusal_says_why_shows_what_is_near_and_what_to_ask(widget: Widget) -> None:
    turn = widget.ask(UNKNOWN)
    expect(turn.locator(".label")).to_have_text("没有作答：规划没有写明")
    near = turn.get_by_role("group", name="相近的原文").get_by_role("button")
    expect(near.first).to_contain_text("学前教育")
    near.first.click()
    expect(turn.locator(".source.open .passage")).to_be_visible()
    offered = turn.locator(".suggestions").get_by_role("button").first
    question = offered.inner_text()
    offered.click()
    turn = widget.settled()
    expect(turn.locator(".question")).to_contain_text(question)
    expect(turn.get_by_role("heading", name="引文", exact=True)).to_be_visible()


def test_a_correction_can_be_taken_back(widget: Widget) -> None:
    turn = widget.ask(MISSPELT)
    expect(turn).to_contain_text("已按“双师型”理解“双食型”")
    turn.get_by_role("button", name="改回原词再问").click()
    expect(widget.turns).to_have_count(2)
    turn = widget.settled()
    assert widget.asked[-1]["spelling"] is False
    expect(turn).to_contain_text("按原词理解，没有改字。")
    expect(turn).not_to_contain_text("已按")


def test_feedback_goes_once_and_never_with_personal_data(widget: Widget) -> None:
    turn = widget.ask(GOALS)
    turn.get_by_role("button", name="没用").click()
    reason = turn.get_by_label("哪里不好？（可以不填）")
    expect(reason).to_be_focused()
    reason.fill(f"请打{PHONE}")
    turn.get_by_role("button", name="提交").click()
    expect(turn.locator(".feedback .problem")).to_contain_text("电话号码")
    expect(reason).to_have_value(f"请打{PHONE}")
    reason.fill("缺少去年的情况")
    turn.get_by_role("button", name="提交").click()
    expect(turn.locator(".thanks")).to_be_focused()
    sent = widget.sent["v1/feedback"][-1]
    assert sent["question"] == GOALS
    assert sent["useful"] is False
    assert re.fullmatch(r"\w+", sent["answer_id"])
    widget.page.reload()
    expect(widget.last.locator(".thanks")).to_be_visible()
    widget.ask(RATE).get_by_role("button", name="有用").click()
    expect(widget.last.locator(".thanks")).to_be_visible()


def test_a_question_with_personal_data_is_told_kept_nowhere_and_sent_without(
    widget: Widget,
) -> None:
    turn = widget.ask(PERSONAL)
    expect(turn.locator(".label")).to_have_text("没有作答：问题里有个人信息")
    assert PHONE not in widget.stored()
    turn.get_by_role("button", name="去掉后再问").click()
    expect(widget.turns).to_have_count(2)
    turn = widget.settled()
    expect(turn).to_contain_text("普惠性幼儿园覆盖率保持100%")
    assert widget.asked[-1] == {"question": GOALS, "history": [], "plan_ids": None}
    widget.page.reload()
    expect(widget.turns).to_have_count(1)
    assert PHONE not in widget.page.content() + widget.stored()


def test_a_question_with_personal_data_can_be_changed(widget: Widget) -> None:
    widget.ask(PERSONAL).get_by_role("button", name="修改问题").click()
    expect(widget.field).to_be_focused()
    expect(widget.field).to_have_value(PERSONAL)


def test_the_thread_survives_a_reload_in_its_tab_only(widget: Widget, open_page: Open) -> None:
    widget.ask(GOALS)
    widget.ask(UNKNOWN)
    widget.page.reload()
    expect(widget.turns).to_have_count(2)
    expect(widget.turns.first).to_contain_text("普惠性幼儿园覆盖率保持100%")
    widget.ask("那2020年呢")
    assert widget.asked[-1]["history"] == [GOALS, UNKNOWN]
    other = Widget(open_page(), widget.page.url)
    expect(other.root.locator(".greeting")).to_be_visible()
    expect(other.turns).to_have_count(0)


def test_clearing_can_be_undone_until_the_next_question(widget: Widget) -> None:
    widget.ask(RATE)
    widget.root.get_by_role("button", name="清空重来").click()
    expect(widget.turns).to_have_count(0)
    expect(widget.field).to_be_focused()
    assert RATE not in widget.stored()
    widget.root.get_by_role("button", name="恢复").click()
    expect(widget.turns).to_have_count(1)
    widget.root.get_by_role("button", name="清空重来").click()
    widget.ask(GOALS)
    expect(widget.turns).to_have_count(1)
    assert widget.asked[-1]["history"] == []


def test_the_page_offers_questions_from_the_plan(widget: Widget) -> None:
    chips = widget.root.locator(".suggestions").get_by_role("button")
    expect(chips).to_have_count(4)
    chips.first.click()
    expect(widget.settled().get_by_role("heading", name="指标", exact=True)).to_be_visible()
    expect(widget.root.locator(".notice")).to_contain_text("以规划正式文本为准")


def test_a_question_in_the_address_is_asked_once(page: Page, server: str) -> None:
    widget = Widget(page, f"{server}/?q={RATE}&lang=zh-CN")
    expect(widget.settled()).to_contain_text("普惠性幼儿园覆盖率")
    assert page.url == f"{server}/?lang=zh-CN"
    page.reload()
    expect(widget.turns).to_have_count(1)
    assert len(widget.asked) == 1


def test_too_long_a_question_is_told_before_it_is_sent(widget: Widget) -> None:
    widget.send("问" * 305)
    expect(widget.root.locator(".composer .hint")).to_have_text("还多5字，最多300字。")
    expect(widget.field).to_have_attribute("aria-invalid", "true")
    assert widget.asked == []


def test_the_language_of_the_page_can_be_changed(widget: Widget) -> None:
    widget.ask(RATE)
    widget.root.get_by_role("button", name="显示设置").click()
    widget.root.get_by_label("语言").select_option("en")
    widget.page.wait_for_url("**/?lang=en")
    expect(widget.page.locator("html")).to_have_attribute("lang", "en")
    expect(widget.turns).to_have_count(1)
    expect(widget.root.locator(".indicator").first).to_contain_text("at least 95%")
    expect(widget.root.get_by_label("Your question")).to_be_visible()


def test_without_javascript_the_form_answers(open_page: Open, server: str) -> None:
    page = open_page(java_script_enabled=False)
    page.goto(f"{server}/")
    page.get_by_label("您的问题").fill(RATE)
    page.get_by_role("button", name="提问").click()
    main = page.get_by_role("main")
    expect(main).to_contain_text("不低于95%")
    main.get_by_role("link", name="引文1").first.click()
    expect(page.locator("#c1 mark").first).to_be_in_viewport()
    conflict = page.get_by_role("region", name="规划里说法不同的地方")
    expect(conflict.locator("blockquote mark")).to_have_text(["≥95", "保持100%"])
    page.get_by_label("接着问").fill("那2020年呢")
    page.get_by_role("button", name="提问").click()
    expect(main).to_contain_text("普惠性幼儿园覆盖率")
    expect(main).to_contain_text("此前问过")
    page.locator("#c1").get_by_role("link", name="在全文中查看").click()
    expect(page.locator("mark").first).to_be_in_viewport()
