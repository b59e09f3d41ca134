"""A filter that leaves no row of a metric is refused, with the metric that is meant: never told as a zero."""

import pytest
from small_models import columns, simple, values

from semantic_layer import query as q
from semantic_layer.session import Viewer

MARCH = q.Named(unit="month", number=3, year=2025)
IS = lambda name, value, op="=": q.Is(dimension=name, op=op, value=value)
M = lambda name, **more: q.Metric(name=name, **more)
KEPT = [{"field": "state", "op": "!=", "value": "void"}]


@pytest.fixture(scope="module")
def desk(small):
    kinds = columns(id="integer", day="date", state="text", level="integer", town="integer")
    ratio = lambda top, bottom: {
        "calculation": {"type": "ratio", "numerator": top, "denominator": bottom},
        "unit": "share",
    }
    parts = {
        "tables": {
            "post": {"key": ["id"], "time": "day", "columns": kinds},
            "town": {"key": ["town"], "columns": columns(town="integer", land="text")},
        },
        "joins": [{"name": "t", "table": "post", "to": "town", "on": {"town": "town"}}],
        "dimensions": {
            "state": {"table": "post", "column": "state", "label": {"en": "state", "zh": "状态"}, "members": [{"value": "void", "label": {"en": "voided", "zh": "作废"}}]},
            "level": {"table": "post", "column": "level"}, "land": {"table": "town", "column": "land"},
        },
        "metrics": {
            "posts": simple("post", where=KEPT, label={"en": "posts", "zh": "帖子数"}),
            "voided": simple("post", where=[{"field": "state", "value": "void"}], label={"en": "voided posts", "zh": "作废帖子数"}),
            "voided_levels": simple("post", "sum", column="level", where=[{"field": "state", "value": "void"}]),
            "entered": simple("post"), "high": simple("post", where=[{"field": "level", "op": ">=", "value": 5}]),
            "abroad": simple("post", where=[{"field": "land", "op": "not_in", "value": ["DE"]}]),
            "stated": simple("post", where=[{"field": "state", "op": "not_null"}]),
            "blank": simple("post", where=[{"field": "state", "op": "is_null"}]),
            "void_rate": ratio("voided", "entered"), "two_kinds": {"calculation": {"type": "derived", "formula": "posts + voided"}},
            "void_among_kept": ratio("voided", "posts"),
        },
    }  # fmt: skip
    rows = """(1, DATE '2025-03-01', 'void', 1, 1), (2, DATE '2025-03-02', 'live', 6, 2), (3, DATE '2025-03-03', NULL, NULL, NULL),
        (4, DATE '2025-03-03', 'void', 9, 2), (5, DATE '2025-03-31', 'old', 5, 1)"""
    return small(
        parts, values("post", "id, day, state, level, town", rows), values("town", "town, land", "(1, 'DE'), (2, 'FR')")
    )


@pytest.mark.parametrize(
    ("name", "where"),
    [
        ("posts", IS("state", "void")), ("posts", q.In(dimension="state", values=("void",))),
        ("posts", q.And(parts=(IS("level", 1), IS("state", "void")))), ("high", IS("level", 4)),
        ("high", q.In(dimension="level", values=(1, 4.0))), ("high", q.IsNull(dimension="level")), ("voided", IS("state", "live")),
        ("abroad", IS("land", "DE")), ("stated", q.IsNull(dimension="state")), ("blank", IS("state", "live")),
        ("voided", q.Not(part=IS("state", "live", "!="))),
        # However it is said: one of several, not what the metric is of, a span without it.
        ("voided", q.Or(parts=(IS("state", "live"), IS("state", "old")))), ("posts", q.Or(parts=(IS("state", "void"), q.In(dimension="state", values=("void",))))),
        ("voided", q.Not(part=IS("state", "void"))), ("voided", IS("state", "void", "!=")), ("stated", q.And(parts=(q.IsNull(dimension="state"), IS("level", 1)))),
        ("voided", q.Range(dimension="state", low="w")), ("high", q.Or(parts=(IS("level", 1), q.IsNull(dimension="level")))), ("blank", q.Not(part=q.IsNull(dimension="state"))),
    ],
)  # fmt: skip
def test_a_filter_that_leaves_no_row_is_refused(desk, name, where):
    issue = desk.refused(name, where=where, period=MARCH)
    assert issue.code == "never_holds"
    assert desk.refused(measures=(M(name, where=where),), period=MARCH).code == "never_holds"
    assert desk.answer(q.Members(metric=name, where=where, period=MARCH)).issues[0].code == "never_holds"
    groups = q.Groups(groups=(q.Group(label="a", where=where), q.Group(label="b", where=q.Not(part=where))))
    assert desk.refused(name, by=(groups,), period=MARCH).code == "never_holds"
    share = q.Combine(op="divide", measures=(M(name, where=where), M("entered")))
    assert desk.refused(measures=(share,), period=MARCH).code == "never_holds"


