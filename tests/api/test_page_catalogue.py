"""All KPIs on the page, and at the route behind it: searched, at a glance, and computed only where they are looked at."""

import pytest
from access_service import Service
from browsing import ask, browser, chromium, expect, fits, open_page
from fastapi.testclient import TestClient
from shops import PARTS, STATEMENTS, TODAY

from api.app import create_app
from api.settings import Settings
from semantic_layer.issues import OutOfTime

__all__ = ["browser", "chromium"]


@pytest.mark.parametrize(
    ("locale", "scheme", "width", "search", "label", "status"),
    [
        ("en-US", "light", 1440, "repeat", "repeat purchase rate", "behind"),
        ("zh-CN", "dark", 390, "复购", "复购率", "未达标"),
    ],
)
def test_kpis_are_searched_and_seen_at_a_glance(browser, address, locale, scheme, width, search, label, status):
    page = open_page(browser, address, locale, scheme, width)
    sent = []
    page.on(
        "request",
        lambda request: (
            sent.append(request.post_data_json["metrics"]) if request.url.endswith("/v1/overview") else None
        ),
    )
    if width < 900:
        page.click("#drawer")
    page.click("#kpis")
    page.locator(".tile .spark").first.wait_for()
    page.locator(".search input").fill(search)
    tile = page.locator(".tile", has=page.get_by_text(label, exact=True))
    page.wait_for_function("() => document.querySelectorAll('.tile').length < 12")
    tile.locator(".standing", has_text=status).wait_for()
    assert "28.2%" in tile.locator(".latest").inner_text() and "30.6%" in tile.locator(".spark").get_attribute(
        "aria-label"
    )
    assert fits(page)
    assert 0 < len(sent) and all(len(each) <= 12 for each in sent)
    tile.locator(".name").click()
    page.locator("dialog .tree").wait_for()
    page.locator("dialog .chips button").nth(1).click()
    page.locator(".answer .headline").wait_for()
    assert page.locator(".tile").count() == 0 and page.locator("dialog[open]").count() == 0
    page.go_back()
    page.locator(".tile").first.wait_for()
    page.locator(".search input").fill("nothing is called this")
    page.locator(".tile").first.wait_for(state="detached")
    assert page.locator(".count").inner_text() in ("No KPI is called that.", "没有叫这个名称的指标。")
    assert page.errors == []
    page.context.close()


def test_what_is_not_on_the_screen_is_not_computed(browser, address):
    page = open_page(browser, address)
    asked = []
    page.on(
        "request",
        lambda request: (
            asked.extend(request.post_data_json["metrics"]) if request.url.endswith("/v1/overview") else None
        ),
    )
    page.goto(address + "/#/kpis")
    page.locator(".tile").nth(40).wait_for(state="attached")
    page.wait_for_function("() => document.querySelectorAll('.tile .spark').length >= 6")
    page.wait_for_timeout(300)
    assert page.locator(".tile").count() == 48 and 6 <= len(set(asked)) <= 24
    page.locator(".tile").nth(47).scroll_into_view_if_needed()
    page.locator(".tile").nth(47).locator(".standing, .glance small").first.wait_for()
    # What a busy machine has left is asked for again: it counts once.
    assert len(set(asked)) <= 48
    page.locator(".catalogue > .more").click()
    page.locator(".tile").nth(90).wait_for(state="attached")
    assert page.errors == []


def glance(client, *names, **headers):
    return client.post("/v1/overview", json={"metrics": names}, headers=headers)


def test_a_year_of_each_and_its_standing(client, retail, monkeypatch):
    monkeypatch.setattr("api.overview.BUDGET", 60)
    aimless = next(name for name in retail.model.metrics if name not in {each.metric for each in retail.model.targets})
    found = glance(client, "revenue", "repeat_purchase_rate", aimless, "nothing").json()
    assert list(found["metrics"]) == ["revenue", "repeat_purchase_rate", aimless] and found["left"] == []
    revenue = found["metrics"]["revenue"]
    asked = client.post("/v1/ask", json={"question": "revenue by month in the last 12 months"}).json()
    assert [each[1] for each in revenue["points"]] == [row[1] for row in asked["rows"]] and len(revenue["points"]) == 12
    board = client.post("/v1/query", json={"query": {"kind": "board", "metrics": ["repeat_purchase_rate"]}}).json()
    shown = {row[1]: row[4] for row in board["rows"]}
    target = found["metrics"]["repeat_purchase_rate"]["target"]
    assert target["status"] == "behind" and shown[target["period"]] == target["attainment"]
    assert found["metrics"][aimless]["target"] is None


