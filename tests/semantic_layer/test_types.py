"""Values of the wrong type and dates that are calculated with: refused in words, and never an error of the engine."""

import datetime as dt

import pytest
from small_models import columns, simple, values

from semantic_layer import query as q
from semantic_layer.issues import ModelError
from semantic_layer.query import query_adapter
from semantic_layer.session import Viewer

MARCH = q.Named(unit="month", number=3, year=2025)
BY = lambda *names: tuple(q.Dimension(name=name) for name in names)
IS = lambda name, value, op="=": q.Is(dimension=name, op=op, value=value)
M = lambda name: q.Metric(name=name)


def kiosk(**more):
    columns_of = columns(
        id="integer", day="date", shop="integer", code="text", open="boolean", due="date", size="number"
    )
    parts = {
        "tables": {"sale": {"key": ["id"], "time": "day", "columns": columns_of}},
        "dimensions": {
            "shop": {"table": "sale", "column": "shop", "label": {"en": "shop", "zh": "门店"}, "members": [{"value": 1, "label": {"en": "Oak"}}, {"value": 3, "label": {"en": "Elm"}}]},
            "code": {"table": "sale", "column": "code"}, "open": {"table": "sale", "column": "open"},
            "due": {"table": "sale", "column": "due"}, "size": {"table": "sale", "column": "size"},
        },
        "metrics": {
            "sales": simple("sale"), "last_day": simple("sale", "max", column="day", label={"en": "last day", "zh": "最近一天"}),
            "first_code": simple("sale", "min", column="code"), "largest": simple("sale", "max", column="size"),
        },
        **more,
    }  # fmt: skip
    rows = """(1, DATE '2025-03-01', 1, '2025-01-01', TRUE, DATE '2025-04-01', 1.5), (2, DATE '2025-03-09', 3, 'b', FALSE, DATE '2025-04-02', 2.5),
        (3, DATE '2025-03-31', 3, 'ab', NULL, NULL, NULL), (4, DATE '2025-02-10', 1, 'b', FALSE, DATE '2025-04-05', 1.0)"""
    return parts, values("sale", "id, day, shop, code, open, due, size", rows)


@pytest.fixture(scope="module")
def shop(small):
    return small(*kiosk())


WRONG = [
    IS("shop", "abc"), IS("shop", "3"), IS("code", 3), IS("code", True), IS("open", "true"), IS("open", 1), IS("due", "soon"), IS("due", 3),
    q.In(dimension="shop", values=(1, "x")), q.Range(dimension="shop", low="a", high="b"), q.Range(dimension="due", high=5),
    q.Range(dimension="code", low=1), IS("size", dt.date(2025, 3, 1)), IS("shop", float("nan")), IS("size", float("inf"), "<"),
]  # fmt: skip


@pytest.mark.parametrize("where", WRONG, ids=str)
def test_a_value_that_a_dimension_cannot_have_is_refused_and_named(shop, where):
    for query in ({"where": where}, {"where": q.Not(part=where)}, {"measures": (q.Metric(name="sales", where=where),)},
                  {"by": (q.Groups(groups=(q.Group(label="x", where=where),)),)}):  # fmt: skip
        issue = (
            shop.refused("sales", period=MARCH, **query)
            if "measures" not in query
            else shop.refused(period=MARCH, **query)
        )
        assert issue.code == "value_type" and issue.params["dimension"] == where.dimension
    answer = shop.answer(q.Members(dimension="code", where=where))
    assert answer.status == "refused" and "is no value of" in answer.text


def test_the_refusal_names_the_nearest_members_in_both_languages(shop):
    query = q.Data(measures=(M("sales"),), where=IS("shop", "Oka"))
    assert shop.answer(query).text == "“Oka” is no value of shop. Closest: Oak."
    assert shop.answer(query, locale="zh").text.startswith("“Oka”不是门店的取值。")


def test_text_is_looked_for_in_text_alone(shop):
    for name in ("shop", "due", "open", "size"):
        assert shop.refused("sales", where=q.Contains(dimension=name, text="1"), period=MARCH).code == "no_text"
    assert shop.run("sales", where=q.Contains(dimension="code", text="B"), period=MARCH) == [(2,)]
    chinese = shop.answer(q.Data(measures=(M("sales"),), where=q.Contains(dimension="shop", text="1")), locale="zh")
    assert chinese.text == "门店不是文本，无法在其中查找。"


def test_what_json_reads_as_a_day_is_a_text_where_the_dimension_is(shop):
    query = '{"kind":"data","measures":[{"kind":"metric","name":"sales"}],"where":{"kind":"is","dimension":"%s","value":"%s"}}'
    for dimension, value, count in (("code", "2025-01-01", 1), ("due", "2025-04-02", 1), ("code", "2025-01-02", 0)):
        asked = query_adapter.validate_json(query % (dimension, value))
        assert shop.answer(asked).rows == ((count,),)
    assert shop.run("sales", where=IS("due", "2025-04-01"), period=MARCH) == [(1,)]
    assert shop.run("sales", where=q.Range(dimension="due", low="2025-04-02"), period=MARCH) == [(1,)]
    assert shop.run("sales", where=IS("shop", 3.0), period=MARCH) == [(2,)]
    assert shop.run("sales", where=IS("open", True), period=MARCH) == [(1,)]


COMPARE = (q.Compare(basis="previous_unit"),)


