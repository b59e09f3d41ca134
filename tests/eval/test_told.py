"""The numbers of a sentence: each stands in a row, as it is printed."""

import pytest

from eval.told import find_untold
from nlq.answer import Answer, TargetShown
from semantic_layer.result import ResultColumn


def told(text, *cells, **more):
    names = ("region", "revenue", "revenue__previous", "revenue__change")[: len(cells)]
    columns = tuple(ResultColumn(name=name, role="value", type="double") for name in names)
    return find_untold(Answer(status="answered", text=text, columns=columns, rows=(cells,), **more))


@pytest.mark.parametrize(
    "text",
    [
        "revenue was CN¥26.15M (Oct 1 – 31, 2026).", "2026年10月1日至31日，East 的销售额为2615.4万。", "revenue was 26,154,000.",
        "revenue by month: Jan 2026 26.2M, and 2 more.", "W40 and Q3 2026: 26.15 million", "East 26,154 thousand",
    ],
)  # fmt: skip
def test_a_number_of_the_rows_may_be_told_in_any_form(text):
    assert told(text, "East", 26_154_000.0) == ""


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("revenue was CN¥26.25M.", "26.25M"), ("销售额为2625.4万", "2625.4万"), ("revenue was 26,154,001", "26,154,001"),
        ("up 4.2% to 26.15M", "4.2%"),
    ],
)  # fmt: skip
def test_a_number_of_no_row_is_found(text, found):
    assert told(text, "East", 26_154_000.0) == found


def test_changes_and_targets_may_be_told():
    text = "was 42.7%, up 5.9 points from 36.8% (16.0%). Target 55.0%: 77.6% reached."
    assert told(text, "x", 0.427, 0.368, 0.059, target=TargetShown(value=0.55, attainment=0.776)) == ""
    assert told(text, "x", 0.427, 0.368, 0.059) == "55.0%"


def test_a_number_in_a_name_is_no_number():
    assert told("Beijing Store 26 had 7.", "Beijing Store 26", 7) == ""
    assert told("by size: 1 1,000.", "1", 1000) == ""
    assert told("by size: 1 1,001.", "1", 1000) == "1,001"


def test_a_number_in_the_name_of_a_filter_is_no_number():
    filtered = {"readback": "sales · 2026 · store = Store 26"}
    assert told("sales (store = Store 26) was 7.", 7, **filtered) == ""
    assert told("sales (store = Store 27) was 7.", 7, **filtered) == "27"
    assert told("sales (store = Store 26) was 26.", 7, **filtered) == "26"


def test_a_member_may_have_numbers_in_its_name_in_another_language():
    answer = Answer(
        status="answered", text="30天以内 5、31至90天 7。", rows=(("up to 30 days", 5), ("31 to 90 days", 7))
    )
    assert find_untold(answer) == "30" and find_untold(answer, {"30天以内", "31至90天"}) == ""


@pytest.mark.parametrize("text", ["output was 1,365 MWh.", "output was 1,365 MW", "1,365 kWh of 1,365 TB"])
def test_the_letter_of_a_unit_scales_nothing(text):
    assert told(text, 1365.4) == ""
