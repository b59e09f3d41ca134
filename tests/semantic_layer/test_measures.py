"""Measures beside each other, folded, grouped, compared and named: each against numbers that can be counted."""

import datetime as dt

import pytest
from small_models import columns, simple, values

from semantic_layer import query as q
from semantic_layer.issues import QueryRefused
from semantic_layer.query.canonical import canonical

TODAY = dt.date(2025, 5, 20)
LAST_YEAR = {"kind": "relative", "unit": "year", "offset": -1}
M, MARCH = lambda name, **more: q.Metric(name=name, **more), q.Named(unit="month", number=3, year=2025)
MONTH, DAY = q.Grain(unit="month"), q.Grain(unit="day")
QUARTER = q.Named(unit="quarter", number=1, year=2025)
PARTS = {
    "tables": {
        "sale": {"key": ["id"], "time": "day", "columns": columns(id="integer", day="date", shop="integer", amount="number", web="text")},
        "refund": {"key": ["id"], "time": "day", "columns": columns(id="integer", day="date", shop="integer", amount="number")},
        "shop": {"key": ["shop"], "columns": columns(shop="integer", area="text")},
    },
    "joins": [{"name": "s", "table": "sale", "to": "shop", "on": {"shop": "shop"}}, {"name": "r", "table": "refund", "to": "shop", "on": {"shop": "shop"}}],
    "dimensions": {"shop": {"table": "shop", "column": "shop"}, "area": {"table": "shop", "column": "area"}, "web": {"table": "sale", "column": "web"}},
    "metrics": {
        "sales": simple("sale"), "revenue": simple("sale", "sum", "amount", unit="EUR"), "refunds": simple("refund", "sum", "amount", unit="EUR"),
        "refund_count": simple("refund"), "having": simple("sale"), "k0": simple("sale", "sum", "amount"),
        "sales_monthly": simple("sale", default_period={"kind": "relative", "unit": "month", "offset": -1}),
        "refund_rate": {"calculation": {"type": "ratio", "numerator": "refunds", "denominator": "revenue"}, "unit": "share"},
        "odd": {"calculation": {"type": "derived", "formula": "sales / (revenue / (refund_count - refund_count))"}},
        "share_of_company": {"calculation": {"type": "ratio", "numerator": "sales", "denominator": "sales", "denominator_ignores": ["shop", "area"]}, "unit": "share"},
        "web_share": {"calculation": {"type": "ratio", "numerator": {"metric": "sales", "where": [{"field": "web", "value": "yes"}]}, "denominator": "sales"}, "unit": "share"},
    },
}  # fmt: skip
#: Three sales a day from 1 January to 19 May 2025: shops 1 and 2, or none; shop 3 sells on 1 March only, shop 4 never.
SQL = [
    "CREATE TABLE shop AS SELECT * FROM (VALUES (1, 'N'), (2, 'N'), (3, 'S'), (4, 'W')) t(shop, area)",
    """CREATE TABLE sale AS SELECT 3 * d + k AS id, DATE '2025-01-01' + d::INT AS day,
       CASE WHEN k = 2 THEN NULL WHEN d = 59 AND k = 0 THEN 3 ELSE k + 1 END AS shop,
       (1 + k)::DOUBLE AS amount, CASE WHEN d % 2 = 0 THEN 'yes' ELSE 'no' END AS web FROM range(0, 139) r(d), range(0, 3) s(k)""",
    "CREATE TABLE refund AS SELECT i AS id, DATE '2025-01-01' + i::INT AS day, 1 + i % 2 AS shop, 1.0::DOUBLE AS amount FROM range(0, 124) r(i)",
    'CREATE TABLE f0 AS SELECT 1 AS id', 'CREATE TABLE g AS SELECT * FROM sale',
]  # fmt: skip


@pytest.fixture(scope="module")
def world(small):
    return small(PARTS, *SQL, today=TODAY, default_period=LAST_YEAR)


