"""Contributions add up to the change, row by row against SQL written by hand; what has none is refused."""

import datetime as dt
import shutil

import pytest

from nlq.engine import open_engine
from semantic_layer import query as q
from semantic_layer.compiler.compile import compile_query
from semantic_layer.explain import Pair, can_explain, explain, explanation_of
from semantic_layer.issues import QueryRefused
from semantic_layer.session import Session, Viewer

TODAY = dt.date(2026, 4, 1)
DAY = "(begun_at AT TIME ZONE 'Asia/Tokyo')::DATE"
M = lambda name, **more: q.Metric(name=name, **more)
MONTH = lambda number, year=2026: q.Named(unit="month", number=number, year=year)
AGAINST = lambda number, year=2026: q.Compare(basis="period", period=MONTH(number, year))
JANUARY, MARCH = {"period": MONTH(1)}, {"period": MONTH(3), "compare": AGAINST(1)}
QUIET = q.Explicit(start=dt.date(2026, 2, 3), end=dt.date(2026, 2, 20))
TO_QUIET = q.Compare(basis="period", period=QUIET)
DAYS = {
    12: ("2025-12-01", "2026-01-01"), 1: ("2026-01-01", "2026-02-01"), 3: ("2026-03-01", "2026-04-01"),
}  # fmt: skip


def explained(engine, measure, session=None, **parts):
    session = session or Session(today=TODAY)
    seen = engine.seen_by(session.viewer)
    asked = []

    def run(data):
        asked.append(data)
        compiled = engine.compile(data, session)
        return compiled, engine.run(compiled)

    measure = M(measure) if isinstance(measure, str) else measure
    found = explain(q.Explain(measure=measure, **parts), run, seen.model, seen.index.sizes)
    assert len(asked) <= 6
    return found


def parts_of(found, place=0):
    return {part.label: part for part in found.splits[place].parts}


def refusal(engine, measure, **parts):
    with pytest.raises(QueryRefused) as refused:
        explained(engine, measure, **parts)
    return refused.value.issues[0].code


# --- sums -----------------------------------------------------------------------------------------


def fees_by(column, before, now, value="SUM(fee)", where="state <> 'missed'"):
    (a, b), (c, d) = DAYS[before], DAYS[now]
    return f"""SELECT {column}, {value} FILTER ({DAY} >= '{a}' AND {DAY} < '{b}'), {value} FILTER ({DAY} >= '{c}' AND {DAY} < '{d}')
        FROM visit LEFT JOIN clinic USING (clinic_id) LEFT JOIN patient USING (patient_id) WHERE {where} GROUP BY 1"""


@pytest.mark.parametrize(("dimension", "column"), [("area", "area"), ("clinic", "name"), ("plan", "plan")])
@pytest.mark.parametrize(("metric", "value"), [("fees", "SUM(fee)"), ("visits", "COUNT(*)")])
def test_a_member_contributes_its_value_now_less_before(clinics, clinics_sql, dimension, column, metric, value):
    found = explained(clinics, metric, by=(dimension,), **JANUARY)
    gold = {row[0]: row[1:] for row in clinics_sql(fees_by(column, 12, 1, value)) if row[1] or row[2]}
    mine = parts_of(found)
    # Visits with no clinic and of a clinic that is not there are one group of their own.
    assert set(mine) == set(gold) and None in gold
    for label, (before, now) in gold.items():
        assert mine[label].change == pytest.approx((now or 0) - (before or 0))
    assert sum(part.change for part in mine.values()) == pytest.approx(found.change)
    assert found.change == pytest.approx(sum((n or 0) - (b or 0) for b, n in gold.values()))
    sizes = [abs(part.change) for part in found.splits[0].parts]
    assert sizes == sorted(sizes, reverse=True)


def test_a_member_that_is_gone_takes_all_it_had(clinics, clinics_sql):
    gone = parts_of(explained(clinics, "fees", by=("clinic",), **MARCH))["Ash"]
    before = clinics_sql(fees_by("name", 1, 3, where="state <> 'missed' AND name = 'Ash'"))[0][1]
    assert (gone.value, gone.change) == (None, -before)


