"""Targets beside rows: each group's own, in every way of breaking down; against SQL written by hand."""

import datetime as dt

import pytest

from semantic_layer.issues import QueryRefused
from semantic_layer.query import Board, Data, Dimension, Grain, Is, Metric
from semantic_layer.session import Viewer
from semantic_layer.targets import Aims, set_beside

Q4 = {"kind": "named", "unit": "quarter", "number": 4, "year": 2024}
MADE = [{"kind": "metric", "name": "made"}]
SITE, MONTH = {"kind": "dimension", "name": "site"}, {"kind": "grain", "unit": "month"}


def by_site(*sites, metric="made", period="2024-Q4", **more):
    return [
        {"metric": metric, "period": period, "value": 1000 * site, "segment": {"site": site}, **more} for site in sites
    ]


def columns(found):
    return [column.name for column in found.result.columns]


def test_a_single_number_keeps_its_columns(mill):
    found = mill.aiming({"metric": "made", "period": "2024-Q4", "value": 9}).beside(measures=MADE, period=Q4)
    assert columns(found) == ["made"] and found.single[0].whole == 9
    assert found.result.columns[0].role == "value"


def test_each_group_has_its_own_target(mill):
    found = (
        mill.until("2024-12-10").aiming(*by_site(1, 2, profile="last_year")).beside(measures=MADE, by=[SITE], period=Q4)
    )
    assert columns(found) == ["site", "made", "made__target", "made__attainment", "made__status"]
    assert [column.role for column in found.result.columns] == ["dimension", "value", "target", "target", "target"]
    assert [column.unit for column in found.result.columns] == [None, "t", "t", "share", None]
    wanted = dict(mill.sql("""
        SELECT name_en, 1000 * site_id * SUM(made) FILTER (WHERE day < '2023-12-11') / SUM(made)
        FROM output JOIN site USING (site_id) WHERE day >= '2023-10-01' AND day < '2024-01-01' AND site_id < 3 GROUP BY name_en, site_id"""))  # fmt: skip
    rows = {(row[0], row[1]): row[2:] for row in found.result.rows}
    assert len(rows) == 5
    for (name, value), (target, attainment, status) in rows.items():
        if name in wanted:
            assert target == pytest.approx(wanted[name]) and attainment == pytest.approx(value / target)
            assert status == ("on_track" if value >= target else "behind")
        else:
            assert (target, attainment, status) == (None, None, None)


def test_a_name_of_two_members_is_nobodys(mill):
    found = mill.aiming(*by_site(1, 3)).beside(measures=MADE, by=[SITE], period=Q4)
    assert {row[0]: row[2] for row in found.result.rows if row[2] is not None} == {"North": 1000}
    zh = mill.aiming(*by_site(1, 3))
    object.__setattr__(zh, "session", zh.session.model_copy(update={"locale": "zh"}))
    assert {row[0]: row[2] for row in zh.beside(measures=MADE, by=[SITE], period=Q4).result.rows if row[2]} == {
        "北厂": 1000,
        "双一": 3000,
    }


def test_each_month_has_its_own_and_the_running_one_is_due_by_its_days(mill):
    months = [{"metric": "made", "period": f"2024-{number}", "value": 100 * number} for number in (10, 12)]
    found = (
        mill.until("2024-12-10")
        .aiming(*months, {"metric": "made", "period": "2024-Q4", "value": 5})
        .beside(measures=MADE, by=[MONTH], period=Q4, totals=True)
    )
    targets = {row[0]: row[2] for row in found.result.rows}
    assert targets == {
        dt.date(2024, 10, 1): 1000,
        dt.date(2024, 11, 1): None,
        dt.date(2024, 12, 1): pytest.approx(1200 * 10 / 31),
    }
    assert found.result.total[2] == pytest.approx(5 * 71 / 92)


