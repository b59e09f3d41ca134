"""The page tells a stock as of its day: beside the answer, in why, in what is shared, in the names of files; and so do chats."""

import datetime as dt

import pytest
from browsing import ask, browser, chromium, fits, open_page

from api.chat.card import make_card
from nlq.ask import ask as answer_to
from nlq.reading import Question
from semantic_layer.session import Session

__all__ = ["browser", "chromium"]


@pytest.mark.parametrize(
    ("locale", "scheme", "width", "question", "head", "day", "ago", "not_over"),
    [
        ("en-US", "light", 1440, "current headcount vs a year ago", "As of", "Nov 22, 2026", "Nov 22, 2025", "not over"),
        ("zh-CN", "dark", 390, "目前在职人数同比", "截至", "2026年11月22日", "2025年11月22日", "尚未结束"),
    ],
)  # fmt: skip
def test_a_stock_is_as_of_its_day(browser, address, locale, scheme, width, question, head, day, ago, not_over):
    page = open_page(browser, address, locale, scheme, width)
    answer = ask(page, question)
    facts = answer.locator(".facts")
    assert facts.locator("dt").first.inner_text() == head and facts.locator("dd").first.inner_text() == day
    assert facts.locator("dd").nth(1).inner_text().startswith(ago)
    assert answer.locator(".opener").first.inner_text() and not_over not in answer.inner_text()
    assert "2019" not in answer.inner_text() and "2018" not in answer.inner_text()
    answer.locator(".opener").first.click()
    answer.locator("table[data-found]").wait_for()
    assert day in answer.locator(".traced").inner_text() and "2019" not in answer.locator(".traced").inner_text()
    with page.expect_download() as got:
        answer.locator(".csv").click()
    assert got.value.suggested_filename.endswith("-2026-11-22.csv")
    page.locator("#share").click()
    link = page.locator("dialog .link")
    link.wait_for()
    shared = open_page(browser, address, locale, scheme, width, path=link.input_value().removeprefix(address))
    shared.locator(".facts dd").first.wait_for()
    assert shared.locator(".facts dd").first.inner_text() == day and not_over not in shared.locator("main").inner_text()
    assert fits(page) and page.errors == []
    page.context.close()


def test_a_period_that_flows_is_still_told_as_not_over(browser, address):
    facts = ask(open_page(browser, address), "revenue this quarter").locator(".facts")
    assert facts.locator("dt").first.inner_text() == "Period"
    assert facts.locator("dd").first.inner_text() == "Oct 1 – Nov 22, 2026\nnot over yet"


@pytest.mark.parametrize(
    ("locale", "question", "told"),
    [("en", "current headcount by region", "as of Nov 22, 2026"), ("zh", "各地区目前在职人数", "截至2026年11月22日")],
)
def test_a_card_of_a_chat_tells_the_day_alone(retail, locale, question, told):
    session = Session(today=dt.date(2026, 11, 23), locale=locale)
    card = make_card(answer_to(Question(text=question, locale=locale), session, retail), retail.model)
    assert told in card.text and told in card.readback and card.notes == ()
