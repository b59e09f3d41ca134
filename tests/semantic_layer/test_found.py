"""What generated questions found once: each as small as it gets, against SQL or arithmetic by hand."""

import datetime as dt

import pytest

from semantic_layer import query as q
from semantic_layer.compiler.compile import compile_query
from semantic_layer.issues import NotYet, QueryRefused
from semantic_layer.model.definitions import MetricDef
from semantic_layer.session import Session, Viewer

TODAY = dt.date(2026, 4, 1)
FIRST_QUARTER = q.Named(unit="quarter", number=1, year=2026)


def added(model, **metrics):
    """The model with metrics more."""
    made = {name: MetricDef.model_validate({"calculation": how}) for name, how in metrics.items()}
    return model.model_copy(update={"metrics": model.metrics | made})


def run(engine, model, **query):
    return engine.run(compile_query(q.Data(**query), model, Session(today=TODAY), engine.state(TODAY))).rows


def test_what_is_derived_of_a_retention_is_computed(clinics):
    model = added(clinics.model, churn={"type": "derived", "formula": "1 - loyalty"})
    measures = (q.Metric(name="churn"), q.Metric(name="loyalty"))
    rows = run(clinics, model, measures=measures, by=(q.Grain(unit="month"),), period=FIRST_QUARTER)
    assert len(rows) == 3 and all(churn == pytest.approx(1 - kept) for _, churn, kept in rows if kept is not None)
    assert run(clinics, model, measures=measures[:1], period=FIRST_QUARTER)[0][0] is not None


def test_a_running_retention_is_refused(clinics):
    model = added(clinics.model, long_loyalty={"type": "cumulative", "metric": "loyalty", "window": 3, "unit": "month"})
    with pytest.raises(NotYet):
        run(clinics, model, measures=(q.Metric(name="long_loyalty"),), period=FIRST_QUARTER)


def test_a_headcount_of_nobody_is_0_with_a_grain_as_without(shop):
    def staff(**more):
        session = Session(today=dt.date(2026, 11, 23), viewer=Viewer(roles=("head_office",)))
        state = shop.warehouse.state(shop.model, session.today)
        query = q.Data(measures=(q.Metric(name="staff_count"),), **more)
        return shop.warehouse.run(compile_query(query, shop.model, session, state)).rows

    years = dict(
        staff(by=(q.Grain(unit="year"),), period=q.Explicit(start=dt.date(2023, 1, 1), end=dt.date(2025, 1, 1)))
    )
    assert years == {dt.date(2023, 1, 1): 0, dt.date(2024, 1, 1): 1}
    assert staff(period=q.Named(unit="year", year=2023)) == ((0,),)


def test_is_not_across_a_fan_out_is_what_not_is(clinics, clinics_sql):
    year = q.Named(unit="year", year=2025)
    ask = lambda where: run(clinics, clinics.model, measures=(q.Metric(name="all_visits"),), where=where, period=year)
    other = ask(q.Is(dimension="code", op="!=", value="c1"))
    assert other == ask(q.Not(part=q.Is(dimension="code", value="c1")))
    day = "(begun_at AT TIME ZONE 'Asia/Tokyo')::DATE"
    gold = clinics_sql(f"""SELECT COUNT(*) FROM visit WHERE year({day}) = 2025
        AND visit_id NOT IN (SELECT visit_id FROM item WHERE code = 'c1')""")
    assert list(other) == gold


def test_a_change_against_nothing_is_refused(clinics):
    change = q.Combine(op="change", measures=(q.Metric(name="fees"),))
    with pytest.raises(QueryRefused) as refused:
        run(clinics, clinics.model, measures=(change,), period=FIRST_QUARTER)
    assert refused.value.issues[0].code == "no_comparison"


def test_the_order_of_measures_does_not_say_which_days_are_shown(clinics):
    # Stock was last counted on 22 March; the last credit is of the 19th.
    model = added(clinics.model, counts={"type": "simple", "table": "stock", "agg": "count"})
    march = q.Explicit(start=dt.date(2026, 3, 15), end=dt.date(2026, 4, 1))
    measures = (q.Metric(name="counts"), q.Metric(name="credits"))
    for order in (measures, measures[::-1]):
        rows = run(clinics, model, measures=order, by=(q.Grain(unit="day"),), period=march)
        assert [row[0].day for row in rows] == list(range(15, 23))


def test_rows_without_a_day_are_refused_and_say_why(clinics):
    model = added(clinics.model, registered={"type": "simple", "table": "patient", "agg": "count"})
    with pytest.raises(QueryRefused) as refused:
        run(clinics, model, measures=(q.Metric(name="registered"),), period=FIRST_QUARTER)
    assert [issue.code for issue in refused.value.issues] == ["as_of_now_only"]