def test_quarters_are_added_up_from_months_and_months_not_taken_from_a_quarter(mill):
    months = [{"metric": "made", "period": f"2024-{number:02d}", "value": 100} for number in range(1, 13)]
    year = {"kind": "named", "unit": "year", "year": 2024}
    found = (
        mill.until("2024-11-15")
        .aiming(*months)
        .beside(measures=MADE, by=[{"kind": "grain", "unit": "quarter"}], period=year)
    )
    assert [row[2] for row in found.result.rows] == [300, 300, 300, pytest.approx(100 + 50)]
    alone = mill.aiming({"metric": "made", "period": "2024-Q4", "value": 5}).beside(
        measures=MADE, by=[MONTH], period=Q4
    )
    assert columns(alone) == ["month", "made"]


def test_a_bucket_that_the_period_cuts_has_no_target(mill):
    months = [{"metric": "made", "period": f"2024-{number}", "value": 100} for number in (10, 11, 12)]
    cut = {"kind": "explicit", "start": "2024-10-10", "end": "2024-12-20"}
    found = mill.aiming(*months).beside(measures=MADE, by=[MONTH], period=cut)
    assert [row[2] for row in found.result.rows] == [None, 100, None]


def test_a_breakdown_by_place_and_time(mill):
    found = mill.aiming(*by_site(1, 2, period="2024-11"), {"metric": "made", "period": "2024-11", "value": 7}).beside(
        measures=MADE, by=[SITE, MONTH], period=Q4
    )
    assert {(row[0], row[1].month): row[3] for row in found.result.rows if row[3]} == {
        ("North", 11): 1000,
        ("South", 11): 2000,
    }


def test_groups_of_the_question_take_what_they_are_made_of(mill):
    groups = {"kind": "groups", "groups": [
        {"label": "both", "where": {"kind": "in", "dimension": "site", "values": [1, 2]}},
        {"label": "twins", "where": {"kind": "in", "dimension": "site", "values": [3, 4]}},
    ]}  # fmt: skip
    found = mill.aiming(*by_site(1, 2, 3)).beside(measures=MADE, by=[groups], period=Q4)
    assert {row[0]: row[2] for row in found.result.rows} == {"both": 3000, "twins": None}


def test_filters_and_a_measures_own_filter_pick_the_segment(mill):
    own = {"kind": "metric", "name": "made", "where": {"kind": "is", "dimension": "site", "value": 2}}
    aimed = mill.aiming(*by_site(1, 2))
    assert aimed.beside(measures=[own], period=Q4).single[0].whole == 2000
    both = aimed.beside(measures=[own, *MADE], where={"kind": "is", "dimension": "site", "value": 2}, period=Q4)
    assert [each.whole for each in both.single] == [2000, 2000]
    assert aimed.beside(measures=[own], where={"kind": "is", "dimension": "site", "value": 1}, period=Q4).single == (
        None,
    )
    assert aimed.beside(measures=MADE, where={"kind": "not", "part": own["where"]}, period=Q4).single == (None,)


def test_comparisons_and_targets_stand_side_by_side(mill):
    found = mill.aiming(*by_site(1)).beside(measures=MADE, by=[SITE], period=Q4, compare=[{"basis": "previous_year"}])
    assert columns(found) == [
        "site",
        "made",
        "made__previous",
        "made__change",
        "made__change_pct",
        "made__target",
        "made__attainment",
        "made__status",
    ]
    assert all(len(row) == 8 for row in found.result.rows)


@pytest.mark.parametrize(
    ("parts", "code"),
    [
        ({"measures": [{"kind": "metric", "name": "scrap"}], "period": Q4}, "no_target"),
        ({"measures": MADE, "period": {"kind": "named", "unit": "quarter", "number": 3, "year": 2024}}, "no_target_then"),
        ({"measures": MADE, "period": Q4, "where": {"kind": "is", "dimension": "line", "value": "l1"}}, "no_target_then"),
        ({"measures": MADE, "period": Q4, "by": [{"kind": "dimension", "name": "line"}]}, "no_target_then"),
        ({"measures": MADE, "period": Q4, "by": [{"kind": "grain", "unit": "week"}]}, "no_target_then"),
    ],
)  # fmt: skip
def test_targets_that_are_asked_for_and_not_there_are_refused(mill, parts, code):
    aimed = mill.aiming({"metric": "made", "period": "2024-Q4", "value": 9}, *by_site(1))
    with pytest.raises(QueryRefused) as refused:
        aimed.beside(**parts, targets=True)
    assert [issue.code for issue in refused.value.issues] == [code]
    assert aimed.beside(**parts).result.rows
    if code == "no_target_then":
        assert refused.value.issues[0].params["periods"] == "2024-Q4, 2024-Q4 (site)"