def refused(world, **query):
    with pytest.raises(QueryRefused) as caught:
        world.rows(**query)
    return [issue.code for issue in caught.value.issues]


# --- measures whose data end on different days ----------------------------------------------------


def test_what_is_put_into_one_number_ends_on_one_day(world):
    """Refunds are known up to 4 May, sales up to 19 May: a quotient of the question is the metric's."""
    this_month = q.Relative(unit="month")
    quotient = q.Combine(op="divide", measures=(M("refunds"), M("revenue")))
    assert world.rows(measures=(quotient,), period=this_month) == world.rows(
        measures=(M("refund_rate"),), period=this_month
    )
    less = q.Combine(op="minus", measures=(M("revenue"), M("refunds")))
    assert world.rows(measures=(less,), period=this_month) == [(4 * 6.0 - 4,)]
    folds = tuple(q.Fold(agg="sum", measure=M(name), over=(q.Dimension(name="shop"),)) for name in ("revenue", "refunds"))  # fmt: skip
    assert world.rows(measures=(q.Combine(op="minus", measures=folds),), period=this_month) == [(20.0,)]


def test_measures_on_other_days_say_so(world):
    asked = q.Data(measures=(M("sales"), M("refund_count")), period=q.Relative(unit="month"))
    answer = world.answer(asked)
    assert answer.rows == ((57, 4),) and "(May 1 – 19, 2025)" in answer.text and "(May 1 – 4, 2025)" in answer.text
    assert "other_days" in [issue.code for issue in answer.warnings]
    assert "other_days" in [issue.code for issue in world.answer(asked, "zh").warnings]


def test_no_rows_are_zero_only_where_there_could_be_rows(world):
    days = q.Explicit(start=dt.date(2025, 5, 4), end=dt.date(2025, 5, 6))
    rows = world.rows(measures=(M("sales"), M("refund_count")), by=(DAY,), period=days)
    assert rows == [(dt.date(2025, 5, 4), 3, 1), (dt.date(2025, 5, 5), 3, None)]
    own = (M("sales", period=MARCH), M("sales", period=q.Named(unit="month", number=4, year=2025)))
    assert world.rows(measures=own, by=(MONTH,)) == [(dt.date(2025, 3, 1), 93, None), (dt.date(2025, 4, 1), None, 90)]


def test_without_a_period_all_measures_have_one(world):
    answer = world.answer(q.Data(measures=(M("sales"), M("sales_monthly"))))
    assert answer.status == "refused"
    quotient = q.Combine(op="divide", measures=(M("sales"), M("sales_monthly")))
    alone = world.compile(measures=(M("sales_monthly"), M("sales_monthly")))
    assert str(alone.period.start) == "2025-04-01"
    assert world.rows(measures=(quotient,), period=MARCH) == [(1.0,)]


# --- who is folded over, and who has nothing ------------------------------------------------------


def test_a_fold_over_members_is_the_same_alone_and_by_month(world):
    fold = q.Fold(agg="avg", measure=M("sales"), over=(q.Dimension(name="shop"),))
    whole = world.rows(measures=(fold,), period=MARCH)
    # 62 sales in shops: 30 and 31 of shops 1 and 2, 1 of shop 3; those without a shop are of no shop.
    assert whole == [(62 / 3,)]
    by_month = dict(world.rows(measures=(fold,), by=(MONTH,), period=QUARTER))
    assert by_month[dt.date(2025, 3, 1)] == whole[0][0] and by_month[dt.date(2025, 1, 1)] == 31
    assert [note.code for note in world.compile(measures=(fold,), period=MARCH).notes] == ["fold_members"]
    best = q.Fold(agg="max", measure=M("revenue"), over=(q.Dimension(name="shop"),))
    assert world.rows(measures=(best,), period=MARCH) == [(62.0,)]
    total = q.Fold(agg="sum", measure=M("sales"), over=(q.Dimension(name="shop"),))
    assert world.rows(measures=(total,), period=MARCH) == world.rows(measures=(M("sales"),), period=MARCH)


