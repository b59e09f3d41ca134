"""Why a measure moved: what the answer holds, and that what was planted in the data comes out on top."""

import datetime as dt

import pytest
import yaml

from eval.demo import demo_folder
from eval.told import find_untold
from nlq.ask import answer_query, ask
from nlq.reading import Question
from semantic_layer import query as q
from semantic_layer.session import Session

RETAIL = dt.date(2026, 11, 23)


def told(engine, text, locale="en"):
    return ask(Question(text=text, locale=locale), Session(today=RETAIL, locale=locale), engine)


def rows_of(answer, dimension=None):
    """Return each row by its member, by column: those of one dimension."""
    names = [column.name for column in answer.columns]
    rows = [dict(zip(names, row, strict=True)) for row in answer.rows]
    return {row["member"]: row for row in rows if dimension in (None, row["dimension"])}


def test_the_answer_has_its_whole_and_its_parts(retail):
    answer = told(retail, "why did revenue rise in October by region")
    assert [column.name for column in answer.columns] == [
        "dimension", "member", "revenue__previous", "revenue", "revenue__contribution", "revenue__contribution_share",
    ]  # fmt: skip
    whole = answer.totals.row
    for place in (2, 3, 4, 5):
        assert sum(row[place] for row in answer.rows) == pytest.approx(whole[place])
    plain = told(retail, "revenue in October vs the month before")
    assert whole[2:5] == pytest.approx((plain.rows[0][1], plain.rows[0][0], plain.rows[0][2]))
    assert answer.sql == plain.sql and (answer.period, answer.comparison) == (plain.period, plain.comparison)
    assert [card.name for card in answer.metrics] == ["revenue"] and answer.query.kind == "explain"
    bars = [bar["value"] for bar in answer.chart["data"]["values"]]
    assert bars == [row[4] for row in answer.rows] and answer.chart["mark"]["type"] == "bar"
    assert "because" not in answer.text and "contributed" in answer.text


@pytest.mark.parametrize("locale", ["en", "zh"])
@pytest.mark.parametrize(
    "measure", ["revenue", "gross_profit", "gross_margin", "average_order_value", "first_response_time", "complaints", "repeat_purchase_rate", "headcount", "market_share"],
)  # fmt: skip
def test_each_dimension_adds_up_and_each_number_is_in_a_row(retail, measure, locale):
    query = q.Explain(measure=q.Metric(name=measure), period=q.Named(unit="month", number=10))
    answer = answer_query(query, Session(today=RETAIL, locale=locale), retail)
    assert answer.status == "answered" and find_untold(answer) == ""
    place = [column.name for column in answer.columns].index(f"{measure}__contribution")
    for name in {row[0] for row in answer.rows}:
        parts = [row[place] for row in answer.rows if row[0] == name]
        assert sum(parts) == pytest.approx(answer.totals.row[4], rel=1e-9, abs=1e-9)
        assert [abs(part) for part in parts] == sorted(map(abs, parts), reverse=True) or name in ("made of", "构成")


def test_a_presumption_that_is_not_so_is_told(retail):
    assert told(retail, "why did revenue fall in October").text.startswith("revenue did not fall: it rose by CN¥2.06M")
    assert told(retail, "why did revenue rise in October").text.startswith("revenue rose by CN¥2.06M")
    assert told(retail, "why did gross margin rise in May").text.startswith(
        "gross margin did not rise: it fell by 5.29 points"
    )
    assert told(retail, "10月销售额为什么下降", "zh").text.startswith("销售额并未下降，而是上升了")
    # Better is down where less is better: that is not a rise that did not happen.
    assert told(retail, "why did complaints improve in September").text.startswith("complaints fell")
    assert told(retail, "why did complaints worsen in September").text.startswith("complaints did not rise: it fell")


def test_what_offsets_is_told_and_no_change_is_no_change(retail):
    answer = told(retail, "why did revenue in East China change in October by category")
    moved = [row[4] for row in answer.rows]
    assert sum(moved) < 0.05 * sum(map(abs, moved))
    assert "Rises of CN¥836,122.11 and falls of CN¥813,109.41 offset" in answer.text and "of it" not in answer.text
    still = told(retail, "why did floor area change in October")
    assert still.status == "answered" and still.text == (
        "floor area did not change: 101,377 m² (Oct 1 – 31, 2026), 101,377 m² (Sep 1 – 30, 2026)."
    )
    assert still.totals.row[4:6] == (0, None)


def test_a_part_of_a_period_is_explained_like_for_like(retail):
    answer = told(retail, "why did the gross margin change this quarter")
    assert (answer.period.start, answer.period.end) == (dt.date(2026, 10, 1), dt.date(2026, 11, 23))
    assert (answer.comparison.start, answer.comparison.end) == (dt.date(2026, 7, 1), dt.date(2026, 8, 23))
    assert "incomplete_period" in {issue.code for issue in answer.warnings}
    assert [note.message.split(" went from ")[0] for note in answer.notes] == ["gross profit", "revenue"]


def test_an_average_tells_of_how_many(retail):
    assert [note.code for note in told(retail, "why did first response time rise in September").notes] == ["averaged"]


@pytest.mark.parametrize(
    ("text", "locale"),
    [("why did active customers fall in October by region", "en"), ("10月各地区活跃客户数为什么下降", "zh")],
)
def test_what_does_not_add_up_is_refused_and_shown_side_by_side(retail, text, locale):
    answer = told(retail, text, locale)
    assert answer.status == "refused" and answer.issues[0].code == "not_additive"
    assert retail.model.metric_label("active_customers", locale) in answer.text
    chosen = answer_query(answer.choices[0].query, Session(today=RETAIL, locale=locale), retail)
    assert chosen.status == "answered" and chosen.rows == answer.choices[0].rows and len(chosen.rows) == 7
    assert {"active_customers", "active_customers__previous"} <= {column.name for column in chosen.columns}


