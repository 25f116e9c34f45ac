"""Where several plans are served, everything that is found or said names its plan."""

from __future__ import annotations

import re
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect

from index.build import build
from index.encoder import Encoder
from index.store import SnapshotStore
from tests.browser.conftest import Open, Serve, axe_violations
from tests.browser.staff import PATHS, Staff, entered, opener, serve_staff
from tests.browser.widget import Widget
from tests.small_plans import write_plan

ONE, TWO = "one区“十四五”时期教育发展规划", "two区“十四五”时期教育发展规划"


@pytest.fixture(scope="module")
def several(
    browser: Browser, serve: Serve, encoder: Encoder, tmp_path_factory: pytest.TempPathFactory
) -> str:
    """A server over two plans of one form."""
    var: Path = tmp_path_factory.mktemp("several")
    paths = [write_plan(var, "one", 85, 120), write_plan(var, "two", 90, 60)]
    store = SnapshotStore(var / "index")
    build(paths, store, lambda: encoder, encoder.fingerprint, progress=False)
    return serve_staff(serve, var, var)


@pytest.fixture(scope="module")
def state(browser: Browser, several: str) -> object:
    return entered(browser, several)


@pytest.fixture
def staff(open_page: Open, several: str, state: object) -> Staff:
    return opener(open_page, several, state)


def test_the_widget_names_the_plan_of_each_source_and_figure(page: Page, several: str) -> None:
    widget = Widget(page, f"{several}/")
    expect(widget.root.locator(".greeting")).to_contain_text(f"《{ONE}》、《{TWO}》")
    question = "普惠性幼儿园覆盖率的目标是多少"
    reply = httpx.post(f"{several}/v1/ask", json={"question": question}, timeout=30).json()
    turn = widget.ask(question)
    for found, place in (("citations", ".source-head"), ("indicators", ".indicator > .plan")):
        names = [f"《{ONE if shown['plan_id'] == 'one' else TWO}》" for shown in reply[found]]
        assert names
        expect(turn.locator(place)).to_contain_text(names)
    assert axe_violations(page) == []


def test_results_and_their_facet_name_the_plan_also_while_typing(staff: Staff) -> None:
    page = staff()
    page.get_by_role("searchbox").fill("普惠性幼儿园")
    first = page.locator(".hit").first
    expect(first.locator("mark").first).to_have_text("普惠性幼儿园")
    expect(first.locator(".path")).to_have_text(re.compile(f"^{ONE} › "))
    choice = page.get_by_role("combobox", name="规划")
    expect(choice.locator("option")).to_contain_text(["不限", ONE, TWO])
    choice.select_option(label=choice.locator("option", has_text=TWO).inner_text())
    expect(page.locator(".hit .path", has_text=ONE)).to_have_count(0)
    expect(first.locator(".path")).to_have_text(re.compile(f"^{TWO} › "))


def test_the_register_names_the_plan(staff: Staff) -> None:
    page = staff("/staff/commitments?q=培训教师")
    cells = page.locator("td.col-section")
    expect(cells).to_contain_text([ONE, TWO])


@pytest.mark.parametrize("name", ["search", "commitments", "indicators", "links"])
def test_no_page_has_an_accessibility_fault(staff: Staff, name: str) -> None:
    assert axe_violations(staff(PATHS[name])) == []


def test_the_indicators_page_leads_to_each_plan(staff: Staff) -> None:
    page = staff("/staff/indicators")
    page.get_by_role("navigation", name="各份规划").get_by_role("link", name=TWO).click()
    expect(page.get_by_role("heading", name=TWO)).to_be_in_viewport()
