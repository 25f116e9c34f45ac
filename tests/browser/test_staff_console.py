from __future__ import annotations

import csv
import io
import json
import re
from typing import Any

import httpx
import pytest
from openpyxl import load_workbook
from playwright.sync_api import Browser, Download, Page, expect

from tests.browser.conftest import Open, Serve, faults
from tests.browser.staff import PASSWORD, PATHS, Staff, entered, log_in, opener, serve_staff


@pytest.fixture(scope="module")
def console(
    browser: Browser, serve: Serve, var_dir: object, tmp_path_factory: pytest.TempPathFactory
) -> str:
    server = serve_staff(serve, var_dir, tmp_path_factory.mktemp("inbox"))  # type: ignore[arg-type]
    for question in ("公办幼儿园一个月交多少保教费", "今天天气怎么样", "大峪中学的电话是多少"):
        httpx.post(f"{server}/v1/ask", json={"question": question}, timeout=30)
    for useful, comment in ((True, "很清楚"), (False, None)):
        body = {"question": "学前教育目标是什么", "useful": useful, "comment": comment}
        httpx.post(f"{server}/v1/feedback", json=body)
    return server


@pytest.fixture(scope="module")
def state(browser: Browser, console: str) -> Any:
    return entered(browser, console)


@pytest.fixture
def staff(open_page: Open, console: str, state: Any) -> Staff:
    return opener(open_page, console, state)


def copied(page: Page) -> str:
    text: str = page.evaluate("navigator.clipboard.readText()")
    return text


def read(download: Download) -> bytes:
    with open(download.path(), "rb") as file:
        return file.read()


def test_in_and_out(open_page: Open, console: str) -> None:
    page = open_page()
    page.goto(f"{console}/staff/commitments?q=幼儿园")
    expect(page).to_have_url(re.compile("/staff/login"))
    page.get_by_label("密码").fill("not the password")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("密码不对")
    expect(page.get_by_label("密码")).to_be_focused()
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("查找")
    cookies = {c["name"]: c for c in page.context.cookies()}
    assert cookies["planqa-staff"]["httpOnly"]
    assert cookies["planqa-staff"]["sameSite"] == "Strict"
    page.get_by_role("button", name="退出").click()
    expect(page).to_have_url(re.compile("/staff/login"))
    page.goto(f"{console}/staff/inbox")
    expect(page).to_have_url(re.compile("/staff/login"))


def test_search_follows_what_is_typed(staff: Staff) -> None:
    page = staff()
    field = page.get_by_role("searchbox", name="查找内容")
    expect(field).to_be_focused()
    field.press_sequentially("普惠性幼儿园", delay=30)
    expect(page.locator("#total")).to_have_text(re.compile(r"^找到 \d+ 条$"))
    first = page.locator(".hit").first
    expect(first.locator("mark").first).to_have_text("普惠性幼儿园")
    expect(page).to_have_url(re.compile("q=%E6%99%AE"))
    page.get_by_role("radio", name="指标").check(force=True)
    expect(page.locator(".hit .kind-passage")).to_have_count(0)
    assert {kind.inner_text() for kind in page.locator(".hit .kind").all()} == {"指标"}
    page.reload()
    expect(page.get_by_role("radio", name="指标")).to_be_checked()
    expect(page.locator(".hit .kind").first).to_have_text("指标")


def test_all_that_is_said_to_be_shown_is_shown(staff: Staff) -> None:
    page = staff()
    page.get_by_role("searchbox").fill("教育")
    expect(page.locator("#total")).to_contain_text("显示前 50 条")
    expect(page.locator("#results .hit")).to_have_count(50)
    page.get_by_role("searchbox").fill("戏曲进校园")
    expect(page.locator("#total")).to_have_text(re.compile(r"^找到 \d 条$"))
    found = int(re.findall(r"\d+", page.locator("#total").inner_text())[0])
    expect(page.locator("#results .hit")).to_have_count(found)