@pytest.mark.parametrize(
    ("name", "where", "gold"),
    [
        ("posts", q.In(dimension="state", values=("void", "live")), 1), ("posts", IS("state", "nothing"), 0),
        ("posts", q.IsNull(dimension="state"), 1), ("posts", q.Not(part=IS("state", "void")), 3),
        ("posts", q.Or(parts=(IS("state", "void"), IS("level", 6))), 1), ("high", IS("level", 3, ">"), 3),
        ("high", IS("level", 5.0), 1), ("abroad", q.IsNull(dimension="land"), 1), ("abroad", IS("land", "FR"), 2),
        ("voided", q.Not(part=IS("state", "live")), 2), ("voided", q.Contains(dimension="state", text="VO"), 2), ("voided", q.Range(dimension="state", low="u", high="w"), 2),
        ("posts", IS("state", "live", "!="), 2), ("posts", q.Or(parts=(IS("state", "void"), q.IsNull(dimension="state"))), 1), ("high", q.Not(part=IS("level", 4)), 3),
        ("entered", IS("state", "void"), 2), ("voided", IS("state", "void"), 2),
        # What is made of several has an answer where one of them has.
        ("void_rate", IS("state", "live"), 0.0), ("void_among_kept", IS("state", "void"), None), ("two_kinds", IS("state", "void"), 2),
    ],
)  # fmt: skip
def test_one_that_rows_may_meet_is_answered(desk, name, where, gold):
    assert desk.run(name, where=where, period=MARCH) == [(gold,)]


def test_a_breakdown_is_no_filter(desk):
    state = (q.Dimension(name="state"),)
    assert desk.run("posts", by=state, period=MARCH) == [("live", 1), ("old", 1), (None, 1)]
    both = desk.run("posts", "entered", by=state, where=IS("state", "live"), period=MARCH)
    assert both == [("live", 1, 1)]


def test_the_refusal_names_what_is_meant_in_the_readers_words(desk):
    query = q.Data(measures=(M("posts"),), where=IS("state", "void"), period=MARCH)
    english, chinese = desk.answer(query), desk.answer(query, locale="zh")
    assert english.status == chinese.status == "refused"
    assert english.text.startswith("posts leaves out rows whose state is “voided”")
    assert english.suggestions == ("voided posts",)
    assert chinese.text.startswith("帖子数的定义不包含状态为“作废”的记录") and chinese.suggestions == ("作废帖子数",)


def test_a_metric_that_a_viewer_may_not_see_is_not_named(small):
    parts = {
        "tables": {"post": {"key": ["id"], "time": "day", "columns": columns(id="integer", day="date", state="text")}},
        "dimensions": {"state": {"table": "post", "column": "state"}},
        "metrics": {
            "posts": simple("post", where=KEPT),
            "voided": simple("post", where=[{"field": "state", "value": "void"}], visible_to=["lead"]),
        },
    }
    desk = small(parts, values("post", "id, day, state", "(1, DATE '2025-03-01', 'void')"))
    where = IS("state", "void")
    assert desk.refused("posts", where=where, viewer=Viewer(roles=("lead",))).suggestions == ("voided",)
    assert desk.refused("posts", where=where).suggestions == ()
