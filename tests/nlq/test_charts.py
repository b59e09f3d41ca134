"""Charts: every number that was asked for is drawn, against others only on an axis that both belong to."""

import datetime as dt
import json

import pytest
from mill import PARTS, STATEMENTS, TODAY

from api.chat.picture import to_png
from nlq.ask import answer_query
from semantic_layer import query as q
from semantic_layer.session import Session

LINE, MONTH = q.Dimension(name="line"), q.Grain(unit="month")


@pytest.fixture(scope="module")
def mill(small):
    return small(PARTS, *STATEMENTS, today=TODAY, calendar={"as_of": TODAY}).engine


def draw(engine, *names, by=LINE, locale="en", **more):
    axes = by if isinstance(by, tuple) else (by,)
    query = q.Data(measures=tuple(q.Metric(name=name) for name in names), by=axes, **more)
    answer = answer_query(query, Session(today=TODAY, locale=locale), engine)
    assert answer.status == "answered" and answer.chart is not None
    # Chats show it too.
    assert to_png(answer.chart).startswith(b"\x89PNG")
    return answer.chart


def measured(chart):
    """The encodings of what is measured, of a chart or a panel of one."""
    layers = chart.get("layer", [chart])
    return [side for each in layers for side in each["encoding"].values() if isinstance(side, dict) and side.get("type") == "quantitative"]  # fmt: skip


def titles(chart):
    return [side["title"] for side in measured(chart)]


@pytest.mark.parametrize(("by", "mark"), [(LINE, "bar"), (MONTH, "line")])
def test_two_metrics_of_one_unit_share_an_axis_and_have_a_legend(mill, by, mark):
    chart = draw(mill, "price", "cost", by=by)
    assert chart["mark"]["type"] == mark and chart["encoding"]["color"]["field"] == "measure"
    assert [row["measure"] for row in chart["data"]["values"]] == ["sack price", "sack cost"] * 2
    assert len(measured(chart)) == 1 and measured(chart)[0]["title"] == "€"
    if mark == "bar":
        assert chart["encoding"]["yOffset"]["field"] == "measure"
    assert {tip["field"] for tip in chart["encoding"]["tooltip"]} >= {"measure", "value"}


@pytest.mark.parametrize("by", [LINE, MONTH])
@pytest.mark.parametrize(
    ("locale", "heads"), [("en", ["sack price (€)", "damp rate"]), ("zh", ["单袋价格（€）", "受潮率"])]
)
def test_two_units_are_drawn_one_under_the_other(mill, by, locale, heads):
    chart = draw(mill, "price", "damp", by=by, locale=locale)
    assert [titles(panel) for panel in chart["vconcat"]] == [
        [heads[0]],
        [heads[1]] * len(measured(chart["vconcat"][1])),
    ]
    for panel in chart["vconcat"]:
        assert len(panel["data"]["values"]) == 2 and "data" not in chart
    # Each has an axis of its own, and none has two.
    assert "resolve" not in json.dumps(chart)


def test_a_small_number_beside_a_large_one_of_its_unit_has_an_axis_of_its_own(small):
    parts = {**PARTS, "metrics": {**PARTS["metrics"], "worth": {**PARTS["metrics"]["price"], "label": {"en": "worth"}}}}
    parts["metrics"]["worth"]["calculation"] = {"type": "simple", "table": "sack", "agg": "sum", "column": "price"}
    large = [each.replace("3.3,", "99.0,") for each in STATEMENTS]
    engine = small(parts, *large, today=TODAY, calendar={"as_of": TODAY}).engine
    assert "vconcat" in draw(engine, "cost", "worth")
    assert "vconcat" not in draw(engine, "price", "worth")


def test_two_axes_and_two_metrics_are_two_charts(mill):
    chart = draw(mill, "price", "cost", by=(MONTH, LINE))
    assert [titles(panel) for panel in chart["vconcat"]] == [["sack price (€)"], ["sack cost (€)"]]
    assert {panel["encoding"]["color"]["field"] for panel in chart["vconcat"]} == {"name"}


def test_three_metrics_are_three(mill):
    assert len(draw(mill, "price", "damp", "weight")["vconcat"]) == 3
    assert len({row["measure"] for row in draw(mill, "price", "cost", "price")["data"]["values"]}) == 3


def test_each_metric_has_its_own_target(mill):
    year = q.Grain(unit="month")
    chart = draw(mill, "damp", "weight", by=year, targets=True)
    assert all(
        ("layer" in panel) == any("target" in row for row in panel["data"]["values"]) for panel in chart["vconcat"]
    )


def test_one_metric_is_drawn_as_ever(mill):
    chart = draw(mill, "weight")
    assert chart["width"] == "container" and chart["mark"] == {"type": "bar"} and titles(chart) == ["sack weight (kg)"]
    assert "color" not in chart["encoding"]


@pytest.mark.parametrize(
    ("name", "axis", "tip"),
    [
        ("weight", {"format": ",.1~f", "tickMinStep": 0.1}, ",.1f"), ("damp", {"format": ".3~%", "tickMinStep": 0.00001}, ".3%"),
        ("price", {"format": ",.4~f", "tickMinStep": 0.0001}, ",.4f"), ("sacks", {"format": ",.0~f", "tickMinStep": 1}, ",.0f"),
    ],
)  # fmt: skip
def test_axes_and_tips_have_the_decimals_of_the_definition(mill, name, axis, tip):
    chart = draw(mill, name)
    (side,) = measured({"encoding": {"x": chart["encoding"]["x"]}})
    assert side["axis"] == axis
    assert [each["format"] for each in chart["encoding"]["tooltip"] if each["field"] == "value"] == [tip]