def test_many_periods_are_named_by_the_first_and_the_last(mill):
    aimed = mill.aiming(
        *({"metric": "made", "period": f"2024-{number:02d}", "value": 1} for number in range(1, 13)),
        {"metric": "made", "period": "2024", "value": 12},
    )
    with pytest.raises(QueryRefused) as refused:
        aimed.beside(measures=MADE, period={"kind": "named", "unit": "year", "year": 2023}, targets=True)
    assert refused.value.issues[0].params["periods"] == "2024, 2024-01 – 2024-12"


AREAS = [
    {"metric": "takings", "period": "2026-Q4", "value": 9000},
    *({"metric": "takings", "period": "2026-Q4", "value": 100 * area, "segment": {"area": area}} for area in (1, 2, 3)),
]
THIS_QUARTER = {"kind": "relative", "unit": "quarter"}
TAKINGS = [{"kind": "metric", "name": "takings"}]


def seen_targets(shop_mill, viewer):
    """Return the aims of a viewer: the targets he may see, over the whole model."""
    from semantic_layer.model.sight import cut_model

    aimed = shop_mill.aiming(*AREAS).seen_by(viewer)
    cut = cut_model(aimed.model, viewer)
    return aimed, Aims(aimed.model.model_copy(update={"targets": cut.targets}))


def test_who_sees_a_part_has_the_targets_of_the_part(shop_mill):
    viewer = Viewer(attributes={"areas": ("1", "2")})
    aimed, aims = seen_targets(shop_mill, viewer)
    query = Data.model_validate({"measures": TAKINGS, "period": THIS_QUARTER})
    found = set_beside(query, *aimed.run(query), aims, aimed.session, aimed.run).single[0]
    seen = shop_mill.sql("""SELECT SUM(amount) FROM sale JOIN branch USING (branch_id) WHERE area_id IN (1, 2) AND status <> 'cancelled'
        AND (ordered_at AT TIME ZONE 'Asia/Shanghai')::DATE BETWEEN '2026-10-01' AND '2026-11-22'""")[0][0]  # fmt: skip
    assert found.value == pytest.approx(seen)
    # His whole is what he sees: the areas' own targets, not that of everybody.
    assert (found.whole, found.made_of) == (300, "segments")
    everybody, all_aims = seen_targets(shop_mill, Viewer(roles=("head_office",)))
    found = set_beside(query, *everybody.run(query), all_aims, everybody.session, everybody.run).single[0]
    assert (found.whole, found.made_of) == (9000, "")


def test_who_sees_nothing_is_told_of_no_target(shop_mill):
    aimed, aims = seen_targets(shop_mill, Viewer())
    query = Data(measures=(Metric(name="takings"),), by=(Dimension(name="area"),), period=None)
    assert set_beside(query, *aimed.run(query), aims, aimed.session, aimed.run).known == ()


def test_last_years_shape_is_that_of_what_the_viewer_sees(shop_mill):
    target = {"metric": "takings", "period": "2026-Q4", "value": 1000, "profile": "last_year", "segment": {"area": 1}}
    aimed = shop_mill.aiming(target).seen_by(Viewer(attributes={"areas": ("1",)}))
    found = aimed.single("takings", period=THIS_QUARTER, where={"kind": "is", "dimension": "area", "value": 1})
    gone, whole = shop_mill.sql("""SELECT SUM(amount) FILTER (WHERE day < '2025-11-23'), SUM(amount) FROM (
        SELECT amount, (ordered_at AT TIME ZONE 'Asia/Shanghai')::DATE AS day FROM sale JOIN branch USING (branch_id)
        WHERE area_id = 1 AND status <> 'cancelled') WHERE day >= '2025-10-01' AND day < '2026-01-01'""")[0]  # fmt: skip
    assert found.due == pytest.approx(1000 * gone / whole)