def test_filters_of_the_question_and_of_the_measure_hold(clinics, clinics_sql):
    where = q.Is(dimension="plan", value="plus")
    for found in (
        explained(clinics, "fees", by=("area",), where=where, **JANUARY),
        explained(clinics, M("fees", where=where), by=("area",), **JANUARY),
    ):
        gold = {
            row[0]: row[2] - row[1]
            for row in clinics_sql(fees_by("area", 12, 1, where="state <> 'missed' AND plan = 'plus'"))
        }
        assert {label: part.change for label, part in parts_of(found).items()} == pytest.approx(gold)


def test_first_times_running_values_and_stocks_split_by_dimension(clinics, clinics_sql):
    first = parts_of(explained(clinics, "new_patients", by=("area",), period=MONTH(1, 2025), compare=AGAINST(12, 2024)))
    gold = clinics_sql(
        f"""SELECT area, COUNT(*) FILTER (day >= '2025-01-01' AND day < '2025-02-01') - COUNT(*) FILTER (day < '2025-01-01' AND day >= '2024-12-01')
        FROM (SELECT area, {DAY} AS day, row_number() OVER (PARTITION BY patient_id ORDER BY begun_at, visit_id) AS place
              FROM visit LEFT JOIN clinic USING (clinic_id) WHERE patient_id IS NOT NULL) WHERE place = 1 AND day < '2025-02-01' GROUP BY 1"""
    )
    assert {label: part.change for label, part in first.items()} == dict(gold)
    running = explained(clinics, "running_fees", by=("area",), period=MONTH(1), compare=AGAINST(12, 2025))
    gold = clinics_sql(
        f"""SELECT area, SUM(fee) FILTER ({DAY} >= '2026-01-01' AND {DAY} < '2026-02-01') - SUM(fee) FILTER ({DAY} >= '2025-01-01' AND {DAY} < '2026-01-01')
        FROM visit LEFT JOIN clinic USING (clinic_id) WHERE state <> 'missed' GROUP BY 1"""
    )
    assert {label: part.change for label, part in parts_of(running).items()} == pytest.approx(dict(gold))
    stock = explained(clinics, "doses", by=("area",), **JANUARY)
    assert sum(part.change for part in stock.splits[0].parts) == stock.change != 0


def test_entities_split_by_what_is_theirs_alone(clinics, clinics_sql):
    found = explained(clinics, "patients", by=("plan",), **JANUARY)
    gold = clinics_sql(fees_by("plan", 12, 1, "COUNT(DISTINCT patient_id)", "patient_id IS NOT NULL"))
    assert {label: part.change for label, part in parts_of(found).items() if label} == {
        row[0]: row[2] - row[1] for row in gold if row[0]
    }
    # A patient is seen in two areas, and had two cards; his card of today is one.
    assert refusal(clinics, "patients", by=("area",), **JANUARY) == "not_additive"
    assert refusal(clinics, "patients", by=("tier",), **JANUARY) == "not_additive"
    today = explained(clinics, "patients", by=("tier_now",), **JANUARY)
    assert sum(part.change for part in today.splits[0].parts) == today.change
    assert [note.code for note in today.notes] == ["as_of_today"]


# --- ratios and averages --------------------------------------------------------------------------


def check_ratio(found, gold):
    """Hold parts against (label, n0, d0, n1, d1), worked out in another order than the product does."""
    tops, bottoms = ([sum(row[place] or 0 for row in gold) for place in places] for places in ((1, 3), (2, 4)))
    whole = [top / bottom for top, bottom in zip(tops, bottoms, strict=True)]
    mine = parts_of(found)
    assert set(mine) == {row[0] for row in gold}
    for label, n0, d0, n1, d1 in gold:
        weights = (d0 or 0) / bottoms[0], (d1 or 0) / bottoms[1]
        if d0 and d1:
            rates = n0 / d0, n1 / d1
            assert mine[label].rate == pytest.approx(sum(weights) / 2 * (rates[1] - rates[0]))
            assert mine[label].mix == pytest.approx((weights[1] - weights[0]) * (sum(rates) / 2 - sum(whole) / 2))
        else:
            assert mine[label].rate == 0
    assert sum(part.change for part in mine.values()) == pytest.approx(whole[1] - whole[0])
    assert found.change == pytest.approx(whole[1] - whole[0])


