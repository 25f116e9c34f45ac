from __future__ import annotations

from playwright.sync_api import Page, expect

from corpus.model import Plan
from tests.api.test_http import PLAN
from tests.browser.conftest import Open


def test_the_outline_leads_to_each_section(page: Page, server: str, plan: Plan) -> None:
    page.set_viewport_size({"width": 1280, "height": 800})
    page.goto(f"{server}/plans/{PLAN}")
    outline = page.get_by_role("navigation", name="目录")
    section = plan.sections[-1]
    outline.get_by_role("link", name=section.path[-1]).click()
    heading = page.get_by_role("heading", name=section.path[-1])
    expect(heading).to_be_in_viewport()
    expect(outline).to_be_in_viewport()
    assert page.url.endswith(f"#{section.id}")


def test_on_a_phone_the_outline_folds(open_page: Open, server: str) -> None:
    page = open_page(360, 740)
    page.goto(f"{server}/plans/{PLAN}")
    expect(page.get_by_role("navigation", name="目录")).to_have_count(0)
    page.locator("summary", has_text="目录").click()
    page.get_by_role("link", name="五、保障措施").click()
    expect(page.get_by_role("heading", name="五、保障措施")).to_be_in_viewport()


def test_tables_are_tables_and_rows_have_links(page: Page, server: str, plan: Plan) -> None:
    row = next(p for p in plan.passages if p.table == "表2" and p.row == 2)
    start = row.text.index("普惠性")
    page.goto(f"{server}/plans/{PLAN}?passage={row.id}&quote={start}-{len(row.text)}#{row.id}")
    table = page.get_by_role("table", name="表2")
    expect(table.get_by_role("columnheader")).to_have_text(["序号", "指标", "2020年", "2025年"])
    expect(table.locator("mark")).to_have_text(["普惠性幼儿园覆盖率(%)", "100", "≥95"])
    expect(page.locator(f"tr#{row.id}:target")).to_be_in_viewport()


def test_the_file_s_text_stands_beside_on_demand(page: Page, server: str) -> None:
    page.set_viewport_size({"width": 1280, "height": 800})
    page.goto(f"{server}/plans/{PLAN}")
    expect(page.locator("pre")).to_have_count(0)
    page.get_by_role("link", name="对照文件原文").click()
    unit = page.locator(".unit").first
    text, raw = unit.locator("p").first.bounding_box(), unit.locator(".raw").bounding_box()
    assert text is not None
    assert raw is not None
    assert raw["x"] > text["x"] + text["width"] - 1
    assert abs(raw["y"] - text["y"]) < 2
    page.get_by_role("link", name="收起文件原文").click()
    expect(page.locator("pre")).to_have_count(0)


def test_corrections_open_on_demand(page: Page, server: str, plan: Plan) -> None:
    page.goto(f"{server}/plans/{PLAN}#corrections")
    page.get_by_text(f"展开全部{len(plan.corrections)}处").click()
    log = page.get_by_role("region", name="整理记录").get_by_role("row")
    expect(log).to_have_count(len(plan.corrections) + 1)
    expect(page.get_by_role("row", name="繁体误识").first).to_be_visible()


def test_printing_leaves_the_text(page: Page, server: str) -> None:
    page.goto(f"{server}/plans/{PLAN}")
    page.emulate_media(media="print")
    expect(page.get_by_role("heading", name="一、发展基础与形势要求")).to_be_visible()
    expect(page.get_by_role("table", name="表1")).to_be_visible()
    for hidden in ("header.site", ".side", ".folded", ".actions", ".anchor >> nth=0"):
        expect(page.locator(hidden)).to_be_hidden()
    assert len(page.pdf()) > 50_000
