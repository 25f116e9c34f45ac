"""How soon the staff console shows what is typed: rows for ``make bench``.

Queries are typed key by key, as fast as a quick typist does. For each key the time runs from the
browser's own time stamp of the key's event until the results of a query that holds it are painted;
where keys come faster than answers, the later answer counts for the earlier keys too.
"""

from __future__ import annotations

import statistics

from playwright.sync_api import Page, sync_playwright

from tests.browser.conftest import FLAGS, chromium
from tests.browser.staff import log_in
from tests.load.paint import Row

QUERIES = (
    "普惠性幼儿园覆盖率", "义务教育优质均衡", "双师型教师", "校园安全", "课后服务", "特殊教育融合",
    "集团化办学", "戏曲进校园", "智慧校园建设", "教育经费保障", "新建幼儿园3所",
    "家门口便宜的幼儿园",
)  # fmt: skip
PAUSE = 150
_WATCH = """
window.spent = [];
const field = document.getElementById('q'), waiting = [];
field.addEventListener('input', event => waiting.push([field.value, event.timeStamp]), true);
const painted = new MessageChannel();
let shown = [];
painted.port1.onmessage = () => {
    shown.forEach(since => window.spent.push(performance.now() - since));
    shown = [];
};
const replace = history.replaceState.bind(history);
// The console changes its address once a query's results stand in the page.
history.replaceState = (state, title, url) => {
    replace(state, title, url);
    const words = new URL(url, location).searchParams.get('q') ?? '';
    const last = waiting.findLastIndex(([value]) => value === words);
    waiting.splice(0, last + 1).forEach(([, since]) => shown.push(since));
    requestAnimationFrame(() => painted.port2.postMessage(null));
};
"""


def key_rows(url: str) -> list[Row]:
    """p50 and p95 of the keys in milliseconds, none where chromium is missing."""
    path = chromium()
    if path is None:
        return []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        page = browser.new_page(viewport={"width": 1440, "height": 900}, locale="zh-CN")
        log_in(page, url)
        spent = sorted(typed(page))
        browser.close()
    return [
        (f"staff search, {len(spent)} keys, p50 (ms)", statistics.median(spent), None, None),
        ("staff search, p95 (ms)", spent[int(len(spent) * 0.95)], 100.0, None),
    ]


def typed(page: Page) -> list[float]:
    """Milliseconds from each key to its painted results."""
    page.evaluate(_WATCH)
    field = page.locator("#q")
    for query in QUERIES:
        field.fill("")
        page.wait_for_timeout(PAUSE)
        field.press_sequentially(query, delay=PAUSE)
    page.wait_for_timeout(500)
    return [float(spent) for spent in page.evaluate("window.spent")]