@pytest.mark.parametrize("metric", ["customer_retention_rate", "inventory_turnover", "average_inventory"])
def test_by_whatever_does_not_add_up_nothing_is_made_up(retail, metric):
    query = q.Explain(measure=q.Metric(name=metric), period=q.Named(unit="month", number=10))
    answer = answer_query(query, Session(today=RETAIL), retail)
    assert answer.status == "refused" and answer.choices and not answer.rows


def test_the_model_chooses_dimensions_that_tell_something(retail):
    """Neither one that a filter holds fast, nor one that the measure is defined by, nor one with too many members."""
    answer = told(retail, "why did revenue in East China rise in October")
    shown = list(dict.fromkeys(row[0] for row in answer.rows))
    assert shown[0] == "category" and len(shown) <= 3
    assert not set(shown) & {"region", "order status", "store", "product"}
    assert "by region" not in answer.suggestions


# --- what was planted -----------------------------------------------------------------------------

EVENTS = {
    event["id"]: event for event in yaml.safe_load((demo_folder("retail") / "truth.yaml").read_text("utf-8"))["events"]
}


def query_sql(engine, sql):
    return engine.warehouse._database.run_sql(sql)[1]


def test_the_stock_out_comes_out_on_top(retail):
    assert EVENTS["stock_out"]["place"] == {"region": "EC", "category": 1}
    answer = told(retail, "why did revenue fall in October in East China by category")
    first = next(iter(rows_of(answer)))
    assert first == "Home Appliances" and rows_of(answer)[first]["revenue__contribution"] < -800_000
    gold = query_sql(retail, """SELECT g.name_en, SUM(CASE WHEN l.order_date >= '2026-10-01' THEN l.amount ELSE -l.amount END)
        FROM order_line l JOIN orders o USING (order_id) JOIN store s USING (store_id) LEFT JOIN product p USING (product_id) LEFT JOIN category g USING (category_id)
        WHERE o.status <> 'cancelled' AND s.region_id = 'EC' AND l.order_date >= '2026-09-01' AND l.order_date < '2026-11-01' GROUP BY 1""")  # fmt: skip
    assert {name: row["revenue__contribution"] for name, row in rows_of(answer).items()} == pytest.approx(dict(gold))
    # Without a word of where, the category and the region stand out as well.
    whole = told(retail, "why did revenue change in October")
    falls = [row for row in whole.rows if row[4] < 0]
    assert [row[1] for row in falls] == ["Home Appliances"] and {"category", "region"} <= {row[0] for row in whole.rows}
    assert (
        next(iter(rows_of(told(retail, "why did sales of Home Appliances fall in October"), "region"))) == "East China"
    )


def test_the_late_courier_comes_out_on_top(retail):
    cities = EVENTS["courier_delay"]["place"]["city"]
    answer = told(retail, "why did delivery complaints rise in September by city")
    assert answer.status == "answered"
    assert list(rows_of(answer))[:2] == ["Wuhan", "Chengdu"] or list(rows_of(answer))[:2] == ["Chengdu", "Wuhan"]
    assert set(cities) == {"Wuhan", "Chengdu"}
    gold = query_sql(retail, """SELECT city_en, SUM(CASE WHEN d >= '2026-09-01' THEN 1 ELSE -1 END)
        FROM (SELECT *, (opened_at AT TIME ZONE 'Asia/Shanghai')::DATE AS d FROM support_case JOIN store USING (store_id))
        WHERE kind = 'complaint' AND type = 'delivery' AND d >= '2026-08-01' AND d < '2026-10-01' GROUP BY 1""")  # fmt: skip
    assert {name: row["complaints__contribution"] for name, row in rows_of(answer).items()} == dict(gold)
    assert next(iter(rows_of(told(retail, "why did complaints change in September by city")))) == "Wuhan"
    slow = told(retail, "why did first response time rise in September by city")
    assert set(list(rows_of(slow))[:2]) == set(cities)


def test_the_promotion_lifts_orders_everywhere_and_lowers_the_rate_not_the_mix(retail):
    days = q.Explicit(start=dt.date(2026, 5, 20), end=dt.date(2026, 5, 28))
    query = q.Explain(measure=q.Metric(name="orders"), by=("region", "channel"), period=days)
    answer = answer_query(query, Session(today=RETAIL), retail)
    assert answer.totals.row[4] / answer.totals.row[2] == pytest.approx(EVENTS["promotion"]["size"], abs=0.05)
    assert all(row[4] > 0 for row in answer.rows)
    margin = rows_of(told(retail, "why did the gross margin fall in May by category"))
    assert all(row["gross_margin__rate_effect"] < 0 for row in margin.values())
    rate, mix = (sum(row[f"gross_margin__{side}_effect"] for row in margin.values()) for side in ("rate", "mix"))
    assert rate < -0.05 and abs(mix) < 0.003


def test_the_price_error_comes_out_on_top(retail):
    answer = told(retail, "why did revenue fall on 9 September 2025")
    first = answer.rows[0]
    assert first[:2] == ("category", "Computers") and first[5] > 1.5 and answer.totals.row[4] < 0
    gold = query_sql(retail, """SELECT SUM(CASE WHEN l.order_date = '2025-09-09' THEN l.amount ELSE -l.amount END) FROM order_line l
        JOIN orders o USING (order_id) JOIN product p USING (product_id)
        WHERE o.status <> 'cancelled' AND p.category_id = 3 AND l.order_date IN ('2025-09-08', '2025-09-09')""")  # fmt: skip
    assert first[4] == pytest.approx(gold[0][0])
