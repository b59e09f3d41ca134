"""The page as axe sees it: no violation in any view, in both languages, light and dark, narrow and wide."""

import pytest
from browsing import ask, browser, chromium, drawn, open_page

axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
__all__ = ["browser", "chromium"]


#: Until what moves has come to its place, and what changes its colour has it. What moves without an end is left.
RESTS = """() => Promise.allSettled(document.getAnimations()
    .filter((each) => each.effect.getComputedTiming().endTime !== Infinity).map((each) => each.finished))"""


def clean(page, view):
    page.wait_for_timeout(250)
    page.evaluate(RESTS)
    found = axe.run(page, options={"resultTypes": ["violations"]}).response["violations"]
    told = [
        (each["id"], [(node["html"][:160], node["failureSummary"][:300]) for node in each["nodes"][:3]])
        for each in found
    ]
    assert told == [], view


LOOKS = [("en-US", "light", 1440), ("zh-CN", "dark", 390)]


@pytest.mark.parametrize(("locale", "scheme", "width"), LOOKS)
def test_axe_finds_nothing(browser, address, locale, scheme, width):
    zh = locale == "zh-CN"
    page = open_page(browser, address, locale, scheme, width)
    clean(page, "welcome")
    answer = ask(page, "本季度复购率变化如何" if zh else "how did repeat purchases change this quarter")
    for place in range(3):
        answer.locator(".opener").nth(place).click()
        if place == 1:
            answer.locator(".tree").wait_for()
        clean(page, f"panel {place}")
    answer.locator(".wrong").click()
    drawn(ask(page, "上个月各地区的销售额和同比" if zh else "revenue by region last month and year over year"))
    ask(page, "上个月的退货" if zh else "returns last month")
    ask(page, "哪些指标没达标" if zh else "which KPIs are behind target")
    ask(page, "火星的销售额" if zh else "revenue of Mars")
    clean(page, "conversation")
    if width < 900:
        page.click("#drawer")
        clean(page, "drawer")
        page.keyboard.press("Escape")
    page.click("#share")
    page.locator("dialog .link").wait_for()
    clean(page, "share")
    page.keyboard.press("Escape")
    page.goto(address + "/#/kpis")
    page.locator(".tile .spark").first.wait_for()
    clean(page, "kpis")
    page.locator(".tile .name").first.click()
    page.locator("dialog .tree").wait_for()
    clean(page, "kpi")
    page.goto(address + "/embed#question=orders+last+month")
    page.locator(".headline").wait_for()
    clean(page, "embed")
    page.context.close()
