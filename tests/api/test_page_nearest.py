"""The nearest KPIs of a refusal are pressed: the same question of each, or what it is, on the page and in the widget."""

import pytest
from browsing import ask, browser, chromium, expect, fits, open_page

__all__ = ["browser", "chromium"]

#: A question that one word is not known of, its near KPI and what is asked then; one that cannot be asked so.
SAID = [
    ("en-US", "light", 1440, "churn this quarter", "employee turnover rate", "Closest:", "cost per click last quarter"),
    ("zh-CN", "dark", 390, "本季度客户流失情况", "活跃客户数", "最接近的有：", "人员成本占比多不多"),
]


@pytest.mark.parametrize(("locale", "scheme", "width", "asked", "label", "closest", "other"), SAID)
@pytest.mark.parametrize("path", ["/", "/embed#locale={}&theme={}"])
def test_a_near_kpi_is_asked_or_shown(
    browser, address, path, locale, scheme, width, asked, label, closest, other
):  # fmt: skip
    page = open_page(browser, address, locale, scheme, width, path=path.format(locale[:2], scheme))
    refused = ask(page, asked)
    # What the buttons name is not told twice; who hears the answer hears all of it.
    expect(refused.locator(".text")).not_to_contain_text(label)
    expect(page.locator("#announce")).to_contain_text(label)
    group = refused.get_by_role("group", name=closest)
    near = group.get_by_role("button").first
    expect(near).to_contain_text(label)
    again = near.locator("small").inner_text()
    assert label in again and again != asked and fits(page)
    near.focus()
    page.keyboard.press("Enter")
    answered = page.locator(".answer").nth(1)
    expect(answered.locator(".text")).to_be_visible()
    expect(page.locator(".question").nth(1)).to_have_text(again)
    assert "answered" in answered.get_attribute("class")

    shown = ask(page, other).get_by_role("group", name=closest).get_by_role("button").first
    expect(shown).to_have_attribute("aria-expanded", "false")
    shown.focus()
    page.keyboard.press("Space")
    expect(shown).to_have_attribute("aria-expanded", "true")
    card = page.locator(".near .definition")
    expect(card.locator("h3")).to_contain_text(shown.inner_text().split("\n")[0])
    expect(card.locator(".tree").first).to_be_visible()
    assert fits(page) and page.locator(".answer").count() == 3
    page.keyboard.press("Space")
    expect(card).to_be_hidden()
    assert page.errors == []


@pytest.mark.parametrize(
    ("locale", "asked", "word", "pressed"),
    [("en-US", "revenue on Mars", "“Mars”", "What can I ask?"), ("zh-CN", "火星上的销售额", "火星", "可以问什么？")],
)
def test_where_nothing_is_near_what_can_be_asked_is(browser, address, locale, asked, word, pressed):
    page = open_page(browser, address, locale)
    refused = ask(page, asked)
    expect(refused.locator(".text")).to_contain_text(word)
    assert refused.locator(".choices button").all_inner_texts() == [pressed]
    refused.locator(".choices button").click()
    told = page.locator(".answer").nth(1)
    expect(told.locator(".text")).to_be_visible()
    assert "answered" in told.get_attribute("class") and page.errors == []


def test_what_is_read_and_refused_has_nothing_to_press(browser, address):
    refused = ask(open_page(browser, address), "complaints by category")
    assert refused.locator(".choices").count() == 0


def test_a_card_that_does_not_come_is_said(browser, address):
    page = open_page(browser, address)
    refused = ask(page, "cost per click last quarter")
    page.route("**/v1/metrics/**", lambda route: route.abort("connectionrefused"))
    refused.locator(".choices button").first.click()
    expect(refused.locator(".near").first).to_contain_text("cannot be reached")