def test_months_without_rows_count_in_an_average_over_months(world):
    fold = q.Fold(agg="avg", measure=M("sales"), over=(MONTH,))
    rows = dict(world.rows(measures=(fold,), by=(q.Dimension(name="shop"),), period=QUARTER))
    assert rows[3] == pytest.approx(1 / 3) and rows[1] == pytest.approx(89 / 3)


def test_who_has_none_is_among_the_fewest(world):
    few = {"measures": (M("sales"),), "by": (q.Dimension(name="shop"),), "period": MARCH}
    assert world.rows(**few, order=(q.Order(measure=0, descending=False),), top=q.Top(n=1)) == [(4, 0)]
    assert world.rows(**few, having=q.MeasureIs(measure=M("sales"), op="<", value=5)) == [(3, 1), (4, 0)]
    assert (4, 0) not in world.rows(**few) and (4, 0) not in world.rows(
        **few, having=q.MeasureIs(measure=M("sales"), op=">", value=5)
    )
    north = world.rows(
        **few, where=q.Is(dimension="area", value="N"), order=(q.Order(measure=0, descending=False),), top=q.Top(n=5)
    )
    assert [shop for shop, _ in north] == [1, 2]
    code = "members_without_rows"
    assert code in [n.code for n in world.compile(**few, order=(q.Order(measure=0, descending=False),)).notes]
    assert code not in [n.code for n in world.compile(**few).notes]


def test_who_is_not_there_is_not_one_who_has_none(small):
    """Shop 4 opens on 1 March, shop 5 closed on 15 January: each is there in the months that hold a day of it."""
    shops = "(1, 'N', NULL, NULL), (2, 'N', NULL, NULL), (4, 'W', DATE '2025-03-01', NULL), (5, 'W', NULL, DATE '2025-01-15')"
    sql = [f"CREATE TABLE shop AS SELECT * FROM (VALUES {shops}) t(shop, area, opened, closed)", *SQL[1:3]]
    table = {"key": ["shop"], "columns": columns(shop="integer", area="text", opened="date", closed="date")}
    shop = {"table": "shop", "column": "shop", "valid_from": "opened", "valid_to": "closed"}
    tables = PARTS["tables"] | {"shop": table}
    dimensions = PARTS["dimensions"] | {"shop": shop, "area": shop | {"column": "area"}}
    world = small(PARTS | {"tables": tables, "dimensions": dimensions}, *sql, today=TODAY, default_period=LAST_YEAR)
    having = q.MeasureIs(measure=M("sales"), op="=", value=0)
    asked = {"measures": (M("sales"),), "having": having}
    found = world.rows(**asked, by=(q.Dimension(name="shop"), MONTH), period=QUARTER)
    assert set(found) == {(4, dt.date(2025, 3, 1), 0), (5, dt.date(2025, 1, 1), 0)}
    for month, shops in ((1, [5]), (2, []), (3, [4])):
        period = q.Named(unit="month", number=month, year=2025)
        assert [row[0] for row in world.rows(**asked, by=(q.Dimension(name="shop"),), period=period)] == shops
        areas = world.rows(**asked, by=(q.Dimension(name="area"),), period=period)
        assert areas == ([("W", 0)] if shops else [])


def test_who_has_none_is_counted_where_none_is_few_enough(world):
    def count(op, value, **more):
        having = q.MeasureIs(measure=M("sales"), op=op, value=value)
        measure = q.CountGroups(axis=q.Dimension(name="shop"), having=more.pop("wrap", lambda x: x)(having))
        return world.rows(measures=(measure,), **more)

    assert count("<", 5, period=MARCH) == [(2,)] and count("=", 0, period=MARCH) == [(1,)]
    assert count(">", 5, period=MARCH) == [(2,)]
    assert count(">", 5, period=MARCH, wrap=lambda x: q.Not(part=x)) == [(2,)]
    assert count("<", 5, by=(MONTH,), period=QUARTER) == [
        (dt.date(2025, 1, 1), 2), (dt.date(2025, 2, 1), 2), (dt.date(2025, 3, 1), 2),
    ]  # fmt: skip
    revenue = q.MeasureIs(measure=M("revenue"), op="<", value=5)
    # No rows are no revenue, and not a revenue of 0: that is what the metric says.
    assert world.rows(measures=(q.CountGroups(axis=q.Dimension(name="shop"), having=revenue),), period=MARCH) == [(1,)]


