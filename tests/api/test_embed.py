"""An answer in pages of others: of listed origins alone, as high as it is, for who may see it."""

import pytest
from access_service import Service
from browsing import browser, chromium, drawn, expect, watch
from fastapi.testclient import TestClient
from pydantic import ValidationError
from running import running
from shops import PARTS, STATEMENTS, TODAY
from starlette.applications import Starlette
from starlette.responses import HTMLResponse
from starlette.routing import Route

from api.app import create_app
from api.settings import Settings

__all__ = ["browser", "chromium"]


ICONLESS = '<!doctype html><link rel="icon" href="data:,"><p>Intranet</p>'


class Host:
    """A page of somebody else's, on another site."""

    def __init__(self):
        self.body = ""
        self.app = Starlette(routes=[Route("/", lambda request: HTMLResponse(ICONLESS + self.body))])


@pytest.fixture(scope="module")
def hosts():
    host = Host()
    with running(host.app) as one, running(host.app) as other:
        yield host, one.replace("127.0.0.1", "localhost"), other.replace("127.0.0.1", "localhost")


@pytest.fixture(scope="module")
def service(retail, hosts, tmp_path_factory):
    state = f"sqlite:///{tmp_path_factory.mktemp('embed')}/state.db"
    with running(create_app(Settings(state_url=state, embed_origins=hosts[1]), retail)) as made:
        yield made


def new_page(browser, address, service, **how):
    return watch(browser.new_context(**how).new_page(), address, service)


def open_host(browser, address, service, **how):
    page = new_page(browser, address, service, **how)
    page.goto(address, wait_until="domcontentloaded")
    return page


@pytest.mark.parametrize(
    ("locale", "scheme", "width", "question", "said"),
    [
        ("en", "light", 900, "revenue by region last month", "Why this number"),
        ("zh", "dark", 390, "上个月各地区的销售额", "为什么是这个数"),
    ],
)
def test_a_script_tag_puts_an_answer_where_it_stands(browser, hosts, service, locale, scheme, width, question, said):
    host, address, _ = hosts
    host.body = f'<script src="{service}/page/widget.js" data-question="{question}" data-locale="{locale}" data-theme="{scheme}" async></script>'
    page = open_host(browser, address, service, viewport={"width": width, "height": 900})
    inside = page.frame_locator("iframe")
    drawn(inside.locator(".answer"))
    assert said in inside.locator(".actions").inner_text() and inside.locator(".rail").count() == 0
    assert page.locator("iframe").get_attribute("title") == question and not inside.locator("#ask").is_visible()
    page.wait_for_function("() => document.querySelector('iframe').getBoundingClientRect().height > 500")
    # The frame says its height, and the page around it gives it, each time it grows.
    page.frames[1].wait_for_function(
        "document.documentElement.scrollHeight <= innerHeight + 1 && document.documentElement.scrollWidth <= innerWidth"
    )
    assert page.context.cookies() == [] and page.errors == []
    page.context.close()


def test_a_frame_with_a_field_to_ask_in(browser, hosts, service):
    host, address, _ = hosts
    host.body = f'<iframe src="{service}/embed#locale=en" title="Ask" width="800" height="600"></iframe>'
    page = open_host(browser, address, service)
    inside = page.frame_locator("iframe")
    inside.locator("#question").fill("returns last month")
    inside.locator("#question").press("Enter")
    inside.locator(".choices button").first.click()
    inside.locator(".answer.answered .headline").wait_for()
    assert inside.locator(".answer .share").count() == 0 and page.errors == []


def test_a_page_of_another_origin_is_refused(browser, hosts, service):
    host, _, other = hosts
    host.body = f'<iframe src="{service}/embed#question=revenue" width="600" height="400"></iframe>'
    page = new_page(browser, other, service)
    refused = lambda said: said.type == "error" and "frame-ancestors" in said.text and service in said.text
    with page.expect_console_message(refused):
        page.goto(other)
    assert page.frame_locator("iframe").locator(".answer").count() == 0


def test_policies_of_the_pages(retail, tmp_path):
    def policies(**settings):
        client = TestClient(create_app(Settings(state_url=f"sqlite:///{tmp_path}/s.db", **settings), retail))
        found = {path: client.get(path) for path in ("/", "/embed", "/page/widget.js")}
        assert {each.status_code for each in found.values()} == {200}
        for path, response in found.items():
            own = not settings or path == "/"
            assert ("x-frame-options" in response.headers) is (own or path == "/page/widget.js")
            assert response.headers["cross-origin-resource-policy"] == ("same-origin" if own else "cross-origin")
        return {path: response.headers["content-security-policy"].split("; ") for path, response in found.items()}

    shut = policies()
    assert {each[-1] for each in shut.values()} == {"frame-ancestors 'none'"}
    assert all(
        "script-src 'self'" in each and "default-src 'none'" in each and "connect-src 'self'" in each
        for each in shut.values()
    )
    listed = policies(embed_origins=" https://a.example.com  http://b.example:8080 ")
    assert listed["/embed"][-1] == "frame-ancestors https://a.example.com http://b.example:8080"
    assert listed["/"][-1] == "frame-ancestors 'none'"


@pytest.mark.parametrize(
    "given",
    [
        "*",
        "https://*.example.com",
        "example.com",
        "https://a.example.com/path",
        "https://a;script-src",
        "javascript:x",
        "https://a.example.com/",
    ],
)
def test_what_is_no_origin_is_refused(given):
    with pytest.raises(ValidationError, match="no origin"):
        Settings(embed_origins=given)


def test_who_asks_in_a_page_of_another_site(browser, hosts, small, tmp_path):
    host, address, _ = hosts
    engine = small(PARTS, *STATEMENTS, today=TODAY, calendar={"as_of": TODAY}).engine
    guarded = Service(engine, tmp_path, embed_origins=address)
    with running(guarded.app) as service:
        tag = f'<script src="{service}/page/widget.js" data-question="sales last month" data-locale="en" data-credential="login"></script>'
        host.body = tag
        page = open_host(browser, address, service)
        link = page.frame_locator("iframe").locator("main > a")
        link.wait_for()
        assert link.get_attribute("target") == "_blank" and page.frame_locator("iframe").locator(".answer").count() == 0
        key = guarded.key("ann", areas="North")[1].text
        host.body = f"<script>window.login = async () => '{key}';</script>{tag}"
        page = open_host(browser, address, service)
        inside = page.frame_locator("iframe")
        expect(inside.locator(".headline")).to_contain_text("30")
        assert key not in inside.locator("html").inner_html() and page.context.cookies() == []
