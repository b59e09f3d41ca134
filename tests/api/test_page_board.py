"""The board of KPIs against their targets, as wide as the reader's screen is: no part of a line is beyond its edge."""

import pytest
from browsing import ask, browser, chromium, expect, fits, open_page, settle

__all__ = ["browser", "chromium"]

ASKED = {"en-US": "how are we doing against targets", "zh-CN": "各指标达标情况"}
NAMES = {
    "en-US": ["KPI", "period", "value", "target to date", "attainment", "status", "gap", "whole target"],
    "zh-CN": ["指标", "周期", "实际", "到目前的目标", "完成率", "状态", "差距", "全期目标"],
}


@pytest.mark.parametrize("width", [390, 768, 1280])
@pytest.mark.parametrize(
    ("locale", "scheme"), [("en-US", "light"), ("zh-CN", "dark"), ("en-US", "dark"), ("zh-CN", "light")]
)
def test_each_line_is_there_with_its_status(browser, address, locale, scheme, width):
    page = open_page(browser, address, locale, scheme, width)
    board = ask(page, ASKED[locale])
    settle(page)
    box = board.locator(".scroll")
    assert box.evaluate("each => each.scrollWidth <= each.clientWidth"), "nothing of it has to be scrolled to"
    edge = box.bounding_box()
    cells = board.locator("tbody tr:visible td").all()
    assert len(cells) == 12 * 8
    for cell in cells:
        place = cell.bounding_box()
        assert place["x"] >= edge["x"] and place["x"] + place["width"] <= edge["x"] + edge["width"] + 1
        assert cell.evaluate("each => each.scrollWidth <= each.clientWidth + 1"), cell.inner_text()
    # A number is not broken: under what it is, it takes one line.
    for cell in board.locator("tbody tr:visible td.number").all():
        assert cell.bounding_box()["height"] < 52, cell.inner_text()
    # Money of a line is in short where any of it is.
    row = board.locator("tbody tr", has_text="revenue" if locale == "en-US" else "销售额").first
    expect(row.locator("td.number").nth(3)).to_have_text("-CN¥448.74K" if locale == "en-US" else "-¥44.87万")
    status = {each.inner_text() for each in board.locator("tbody tr:visible td.status").all()}
    assert status == ({"behind", "not decided"} if locale == "en-US" else {"未达标", "尚不能判断"})
    # How far ahead it is says so, whatever its unit is.
    gaps = (
        board.locator("tbody tr", has=page.locator("td.good"))
        .locator("td.number:nth-last-child(2)")
        .all_text_contents()
    )
    assert gaps and all(each[0] in "+-" for each in gaps)
    assert fits(page) and page.errors == []


@pytest.mark.parametrize(("locale", "width"), [("en-US", 390), ("zh-CN", 390), ("en-US", 1280)])
def test_it_is_a_table_to_who_cannot_see_it(browser, address, locale, width):
    board = ask(open_page(browser, address, locale, "light", width), ASKED[locale])
    assert [each.text_content() for each in board.get_by_role("columnheader").all()] == NAMES[locale]
    assert board.get_by_role("table").count() == 1 and board.get_by_role("row").count() == 13
    assert board.get_by_role("row").nth(1).get_by_role("cell").count() == 8


def test_on_a_narrow_screen_each_number_says_what_it_is(browser, address):
    board = ask(open_page(browser, address, "en-US", "light", 390), ASKED["en-US"])
    told = (
        board.locator("tbody tr")
        .first.locator("td")
        .evaluate_all("cells => cells.map((cell) => getComputedStyle(cell, '::before').content)")
    )
    assert told == ["none", "none", '"value"', '"target to date"', '"attainment"', "none", '"gap"', '"whole target"']
    expect(board.locator("thead")).not_to_be_in_viewport()


def test_departments_on_a_narrow_screen(browser, address):
    page = open_page(browser, address, "en-US", "light", 390)
    board = ask(page, "which departments are behind")
    assert (
        board.locator("tbody td.number:visible").first.evaluate("cell => getComputedStyle(cell, '::before').content")
        == '"behind"'
    )
    assert board.locator(".scroll").evaluate("each => each.scrollWidth <= each.clientWidth")
    assert fits(page)