def ratio_rows(column, top, bottom, before, now):
    sides = [
        f"{value} FILTER ({DAY} >= '{DAYS[month][0]}' AND {DAY} < '{DAYS[month][1]}')"
        for month in (before, now)
        for value in (top, bottom)
    ]
    return f"SELECT {column}, {', '.join(sides)} FROM visit LEFT JOIN clinic USING (clinic_id) LEFT JOIN patient USING (patient_id) GROUP BY 1"


@pytest.mark.parametrize(("dimension", "column"), [("area", "area"), ("plan", "plan")])
def test_a_rate_is_split_into_rate_and_mix(clinics, clinics_sql, dimension, column):
    gold = clinics_sql(ratio_rows(column, "COUNT(CASE WHEN state = 'missed' THEN 1 END)", "COUNT(*)", 12, 1))
    check_ratio(explained(clinics, "missed_rate", by=(dimension,), **JANUARY), gold)


def test_a_rate_whose_member_is_gone(clinics, clinics_sql):
    gold = clinics_sql(
        ratio_rows(
            "name",
            "SUM(CASE WHEN state <> 'missed' THEN fee END)",
            "COUNT(CASE WHEN state <> 'missed' THEN 1 END)",
            1,
            3,
        )
    )
    found = explained(clinics, "fee_per_visit", by=("clinic",), **MARCH)
    check_ratio(found, [row for row in gold if any(row[1:])])
    assert parts_of(found)["Ash"].rate == 0 and parts_of(found)["Ash"].mix != 0


def test_an_average_is_its_sum_over_its_number(clinics, clinics_sql):
    found = explained(clinics, "average_fee", by=("plan",), **JANUARY)
    check_ratio(found, clinics_sql(ratio_rows("plan", "SUM(fee)", "COUNT(fee)", 12, 1)))
    (a, b), (c, d) = DAYS[12], DAYS[1]
    count = f"SELECT COUNT(fee) FROM visit WHERE {DAY} >= "
    assert found.denominator == Pair(
        *(clinics_sql(f"{count}'{x}' AND {DAY} < '{y}'")[0][0] for x, y in ((a, b), (c, d)))
    )


# --- derived metrics, on the shop -----------------------------------------------------------------


def shop_explained(shop, measure, today=dt.date(2026, 11, 23), **parts):
    session = Session(today=today, viewer=Viewer(roles=("head_office",)))

    def run(data):
        compiled = compile_query(data, shop.model, session, shop.warehouse.state(shop.model, today))
        return compiled, shop.warehouse.run(compiled)

    sizes = {name: len(shop.warehouse.members(shop.model, name)) for name in shop.model.dimensions}
    return explain(q.Explain(measure=measure, **parts), run, shop.model, sizes)


def test_a_difference_is_split_by_member_and_by_input(shop):
    """A tier without refunds is there: its missing sum takes nothing away."""
    week = q.Explicit(start=dt.date(2026, 10, 5), end=dt.date(2026, 10, 12))
    found = shop_explained(shop, M("net_takings"), by=("tier",), period=week)
    week = "{0} >= '2026-10-05' AND {0} < '2026-10-12'"
    before = "{0} >= '2026-09-28' AND {0} < '2026-10-05'"
    sold, back = "(ordered_at AT TIME ZONE 'Asia/Shanghai')::DATE", "refunded_at::DATE"
    _, rows = shop.warehouse._database.run_sql(
        f"""WITH s AS (SELECT tier, SUM(amount) FILTER ({week.format(sold)}) AS n, SUM(amount) FILTER ({before.format(sold)}) AS b
              FROM sale LEFT JOIN buyer USING (buyer_id) WHERE status <> 'cancelled' GROUP BY 1),
            r AS (SELECT tier, SUM(refund.amount) FILTER ({week.format(back)}) AS n, SUM(refund.amount) FILTER ({before.format(back)}) AS b
              FROM refund LEFT JOIN sale USING (sale_id) LEFT JOIN buyer USING (buyer_id) GROUP BY 1)
            SELECT s.tier, s.n, s.b, r.n, r.b FROM s LEFT JOIN r ON r.tier IS NOT DISTINCT FROM s.tier"""
    )
    assert any(None in row[3:] and None not in row[1:3] for row in rows)
    gold = {tier: (n or 0) - (b or 0) - (rn or 0) + (rb or 0) for tier, n, b, rn, rb in rows}
    mine = {part.label: part.change for part in found.splits[0].parts}
    assert mine == pytest.approx({label: gold[label] for label in mine})
    assert all(not gold[label] for label in set(gold) - set(mine))
    assert sum(mine.values()) == pytest.approx(found.change)
    taken, refunded = found.inputs
    assert taken.change + refunded.change == pytest.approx(found.change)
    assert refunded.change == pytest.approx(refunded.before - refunded.value)