def test_large_numbers_are_short_and_very_small_ones_are_there(small):
    def drawn(factor):
        scaled = [each.replace("SELECT *", f"SELECT * REPLACE (kilos * {factor} AS kilos)") for each in STATEMENTS]
        bare = {name: value for name, value in PARTS["metrics"]["weight"].items() if name != "decimals"}
        parts = {**PARTS, "metrics": {**PARTS["metrics"], "weight": bare}}
        engine = small(parts, *scaled, today=TODAY, calendar={"as_of": TODAY}).engine
        return draw(engine, "weight")["encoding"]["x"]["axis"]

    assert drawn(1) == {"format": ",.2~f", "tickMinStep": 0.01}
    assert drawn(10_000) == {"format": "~s"} and drawn(0.0001) == {"format": ".2~r"}


def test_a_change_in_points_is_drawn_in_points(mill):
    change = q.Combine(op="minus", measures=(q.Metric(name="damp"), q.Metric(name="damp", where=q.Is(dimension="line", value="B"))))  # fmt: skip
    answer = answer_query(q.Data(measures=(change,), by=(MONTH,)), Session(today=TODAY), mill)
    value = next(place for place, column in enumerate(answer.columns) if column.role == "value")
    assert answer.columns[value].unit == "percentage_point"
    assert titles(answer.chart) == ["damp rate − damp rate (line = B) (points)"]
    told = [None if row[value] is None else row[value] * 100 for row in answer.rows]
    assert [row["value"] for row in answer.chart["data"]["values"]] == told


RETAIL_TODAY = dt.date(2026, 11, 23)


def drawn(engine, metric, *by):
    """A chart of the retail demo, and the rows of its answer as (first, second, value)."""
    axes = tuple(q.Grain(unit="month") if name == "month" else q.Dimension(name=name) for name in by)
    year = q.Relative(unit="year", offset=0)
    query = q.Data(measures=(q.Metric(name=metric),), by=axes, period=year)
    answer = answer_query(query, Session(today=RETAIL_TODAY, locale="en"), engine)
    assert to_png(answer.chart).startswith(b"\x89PNG")
    return answer.chart, [row[:3] for row in answer.rows]


def test_rates_of_two_axes_are_never_added_up(retail):
    """East China had a gross margin of 145 percent: those of its five channels stood on each other."""
    chart, rows = drawn(retail, "gross_margin", "region", "channel")
    assert chart["encoding"]["yOffset"]["field"] == "second" and chart["height"]["for"] == "offset"
    assert {(row["name"], row["second"], row["value"]) for row in chart["data"]["values"]} == set(rows)


def test_amounts_of_two_axes_are_stacked_whole(retail):
    chart, rows = drawn(retail, "revenue", "region", "channel")
    assert "yOffset" not in chart["encoding"] and len(chart["data"]["values"]) == len(rows)
    chart, rows = drawn(retail, "revenue", "city", "channel")
    assert len(rows) > 40
    stacked = {}
    for row in chart["data"]["values"]:
        stacked[row["name"]] = stacked.get(row["name"], 0) + row["value"]
    told = {}
    for city, _, value in rows:
        told[city] = told.get(city, 0) + value
    assert stacked == pytest.approx(told), "no part of a stack is left out"


def test_people_who_are_in_several_parts_are_not_stacked(retail):
    assert "yOffset" in drawn(retail, "active_customers", "region", "channel")[0]["encoding"]


def test_more_names_than_colours_have_a_bar_each(retail):
    """The bars of regions were as long as those of their stores among the first forty."""
    chart, rows = drawn(retail, "revenue", "region", "store")
    assert "color" not in chart["encoding"]
    bars = [(row["name"], row["value"]) for row in chart["data"]["values"]]
    assert bars == [(f"{second} · {first}", value) for first, second, value in rows[:40]]


def test_of_very_many_lines_the_highest_are_drawn_in_a_colour_each(retail):
    chart, rows = drawn(retail, "revenue", "store", "month")
    sums = {}
    for store, _, value in rows:
        sums[store] = sums.get(store, 0) + (value or 0)
    assert len(sums) > 70
    assert {row["name"] for row in chart["data"]["values"]} == set(sorted(sums, key=sums.get)[-8:])


def test_a_mark_of_two_axes_says_both_names(retail):
    tips = [tip["field"] for tip in drawn(retail, "revenue", "region", "channel")[0]["encoding"]["tooltip"]]
    assert tips == ["name", "second", "value"]


@pytest.mark.parametrize(
    ("by", "locale", "told"),
    [
        (("store", "month"), "en", "The 8 highest of 78 are drawn."), (("store", "month"), "zh", "只画出数值最高的 8 项，共 78 项。"),
        (("store",), "en", "The first 40 of 78 are drawn."), (("region", "store"), "zh", "只画出前 40 项，共 78 项。"),
        (("region",), "en", None), (("region", "month"), "zh", None), (("region", "channel"), "en", None),
    ],
)  # fmt: skip
def test_what_is_not_drawn_is_told(retail, by, locale, told):
    axes = tuple(q.Grain(unit="month") if name == "month" else q.Dimension(name=name) for name in by)
    query = q.Data(measures=(q.Metric(name="revenue"),), by=axes, period=q.Relative(unit="year", offset=0))
    chart = answer_query(query, Session(today=RETAIL_TODAY, locale=locale), retail).chart
    assert chart.get("usermeta", {}).get("told") == told
    with_it, without = to_png(chart), to_png({**chart, "usermeta": {}})
    height = [int.from_bytes(picture[20:24], "big") for picture in (with_it, without)]
    assert (height[0] > height[1]) == bool(told), "a picture says it too"