def test_a_board_of_members_is_the_breakdown(mill):
    aimed = mill.until("2024-12-10").aiming(
        *by_site(1, 2, 3, profile="last_year"),
        {"metric": "scrap_rate", "period": "2024-Q4", "value": 0.01, "segment": {"site": 2}},
    )
    lines = aimed.board(Board(by="site", period=Data.model_validate({"measures": MADE, "period": Q4}).period)).lines
    rows = {row[0]: row for row in aimed.beside(measures=MADE, by=[SITE], period=Q4).result.rows}
    assert {(line.attained.metric, line.member) for line in lines} == {
        ("made", "North"),
        ("made", "South"),
        ("made", "3"),
        ("scrap_rate", "South"),
    }
    for line in lines:
        if line.attained.metric == "made" and line.member in rows:
            assert rows[line.member][1:3] == (pytest.approx(line.attained.value), pytest.approx(line.attained.due))


def test_few_statements_answer_a_board_and_one_refused_metric_spoils_none(mill):
    targets = [
        {"metric": name, "period": "2024-Q4", "value": 100}
        for name in ("made", "scrap", "good", "batches", "scrap_rate", "lines", "result", "outages", "turns", "doubled")
    ]
    targets += [
        {"metric": "made", "period": f"2024-{number}", "value": 100, "profile": "last_year"} for number in (10, 11, 12)
    ]
    aimed = mill.until("2024-12-10").aiming(*targets)
    asked = []
    object.__setattr__(aimed, "run", lambda query: asked.append(query) or type(aimed).run(aimed, query))
    settled = aimed.board(Board())
    assert len(settled.lines) == 11 and len(asked) == 2
    tables = {
        **aimed.model.tables,
        "outage": aimed.model.tables["outage"].model_copy(update={"watermark": dt.date(2024, 9, 30)}),
    }
    object.__setattr__(aimed, "model", aimed.model.model_copy(update={"tables": tables}))
    lines = {line.attained.metric: line for line in aimed.board(Board(period=settled_period())).lines}
    assert lines["outages"].attained.value is None and lines["outages"].attained.status == "unknown"
    assert lines["outages"].issues[0].code == "no_data_yet" and lines["made"].attained.value > 0


def settled_period():
    return Data.model_validate({"measures": MADE, "period": Q4}).period


def test_a_board_has_one_order(mill):
    targets = [
        {"metric": name, "period": "2024-Q4", "value": value}
        for name, value in (("made", 1), ("scrap", 1), ("result", 10_000), ("good", 10_000_000), ("batches", 4))
    ]
    aimed, other = (mill.aiming(*order) for order in (targets, targets[::-1]))
    period = settled_period()
    found = [line.attained.metric for line in aimed.board(Board(period=period)).lines]
    assert found == [line.attained.metric for line in other.board(Board(period=period)).lines]
    assert found == ["scrap", "result", "good", "batches", "made"]


def test_a_board_says_which_named_metric_has_no_target(mill):
    settled = mill.aiming({"metric": "made", "period": "2024-Q4", "value": 1}).board(
        Board(metrics=("scrap", "made"), period=settled_period())
    )
    assert settled.without == ("scrap",) and len(settled.lines) == 1
    for query in (
        Board(metrics=("scrap",)),
        Board(metrics=("made",)),
        Board(where=Is(dimension="site", value=1), period=settled_period()),
    ):
        with pytest.raises(QueryRefused):
            mill.aiming({"metric": "made", "period": "2024-Q4", "value": 1}).board(query)


def test_a_grain_without_days_of_its_own_is_no_row_of_a_target(mill):
    query = Data(measures=(Metric(name="made"),), by=(Grain(unit="day"),), period=settled_period())
    aimed = mill.aiming({"metric": "made", "period": "2024-10", "value": 1})
    assert set_beside(query, *aimed.run(query), Aims(aimed.model), aimed.session, aimed.run).known == ()
