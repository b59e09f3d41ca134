"""The page, what one does with an answer: why, whose, keep it, share it, judge it, find it again."""

import csv
import io
import re

import pytest
from browsing import ask, browser, chromium, drawn, expect, fits, open_page, settle
from running import running

from api.app import create_app
from api.settings import Settings
from api.state import Feedback, open_door

__all__ = ["browser", "chromium"]


@pytest.fixture(scope="module")
def state(tmp_path_factory):
    return f"sqlite:///{tmp_path_factory.mktemp('page')}/state.db"


@pytest.fixture(scope="module")
def address(retail, state):
    with running(create_app(Settings(state_url=state), retail)) as made:
        yield made


@pytest.mark.parametrize(
    ("locale", "scheme", "width", "asked", "follow", "sure"),
    [
        ("en-US", "light", 1440, "revenue by region last month", "orders last month", "withdraw"),
        ("zh-CN", "dark", 390, "上个月各地区的销售额", "上个月的订单量", ""),
    ],
)
def test_conversations_are_found_again_and_deleted(browser, address, locale, scheme, width, asked, follow, sure):
    page = open_page(browser, address, locale, scheme, width)
    ask(page, asked)
    ask(page, follow)
    page.reload()
    page.locator(".answer").nth(1).locator(".headline").wait_for()
    expect(page.locator("h2.question")).to_have_text([asked, follow])
    drawn(page)

    def rail():
        if width < 900:
            page.click("#drawer")
            expect(page.locator("#fresh")).to_be_focused()

    rail()
    page.click("#fresh")
    page.locator(".welcome").wait_for()
    assert page.locator(".answer").count() == 0
    # The list is asked for at each step: one from before it must not come after the one that is looked at.
    settle(page)
    ask(page, follow)
    titles = page.locator("#history .past")
    expect(titles).to_have_text([follow, asked])
    rail()
    titles.nth(1).click()
    expect(page.locator("h2.question")).to_have_text([asked, follow])
    expect(page.locator(".answer .headline")).to_have_count(1)
    expect(page.locator(".answer")).to_have_count(2)
    settle(page)
    rail()
    page.on("dialog", lambda dialog: dialog.accept())
    page.locator("#history .remove").nth(1).click()
    page.locator(".welcome").wait_for()
    expect(titles).to_have_text([follow])
    other = open_page(browser, address, locale, scheme, width)
    other.locator("#history .plain").wait_for(state="attached")
    assert other.locator("#history .past").count() == 0
    assert fits(page) and page.errors == []
    page.context.close()


def test_stages_are_shown_while_one_waits(browser, address):
    page = open_page(browser, address)
    page.evaluate("""() => { window.seen = new Set(); new MutationObserver(() => {
        for (const each of document.querySelectorAll('.stages .now')) window.seen.add(each.textContent);
    }).observe(document.body, { subtree: true, childList: true, attributes: true }); }""")
    ask(page, "orders by city last month")
    assert page.evaluate("[...window.seen]")[:3] == ["Reading your words", "Building the query", "Computing"]
    assert page.locator(".stages").count() == 0


def test_why_this_number(browser, address):
    page = open_page(browser, address)
    ask(page, "returns last month").locator(".choices button").first.click()
    page.locator(".answer.answered").wait_for()
    answer = ask(page, "returns by region last quarter")
    answer.locator(".opener", has_text="Why this number").click()
    steps = answer.locator(".steps > li")
    assert steps.locator("h3").all_inner_texts() == ["The words", "The query", "The SQL", "The rows"]
    answer.locator("table[data-found]").wait_for()
    cells = {
        row.locator("td").nth(0).inner_text(): row.locator("td").all_inner_texts()
        for row in answer.locator(".traced tbody tr").all()
    }
    assert cells["returns"][1].startswith("refund amount") and cells["returns"][2] == "returned orders"
    assert "Jul 1 – Sep 30, 2026" in cells["last quarter"][1]
    assert "SELECT" in steps.nth(2).locator("pre").inner_text() and "7 rows" in steps.nth(3).inner_text()
    answer.locator(".opener", has_text="SQL").click()
    assert answer.locator(".panel:visible").count() == 1
    assert page.errors == []


@pytest.mark.parametrize(
    ("locale", "question", "role"),
    [("en-US", "repeat purchase rate last month", "which rows"), ("zh-CN", "上个月的复购率", "筛选条件")],
)
def test_a_definition_leads_to_tables_and_columns(browser, address, locale, question, role):
    answer = ask(open_page(browser, address, locale, "dark", 390), question)
    answer.locator(".opener").nth(1).click()
    answer.locator(".tree").wait_for()
    assert answer.locator(".tree .node.table").all_inner_texts() == ["orders", "orders"]
    status = answer.locator(".tree .columns li", has_text="status").first
    assert role in status.inner_text()
    assert fits(answer.page) and answer.page.errors == []


def test_rows_and_chart_are_kept_as_files(browser, address):
    page = open_page(browser, address)
    answer = ask(page, "revenue by region last quarter and year over year")
    drawn(answer)
    with page.expect_download() as got:
        answer.locator(".csv").click()
    assert re.fullmatch(r"revenue-2026-07-01\.csv", got.value.suggested_filename)
    text = got.value.path().read_bytes().decode("utf-8-sig")
    lines = list(csv.reader(io.StringIO(text)))
    assert (
        lines[0] == ["region", "revenue", "revenue · before", "revenue · change", "revenue · change %"]
        and len(lines) == 8
    )
    assert lines[1][0] == "East China" and abs(float(lines[1][1]) - 26_153_049.92) < 0.01
    with page.expect_download() as got:
        answer.locator(".png").click()
    picture = got.value.path().read_bytes()
    assert picture[:8] == b"\x89PNG\r\n\x1a\n" and int.from_bytes(picture[16:20], "big") > 1_000
    fields = page.evaluate(
        "import('/page/download.js').then(({ field }) => ['=1+1', '@x', 'a,b', 'say \"x\"', -1.5, null].map(field))"
    )
    assert fields == ["'=1+1", "'@x", '"a,b"', '"say ""x"""', "-1.5", ""]
    assert page.errors == []


