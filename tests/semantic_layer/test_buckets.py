"""Buckets of an engine without a join for ranges: a key that the range implies, and pieces that make up the whole."""

import datetime as dt

import pytest
import sqlglot
from hypothesis import given
from hypothesis import strategies as st
from sqlglot import exp

from semantic_layer.compiler.buckets import _first, _pieces, add_bucket_key
from semantic_layer.compiler.facts import Window, windows_table

DAYS = st.dates(dt.date(2019, 12, 1), dt.date(2026, 1, 31))
UNITS = ("WEEK", "MONTH", "QUARTER", "YEAR")


@given(DAYS, st.integers(0, 800), st.sampled_from(UNITS))
def test_pieces_make_up_the_window_and_each_lies_in_one_unit(start, length, unit):
    end = start + dt.timedelta(days=length)
    pieces = _pieces((start, end), unit)
    days = [day for first, after in pieces for day in range(first.toordinal(), after.toordinal())]
    assert days == list(range(start.toordinal(), end.toordinal()))
    firsts = [_first(first, unit) for first, _ in pieces]
    assert firsts == [_first(after - dt.timedelta(days=1), unit) for _, after in pieces]
    assert len(set(firsts)) == len(firsts)


def joined(windows):
    """The windows of a join as it becomes, and its condition."""
    select = exp.select("1").from_(exp.to_table("t")).join(
        windows_table(tuple(windows)), on='t.day >= "w"."start" AND t.day < "w"."end"', join_type="inner"
    )  # fmt: skip
    join = add_bucket_key(select.args["joins"][0])
    return [[cell.find(exp.Literal).name for cell in row.expressions] for row in join.this.expressions], join.args[
        "on"
    ].sql("postgres")


def windows(first, count, step, length):
    starts = [first + dt.timedelta(days=n * step) for n in range(count)]
    return [Window((start,), start, start + dt.timedelta(days=length)) for start in starts]


@pytest.mark.parametrize(
    ("first", "count", "step", "length", "key", "rows"),
    [
        (dt.date(2025, 1, 1), 400, 1, 1, 'CAST(t.day AS DATE) = CAST("w"."start" AS DATE)', 400),
        (dt.date(2025, 1, 6), 60, 7, 7, "DATE_TRUNC('WEEK', CAST(CAST(t.day AS DATE) AS TIMESTAMP))", 60),
        (dt.date(2025, 1, 5), 60, 7, 7, "DATE_TRUNC('WEEK', CAST((CAST(t.day AS DATE) + 1) AS TIMESTAMP))", 60),
        (dt.date(2025, 1, 1), 100, 1, 28, "DATE_TRUNC('WEEK', CAST(CAST(t.day AS DATE) AS TIMESTAMP))", 486),
        (dt.date(2025, 1, 1), 100, 1, 365, "DATE_TRUNC('QUARTER'", 498),
    ],
)  # fmt: skip
def test_the_key_is_that_of_the_smallest_unit_that_helps(first, count, step, length, key, rows):
    made = windows(first, count, step, length)
    cells, on = joined(made)
    assert key in on and len(cells) == rows
    # The range stays as it was.
    assert on.endswith("""AND (t.day >= "w"."start" AND t.day < "w"."end")""")
    for window in made:
        mine = [cell for cell in cells if cell[0] == str(window.buckets[0])]
        assert (mine[0][1], mine[-1][2]) == (str(window.start), str(window.end))


def test_what_would_take_too_many_pieces_stays_a_range():
    made = windows(dt.date(2016, 1, 1), 700, 1, 2000)
    cells, on = joined(made)
    assert len(cells) == 700 and on == 't.day >= "w"."start" AND t.day < "w"."end"'


def test_windows_whose_ends_are_looked_at_elsewhere_are_not_cut():
    tree = sqlglot.parse_one("SELECT w.start FROM t JOIN (VALUES (1)) AS w(start) ON TRUE")
    made = windows_table(tuple(windows(dt.date(2025, 1, 1), 100, 1, 28)))
    tree.args["joins"][0].set("this", made)
    tree.args["joins"][0].set("on", sqlglot.parse_one("t.day >= w.start AND t.day < w.end"))
    join = add_bucket_key(tree.args["joins"][0])
    assert len(join.this.expressions) == 100 and "DATE_TRUNC" not in join.sql("postgres")
