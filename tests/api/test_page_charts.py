"""Charts of several metrics on the page: each is drawn, and told from the others."""

import pytest
from browsing import ask, browser, chromium, drawn, expect, fits, open_page

__all__ = ["browser", "chromium"]

LOOKS = [("en-US", "light", 1200), ("zh-CN", "dark", 390)]


def told(zh, english, chinese):
    return chinese if zh else english


@pytest.mark.parametrize(("locale", "scheme", "width"), LOOKS)
def test_two_metrics_of_one_unit_are_two_colours_with_a_legend(browser, address, locale, scheme, width):
    zh = locale == "zh-CN"
    page = open_page(browser, address, locale, scheme, width)
    bars = ask(page, told(zh, "revenue and gross profit by region last quarter", "上季度各地区的销售额和毛利"))
    drawn(bars)
    expect(bars.locator(".role-legend-label text")).to_have_text(
        told(zh, ["revenue", "gross profit"], ["销售额", "毛利"])
    )
    expect(bars.locator(".mark-rect.role-mark path")).to_have_count(14)
    assert len({each.get_attribute("fill") for each in bars.locator(".mark-rect.role-mark path").all()}) == 2
    lines = ask(page, told(zh, "gross profit and revenue by month this year", "今年各月的毛利和销售额"))
    drawn(lines)
    strokes = {each.get_attribute("stroke") for each in lines.locator(".mark-line path").all()}
    assert len(strokes) == 2, "the target of one has the colour of its own line"
    expect(lines.locator(".aim")).to_have_class("first aim dashed own")
    assert fits(page) and page.errors == []


@pytest.mark.parametrize(("locale", "scheme", "width"), LOOKS)
def test_two_units_are_two_charts_that_fit(browser, address, locale, scheme, width):
    zh = locale == "zh-CN"
    page = open_page(browser, address, locale, scheme, width)
    for question in (
        told(zh, "revenue and orders by month this year", "今年各月的销售额和订单量"),
        told(zh, "revenue and orders by city last month", "上个月各城市的销售额和订单量"),
    ):
        answer = ask(page, question)
        frame, svg = answer.locator(".chart").bounding_box(), drawn(answer).bounding_box()
        titles = answer.locator(".chart .role-axis-title text").all_text_contents()
        assert titles == told(zh, ["revenue (CN¥)", "orders"], ["销售额（¥）", "订单量"])
        assert frame["width"] - 24 <= svg["width"] <= frame["width"] + 1
    assert fits(page) and page.errors == []
    with page.expect_download() as got:
        answer.locator(".png").click()
    picture = got.value.path().read_bytes()
    assert picture[:8] == b"\x89PNG\r\n\x1a\n" and int.from_bytes(picture[20:24], "big") > 1_000


def test_two_charts_are_drawn_anew_in_other_colours(browser, address):
    page = open_page(browser, address)
    answer = ask(page, "revenue and orders by city last month")
    drawn(answer)
    bar = answer.locator(".mark-rect.role-mark path").first
    was = bar.get_attribute("fill")
    page.click("#theme")
    expect(bar).not_to_have_attribute("fill", was)
    expect(answer.locator(".chart .role-axis-title text")).to_have_text(["revenue (CN¥)", "orders"])
    assert page.errors == []


@pytest.mark.parametrize("locale", ["en-US", "zh-CN"])
def test_the_names_of_months_do_not_run_into_each_other(browser, address, locale):
    page = open_page(browser, address, locale, "light", 390)
    answer = ask(page, told(locale == "zh-CN", "gross profit and revenue by month this year", "今年各月的毛利和销售额"))
    drawn(answer)
    # What there is no room for is there, and not to be seen.
    shown = answer.locator(".role-axis-label").first.locator('text:not([opacity="0"])')
    names = [each.bounding_box() for each in shown.all() if each.text_content()]
    assert len(names) > 2
    for before, after in zip(names, names[1:], strict=False):
        assert after["x"] - before["x"] - before["width"] >= 4


@pytest.mark.parametrize(("top", "written"), [(2.5e9, "2B"), (2.5e4, "20K"), (2.5e6, "2M")])
def test_large_numbers_of_an_axis_are_written_as_those_of_the_table(browser, address, top, written):
    page = open_page(browser, address)
    spec = {
        "data": {"values": [{"name": "a", "value": top}, {"name": "b", "value": top / 2}]}, "mark": "bar", "width": "container", "height": {"step": 24},
        "encoding": {"y": {"field": "name", "type": "nominal"}, "x": {"field": "value", "type": "quantitative", "axis": {"format": "~s"}}},
    }  # fmt: skip
    page.evaluate(
        """spec => { const box = document.createElement('figure'); box.className = 'chart'; document.querySelector('main').append(box);
             return import('/page/chart.js').then(({ drawChart }) => drawChart(box, spec, 'x', 'en')).then(() => null); }""",
        spec,
    )
    told = page.locator(".chart .role-axis-label text").all_text_contents()
    assert written in told and not [each for each in told if "G" in each or "k" in each]


@pytest.mark.parametrize(("locale", "scheme", "width"), LOOKS)
def test_of_very_many_bars_beside_each_other_the_first_are_drawn(browser, address, locale, scheme, width):
    zh = locale == "zh-CN"
    page = open_page(browser, address, locale, scheme, width)
    answer = ask(page, told(zh, "revenue and gross profit by store last month", "上个月各门店的销售额和毛利"))
    drawn(answer)
    expect(answer.locator(".mark-rect.role-mark path")).to_have_count(32)
    expect(answer.locator(".first")).to_contain_text("16")
    expect(answer.locator(".first")).to_contain_text("78")


@pytest.mark.parametrize(("locale", "scheme", "width"), LOOKS)
def test_of_very_many_lines_the_highest_are_drawn_and_that_is_said(browser, address, locale, scheme, width):
    zh = locale == "zh-CN"
    page = open_page(browser, address, locale, scheme, width)
    answer = ask(page, told(zh, "revenue by store by month this year", "今年各门店每月的销售额"))
    drawn(answer)
    lines = answer.locator(".mark-line path")
    expect(lines).to_have_count(8)
    assert len({each.get_attribute("stroke") for each in lines.all()}) == 8
    assert "entries" not in " ".join(answer.locator(".role-legend-label text").all_text_contents())
    expect(answer.locator(".first")).to_contain_text(told(zh, "8 highest of 78", "最高的 8 项，共 78 项"))
    assert fits(page) and page.errors == []


@pytest.mark.parametrize(("locale", "scheme", "width"), LOOKS)
def test_names_in_two_parts_begin_with_what_tells_them_apart(browser, address, locale, scheme, width):
    zh = locale == "zh-CN"
    page = open_page(browser, address, locale, scheme, width)
    answer = ask(page, told(zh, "revenue by region and store last month", "上个月各地区各门店的销售额"))
    drawn(answer)
    first, second = answer.locator("tbody tr").first.locator("td").all_inner_texts()[:2]
    name = answer.locator(".role-axis-label").nth(1).locator("text").first.text_content()
    assert name.startswith(second) and (width < 900 or name == f"{second} · {first}")
    assert answer.locator(".chart .mark-rect.role-mark path").first.bounding_box()["width"] > width * 0.25
    assert fits(page) and page.errors == []