def test_facets_narrow_and_count(staff: Staff) -> None:
    page = staff("/staff?q=教师")
    before = int(re.findall(r"\d+", page.locator("#total").inner_text())[0])
    chapter = page.get_by_role("combobox", name="章")
    option = chapter.locator("option", has_text="四、重点举措")
    count = int(re.findall(r"（(\d+)）", option.inner_text())[-1])
    chapter.select_option(label=option.inner_text())
    expect(page.locator("#total")).to_contain_text(f"找到 {count} 条")
    assert count < before
    figures = page.get_by_label("有数字")
    held = int(figures.locator("xpath=..").locator(".count").inner_text())
    figures.check()
    expect(page.locator("#total")).to_contain_text(f"找到 {held} 条")
    assert held < count
    for hit in page.locator(".hit").all():
        expect(hit).to_contain_text("四、重点举措")
        expect(hit).to_contain_text("有数字")
    page.get_by_role("link", name="清除条件").click()
    expect(page.locator("#total")).to_contain_text(f"找到 {before} 条")


def test_pinyin_under_way_is_not_searched(staff: Staff) -> None:
    page = staff("/staff?q=教师")
    before = page.locator("#total").inner_text()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.evaluate("""() => {
        const field = document.getElementById("q");
        field.dispatchEvent(new CompositionEvent("compositionstart", {bubbles: true}));
        field.value = "xi qu";
        field.dispatchEvent(new InputEvent("input", {bubbles: true, isComposing: true}));
    }""")
    page.wait_for_timeout(200)
    assert not [url for url in asked if "/v1/staff/search" in url]
    assert page.locator("#total").inner_text() == before
    page.evaluate("""() => {
        const field = document.getElementById("q");
        field.value = "戏曲";
        field.dispatchEvent(new CompositionEvent("compositionend", {bubbles: true}));
    }""")
    expect(page.locator(".hit mark").first).to_have_text("戏曲")


def test_the_keyboard_alone_finds_copies_and_opens(staff: Staff) -> None:
    page = staff("/staff/indicators")
    page.keyboard.press("/")
    expect(page.get_by_role("searchbox")).to_be_focused()
    page.keyboard.type("戏曲进校园")
    expect(page.locator(".hit mark").first).to_have_text("戏曲进校园")
    page.keyboard.press("ArrowDown")
    expect(page.locator(".hit-title").first).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(page.locator(".hit-title").nth(1)).to_be_focused()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("c")
    expect(page.locator("#status")).to_have_text("已复制引用")
    reference = page.locator(".hit").first.get_attribute("data-reference")
    assert copied(page) == reference
    assert "戏曲进校园" in copied(page)
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="快捷键")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog", name="快捷键")).to_be_hidden()
    page.keyboard.press("Escape")
    expect(page.get_by_role("searchbox")).to_be_focused()
    page.keyboard.type("/?c")
    expect(page.get_by_role("searchbox")).to_have_value("戏曲进校园/?c")
    page.keyboard.press("Escape")
    expect(page.get_by_role("searchbox")).to_have_value("")
    expect(page.locator(".hit mark")).to_have_count(0)
    page.keyboard.type("戏曲进校园")
    expect(page.locator(".hit mark").first).to_have_text("戏曲进校园")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/plans/.*quote="))
    expect(page.locator("mark").first).to_contain_text("戏曲进校园")


def test_an_answer_that_comes_late_leaves_the_focus_on_its_result(staff: Staff) -> None:
    page = staff("/staff?q=戏曲")
    expect(page.locator(".hit mark").first).to_have_text("戏曲")
    first = page.locator(".hit-title").first
    first.focus()
    address = first.get_attribute("href")
    with page.expect_response(re.compile("/v1/staff/search")):
        page.evaluate("document.getElementById('search').requestSubmit()")
    page.wait_for_function("performance.getEntriesByName('planqa-search').length > 0")
    focused = page.evaluate("document.activeElement.getAttribute('href')")
    assert focused == address