def test_what_a_question_combines_is_split_too(shop):
    minus = q.Combine(op="minus", measures=(M("takings"), M("refunded")))
    found = shop_explained(shop, minus, by=("sale_channel",), period=MONTH(10))
    assert sum(part.change for part in found.splits[0].parts) == pytest.approx(found.change)
    divide = q.Combine(op="divide", measures=(M("refunded"), M("takings")))
    found = shop_explained(shop, divide, by=("sale_channel",), period=MONTH(10))
    assert sum(part.rate + part.mix for part in found.splits[0].parts) == pytest.approx(found.change)
    assert shop_explained(shop, M("gold_share"), by=("area",), period=MONTH(10)).change


@pytest.mark.parametrize(
    ("metric", "can"),
    [("takings", True), ("basket_value", True), ("net_takings", True), ("repeat_share", True), ("stock_pieces", True),
     ("median_sale", False)],
)  # fmt: skip
def test_what_can_be_explained(shop, metric, can):
    assert can_explain(q.Explain(measure=M(metric)), shop.model) is can


# --- refusals -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("metric", "parts", "code"),
    [
        ("loyalty", JANUARY, "not_additive"), ("return_after_miss", JANUARY, "not_additive"),
        ("long_run_rate", JANUARY, "not_additive"), ("fees", {"by": ("code",), **JANUARY}, "fan_out"),
        ("credits", {"by": ("plan",), **JANUARY}, "unreachable_dimension"),
        # From 3 February 2026 on there is no visit for weeks, and nothing is before December 2024.
        ("fees", {"period": QUIET}, "nothing_to_compare"), ("fees", {**JANUARY, "compare": TO_QUIET}, "nothing_to_compare"),
        ("visits", {"period": MONTH(12, 2024)}, "before_data"), ("fees", {"period": MONTH(5)}, "no_data_yet"),
        ("fees", {"period": MONTH(1), "compare": AGAINST(5, 2019)}, "before_data"),
    ],
)  # fmt: skip
def test_what_is_not_there_is_refused(clinics, metric, parts, code):
    assert refusal(clinics, metric, **parts) == code


def test_a_side_that_the_data_begin_in_is_not_whole(clinics):
    late = explained(clinics, "visits", by=("area",), period=MONTH(1, 2025))
    assert [issue.code for issue in late.warnings] == ["partly_before_data"]
    assert late.warnings[0].params["known"] == "2024-12-20"
    assert explained(clinics, "visits", by=("area",), **JANUARY).warnings == ()


def test_parts_that_are_not_the_whole_are_not_shown(clinics):
    """Whatever a definition claims: what does not add up in the rows is no contribution."""
    session = Session(today=TODAY)

    def run(data):
        compiled = clinics.compile(data, session)
        result = clinics.run(compiled)
        return compiled, result.model_copy(update={"rows": result.rows[1:]}) if data.by else result

    with pytest.raises(QueryRefused) as refused:
        explain(q.Explain(measure=M("fees"), by=("clinic",), **JANUARY), run, clinics.model, {})
    assert refused.value.issues[0].code == "does_not_add_up"


def test_more_groups_than_an_answer_holds(clinics_folder):
    engine = open_engine(clinics_folder, row_cap=3)
    try:
        assert refusal(engine, "fees", by=("clinic",), **JANUARY) == "too_many_groups"
        # Together they are too many; each by itself, some are not.
        shown = {split.dimension for split in explained(engine, "fees", **JANUARY).splits}
        assert shown and shown <= {"area", "plan", "tier", "tier_now"}
    finally:
        engine.close()


