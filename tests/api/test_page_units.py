"""Numbers on the page as the definition says that they are told: with its decimals, and its label of the unit."""

import re

import pytest
from browsing import ask, browser, chromium, drawn, expect, fits, open_page
from mill import PARTS, STATEMENTS, TODAY
from running import running

from api.app import create_app
from api.settings import Settings
from nlq.tell.numbers import format_value

__all__ = ["browser", "chromium"]

LOOKS = [("en-US", "light", 1200), ("zh-CN", "dark", 390)]


@pytest.fixture(scope="module")
def mill(small):
    return small(PARTS, *STATEMENTS, today=TODAY, calendar={"as_of": TODAY}).engine


@pytest.fixture(scope="module")
def address(mill, tmp_path_factory):
    settings = Settings(state_url=f"sqlite:///{tmp_path_factory.mktemp('mill')}/state.db")
    with running(create_app(settings, mill)) as made:
        yield made


def told(zh, english, chinese):
    return chinese if zh else english


@pytest.mark.parametrize(("locale", "scheme", "width"), LOOKS)
@pytest.mark.parametrize(
    ("question", "frage", "number", "unit"),
    [
        ("sack weight in 2026", "2026年单袋重量", "25.2", ("kg", "公斤")), ("damp rate in 2026", "2026年受潮率", "33.333%", None),
        ("sack price in 2026", "2026年单袋价格", "€3.2078", None), ("sacks in 2026", "2026年袋数", "3", ("pcs", "袋")),
    ],
)  # fmt: skip
def test_a_single_number(browser, address, locale, scheme, width, question, frage, number, unit):
    zh = locale == "zh-CN"
    answer = ask(open_page(browser, address, locale, scheme, width), told(zh, question, frage))
    expect(answer.locator(".headline")).to_contain_text(number)
    assert number in answer.locator(".text").inner_text(), "the sentence and the page write it alike"
    if unit:
        assert answer.locator(".headline .unit").inner_text() == unit[zh]
    assert fits(answer.page)


@pytest.mark.parametrize(("locale", "scheme", "width"), LOOKS)
def test_cells_heads_and_facts(browser, address, locale, scheme, width):
    zh = locale == "zh-CN"
    page = open_page(browser, address, locale, scheme, width)
    lines = ask(page, told(zh, "sack weight by line in 2026", "2026年各产线的单袋重量"))
    assert lines.locator("th").all_inner_texts()[1] == told(zh, "sack weight (kg)", "单袋重量（公斤）")
    assert lines.locator("td.number").all_inner_texts()[:2] in (["24.8", "26.0"], ["26.0", "24.8"])
    rates = ask(page, told(zh, "damp rate by line in 2026", "2026年各产线的受潮率"))
    assert {"50.000%", "0.000%"} <= set(rates.locator("td.number").all_inner_texts())
    prices = ask(page, told(zh, "sack price by line in 2026", "2026年各产线的单袋价格"))
    assert set(prices.locator("td.number").all_inner_texts()) == {"€3.1617", "€3.3000"}
    alone = ask(page, told(zh, "sack weight in 2026", "2026年单袋重量"))
    expect(alone.locator(".facts")).to_contain_text(told(zh, "25.1 kg", "25.1公斤"))
    assert page.errors == []


@pytest.mark.parametrize(("locale", "scheme", "width"), LOOKS)
def test_the_board_and_all_kpis(browser, address, locale, scheme, width):
    zh = locale == "zh-CN"
    page = open_page(browser, address, locale, scheme, width)
    board = ask(page, told(zh, "how are we doing against targets", "目标达成情况怎么样"))
    row = board.locator("tbody tr", has_text=told(zh, "sack weight", "单袋重量"))
    expect(row).to_contain_text(told(zh, "25.2 kg", "25.2公斤"))
    expect(board.locator("tbody tr", has_text=told(zh, "damp rate", "受潮率"))).to_contain_text("33.333%")
    page.goto(f"{address}/#/kpis")
    tile = page.locator(".tile", has=page.get_by_text(told(zh, "sack weight", "单袋重量"), exact=True))
    expect(tile.locator(".latest")).to_contain_text("25.5")
    expect(tile.locator(".latest small")).to_contain_text(told(zh, "kg", "公斤"))
    expect(tile.locator(".spark")).to_have_attribute("aria-label", re.compile(r": 24\.6 – 25\.5$"))
    assert page.errors == []


@pytest.mark.parametrize(("locale", "scheme", "width"), LOOKS)
def test_axes_and_tips_of_a_chart(browser, address, locale, scheme, width):
    zh = locale == "zh-CN"
    page = open_page(browser, address, locale, scheme, width)
    answer = ask(page, told(zh, "sack weight by month in 2026", "2026年各月的单袋重量"))
    drawn(answer)
    texts = answer.locator(".chart svg text").all_text_contents()
    assert told(zh, "sack weight (kg)", "单袋重量（公斤）") in texts
    answer.locator(".chart .mark-symbol path").first.hover()
    expect(page.locator("#vg-tooltip-element")).to_contain_text("24.6")
    rate = ask(page, told(zh, "damp rate by line in 2026", "2026年各产线的受潮率"))
    drawn(rate)
    rate.locator(".chart .mark-rect path").first.hover()
    expect(page.locator("#vg-tooltip-element")).to_contain_text("50.000%")
    assert page.errors == []


@pytest.mark.parametrize(
    ("value", "unit", "metric", "written"),
    [
        (3.12349, "EUR", "price", "€3.1235"), (3.2, "EUR", "price", "€3.2000"), (-3.2, "EUR", "price", "-€3.2000"),
        (3.2, "EUR", None, "€3.20"), (2_500_000.0, "EUR", "price", "€2.5M"), (0.2, "share", "price", "20.0%"),
        (0.2, "share", "damp", "20.000%"), (24.56, "kg", "weight", "24.6 kg"),
    ],
)  # fmt: skip
def test_a_sentence_has_the_decimals_of_the_definition(mill, value, unit, metric, written):
    assert format_value(value, unit, "en", mill.model, metric) == written


@pytest.mark.parametrize(
    ("value", "unit", "metric"),
    [
        (25.125, "kg", "weight"), (0.004, "kg", "weight"), (1234.0, "kg", "weight"), (1 / 3, "share", "damp"), (3.12349, "EUR", "price"),
        (2_500_000.0, "EUR", "price"), (0.5, "EUR", "cost"), (12.0, "count", "sacks"), (1234.5, "count", "sacks"),
    ],
)  # fmt: skip
def test_the_page_writes_a_number_as_the_sentence_does(browser, address, mill, value, unit, metric):
    page = open_page(browser, address)
    card = page.request.get(f"{address}/v1/metrics/{metric}").json()
    for locale in ("en", "zh"):
        text = page.evaluate(
            """([value, unit, card, locale]) => import('/page/format.js').then(({ declared, formatValue }) =>
                 formatValue(value, declared({ unit, type: 'double' }, card), locale))""",
            [value, unit, card, locale],
        )
        assert text == format_value(value, unit, locale, mill.model, metric).split(" kg")[0].removesuffix("公斤").split(" pcs")[0].removesuffix("袋")  # fmt: skip