def test_single_keys_can_be_switched_off(staff: Staff) -> None:
    page = staff("/staff/commitments")
    page.get_by_role("button", name="快捷键").click()
    page.get_by_label("启用单键快捷键").uncheck()
    page.get_by_role("button", name="关闭").click()
    page.reload()
    expect(page.get_by_role("button", name="快捷键")).to_be_visible()
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_be_hidden()
    page.keyboard.press("/")
    expect(page.locator("#q")).not_to_be_focused()


def test_a_lost_connection_is_said_and_got_over(staff: Staff) -> None:
    page = staff()
    page.context.set_offline(True)
    page.get_by_role("searchbox").fill("教师")
    expect(page.locator("#total")).to_have_text("查找没有完成，请再试一次。")
    page.context.set_offline(False)
    page.get_by_role("searchbox").fill("教师队伍")
    expect(page.locator(".hit mark").first).to_have_text("教师队伍")


def test_the_register_sorts_filters_selects_and_exports(staff: Staff) -> None:
    page = staff("/staff/commitments")
    page.get_by_label("含有的字").fill("幼儿园")
    page.get_by_label("写明数量").check()
    page.get_by_role("button", name="应用").click()
    total = int(re.findall(r"共 (\d+) 条", page.locator("#export").inner_text())[0])
    rows = page.locator("tbody tr")
    assert rows.count() == total
    page.get_by_role("link", name="页码").click()
    expect(page.get_by_role("columnheader", name="页码")).to_have_attribute(
        "aria-sort", "ascending"
    )
    page.get_by_role("link", name="页码").click()
    expect(page.get_by_role("columnheader", name="页码")).to_have_attribute(
        "aria-sort", "descending"
    )
    pages = [int(cell.inner_text()) for cell in page.locator("td.col-page").all()]
    assert pages == sorted(pages, reverse=True)
    assert rows.count() == total

    with page.expect_download() as caught:
        page.get_by_role("button", name="导出 CSV").click()
    text = read(caught.value).decode("utf-8-sig")
    lines = list(csv.DictReader(io.StringIO(text)))
    shown = [row.inner_text() for row in page.locator("tbody th.col-what").all()]
    assert len(lines) == total
    assert all(s.startswith(x["承诺"]) for s, x in zip(shown, lines, strict=True))
    assert caught.value.suggested_filename == "承诺登记.csv"

    page.get_by_label("选中第 1 条").check()
    expect(page.locator("#selected")).to_have_text("已选 1 条")
    with page.expect_download() as caught:
        page.get_by_role("button", name="导出 Excel").click()
    sheet = load_workbook(io.BytesIO(read(caught.value))).active
    assert sheet is not None
    assert sheet.max_row == 2
    assert sheet["B2"].value == lines[0]["承诺"]

    page.get_by_label("选中本页全部").check()
    expect(page.locator("#selected")).to_have_text(f"已选 {total} 条")
    with page.expect_download() as caught:
        page.get_by_role("button", name="导出 JSON-LD").click()
    graph = json.loads(read(caught.value))["@graph"]
    assert len([node for node in graph if node["@type"] == "Quotation"]) == total


def test_a_selection_holds_over_pages_and_order_until_other_rows_are_filtered(staff: Staff) -> None:
    page = staff("/staff/commitments")
    chosen = page.locator("#selected")
    page.get_by_label("选中第 1 条").check()
    first = page.locator("tbody th.col-what").first.inner_text().split("\n")[0]
    page.get_by_role("link", name="下一页").click()
    page.get_by_label("选中第 52 条").check()
    second = page.locator("tbody th.col-what").nth(1).inner_text().split("\n")[0]
    expect(chosen).to_have_text("已选 2 条")
    with page.expect_download() as caught:
        page.get_by_role("button", name="导出 CSV").click()
    rows = list(csv.DictReader(io.StringIO(read(caught.value).decode("utf-8-sig"))))
    assert [row["承诺"] for row in rows] == [first, second]
    page.get_by_role("link", name="页码").click()
    expect(chosen).to_have_text("已选 2 条")
    page.get_by_label("写明数量").check()
    page.get_by_role("button", name="应用").click()
    expect(chosen).to_have_text("没有选中时导出全部")
    page.go_back()
    expect(chosen).to_have_text("已选 2 条")
    page.get_by_role("button", name="取消选择").click()
    expect(chosen).to_have_text("没有选中时导出全部")
    expect(page.get_by_label("选中本页全部")).to_be_focused()
    page.reload()
    expect(chosen).to_have_text("没有选中时导出全部")