# --- who may see what -----------------------------------------------------------------------------


def test_contributions_are_of_the_rows_a_viewer_may_see(clinics_folder, tmp_path):
    folder = tmp_path / "clinics"
    shutil.copytree(clinics_folder, folder)
    text = (folder / "parts.yaml").read_text(encoding="utf-8")
    text = text.replace(
        "policies: []", "policies: [{name: own, dimension: area, attribute: areas, except_roles: [chief]}]"
    )
    text = text.replace("missed_visits: {label", "missed_visits: {visible_to: [chief], label")
    (folder / "parts.yaml").write_text(text, encoding="utf-8")
    engine = open_engine(folder)
    north = Session(today=TODAY, viewer=Viewer(attributes={"areas": ("North",)}))
    chief = Session(today=TODAY, viewer=Viewer(roles=("chief",)))
    try:
        own, whole = (
            parts_of(explained(engine, "fees", session, by=("clinic",), **JANUARY)) for session in (north, chief)
        )
        assert set(own) == {"Oak", "Elm"} < set(whole)
        assert all(own[name].change == whole[name].change for name in own)
        # A rate may be open where its numerator is not: then it has no parts, by whatever way they are asked for.
        assert explained(engine, "missed_rate", chief, by=("clinic",), **JANUARY).numerator
        assert refusal(engine, "missed_rate", session=north, by=("clinic",), **JANUARY) == "not_additive"
        hidden = q.Data(measures=(q.Component(metric="missed_rate", part=("numerator",)),), period=MONTH(1))
        missing = q.Data(measures=(q.Component(metric="missed_rate", part=("nothing",)),), period=MONTH(1))
        told = []
        for data in (hidden, missing):
            with pytest.raises(QueryRefused) as refused:
                engine.compile(data, north)
            told.append(refused.value.issues[0].message.replace("nothing", "numerator"))
        assert told[0] == told[1] and engine.run(engine.compile(hidden, chief)).rows
    finally:
        engine.close()


# --- which change ---------------------------------------------------------------------------------


def test_the_change_of_a_data_query():
    one = q.Data(measures=(M("fees"),), by=(q.Dimension(name="area"),), period=MONTH(1), compare=(AGAINST(12, 2025),))
    assert explanation_of(one) == q.Explain(measure=M("fees"), by=("area",), period=MONTH(1), compare=AGAINST(12, 2025))
    assert explanation_of(one.model_copy(update={"by": (q.Grain(unit="month"),)})) is None
    assert explanation_of(one.model_copy(update={"measures": (M("fees"), M("visits"))})) is None
    assert explanation_of(q.Describe(names=("fees",))) is None


def test_components_are_ordinary_measures(clinics, clinics_sql):
    parts = (
        q.Component(metric="missed_rate", part=("numerator",)),
        q.Component(metric="average_fee", part=("denominator",)),
    )
    compiled = clinics.compile(q.Data(measures=parts, period=MONTH(1)), Session(today=TODAY))
    assert [(column.name, column.unit) for column in compiled.columns] == [
        ("numerator_of_missed_rate", "count"), ("denominator_of_average_fee", "count"),
    ]  # fmt: skip
    days = f"{DAY} >= '2026-01-01' AND {DAY} < '2026-02-01'"
    gold = clinics_sql(f"SELECT COUNT(CASE WHEN state = 'missed' THEN 1 END), COUNT(fee) FROM visit WHERE {days}")
    assert clinics.run(compiled).rows == tuple(gold)


@pytest.mark.parametrize(("metric", "code"), [("nothing", "unknown_metric"), ("fees", "no_such_part")])
def test_a_component_of_nothing_is_refused(clinics, metric, code):
    data = q.Data(measures=(q.Component(metric=metric, part=("numerator",)),), period=MONTH(1))
    with pytest.raises(QueryRefused) as refused:
        clinics.compile(data, Session(today=TODAY))
    assert refused.value.issues[0].code == code
