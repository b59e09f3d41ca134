"""How staff type it: abbreviations, apostrophes left out, "vs" twice, what is "on" or "still" so; and what none of it says."""

import datetime as dt

import pytest

from nlq.ask import ask
from nlq.read import read
from nlq.reading import Question
from semantic_layer.query import query_adapter
from semantic_layer.query.canonical import canonical
from semantic_layer.session import Session

SESSION = Session(today=dt.date(2026, 11, 23))
M = lambda name: {"kind": "metric", "name": name}
Q3, OCTOBER = {"kind": "named", "unit": "quarter", "number": 3}, {"kind": "named", "unit": "month", "number": 10}
NOW = {"kind": "between", "last": {"kind": "relative", "unit": "day"}}
BY = lambda *names: [{"kind": "dimension", "name": name} for name in names]
NOT_EAST = {"kind": "not", "part": {"kind": "is", "dimension": "region", "value": "EC"}}
CHANNELS = {"kind": "in", "dimension": "channel", "values": ["app", "mini", "web"]}


def data(metric, **more):
    return query_adapter.validate_python({"kind": "data", "measures": [M(metric)], **more})


def lowest(metric, n, by, **more):
    return data(metric, by=BY(by), order=[{"measure": 0, "descending": False}], top={"n": n}, **more)


CORPUS = [
    (data("revenue", where=NOT_EAST, period=Q3), ["Q3 revenue w/o the East", "Q3 revenue excl. East China", "Q3 revenue excl East China"]),
    (data("revenue", where=CHANNELS, by=BY("channel"), period=OCTOBER), [
        "revenue app vs mini program vs website in oct", "App vs. Mini Program vs. Website revenue, October",
    ]),
    (lowest("conversion_rate", 5, "store", period=OCTOBER), ["worst 5 stores on conversion rate in October", "worst 5 stores for conversion rate in October", "bottom 5 stores in conversion rate, October"]),
    (data("revenue", by=BY("store", "region"), period=OCTOBER, order=[{"measure": 0}], top={"n": 2, "per": [1]}), [
        "top 2 stores per region by revenue in October", "top 2 stores in each region by revenue in October",
    ]),
    (data("customer_satisfaction", by=[{"kind": "grain", "unit": "month"}], period={"kind": "named", "unit": "year", "year": 2026}), [
        "how's customer satisfaction trending by month in 2026", "hows customer satisfaction trended by month in 2026",
    ]),
    (data("open_stores", period=NOW), [
        "how many stores are open right now", "open stores currently", "how many stores are open at the moment", "how many stores are still open", "how many open stores are there as of now",
    ]),
    (data("open_complaints", period={"kind": "part", "of": OCTOBER, "which": "last", "unit": "day"}), ["how many complaints were still open at the end of October"]),
    (data("revenue", by=[{"kind": "grain", "unit": "month"}], order=[{"measure": 0}], top={"n": 1}, period={"kind": "named", "unit": "year", "year": 2025}), [
        "which was our best month for revenue in 2025", "which was the best month for revenue in 2025",
    ]),
    (query_adapter.validate_python({"kind": "describe", "names": ["defect_rate"], "aspects": ["owner"]}), [
        "whos responsible for the defect rate", "who's responsible for the defect rate", "who is in charge of the defect rate",
    ]),
]  # fmt: skip


@pytest.mark.parametrize(("query", "text"), [(query, text) for query, texts in CORPUS for text in texts])
def test_wording(retail, query, text):
    found = read(Question(text=text), SESSION, retail.index).readings
    assert found, text
    assert canonical(found[0].query) == canonical(query)
    assert found[0].probability >= 0.9, [each.query for each in found]


@pytest.mark.parametrize(
    "text",
    [
        # Of what flows, "right now" does not say since when; a month by city is no month by month.
        "revenue right now", "orders currently", "are orders still", "revenue month by city this year",
        # What is ranked stands after its number, and one side is not set against itself.
        "top 2 gold by revenue in October", "revenue app vs app", "worst 5 stores on Tuesday",
    ],
)  # fmt: skip
def test_no_wording(retail, text):
    assert ask(Question(text=text), SESSION, retail).status != "answered"


def test_name_in_one_piece_is_no_sum_and_no_average(retail):
    """ "Average order value" is the metric of that name: no average of order values, no average of averages."""
    found = read(Question(text="average order value by month in Q3"), SESSION, retail.index).readings
    assert len(found) == 1 and canonical(found[0].query) == canonical(data("average_order_value", by=[{"kind": "grain", "unit": "month"}], period=Q3))  # fmt: skip
