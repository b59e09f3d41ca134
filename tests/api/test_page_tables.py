"""Tables that are wider or longer than their place: what is not seen is said, and reached."""

import csv
import io

import pytest
from browsing import ask, browser, chromium, expect, fits, open_page, settle

__all__ = ["browser", "chromium"]

LOOKS = [("en-US", "light", 1440), ("zh-CN", "dark", 390)]
WIDE = {"en-US": "revenue by region last quarter and year over year", "zh-CN": "上个季度各地区的销售额和同比"}
LONG = {"en-US": "revenue by store by month over the last 12 months", "zh-CN": "近12个月各门店每月的销售额"}


@pytest.mark.parametrize(("locale", "said"), [("en-US", "scroll sideways"), ("zh-CN", "左右滑动")])
def test_a_table_that_is_wider_says_so_and_keeps_its_names(browser, address, locale, said):
    page = open_page(browser, address, locale, "dark", 390)
    answer = ask(page, WIDE[locale])
    settle(page)
    box, scroll = answer.locator(".tablebox"), answer.locator(".tablebox .scroll")
    expect(box.locator(".sideways")).to_contain_text(said)
    expect(box.locator(".sideways")).to_be_visible()
    fades = "each => getComputedStyle(each).maskImage.includes('gradient')"
    assert scroll.evaluate(fades), "it fades where there is more"
    name = scroll.locator("tbody td").first
    before = name.bounding_box()["x"]
    scroll.evaluate("each => each.scrollTo(each.scrollWidth, 0)")
    expect(box).not_to_have_class("tablebox wider ahead")
    assert not scroll.evaluate(fades), "at its end nothing is to the right"
    assert abs(name.bounding_box()["x"] - before) <= 1, "whose number it is, is still there"
    scroll.focus()
    page.keyboard.press("ArrowLeft")
    expect(box).to_have_class("tablebox wider moved ahead")
    assert fits(page) and page.errors == []


def test_a_table_that_has_room_says_nothing(browser, address):
    page = open_page(browser, address, width=1440)
    answer = ask(page, WIDE["en-US"])
    settle(page)
    expect(answer.locator(".tablebox")).to_have_class("tablebox")
    expect(answer.locator(".sideways")).to_be_hidden()
    page.set_viewport_size({"width": 390, "height": 900})
    expect(answer.locator(".sideways")).to_be_visible()
    page.set_viewport_size({"width": 1440, "height": 900})
    expect(answer.locator(".sideways")).to_be_hidden()


@pytest.mark.parametrize(("locale", "scheme", "width"), LOOKS)
def test_of_very_many_rows_it_is_said_how_many_are_shown(browser, address, locale, scheme, width):
    """It said “Show all 500 rows” where there were 936."""
    page = open_page(browser, address, locale, scheme, width)
    answer = ask(page, LONG[locale])
    more, note = answer.locator("button.more"), answer.locator(".tablebox > .kept")
    for told in (more, note):
        expect(told).to_contain_text("500")
        expect(told).to_contain_text("936")
    more.click()
    assert answer.locator("tbody tr:visible").count() == 500
    expect(note).to_be_visible()
    with page.expect_download() as got:
        answer.locator(".csv").click()
    rows = list(csv.reader(io.StringIO(got.value.path().read_text("utf-8-sig"))))
    assert len(rows) == 937, "the download has all of them"
    assert page.errors == []


def test_all_rows_are_all_of_them(browser, address):
    page = open_page(browser, address)
    answer = ask(page, "revenue by store last month")
    expect(answer.locator("button.more")).to_have_text("Show all 78 rows")
    assert answer.locator(".tablebox > .kept").count() == 0
