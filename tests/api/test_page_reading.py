"""How the page reads: numbers, periods and names as the reader writes them, nothing cut off, each label over what it names."""

import re

import pytest
from browsing import ask, browser, chromium, drawn, fits, open_page, settle

from api.chat.card import make_card
from nlq.ask import ask as answer_to
from nlq.reading import Question
from semantic_layer.session import Session

__all__ = ["browser", "chromium"]

LOOKS = [("en-US", "light"), ("zh-CN", "dark")]


@pytest.mark.parametrize("width", [390, 768, 1100, 1920])
@pytest.mark.parametrize(("locale", "scheme"), LOOKS)
def test_each_fact_stands_under_its_name(browser, address, locale, scheme, width):
    page = open_page(browser, address, locale, scheme, width)
    answer = ask(page, "本季度销售额" if locale == "zh-CN" else "revenue this quarter")
    # What is said above it once the rail and the model are known moves it.
    settle(page)
    names, said = answer.locator(".facts dt").all(), answer.locator(".facts dd").all()
    assert len(names) == len(said) == 4
    for name, fact in zip(names, said, strict=True):
        above, below = name.bounding_box(), fact.bounding_box()
        assert above["x"] == below["x"] and 0 <= below["y"] - above["y"] - above["height"] < 4
    assert fits(page)
    page.context.close()


@pytest.mark.parametrize("width", [390, 768])
@pytest.mark.parametrize(("locale", "scheme"), LOOKS)
def test_the_names_of_a_chart_are_all_there(browser, address, locale, scheme, width):
    zh = locale == "zh-CN"
    page = open_page(browser, address, locale, scheme, width)
    answer = ask(page, "今年各月各地区的销售额" if zh else "revenue by month by region this year")
    edge = drawn(answer).bounding_box()
    names = answer.locator(".role-legend-label text").all()
    assert len(names) == 7
    for name in names:
        box = name.bounding_box()
        assert box["x"] >= edge["x"] and box["x"] + box["width"] <= edge["x"] + edge["width"]
    page.context.close()


@pytest.mark.parametrize(
    ("locale", "question", "written"),
    [
        ("en-US", "orders per day in the last 30 days", r"(Oct|Nov) [1-9]\d?|November"),
        ("zh-CN", "近30天每天的订单量", r"1[01]月[1-9]\d?日|11月"),
        ("en-US", "revenue by month this year", r"2026|[A-Z][a-z]{2,8}"), ("zh-CN", "今年各月的销售额", r"2026年|\d+月"),
    ],
)  # fmt: skip
def test_the_days_of_a_chart_are_written_as_the_reader_writes_them(browser, address, locale, question, written):
    answer = ask(open_page(browser, address, locale), question)
    drawn(answer)
    told = [each for each in answer.locator(".role-axis-label").first.locator("text").all_text_contents() if each]
    assert len(told) > 3 and not [each for each in told if not re.fullmatch(written, each)], told
    assert len(set(told)) == len(told)


@pytest.mark.parametrize(
    ("locale", "scheme", "question", "period", "unit"),
    [
        ("en-US", "light", "which KPIs are behind target", "Q4 2026", r"\d min"),
        ("zh-CN", "dark", "哪些指标没达标", "2026年第4季度", r"\d分钟"),
    ],
)
def test_a_board_says_periods_and_units_in_words(browser, address, locale, scheme, question, period, unit):
    page = open_page(browser, address, locale, scheme, 1440)
    board = ask(page, question)
    text = board.locator("table").inner_text()
    assert period in text and not re.search(r"\d-[QH\d]", text) and re.search(unit, text)
    page.goto(f"{address}/#/kpis")
    standing = page.locator(".standing.good, .standing.bad").first
    standing.wait_for()
    assert not re.search(r"\d-[QH\d]", standing.inner_text())
    page.context.close()


@pytest.mark.parametrize("locale", ["en", "zh"])
def test_a_board_in_a_chat_says_periods_in_words(retail, locale):
    session = Session(today=retail.model.calendar.as_of, locale=locale)
    text = "which KPIs are behind target" if locale == "en" else "哪些指标没达标"
    table = make_card(answer_to(Question(text=text, locale=locale), session, retail), retail.model).table
    assert {"en": "Q4 2026", "zh": "2026年第4季度"}[locale] in {row[1] for row in table.rows}


