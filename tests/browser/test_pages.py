from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.browser.conftest import axe_violations


def test_the_page_answers(page: Page, server: str) -> None:
    page.goto(f"{server}/?q=学前教育目标是什么")
    expect(page.get_by_role("main")).to_contain_text("普惠性幼儿园覆盖率保持100%")
    assert axe_violations(page) == []
