from __future__ import annotations

import csv
import io
from typing import Any

import httpx
import pytest
from openpyxl import load_workbook
from playwright.sync_api import Browser, Page, expect

from index.build import build
from index.encoder import Encoder
from index.store import SnapshotStore
from tests.browser.conftest import Open, Serve
from tests.browser.staff import PATHS, Staff, entered, opener, serve_staff

EVIL = "http://evil.example"
TAG = "<script>window.pwned=1</script>"
IMAGE = f'<img src="{EVIL}/a.png" onerror="window.pwned=1">'
FORMULA = f'=HYPERLINK("{EVIL}","点")'
BIDI = "\u202e反\u2066"
PLAN = f"""# 某区“十四五”时期教育发展规划

# 一、发展目标

——学前教育{TAG}更加优质。到2025年，普惠性幼儿园覆盖率达到85%以上。{IMAGE}

# 二、主要任务

## （一）推动学前教育<b onmouseover=window.pwned=1>普惠</b>发展

扩大学前教育普惠性幼儿园学位{TAG}供给，新建幼儿园3所。

{FORMULA}建设普惠性幼儿园平台{BIDI}2个。

+建设2个学前教育中心。

表1 主要{IMAGE}指标

| 序号 | 指标 | 2020年 | 2025年 |
|---|---|---|---|
| 1 | 普惠性幼儿园覆盖率{TAG}(%) | 80 | ≥90 |

表2 重点项目

| 序号 | 项目 | 内容 |
|---|---|---|
| 1 | 学前教育{IMAGE}项目 | 建设学前教育普惠性幼儿园{TAG}。 |
"""


@pytest.fixture(scope="module")
def hostile(
    browser: Browser, serve: Serve, encoder: Encoder, tmp_path_factory: pytest.TempPathFactory
) -> str:
    var = tmp_path_factory.mktemp("hostile-staff")
    path = var / "hostile.md"
    path.write_text(PLAN, "utf-8")
    store = SnapshotStore(var / "index")
    build([path], store, lambda: encoder, encoder.fingerprint, progress=False)
    server = serve_staff(serve, var, var)
    for words in (TAG, IMAGE, FORMULA, f"改{BIDI}变", "![图](http://evil.example/b.png)"):
        body = {"question": words, "useful": False, "comment": words}
        assert httpx.post(f"{server}/v1/feedback", json=body).status_code == 204
        httpx.post(f"{server}/v1/ask", json={"question": f"{words}多少钱"}, timeout=30)
    return server


@pytest.fixture(scope="module")
def state(browser: Browser, hostile: str) -> Any:
    return entered(browser, hostile)


@pytest.fixture
def staff(open_page: Open, hostile: str, state: Any) -> Staff:
    return opener(open_page, hostile, state)


def harmless(page: Page) -> None:
    assert page.evaluate("window.pwned === undefined")
    odd = page.evaluate("""() => [...document.querySelectorAll('main *')].filter(e =>
        ['SCRIPT', 'IMG', 'IFRAME', 'STYLE', 'BASE', 'B', 'OBJECT'].includes(e.tagName)
        || [...e.attributes].some(a => a.name.startsWith('on') || /^\\s*javascript:/i.test(a.value))
    ).map(e => e.outerHTML.slice(0, 80))""")
    assert odd == []


@pytest.mark.parametrize("name", PATHS)
def test_a_hostile_plan_is_only_text(staff: Staff, name: str) -> None:
    page = staff(PATHS[name])
    words = "window.pwned" if name != "indicators" else "普惠性幼儿园覆盖率"
    expect(page.get_by_role("main")).to_contain_text(words)
    for summary in page.locator("main summary").all():
        summary.click()
    harmless(page)


@pytest.mark.parametrize("words", [TAG, IMAGE, "${window.pwned=1}", "{{ 7*7 }}", "%3Cscript%3E"])
def test_a_hostile_search_is_only_text(staff: Staff, words: str) -> None:
    page = staff()
    page.get_by_role("searchbox").fill(words)
    expect(page.locator("#total")).to_be_visible()
    page.wait_for_timeout(200)
    harmless(page)
    page.get_by_role("searchbox").fill("普惠性幼儿园")
    expect(page.locator(".hit mark").first).to_have_text("普惠性幼儿园")
    harmless(page)


def test_the_citation_that_is_copied_is_only_text(staff: Staff) -> None:
    page = staff("/staff?q=学位&kind=commitment")
    page.locator(".hit").first.get_by_role("button", name="复制引用").click()
    expect(page.locator("#status")).to_have_text("已复制引用")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert TAG in copied
    harmless(page)


def test_exports_hold_no_formula(staff: Staff) -> None:
    page = staff("/staff/commitments")
    with page.expect_download() as caught:
        page.get_by_role("button", name="导出 CSV").click()
    with open(caught.value.path(), encoding="utf-8-sig", newline="") as file:
        cells = [cell for line in csv.reader(file) for cell in line]
    assert any("window.pwned" in cell for cell in cells)
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@"))]
    assert not [cell for cell in cells if "\u202e" in cell]
    with page.expect_download() as caught:
        page.get_by_role("button", name="导出 Excel").click()
    with open(caught.value.path(), "rb") as file:
        sheet = load_workbook(io.BytesIO(file.read())).active
    assert sheet is not None
    assert "f" not in {cell.data_type for row in sheet.iter_rows() for cell in row}
