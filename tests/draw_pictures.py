"""Draws the pictures of the page that the README shows: ``python tests/draw_pictures.py``."""

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "fixtures")]

from browsing import FLAGS, ask, open_page, sync_api  # noqa: E402
from running import running  # noqa: E402

from api.app import create_app  # noqa: E402
from api.settings import Settings  # noqa: E402
from eval.demo import demo_folder  # noqa: E402
from nlq.engine import open_engine  # noqa: E402

FOLDER = ROOT / "docs" / "images"


def draw(browser, address):
    page = open_page(browser, address, width=1200)
    ask(page, "how did repeat purchases change this quarter")
    ask(page, "revenue by region last quarter and year over year").locator(".chart svg").wait_for()
    page.evaluate("() => document.activeElement.blur()")
    page.wait_for_timeout(400)
    page.screenshot(path=FOLDER / "answer.png")
    page = open_page(browser, address, locale="zh-CN", scheme="dark", width=390)
    ask(page, "上个季度各地区的销售额和同比").locator(".chart svg").wait_for()
    page.evaluate("() => document.activeElement.blur()")
    page.wait_for_timeout(400)
    page.screenshot(path=FOLDER / "answer-zh.png")
    page = open_page(browser, address, width=1200)
    page.click("#kpis")
    page.wait_for_function("() => document.querySelectorAll('.tile .spark').length >= 9")
    page.evaluate("() => document.activeElement.blur()")
    page.wait_for_timeout(400)
    page.screenshot(path=FOLDER / "kpis.png")


if __name__ == "__main__":
    engine = open_engine(demo_folder("retail"))
    FOLDER.mkdir(exist_ok=True)
    with TemporaryDirectory() as folder, sync_api.sync_playwright() as playwright:
        with running(create_app(Settings(state_url=f"sqlite:///{folder}/state.db"), engine)) as address:
            chromium = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=FLAGS)
            draw(chromium, address)
            chromium.close()
    engine.close()