@pytest.mark.parametrize("names", [[], ["revenue"] * 13])
def test_it_is_of_as_many_as_are_on_a_screen(client, names):
    assert client.post("/v1/overview", json={"metrics": names}).status_code == 422


def test_what_takes_too_long_is_left_for_another_request(retail, tmp_path, monkeypatch):
    client = TestClient(create_app(Settings(state_url=f"sqlite:///{tmp_path}/s.db"), retail))
    monkeypatch.setattr("api.overview.BUDGET", -1)
    found = glance(client, "revenue", "orders").json()
    assert list(found["metrics"]) == ["revenue"] and found["left"] == ["orders"]
    monkeypatch.setattr("api.overview.BUDGET", 60)

    def late(self, *given):
        raise OutOfTime(1)

    monkeypatch.setattr("api.desk.Desk.look", late)
    assert glance(client, "revenue").json()["metrics"] == {"revenue": {"points": [], "unit": None, "target": None}}


def test_each_sees_his_own_and_it_is_written_down(small, tmp_path):
    engine = small(PARTS, *STATEMENTS, today=TODAY, calendar={"as_of": TODAY}).engine
    service = Service(engine, tmp_path)

    def last(person, **who):
        found = glance(service.client, "sales", "costs", "profit", **service.bearer(person, **who)).json()["metrics"]
        return {name: each["points"][-1][1] for name, each in found.items()}

    assert last("ann", areas="North") == {"sales": 30.0} and last("bob", areas="South") == {"sales": 40.0}
    assert last("fin", areas="South", roles=("finance",)) == {"sales": 40.0, "costs": 30.0, "profit": 10.0}
    assert glance(service.client, "sales").status_code == 401
    assert glance(service.client, "sales", **service.bearer("eve", scopes=("catalogue",))).status_code == 403
    from api.state import Audit, Sought, open_door

    kept = Audit(open_door(f"sqlite:///{tmp_path}/state.db")).newest(Sought(person="ann"), 10)
    assert [each.status for each in kept].count("answered") == 1 and "SELECT" in kept[0].sql + kept[-1].sql


def test_the_catalogue_is_searched_where_it_is_kept(client):
    def names(**wanted):
        found = client.get("/v1/metrics", params=wanted).json()
        return [each["name"] for each in found["metrics"]], found["total"]

    every, total = names()
    assert len(every) == total == len(names(limit=1000)[0])
    first, same = names(limit=4)
    assert same == total and set(first) <= set(client.get("/v1/metrics").json()["core"]) and len(first) == 4
    assert (
        "repeat_purchase_rate" in names(search="复购")[0] and "repeat_purchase_rate" in names(search="RATE repeat")[0]
    )
    finance = client.get("/v1/metrics", params={"department": "Finance"}).json()
    assert {each["department"] for each in finance["metrics"]} == {"Finance"} and "Finance" in finance["departments"]
    assert names(limit=2, offset=total - 1)[0] != [] and names(offset=total)[0] == []
    assert client.get("/v1/metrics", params={"limit": 0}).status_code == 422


@pytest.mark.parametrize(
    ("locale", "scheme", "width", "question", "owner", "department"),
    [
        ("en-US", "light", 1200, "revenue last month", ("Owner", "Head of Sales"), ("Department", "Sales")),
        ("zh-CN", "dark", 390, "上个月的销售额", ("负责人", "销售负责人"), ("部门", "销售部")),
    ],
)
def test_owner_and_department_are_named_as_that(browser, address, locale, scheme, width, question, owner, department):
    page = open_page(browser, address, locale, scheme, width)
    answer = ask(page, question)
    joint = ": " if locale == "en-US" else "："
    expect(answer.locator(".facts small").get_by_text(joint.join(owner), exact=True)).to_be_visible()
    expect(answer.locator(".facts small").get_by_text(joint.join(department), exact=True)).to_be_visible()
    answer.locator(".opener").nth(1).click()
    card = answer.locator(".definition")
    shown = dict(zip(card.locator("dt").all_inner_texts(), card.locator("dd").all_inner_texts(), strict=True))
    assert (shown[owner[0]], shown[department[0]]) == (owner[1], department[1])
    page.goto(f"{address}/#/kpis")
    tile = page.locator('.tile[data-metric="revenue"]')
    expect(tile.locator("small").first).to_contain_text("Sales · " if locale == "en-US" else "部门：销售部 · ")
    shown = page.locator(".searchbar select option")
    assert ["Sales", "销售部"][locale == "zh-CN"] in shown.all_inner_texts()
    page.locator(".searchbar select").select_option("Quality")
    expect(page.locator('.tile[data-metric="revenue"]')).to_have_count(0)
    assert fits(page) and page.errors == []