# --- groups of the question's own -----------------------------------------------------------------


def test_groups_have_a_label_each():
    parts = tuple(q.Group(label="z", where=q.Is(dimension="area", value=value)) for value in "NS")
    with pytest.raises(ValueError, match="two groups have one label"):
        q.Groups(groups=parts)


def test_groups_of_what_a_metric_ignores_leave_it_whole_as_a_filter_does(small):
    parts = {
        "tables": {"call": {"key": ["id"], "time": "day", "columns": columns(id="integer", day="date", agent="text", line="text")}},
        "dimensions": {"agent": {"table": "call", "column": "agent"}, "line": {"table": "call", "column": "line"}},
        "metrics": {"calls": simple("call"), "load": simple("call", ignores=["agent"], where=[{"field": "agent", "op": "!=", "value": "dan"}])},
    }  # fmt: skip
    desk = small(parts, values("call", "id, day, agent, line", """(1, DATE '2025-03-01', 'ann', 'x'), (2, DATE '2025-03-02', 'bob', 'y'),
        (3, DATE '2025-03-03', 'ann', 'y'), (4, DATE '2025-03-04', 'dan', 'y')"""))  # fmt: skip
    ann, dan = q.Is(dimension="agent", value="ann"), q.Is(dimension="agent", value="dan")
    there = q.And(parts=(ann, q.Is(dimension="line", value="y")))
    groups = q.Groups(
        groups=tuple(q.Group(label=label, where=where) for label, where in (("ann", ann), ("dan", dan), ("y", there)))
    )
    assert desk.run("load", "calls", by=(groups,)) == [("ann", 3, 2), ("dan", 3, 1), ("y", 2, 1)]
    for group in groups.groups:
        assert desk.run("load", where=group.where) == [
            row[1:] for row in desk.run("load", by=(groups,)) if row[0] == group.label
        ]


def test_groups_may_overlap_and_may_be_empty(world):
    groups = q.Groups(groups=(
        q.Group(label="N", where=q.Is(dimension="area", value="N")), q.Group(label="web", where=q.Is(dimension="web", value="yes")),
        q.Group(label="W", where=q.Is(dimension="area", value="W")),
    ))  # fmt: skip
    found = dict(world.rows(measures=(M("sales"),), by=(groups,), period=MARCH))
    for group in groups.groups:
        assert [(found[group.label],)] == world.rows(measures=(M("sales"),), where=group.where, period=MARCH)
    assert found["W"] == 0 and len(found) == 3
    by_month = world.rows(measures=(M("sales"),), by=(groups, MONTH), period=QUARTER)
    assert len(by_month) == 9 and ("W", dt.date(2025, 2, 1), 0) in by_month


# --- shares, changes and formulas -----------------------------------------------------------------


def test_a_share_may_leave_out_time_and_nothing_that_is_not_there(world):
    share = q.Combine(op="share", measures=(M("sales"),), without=("month",))
    rows = world.rows(measures=(share,), by=(MONTH,), period=QUARTER)
    assert [value for _, value in rows] == [31 / 90, 28 / 90, 31 / 90]
    assert refused(world, measures=(q.Combine(op="share", measures=(M("sales"),), without=("aera",)),), by=(q.Dimension(name="area"),), period=MARCH) == ["no_such_axis"]  # fmt: skip