def test_a_commitment_is_cited_and_linked(staff: Staff) -> None:
    page = staff("/staff/commitments?q=新建幼儿园3所")
    row = page.locator("tbody tr").first
    row.get_by_role("button", name="复制引用").click()
    expect(page.locator("#status")).to_have_text("已复制引用")
    assert "《北京市门头沟区“十四五”时期教育改革和发展规划》" in copied(page)
    row.get_by_text("引用", exact=True).click()
    row.get_by_role("button", name="复制永久链接").click()
    link = copied(page)
    assert link.startswith("http://127.0.0.1")
    page.goto(link)
    expect(page.locator("mark")).to_contain_text("新建幼儿园3所")


def test_indicators_links_and_inbox(staff: Staff) -> None:
    page = staff("/staff/indicators")
    expect(page.get_by_role("img", name="2025年不低于95%").first).to_be_visible()
    difference = page.locator(".difference", has_text="普惠性幼儿园覆盖率").first
    expect(difference.locator("mark")).to_have_text(["≥95", "100%"])
    page.get_by_role("link", name="关联").click()
    chain = page.locator(".chain", has=page.get_by_role("link", name="学前教育更加优质普惠"))
    expect(chain.locator(".node > a")).to_contain_text(
        ["（三）", "项目6", "指标1", "指标2", "指标4"]
    )
    chain.locator("summary").first.click()
    expect(chain.locator(".word").first).to_have_text("学前教育")
    page.get_by_role("link", name="未答与反馈").click()
    question = page.locator(".asked li", has_text="今天天气怎么样")
    expect(page.locator(".group", has_text="今天天气怎么样")).to_contain_text("与规划内容不相近")
    expect(page.locator(".tally")).to_contain_text("50% 认为有用")
    question.get_by_role("button", name="删除“今天天气怎么样”").click()
    expect(page.locator(".asked li", has_text="今天天气怎么样")).to_have_count(0)
    with page.expect_download() as caught:
        page.get_by_role("link", name="导出 未答问题 CSV").click()
    rows = list(csv.DictReader(io.StringIO(read(caught.value).decode("utf-8-sig"))))
    assert {row["原因"] for row in rows} == {"规划没有写明"}


def test_everything_works_without_a_script(staff: Staff) -> None:
    page = staff("/staff", java_script_enabled=False)
    page.get_by_role("searchbox").fill("双师型")
    page.get_by_role("button", name="查找", exact=True).click()
    expect(page.locator(".hit mark").first).to_have_text("双师型")
    page.get_by_label("可核验").check()
    page.get_by_role("button", name="查找", exact=True).click()
    expect(page).to_have_url(re.compile("verifiable=true"))
    page.get_by_role("link", name="承诺登记").click()
    page.get_by_label("写明数量").check()
    page.get_by_role("button", name="应用").click()
    expect(page).to_have_url(re.compile("quantified=true"))
    page.get_by_label("选中第 1 条").check()
    with page.expect_download() as caught:
        page.get_by_role("button", name="导出 CSV").click()
    assert len(read(caught.value).decode("utf-8-sig").splitlines()) >= 2
    # What needs a script is not offered.
    expect(page.get_by_role("button", name="复制引用").first).to_be_hidden()
    page.get_by_role("button", name="退出").click()
    expect(page).to_have_url(re.compile("/staff/login"))


