"""The page where the service is slow, broken or away: it says so in the reader's language, and can be used again."""

import re

import pytest
from browsing import ask, browser, chromium, drawn, expect, open_page, settle

__all__ = ["browser", "chromium"]

LOCALES = ["en-US", "zh-CN"]
ASKED = {"en-US": "revenue by region last month", "zh-CN": "上个月各地区的销售额"}
AWAY = {"en-US": "cannot be reached", "zh-CN": "连接不上服务"}
ODD = {"en-US": "did not answer as it should", "zh-CN": "没有正常响应"}
CUT = {"en-US": "broke off", "zh-CN": "中断"}
#: What a browser says of itself, which is for nobody.
RAW = re.compile(r"fetch|JSON|token|TypeError|undefined|html|…$", re.I)
PROXY = {"status": 502, "content_type": "text/html", "body": "<html>Bad gateway</html>"}


def away(route):
    route.abort("connectionrefused")


def odd(route):
    route.fulfill(**PROXY)


def cut(route):
    route.fulfill(status=200, content_type="text/event-stream", body='event: progress\ndata: {"stage":"reading"}\n\n')


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize(("fault", "said"), [(away, AWAY), (odd, ODD), (cut, CUT)])
def test_a_question_that_gets_no_answer(browser, address, locale, fault, said):
    page = open_page(browser, address, locale)
    page.route("**/v1/ask", fault)
    page.fill("#question", ASKED[locale])
    page.press("#question", "Enter")
    problem = page.locator(".answer.broken .problem")
    expect(problem).to_contain_text(said[locale])
    assert not RAW.search(problem.inner_text())
    page.unroute("**/v1/ask")
    page.locator(".answer.broken button").click()
    page.locator(".answer.answered").wait_for()


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize(("fault", "said"), [(away, AWAY), (odd, ODD)])
@pytest.mark.parametrize(
    ("asked", "path"), [("**/v1/session", "/"), ("**/v1/metrics?*", "/#/kpis"), ("**/v1/metrics?*", "/")]
)
def test_a_page_that_cannot_be_filled(browser, address, locale, fault, said, asked, path):
    """Where it could not be asked who is here, nothing at all was shown."""
    page = browser.new_context(locale=locale).new_page()
    page.route(asked, fault)
    page.goto(address + path)
    problem = page.locator("main .problem")
    expect(problem).to_contain_text(said[locale])
    assert not RAW.search(problem.inner_text())
    page.unroute(asked)
    page.locator("main .fault button").click()
    page.locator(".tile, .chips button").first.wait_for()
    assert page.locator("main .problem").count() == 0


@pytest.mark.parametrize("locale", LOCALES)
def test_an_embedded_answer_that_cannot_begin(browser, address, locale):
    page = browser.new_context(locale=locale).new_page()
    page.route("**/v1/session", away)
    page.goto(f"{address}/embed#question=orders+last+month")
    expect(page.locator("main .problem")).to_contain_text(AWAY[locale])
    page.unroute("**/v1/session")
    page.locator("main button").click()
    page.locator(".headline").wait_for()


@pytest.mark.parametrize("locale", LOCALES)
def test_what_is_done_in_vain_is_said(browser, address, locale):
    page = open_page(browser, address, locale)
    ask(page, ASKED[locale])
    page.locator("#history .past").first.wait_for()
    page.route("**/v1/shares", away)
    page.click("#share")
    note = page.locator("dialog .thanks")
    expect(note).to_contain_text(AWAY[locale])
    page.keyboard.press("Escape")
    page.unroute("**/v1/shares")
    page.click("#share")
    page.locator("dialog .link").wait_for()
    page.route("**/v1/shares/*", away)
    page.locator("dialog .row button").last.click()
    expect(note).to_contain_text(AWAY[locale])
    expect(page.locator("dialog .link")).to_be_visible()
    page.keyboard.press("Escape")
    page.on("dialog", lambda dialog: dialog.accept())
    page.route("**/v1/conversations/*", away)
    page.locator("#history .remove").first.click(force=True)
    expect(page.locator("#history [role=alert]")).to_contain_text(AWAY[locale])
    assert page.locator("#history .past").count() == 1
    assert not [each for each in page.errors if "Uncaught" in each or each == "Failed to fetch"]


@pytest.mark.parametrize("locale", LOCALES)
def test_what_is_sought_in_vain_is_said(browser, address, locale):
    page = open_page(browser, address, locale, path="/#/kpis")
    page.locator(".tile").first.wait_for()
    page.route("**/v1/metrics?*search=e*", away)
    page.fill("input[type=search]", "e")
    expect(page.locator(".count")).to_contain_text(AWAY[locale])
    page.fill("input[type=search]", "revenue")
    expect(page.locator(".count")).to_contain_text(re.compile(r"\d"))