def test_an_amount_is_written_the_same_in_the_sentence_and_in_the_table(browser, address):
    answer = ask(open_page(browser, address), "revenue by region last quarter and year over year")
    cells = answer.locator("tbody tr").first.locator("td.number").all_inner_texts()
    assert cells[0] == "CN¥26.15M" and cells[0] in answer.locator(".text").inner_text()
    assert not re.search(r"(?<!CN)¥", answer.inner_text())


def test_the_numbers_of_a_column_have_as_many_decimals(browser, address):
    answer = ask(open_page(browser, address), "gross margin by category last quarter vs a year ago")
    lines = [line.locator("td").all_inner_texts() for line in answer.locator("tbody tr").all()]
    assert {len(cells[3].partition(".")[2]) for cells in lines} == {2}
    assert answer.locator("th").nth(3).inner_text() == "gross margin · change (pts)"
    # One row more is not folded away, and what has no member says so, in the chart too.
    assert len(lines) == 13 and answer.locator("tbody tr:visible").count() == 13
    assert "(none)" in [cells[0] for cells in lines]
    drawn(answer)
    assert "(none)" in answer.locator(".chart svg text").all_text_contents()


def test_what_moved_a_little_is_not_said_to_have_moved_by_nothing(browser, address):
    answer = ask(open_page(browser, address), "average delivery time last month vs the month before")
    assert answer.locator(".headline").inner_text().split() == ["2.49", "days", "▲", "0.004"]


@pytest.mark.parametrize(
    ("locale", "question", "heads"),
    [
        ("en-US", "share of revenue by category last quarter", ["category", "share of revenue"]),
        ("zh-CN", "上季度各品类销售额占比", ["品类", "销售额占比"]),
        ("en-US", "average delivery time by city last month", ["city", "delivery time (days)"]),
        ("zh-CN", "上个月各城市的配送时长", ["城市", "配送时长（天）"]),
    ],
)
def test_a_column_is_called_what_it_holds(browser, address, locale, question, heads):
    assert ask(open_page(browser, address, locale), question).locator("th").all_inner_texts() == heads


@pytest.mark.parametrize(
    ("locale", "question", "key"),
    [
        ("en-US", "revenue by month this year", "Dashed: the target"), ("zh-CN", "今年各月的销售额", "虚线为目标"),
        ("en-US", "revenue vs target by region this quarter", "Mark on a bar: its target"),
    ],
)  # fmt: skip
def test_the_marks_of_targets_are_explained(browser, address, locale, question, key):
    assert ask(open_page(browser, address, locale), question).locator(".aim").inner_text() == key


def test_a_sign_stays_with_its_number(browser, address):
    answer = ask(open_page(browser, address, width=390), "why did revenue change last month")
    text = answer.locator(".text").inner_text()
    assert "-\u2060CN¥" in text and "-CN¥" not in text
    assert "+\u2060CN¥" in text and "+CN¥" not in text
    # The chart is of the first split, all of it; the table has the others too.
    assert answer.locator(".first").count() == 0


@pytest.mark.parametrize(
    ("locale", "scheme", "question"),
    [("en-US", "light", "revenue of East China stores last month"), ("zh-CN", "dark", "上个月华东门店的销售额")],
)
def test_why_says_nothing_in_the_words_of_programs(browser, address, locale, scheme, question):
    answer = ask(open_page(browser, address, locale, scheme), question)
    answer.locator(".opener").first.click()
    answer.locator("table[data-found]").wait_for()
    cells = answer.locator(".traced tbody td").all_inner_texts()
    assert all(cells) and not [cell for cell in cells if re.search(r"_|label|operator|synonym", cell)]
    if locale == "zh-CN":
        assert not re.search("[A-Za-z]", "".join(cells))


def test_the_name_of_the_model_is_said_in_every_view_and_language(browser, address):
    page = open_page(browser, address, path="/#/kpis")
    page.locator("#brand", has_text="Retail group").wait_for()
    page.goto(f"{address}/#")
    page.locator(".welcome .chips button").first.wait_for()
    ask(page, "revenue last month")
    # What was asked for in one language must not come after the other.
    settle(page)
    page.click("#language")
    page.locator("#brand", has_text="零售集团").wait_for()
    assert page.locator("#title").text_content() == "零售集团" and page.errors == []
