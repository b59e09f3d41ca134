"""What is kept as CSV is no formula for a spreadsheet: the service and the page write a cell alike."""

import pytest
from browsing import browser, chromium

from api.spreadsheet import write_cell

__all__ = ["browser", "chromium"]

#: A cell, and whether a spreadsheet would calculate it.
CELLS = [
    ("=1+1", True), ("+1+1", True), ("-1+1", True), ("@SUM(A1)", True),
    ("＝1+1", True), ("＋1", True), ("－1+1", True), ("＠x", True), ("﹦1", True), ("﹢1", True), ("﹣1+1", True), ("﹫x", True),
    ("\t=1", True), ("\r=1", True), ("\n=1", True), (" =1", True), ("  \t ＝1", True), ("\u3000=1", True), ("\u00a0@x", True),
    ("\ufeff=1", True), ("\u200b=1", True), ("\0=1", True), ("\x85=1", True), ("\ttext", True), ("\rtext", True), ("\ntext", True), ("'=1", False),
    ("North", False), ("华东", False), ("a=b", False), ("", False), (" ", False), ("1+1", False), ("e-mail", False), (" North", False),
    ("-1.5", False), ("-1", False), ("+1", True), ("-1,5", True), ("-1.5e3", False), ("- 1", True), ("−1", False), ("(-1)", False),
]  # fmt: skip
NUMBERS = [(-1.5, "-1.5"), (-3, "-3"), (0, "0"), (1234567.25, "1234567.25")]


@pytest.mark.parametrize(("text", "is_formula"), CELLS, ids=[ascii(text) for text, _ in CELLS])
def test_a_cell_that_would_be_calculated_begins_with_an_apostrophe(text, is_formula):
    assert write_cell(text) == ("'" + text if is_formula else text)


@pytest.mark.parametrize(("value", "written"), [*NUMBERS, (None, ""), ((), "[]"), ({"a": 1}, '{"a": 1}')])
def test_a_number_stays_one_and_what_is_neither_is_json(value, written):
    assert write_cell(value) == written


def test_the_page_writes_a_cell_as_the_service_does(browser, address):
    page = browser.new_page()
    page.goto(address)
    values = [*(text for text, _ in CELLS), *(value for value, _ in NUMBERS), None]
    told = page.evaluate(
        "values => import('/page/spreadsheet.js').then(({ writeCell }) => values.map(writeCell))", values
    )
    assert told == [write_cell(value) for value in values]