def test_feedback_says_what_was_expected(browser, address, state, retail):
    page = open_page(browser, address)
    answer = ask(page, "gross margin last month")
    answer.locator(".wrong").click()
    answer.locator(".expected textarea").fill("about 31 %")
    answer.locator(".expected .primary").click()
    answer.locator(".thanks", has_text="Thank you").wait_for()
    assert answer.locator(".expected").count() == 0 and answer.locator(".right").is_disabled()
    ask(page, "orders last month").locator(".right").click()
    page.locator(".answer").nth(1).locator(".thanks", has_text="Thank you").wait_for()
    said = Feedback(open_door(state)).recall(retail.model.header.name)
    assert [(each.right, each.expected, each.question) for each in said] == [
        (False, "about 31 %", "gross margin last month"),
        (True, "", "orders last month"),
    ]


@pytest.mark.parametrize(
    ("locale", "said", "ended"),
    [("en-US", "as it was answered on", "Sharing has ended"), ("zh-CN", "分享的快照", "已停止分享")],
)
def test_sharing_by_link(browser, address, locale, said, ended):
    page = open_page(browser, address, locale)
    ask(page, "returns last month")
    ask(page, "revenue by region last month")
    page.click("#share")
    link = page.locator("dialog .link")
    link.wait_for()
    where = link.input_value()
    other = open_page(browser, address, locale, path=where.removeprefix(address))
    other.locator(".snapshot", has_text=said).wait_for()
    drawn(other)
    expect(other.locator(".choices button:enabled")).to_have_count(0)
    assert other.locator(".answer").count() == 2 and other.locator(".choices button").count() == 2
    assert not other.locator("#share").is_visible() and other.locator(".wrong").count() == 0
    # What is asked there begins a conversation of one's own.
    ask_box = other.locator("#question")
    ask_box.fill("orders last month")
    ask_box.press("Enter")
    other.locator(".headline").wait_for()
    assert other.locator(".answer").count() == 1
    page.locator("dialog .row button").nth(1).click()
    page.locator("dialog .thanks", has_text=ended).wait_for()
    page.keyboard.press("Escape")
    other.goto(where)
    other.reload()
    other.locator(".problem").wait_for()
    expect(page.locator("dialog[open]")).to_have_count(0)
    assert page.errors == []


def test_a_problem_is_told_in_words_and_can_be_tried_again(browser, address):
    page = open_page(browser, address)
    problem = '{"title": "The warehouse did not answer", "status": 503, "detail": "It is out of reach."}'
    page.route(
        "**/v1/ask", lambda route: route.fulfill(status=503, content_type="application/problem+json", body=problem)
    )
    page.fill("#question", "revenue last month")
    page.press("#question", "Enter")
    expect(page.locator(".answer .problem")).to_contain_text("It is out of reach.")
    page.unroute("**/v1/ask")
    page.locator(".answer button").click()
    page.locator(".headline").wait_for()


def test_days_are_those_of_the_calendar_wherever_the_reader_is(browser, address):
    page = open_page(browser, address, timezone_id="America/New_York")
    answer = ask(page, "revenue by month this year")
    drawn(answer)
    labels = answer.locator(".chart svg text").all_text_contents()
    assert "2025" not in labels and "December" not in labels and {"2026", "March"} <= set(labels)
    assert answer.locator("td.unit").first.inner_text() == "Jan 2026"


def test_light_and_dark_as_the_reader_chooses(browser, address):
    page = open_page(browser, address, scheme="dark")
    drawn(ask(page, "revenue by region last month"))
    dark = page.evaluate("getComputedStyle(document.body).backgroundColor")
    bar = page.locator(".mark-rect path").first
    was = bar.get_attribute("fill")
    page.click("#theme")
    page.wait_for_function("was => document.querySelector('.mark-rect path')?.getAttribute('fill') !== was", arg=was)
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") != dark
    page.reload()
    drawn(page)
    assert page.evaluate("document.documentElement.dataset.theme") == "light"


def test_many_rows_and_remarks_are_folded(browser, address):
    page = open_page(browser, address, width=390)
    answer = ask(page, "revenue by store last month")
    drawn(answer)
    assert answer.locator("tbody tr").count() == 78 and answer.locator("tbody tr:visible").count() == 12
    assert answer.locator(".mark-rect path").count() == 16 and "16 of 78" in answer.locator(".first").inner_text()
    answer.locator(".more").click()
    assert answer.locator("tbody tr:visible").count() == 78
    board = ask(page, "how are we doing against targets")
    before = board.locator(".note:visible").count()
    board.locator(".notes button").click()
    assert before == 2 and board.locator(".note:visible").count() > 3
    assert fits(page) and page.errors == []


def test_by_keyboard_alone(browser, address):
    page = open_page(browser, address)
    page.locator("body").press("Tab")
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("/")
    expect(page.locator("#question")).to_be_focused()
    page.keyboard.type("revenue last month")
    page.keyboard.press("Enter")
    answer = page.locator(".answer.answered")
    answer.wait_for()
    answer.locator(".opener").first.focus()
    page.keyboard.press("Enter")
    expect(answer.locator(".opener").first).to_have_attribute("aria-expanded", "true")
    expect(page.locator("#announce")).to_contain_text("revenue was")