@pytest.mark.parametrize("locale", LOCALES)
def test_a_chart_that_did_not_come_is_drawn_with_the_next(browser, address, locale):
    """One failure, and no chart was drawn any more; the button to keep it stood there and did nothing."""
    page = open_page(browser, address, locale)
    page.route("**/page/charts.js", away)
    answer = ask(page, ASKED[locale])
    expect(answer.locator(".remark").first).to_contain_text("chart" if locale == "en-US" else "图表")
    assert answer.locator(".png").count() == 0 and answer.locator("tbody tr").count() == 7
    page.unroute("**/page/charts.js")
    drawn(ask(page, ASKED[locale]))


def held_up(page, path, act):
    """What is asked for by an act, held up."""
    held = []
    page.route(path, lambda route: held.append(route))
    act()
    while not held:
        page.wait_for_timeout(20)
    return held[0]


def test_it_is_seen_that_something_is_awaited(browser, address):
    page = open_page(browser, address)
    ask(page, "orders last month")
    settle(page)
    line = page.locator("#busy")
    expect(line).to_be_hidden()
    kpis = held_up(page, "**/v1/metrics?*limit=48*", lambda: page.click("#kpis"))
    expect(line).to_be_visible()
    assert line.get_attribute("role") == "progressbar" and line.get_attribute("aria-label")
    kpis.continue_()
    page.locator(".tile").first.wait_for()
    expect(line).to_be_hidden()
    opened = held_up(page, "**/v1/conversations/*", page.locator("#history .past").first.click)
    expect(line).to_be_visible()
    opened.continue_()
    page.locator(".answer .headline").wait_for()
    expect(line).to_be_hidden()
    shared = held_up(page, "**/v1/shares", lambda: page.click("#share"))
    expect(page.locator("dialog .thanks")).to_have_text("Loading…")
    shared.continue_()
    page.locator("dialog .link").wait_for()
    expect(page.locator("dialog .thanks")).to_have_text("")
    assert page.errors == []


def two_conversations(browser, address):
    """A page with two conversations, the later one on top, and their titles."""
    page = open_page(browser, address)
    for question in ("revenue by region last month", "orders by region last month"):
        ask(page, question)
    page.click("#fresh")
    page.locator(".chips button").first.wait_for()
    ask(page, "employee satisfaction last month")
    expect(page.locator("#history .past")).to_have_count(2)
    settle(page)
    return page


@pytest.mark.parametrize("answer", ["continue_", "abort"])
def test_what_comes_late_does_not_take_the_place_of_what_was_opened_after_it(browser, address, answer):
    """The conversation that came last stood under the address of the other, and was gone on with."""
    page = two_conversations(browser, address)
    page.click("#fresh")
    page.locator(".chips button").first.wait_for()
    held = []
    page.route("**/v1/conversations/*", lambda route: held.append(route))
    page.locator("#history .past").nth(1).click()
    page.wait_for_timeout(100)
    page.locator("#history .past").nth(0).click()
    page.wait_for_timeout(100)
    held[1].continue_()
    expect(page.locator("h2.question")).to_have_text(["employee satisfaction last month"])
    getattr(held[0], answer)()
    page.wait_for_timeout(500)
    expect(page.locator("h2.question")).to_have_text(["employee satisfaction last month"])
    assert page.locator(".problem").count() == 0 and page.locator("#share").is_visible()
    ask(page, "by store")
    expect(page.locator("h2.question")).to_have_text(["employee satisfaction last month", "by store"])


def test_who_turns_back_before_it_came_is_where_he_was(browser, address):
    page = two_conversations(browser, address)
    held = []
    page.route("**/v1/conversations/*", lambda route: route.continue_() if held else held.append(route))
    page.locator("#history .past").nth(1).click()
    page.wait_for_timeout(100)
    page.locator("#history .past").nth(0).click()
    page.wait_for_timeout(300)
    held[0].continue_()
    page.wait_for_timeout(300)
    expect(page.locator("h2.question")).to_have_text(["employee satisfaction last month"])
    page.locator("#history .past").nth(1).click()
    expect(page.locator("h2.question")).to_have_text(["revenue by region last month", "orders by region last month"])
    drawn(page.locator(".answer").nth(1))
    ask(page, "by city")
    assert page.locator("h2.question").count() == 3
    assert page.errors == []


def test_a_question_that_is_asked_while_a_conversation_is_awaited_begins_another(browser, address):
    page = two_conversations(browser, address)
    held = []
    page.route("**/v1/conversations/*", lambda route: route.continue_() if held else held.append(route))
    page.locator("#history .past").nth(1).click()
    page.wait_for_timeout(100)
    page.fill("#question", "defect rate last month")
    page.press("#question", "Enter")
    page.locator(".answer .headline").wait_for()
    held[0].continue_()
    page.wait_for_timeout(300)
    expect(page.locator("h2.question")).to_have_text(["defect rate last month"])
    expect(page.locator("#history .past")).to_have_count(3)