def test_a_denominator_ignores_what_it_declares(world):
    rows = world.rows(measures=(M("share_of_company"),), by=(q.Dimension(name="shop"),), period=MARCH)
    assert sum(value for _, value in rows) == pytest.approx(1) and dict(rows)[3] == 1 / 93
    where = q.And(parts=(q.Is(dimension="area", value="N"), q.Is(dimension="web", value="yes")))
    # The filter on the area is ignored below, that on the web is not; in whatever bracket they stand.
    expected = world.rows(measures=(M("share_of_company"),), where=where, period=MARCH)
    nested = q.And(parts=(q.And(parts=(q.Is(dimension="area", value="N"),)), q.Is(dimension="web", value="yes")))
    assert world.rows(measures=(M("share_of_company", where=nested),), period=MARCH) == expected
    top = world.rows(measures=(M("sales"),), where=where, period=MARCH)[0][0]
    below = world.rows(measures=(M("sales"),), where=q.Is(dimension="web", value="yes"), period=MARCH)[0][0]
    assert expected == [(top / below,)]
    mixed = q.Or(parts=(q.Is(dimension="area", value="N"), q.Is(dimension="web", value="yes")))
    assert refused(world, measures=(M("share_of_company"),), where=mixed, period=MARCH) == ["mixed_condition"]


def test_nothing_divided_by_nothing_within_a_division_is_nothing(world):
    assert world.rows(measures=(M("odd"),), period=MARCH) == [(None,)]


def test_a_change_is_no_value_to_be_compared_again(world):
    april = q.Named(unit="month", number=4, year=2025)
    compare = (q.Compare(basis="previous_unit"),)
    change = q.Combine(op="change", measures=(M("sales"),))
    answer = world.answer(q.Data(measures=(change,), period=april, compare=compare))
    assert answer.rows == ((-3,),) and len(answer.columns) == 1 and "unchanged" not in answer.text
    points = q.Combine(op="change", measures=(M("web_share"),))
    assert world.compile(measures=(points,), period=april, compare=compare).columns[0].unit == "percentage_point"
    totals = q.Data(measures=(M("sales"), change), by=(MONTH,), period=QUARTER, compare=compare, totals=True)
    answer = world.answer(totals)
    assert answer.status == "answered" and answer.totals.row[1] == 270 and answer.totals.row[-1] is None


def test_a_relative_change_is_a_share_of_the_size_of_what_was(world):
    april, before = q.Named(unit="month", number=4, year=2025), (q.Compare(basis="previous_unit"),)
    relative = q.Combine(op="change_pct", measures=(M("sales"),))
    ((march,),) = world.rows(measures=(M("sales"),), period=MARCH)
    asked = {"period": april, "compare": before}
    assert world.rows(measures=(relative,), **asked) == [(pytest.approx(-3 / march),)]
    column = world.compile(measures=(relative,), **asked).columns[0]
    assert (column.name, column.unit) == ("sales_change_pct", "share")

    def shops(op, value):
        having = q.MeasureIs(measure=relative, op=op, value=value)
        return world.rows(measures=(q.CountGroups(axis=q.Dimension(name="shop"), having=having),), **asked)[0][0]

    months = [
        dict(world.rows(measures=(M("sales"),), by=(q.Dimension(name="shop"),), period=period))
        for period in (MARCH, april)
    ]
    moved = [(months[1].get(shop, 0) - value) / value for shop, value in months[0].items() if value]
    assert shops(">", 0.1) == sum(each > 0.1 for each in moved) and shops("<", -0.1) == sum(
        each < -0.1 for each in moved
    )
    assert shops(">", 0.1) + shops("<", -0.1) > 0


def test_a_fold_is_called_what_it_is(world):
    def shown(agg, locale="en"):
        fold = q.Fold(agg=agg, measure=M("revenue"), over=(q.Dimension(name="shop"),))
        return world.answer(q.Data(measures=(fold,), period=MARCH), locale)

    assert "median revenue" in shown("median").text and "€" not in shown("count").text
    assert "highest revenue" in shown("max").text and "最低值" in shown("min", "zh").text
    assert shown("count").columns[0].unit == "count" and shown("count").rows == ((3,),)


