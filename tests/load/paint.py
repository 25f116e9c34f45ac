"""How soon a phone shows the pages and whether anything jumps: rows for ``make bench``.

Chromium with its processor throttled four times, a screen of 360 pixels and no cache; first
contentful paint in milliseconds and cumulative layout shift as the browser reports them, the
median of five loads. The widget stands on a page of another site that holds nothing else, so its
button is the first thing painted there.
"""

from __future__ import annotations

import statistics

import httpx
from playwright.sync_api import Browser, sync_playwright

from tests.browser.conftest import FLAGS, chromium
from tests.browser.sites import Site, site, strict_policy

Row = tuple[str, float, float | None, float | None]
LOADS = 5
THROTTLE = 4
_OBSERVE = """
window.shift = 0;
new PerformanceObserver(list => list.getEntries().forEach(e => {
    if (!e.hadRecentInput) window.shift += e.value; })).observe({type: 'layout-shift', buffered: true});
"""  # noqa: E501
_PAINT = "performance.getEntriesByName('first-contentful-paint')[0].startTime"
_BLANK = (
    '<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><title>.</title>'
    '<meta name="viewport" content="width=device-width">'
    '<script src="{url}/widget.js" defer></script></head><body></body></html>'
)


def paint_rows(url: str, plan: str) -> list[Row]:
    """First paint and layout shift of each page, none where chromium is missing."""
    path = chromium()
    if path is None:
        return []
    made = Site({"/": ("text/html", _BLANK.format(url=url))}, strict_policy(url))
    with site(made), sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        pages = {"widget": made.url, "question page": url, "plan page": f"{url}/plans/{plan}"}
        rows: list[Row] = []
        for name, address in pages.items():
            seen = [load(browser, address) for _ in range(LOADS)]
            paint = statistics.median(first for first, _ in seen)
            rows.append((f"{name}, first paint, 4× (ms)", paint, 1000.0, None))
            rows.append((f"{name}, layout shift", max(shift for _, shift in seen), 0.01, None))
        browser.close()
    return [*rows, ("widget, compressed (kB)", compressed(f"{url}/widget.js"), 60.0, None)]


def compressed(url: str) -> float:
    """What the browser receives for a file, in kB."""
    with httpx.stream("GET", url, headers={"accept-encoding": "gzip"}) as response:
        return sum(map(len, response.iter_raw())) / 1000


def load(browser: Browser, url: str) -> tuple[float, float]:
    """First contentful paint in ms and layout shift over the load and an answer."""
    context = browser.new_context(
        viewport={"width": 360, "height": 740}, is_mobile=True, has_touch=True
    )
    page = context.new_page()
    page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": THROTTLE})
    page.add_init_script(_OBSERVE)
    page.goto(url, wait_until="networkidle")
    page.wait_for_timeout(300)
    button = page.locator("planqa-widget .launcher")
    if button.count():
        button.click()
    field = page.locator("planqa-widget textarea")
    if field.count():
        field.fill("学前教育目标是什么")
        field.press("Enter")
        page.locator("planqa-widget .sources").wait_for()
        page.wait_for_timeout(600)
    found = float(page.evaluate(_PAINT)), float(page.evaluate("window.shift"))
    context.close()
    return found
