"""An amount that one place prints in 亿元 and another in 万元."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from index.build import build
from index.encoder import Encoder
from index.store import SnapshotStore
from tests.browser.conftest import Serve
from tests.browser.widget import Widget

PLAN = """# 某县“十四五”时期体育发展规划

# 一、主要任务

建设县体育公园工程，选址城南，总投资3.6亿元。

表1 重点项目

| 序号 | 项目名称 | 建设内容 | 总投资（万元） |
|---|---|---|---|
| 1 | 县体育公园工程 | 新建球场8片 | 32000 |
"""


@pytest.fixture
def parks(serve: Serve, encoder: Encoder, tmp_path_factory: pytest.TempPathFactory) -> str:
    """A server over a plan with one project in two places."""
    var = tmp_path_factory.mktemp("parks")
    path = var / "parks-plan.md"
    path.write_text(PLAN, "utf-8")
    store = SnapshotStore(var / "index")
    build([path], store, lambda: encoder, encoder.fingerprint, progress=False)
    return serve(var)


def test_one_axis_holds_one_unit_and_both_are_listed(page: Page, parks: str) -> None:
    turn = Widget(page, f"{parks}/").ask("县体育公园工程总投资多少")
    card = turn.get_by_role("article", name="县体育公园工程总投资").first
    chart = card.get_by_role("img")
    expect(chart.locator("circle")).to_have_count(1)
    assert chart.locator(".target").get_attribute("cx") == "80%"
    expect(card.get_by_role("row", name="3.6亿元")).to_be_visible()
    expect(turn.get_by_text("数值不同").first).to_be_visible()
