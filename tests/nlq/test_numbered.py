"""Members known by a number ("store 367"), and numbers beside a dimension that name none."""

import datetime as dt

import pytest
from small_models import columns, simple, values

from nlq.read import read
from nlq.reading import Question
from semantic_layer.query import In, Is, Not
from semantic_layer.session import Session


@pytest.fixture(scope="module")
def garages(small):
    """Garages known by a number, mechanics by a name that stands for one."""
    parts = {
        "tables": {
            "repair": {"key": ["id"], "time": "day", "columns": columns(id="integer", day="date", garage="integer", mechanic="integer")},
            "mechanic": {"key": ["mechanic"], "columns": columns(mechanic="integer", name="text")},
        },
        "joins": [{"name": "by", "table": "repair", "to": "mechanic", "on": {"mechanic": "mechanic"}}],
        "dimensions": {
            "garage": {"table": "repair", "column": "garage", "label": {"en": "garage", "zh": "车间"}, "index": False},
            "mechanic": {"table": "mechanic", "column": "mechanic", "label": {"en": "mechanic"}, "labels": {"en": "name"}},
        },
        "metrics": {"repairs": simple("repair", label={"en": "repairs", "zh": "维修量"}, unit="count")},
    }  # fmt: skip
    repairs = ", ".join(f"({n}, DATE '2025-04-{1 + n % 28:02}', {360 + n % 12}, {n % 3})" for n in range(60))
    return small(
        parts, values("repair", "id, day, garage, mechanic", repairs),
        values("mechanic", "mechanic, name", "(0, 'Ann'), (1, 'Bo'), (2, 'Cy')"),
        default_period={"kind": "relative", "unit": "month", "offset": -1},
    )  # fmt: skip


def wheres(engine, text):
    found = read(Question(text=text), Session(today=dt.date(2025, 5, 20)), engine.engine.index).readings
    return [reading.query.where for reading in found]


ONE = Is(dimension="garage", value=367)
BOTH = In(dimension="garage", values=(365, 367))


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ("repairs in garage 367", ONE), ("garage 367 repairs in April", ONE), ("repairs of garage no. 367", ONE),
        ("repairs at garage #367", ONE), ("repairs for garage number 367 last month", ONE),
        ("repairs in garages 365 and 367", BOTH), ("compare repairs of garage 367 vs garage 365", BOTH),
        ("repairs excluding garage 367", Not(part=ONE)),
    ],
)  # fmt: skip
def test_number_names_a_member(garages, text, where):
    assert wheres(garages, text) == [where]


@pytest.mark.parametrize(
    "text", ["repairs by mechanic 2", "repairs of mechanic 2", "repairs in garage 367.5", "repairs in garage 367%"]
)
def test_number_names_none(garages, text):
    """A mechanic is shown by name: whose number it would be is not seen."""
    assert wheres(garages, text) == []


def test_year_after_a_dimension_is_a_year(garages):
    assert wheres(garages, "repairs by garage 2025") == [None]