@pytest.mark.parametrize("name", PATHS)
def test_pages_have_no_accessibility_fault(staff: Staff, name: str) -> None:
    page = staff(PATHS[name])
    # Rows and results are alike: a few are as good as all.
    page.evaluate("""() => document.querySelectorAll(
        '.register tbody tr:nth-child(n+16), #results > .hit:nth-child(n+16)'
    ).forEach(e => e.remove())""")
    assert faults(page) == []
    for summary in page.locator("main summary").all()[:12]:
        summary.click()
    assert faults(page) == []


def test_states_have_no_accessibility_fault(staff: Staff, open_page: Open, console: str) -> None:
    page = staff("/staff", width=360)
    page.get_by_role("searchbox").fill("娃放学没人接怎么办")
    expect(page.locator("#near")).to_be_visible()
    assert faults(page) == []
    page.get_by_role("searchbox").fill("没有这些字的内容")
    expect(page.locator("#total")).to_contain_text("没有找到")
    assert faults(page) == []
    page.keyboard.press("Escape")
    page.get_by_role("button", name="快捷键").click()
    assert faults(page) == []
    page.keyboard.press("Escape")
    page.goto(f"{console}/staff/commitments?q=没有这些字")
    expect(page.get_by_role("main")).to_contain_text("没有符合条件的承诺")
    assert faults(page) == []
    page.goto(f"{console}/staff/commitments")
    page.get_by_label("选中第 1 条").check()
    assert faults(page) == []
    fresh = open_page()
    fresh.goto(f"{console}/staff")
    assert faults(fresh) == []
    fresh.get_by_label("密码").fill("wrong wrong wrong")
    fresh.keyboard.press("Enter")
    expect(fresh.get_by_role("alert")).to_be_visible()
    assert faults(fresh) == []


def test_a_console_without_a_password_says_how_to_set_one(open_page: Open, server: str) -> None:
    page = open_page()
    page.goto(f"{server}/staff")
    expect(page.get_by_role("main")).to_contain_text("planqa staff-password")
    assert faults(page) == []


@pytest.mark.parametrize("name", PATHS)
def test_no_width_cuts_anything_off(staff: Staff, name: str) -> None:
    page = staff(PATHS[name])
    for width in (320, 360, 600, 768, 1024, 1160, 1440):
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        cut = page.evaluate("""() => [...document.querySelectorAll('main *')].filter(e =>
            getComputedStyle(e).overflowX === 'clip' && e.scrollWidth > e.clientWidth
        ).map(e => e.className)""")
        assert cut == [], width


def test_text_twice_as_large_is_not_cut_off(staff: Staff) -> None:
    for path in PATHS.values():
        page = staff(path, width=1280)
        page.evaluate("document.documentElement.classList.add('twice')")
        page.evaluate(
            "document.adoptedStyleSheets = [Object.assign(new CSSStyleSheet(), {})];"
            "document.adoptedStyleSheets[0].replaceSync('html.twice { font-size: 200% }')"
        )
        assert page.evaluate("document.documentElement.scrollWidth") <= 1280


def test_every_stop_of_the_keyboard_is_seen(staff: Staff) -> None:
    page = staff("/staff/commitments")
    seen = set()
    for _ in range(40):
        page.keyboard.press("Tab")
        state = page.evaluate("""() => {
            const e = document.activeElement, s = getComputedStyle(e);
            return {tag: e.tagName, name: e.id || e.name || e.textContent.trim().slice(0, 12),
                    seen: s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) >= 2};
        }""")
        seen.add(state["name"])
        assert state["seen"], state
    assert {"q", "quantified", "退出"} <= seen


def test_login_form_is_usable_by_keyboard(open_page: Open, console: str) -> None:
    page = open_page()
    page.goto(f"{console}/staff/login")
    expect(page.get_by_label("密码")).to_be_focused()
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("查找")
    page.goto(f"{console}/staff/login")
    expect(page.get_by_role("heading", level=1)).to_have_text("查找")
    log_in(open_page(), console)