@pytest.mark.parametrize(
    "query",
    [
        {"measures": (M("last_day"),), "compare": COMPARE},
        {"measures": (M("sales"), M("first_code")), "compare": COMPARE},
        {"measures": (q.Combine(op="minus", measures=(M("last_day"), M("last_day"))),)},
        {"measures": (q.Combine(op="share", measures=(M("first_code"),)),), "by": BY("shop")},
        {"measures": (q.Fold(agg="avg", measure=M("last_day"), over=BY("shop")),)},
        {"measures": (q.Fold(agg="max", measure=M("last_day"), over=BY("shop")),), "compare": COMPARE},
        {"measures": (q.CountGroups(axis=BY("shop")[0], having=q.MeasureIs(measure=M("last_day"), op=">", value=1)),)},
        {"measures": (M("sales"),), "by": BY("shop"), "having": q.MeasureIs(measure=M("first_code"), op=">", value=1)},
    ],
)
def test_a_date_is_shown_and_not_calculated_with(shop, query):
    assert shop.refused(period=MARCH, **query).code == "no_number"
    chinese = shop.answer(q.Data(**query), locale="zh").text
    assert "是日期或文本" in chinese


def test_a_date_is_shown_ranked_and_picked(shop):
    day = dt.date(2025, 3, 31)
    assert shop.run("last_day", "first_code", "largest", period=MARCH) == [(day, "2025-01-01", 2.5)]
    assert "Mar 31, 2025" in shop.answer(q.Data(measures=(M("last_day"),), period=MARCH)).text
    best = shop.run("last_day", by=BY("shop"), order=(q.Order(measure=0),), top=q.Top(n=1), period=MARCH)
    assert best == [(3, day)]
    assert shop.run(measures=(q.Fold(agg="max", measure=M("last_day"), over=BY("shop")),), period=MARCH) == [(day,)]
    assert shop.run(measures=(q.Fold(agg="count", measure=M("last_day"), over=BY("shop")),), period=MARCH) == [(2,)]
    assert shop.run("largest", compare=COMPARE, period=MARCH)[0][0] == 2.5


def test_an_attribute_of_a_viewer_is_a_value_of_the_policys_dimension(small):
    policy = {"policies": [{"name": "own", "dimension": "shop", "attribute": "shops"}]}
    shop = small(
        *kiosk(targets=[{"metric": "sales", "period": "2025-03", "value": 2, "segment": {"shop": 3}}], **policy)
    )
    seen = lambda *shops: shop.run("sales", period=MARCH, viewer=Viewer(attributes={"shops": shops}))
    assert seen("3") == [(2,)] and seen("3.0") == [(2,)] and seen("1", "3") == [(3,)]
    assert seen("abc") == seen() == seen("nan") == [(0,)] and seen("abc", "1") == [(1,)]
    board = lambda *shops: shop.answer(
        q.Board(metrics=("sales",), where=IS("shop", 3)), viewer=Viewer(attributes={"shops": shops})
    )
    told = shop.answer(
        q.Data(measures=(M("sales"),), where=IS("shop", 3), period=MARCH), viewer=Viewer(attributes={"shops": ("3",)})
    )
    assert told.rows == ((2,),) and told.target is not None
    assert board("1").status == "refused"
    issue = shop.refused("sales", where=IS("shop", "Oka"), viewer=Viewer(attributes={"shops": ("3",)}))
    assert issue.code == "value_type" and issue.suggestions == ()


@pytest.mark.parametrize(
    ("metric", "words"),
    [
        ({"type": "ratio", "numerator": "last_day", "denominator": "sales"}, "last_day is a date or a text"),
        ({"type": "derived", "formula": "first_code + 1"}, "first_code is a date or a text"),
        ({"type": "balance", "table": "sale", "column": "code", "entity": ["shop"]}, "adds numbers up; code is text"),
        ({"type": "entity_count", "table": "sale", "entity": "shop", "having": {"agg": "max", "column": "due", "value": 1}}, "due is date"),
        ({"type": "entity_count", "table": "sale", "entity": "shop", "having": {"agg": "sum", "value": 1}}, "sum needs a column"),
    ],
)  # fmt: skip
def test_a_metric_that_calculates_with_dates_is_not_loaded(small, metric, words):
    parts, statement = kiosk()
    parts["metrics"]["odd"] = {"calculation": metric}
    with pytest.raises(ModelError, match=words):
        small(parts, statement)
    parts, statement = kiosk(targets=[{"metric": "last_day", "period": "2025", "value": 1}])
    with pytest.raises(ModelError, match="last_day is a date or a text: it has no target"):
        small(parts, statement)


def test_text_is_found_in_capitals_of_any_script(small):
    parts, _ = kiosk()
    rows = """(1, DATE '2025-03-01', 1, 'ΟΔΟΣ 7', TRUE, NULL::DATE, 1.5), (2, DATE '2025-03-09', 3, 'İzmir', FALSE, NULL, 2.5),
        (3, DATE '2025-03-31', 3, 'STRASSE', NULL, NULL, NULL)"""
    shop = small(parts, values("sale", "id, day, shop, code, open, due, size", rows))
    ask = lambda text: shop.run("sales", where=q.Contains(dimension="code", text=text), period=MARCH)[0][0]
    for text, count in (
        ("ΟΔΟΣ", 1),
        ("οδο", 1),
        ("İzmir", 1),
        ("İZMİR", 1),
        ("strasse", 1),
        ("ΣΟΔΟ", 0),
        ("zmir", 1),
        ("%", 0),
    ):
        gold = shop.sql(f"SELECT count(*) FROM sale WHERE contains(lower(code), lower('{text}'))")
        assert [(ask(text),)] == gold == [(count,)], text
