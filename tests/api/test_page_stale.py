"""The page says since when the definitions cannot be served as they are, as long as that is so; why, to who may know."""

import datetime as dt

import httpx
import pytest
from browsing import ask, browser, chromium, expect, fits, open_page, settle
from running import running
from served_folder import Folder
from slow_engine import wait_until

from api.access.issue import make_key
from api.access.scopes import ORDINARY
from api.state import Grant, Keys, open_door

__all__ = ["browser", "chromium"]


@pytest.fixture
def folder(tmp_path):
    made = Folder(tmp_path, state_url=f"sqlite:///{tmp_path}/state.db")
    yield made
    made.engine.close()


def becomes(address, status):
    """Say whether the model gets that status in time, on a busy machine too."""
    asked = lambda: httpx.get(f"{address}/readyz", timeout=30).json()["parts"]["model"]
    return wait_until(lambda: asked()["status"] == status)


def break_it(folder, address):
    folder.write("column: amount", "column: amoun")
    assert becomes(address, "stale")


@pytest.mark.parametrize(
    ("locale", "scheme", "width", "told", "why"),
    [
        ("en-US", "light", 1440, "answers go by the last good version", "What is wrong"),
        ("zh-CN", "dark", 390, "仍按上一个可用版本", "问题详情"),
    ],
)
def test_it_is_said_until_it_is_mended(browser, folder, locale, scheme, width, told, why):
    question = "今年3月的销售额" if locale == "zh-CN" else "sales in March"
    with running(folder.app) as address:
        page = open_page(browser, address, locale, scheme, width)
        banner = page.locator("#stale > div")
        ask(page, question)
        settle(page)
        assert banner.count() == 0 and not page.locator("#stale").is_visible()
        break_it(folder, address)
        assert "70" in ask(page, question).locator(".headline").inner_text()
        banner.wait_for()
        year = str(dt.datetime.now(dt.UTC).year)
        assert told in banner.inner_text() and year in banner.inner_text()
        # Nobody has to sign in here: whoever asks may know why.
        banner.locator("summary", has_text=why).click()
        assert banner.locator("li").all_inner_texts()[0].startswith("parts.yaml:")
        assert str(folder.path) not in page.content() and fits(page)
        page.click("#language") if width > 900 else page.evaluate("document.getElementById('language').click()")
        assert told not in banner.inner_text() and year in banner.inner_text()
        page.reload()
        banner.wait_for()
        # The conversation takes the place of what is asked before it is there.
        expect(page.locator(".answer .text")).to_have_count(2)
        settle(page)
        folder.write("column: amoun", "column: cost")
        assert becomes(address, "ok")
        assert "42" in ask(page, question).locator(".headline").inner_text()
        banner.wait_for(state="detached")
        assert page.errors == []
        page.context.close()


def test_it_goes_by_itself(browser, folder):
    with running(folder.app) as address:
        break_it(folder, address)
        page = open_page(browser, address)
        page.clock.install()
        page.reload()
        page.locator("#stale p").wait_for()
        folder.write("column: amoun", "column: amount")
        assert becomes(address, "ok")
        page.clock.fast_forward(20_000)
        page.locator("#stale p").wait_for(state="detached")
        page.context.close()


@pytest.mark.parametrize(
    ("scopes", "knows"), [(ORDINARY, False), ((*ORDINARY, "operations"), True), (("admin",), True)]
)
def test_why_is_for_who_may_see_operations(browser, tmp_path, scopes, knows):
    url = f"sqlite:///{tmp_path}/state.db"
    folder = Folder(tmp_path, state_url=url, auth="on")
    grant = Grant(person="ann", scopes=scopes, roles=(), attributes={})
    secret = make_key(Keys(open_door(url)), grant, dt.datetime.now(dt.UTC), None)[1].text
    with running(folder.app) as address:
        break_it(folder, address)
        page = open_page(browser, address, path="/#")
        field = page.locator(".signin input")
        field.wait_for()
        assert page.locator("#stale p").count() == 0
        field.fill(secret)
        field.press("Enter")
        page.locator("#stale p").wait_for()
        assert page.locator("#stale summary").count() == knows and ("amoun" in page.content()) == knows
        headers = {"Authorization": f"Bearer {secret}"}
        found = httpx.get(f"{address}/v1/metrics", headers=headers, timeout=30).json()["stale"]["model"]
        assert set(found) == ({"since", "problems"} if knows else {"since"})
        page.context.close()
    folder.engine.close()