# --- names ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("alias", ["k0", "l0", "v0", "m0", "rank", "rank__", "h", "having", "one"])
def test_a_column_may_have_any_name_but_another_column_s(world, alias):
    net = q.Combine(op="minus", measures=(M("revenue"), M("revenue")), alias=alias)
    more = {"by": (q.Dimension(name="shop"),), "period": MARCH, "order": (q.Order(measure=0),), "top": q.Top(n=9)}
    assert dict(world.rows(measures=(net,), **more)) == {1: 0.0, 2: 0.0, 3: 0.0, None: 0.0}
    assert refused(world, measures=(net.model_copy(update={"alias": "shop"}),), **more) == ["duplicate_column"]


@pytest.mark.parametrize("name", ["having", "k0"])
def test_a_metric_may_have_any_name(world, name):
    having = q.MeasureIs(measure=M("sales"), op=">", value=40)
    plain = "sales" if name == "having" else "revenue"
    rows = [world.rows(measures=(M(each),), by=(q.Dimension(name="web"),), period=MARCH, having=having) for each in (name, plain)]  # fmt: skip
    assert rows[0] == rows[1] and len(rows[0]) == 2


def test_a_table_of_the_warehouse_may_be_called_like_one_of_the_statement(small):
    tables = {**PARTS["tables"], "g": {**PARTS["tables"]["sale"]}, "f0": {"key": ["id"], "columns": columns(id="integer")}}  # fmt: skip
    joins = [*PARTS["joins"], {"name": "to_f0", "table": "g", "to": "f0", "on": {"id": "id"}}]
    metrics = {"sales": simple("sale"), "others": simple("g", "sum", "amount")}
    dimensions = {"one": {"table": "f0", "column": "id"}}
    parts = {"tables": tables, "joins": joins, "metrics": metrics, "dimensions": dimensions}
    world = small(parts, *SQL, today=TODAY, default_period=LAST_YEAR)
    assert world.rows(measures=(M("sales"), M("others")), period=MARCH) == [(93, 186.0)]
    rows = dict(world.rows(measures=(M("others"),), by=(q.Dimension(name="one"),), period=q.AllTime()))
    assert rows == {1: 2.0, None: 139 * 6.0 - 2.0}


def test_of_two_time_axes_the_finer_is_what_the_unit_before_is_of(world):
    plain = {"measures": (M("sales"),), "period": QUARTER, "by": (q.Grain(unit="quarter"), MONTH)}
    coarse = q.Data(**plain, compare=(q.Compare(basis="previous_unit", unit="quarter"),))
    fine = q.Data(**plain, compare=(q.Compare(basis="previous_unit", unit="month"),))
    unsaid = q.Data(**plain, compare=(q.Compare(basis="previous_unit"),))
    assert canonical(unsaid) == canonical(fine) != canonical(coarse)


def test_an_order_by_what_is_not_there_is_refused(world):
    more = {"by": (q.Dimension(name="shop"),), "period": MARCH, "compare": (q.Compare(basis="previous_unit"),)}
    assert refused(world, measures=(M("web_share"),), **more, order=(q.Order(measure=0, side="change_pct"),)) == ["no_such_side"]  # fmt: skip


def test_parts_of_units_in_an_average_are_said(world):
    fold = q.Fold(agg="avg", measure=M("sales"), over=(q.Grain(unit="week"),))
    february = q.Named(unit="month", number=2, year=2025)
    assert "partial_units" in [note.code for note in world.compile(measures=(fold,), period=february).notes]
    months = q.Fold(agg="avg", measure=M("sales"), over=(MONTH,))
    assert "partial_units" not in [note.code for note in world.compile(measures=(months,), period=QUARTER).notes]
