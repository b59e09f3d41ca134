"""Metrics against their targets: which are behind, and by how much."""

import datetime as dt

import pytest

from nlq.ask import answer_query
from nlq.engine import Engine
from semantic_layer.model.definitions import Target
from semantic_layer.query import Board, Data, Dimension, Is, Metric, Named, Relative
from semantic_layer.session import Session

TODAY = dt.date(2026, 11, 23)
QUARTER = Relative(unit="quarter")


def board(engine, locale="en", **parts):
    return answer_query(Board(**parts), Session(today=TODAY, locale=locale), engine)


def aiming(engine, *targets):
    """Return an engine with other targets."""
    made = tuple(Target.model_validate(target) for target in targets)
    model = engine.model.model_copy(update={"targets": made})
    return Engine(model, engine.warehouse, engine.index, model)


def column(answer, name):
    place = [column.name for column in answer.columns].index(name)
    return [row[place] for row in answer.rows]


def test_a_board_shows_value_target_attainment_status_and_gap(retail):
    found = board(retail)
    assert [column.name for column in found.columns] == [
        "metric", "target_period", "value", "target", "attainment", "status", "gap", "whole_target",
    ]  # fmt: skip
    assert [
        column.role for column in found.columns if column.name in ("target", "attainment", "gap", "whole_target")
    ] == ["target"] * 4
    rows = {(row[0], row[1]): row for row in found.rows}
    days, whole = (dt.date(2026, 11, 23) - dt.date(2026, 10, 1)).days, 92
    assert rows["gross profit", "2026-Q4"][3] == pytest.approx(28_000_000 * days / whole)
    assert rows["complaint resolution rate", "2026-Q4"][3] == 0.92
    assert rows["first response time", "2026-11"][3] == 50
    for name, _, value, target, attainment, status, gap, _ in rows.values():
        better = -1 if name in ("defect rate", "first response time", "complaints") else 1
        if value is not None:
            assert attainment == pytest.approx(value / target) and gap == pytest.approx(
                (value - target) * better, abs=1e-9
            )
        if status != "unknown" and name not in ("revenue", "defect rate"):
            assert status == ("on_track" if gap >= 0 else "behind")


def test_a_status_keeps_its_own_and_the_farthest_behind_comes_first(retail):
    everything, behind, fine = (board(retail, status=status) for status in (None, "behind", "on_track"))
    assert set(column(behind, "status")) == {"behind"} and set(column(fine, "status")) == {"on_track"}
    undecided = [row for row in everything.rows if row[5] == "unknown"]
    assert sorted(row[:2] for row in everything.rows) == sorted(
        row[:2] for row in (*behind.rows, *fine.rows, *undecided)
    )
    shares = [gap / target for gap, target in zip(column(behind, "gap"), column(behind, "target"), strict=True)]
    assert shares == sorted(shares) and everything.rows[0][:2] == behind.rows[0][:2]
    assert "Behind target" in behind.text and "On track" not in behind.text


def test_a_segment_has_targets_of_its_own(retail):
    found = board(retail, where=Is(dimension="region", value="EC"))
    assert {(row[0], row[1]) for row in found.rows} == {
        ("revenue", "2026-Q4"),
        ("complaint resolution rate", "2026-11"),
    }


def test_a_board_of_members_names_them_in_the_readers_language(retail):
    assert set(column(board(retail, metrics=("revenue",), by="region", period=QUARTER), "region")) == {
        "East China", "South China", "North China", "Central China", "Northeast", "Southwest", "Northwest",
    }  # fmt: skip
    found = board(retail, "zh", metrics=("revenue",), by="region", period=QUARTER, status="behind")
    assert set(column(found, "region")) == {"华东", "华中"} and found.text.startswith("未达标：华东销售额")


def test_a_department_and_a_period(retail):
    assert set(column(board(retail, department="quality"), "metric")) == {"defect rate"}
    assert set(column(board(retail, period=Named(unit="year", year=2026)), "target_period")) == {
        "2026",
        "2026-H1 – 2026-H2",
    }


def test_departments_are_counted(retail):
    everything, lines = board(retail, departments=True), board(retail)
    departments = {
        retail.model.metric_label(name, "en"): spec.department for name, spec in retail.model.metrics.items()
    }
    for name, behind, on_track, unknown, of, metrics in everything.rows:
        own = [row for row in lines.rows if departments[row[0]] == name]
        assert [behind, on_track, unknown] == [
            sum(row[5] == status for row in own) for status in ("behind", "on_track", "unknown")
        ]
        assert of == len(own) and {part for part in metrics.split(", ") if part} == {
            row[0] for row in own if row[5] == "behind"
        }
    assert {row[0] for row in board(retail, departments=True, status="behind").rows} == {
        row[0] for row in everything.rows if row[1]
    }
    assert all(row[1] == 0 and row[2] for row in board(retail, departments=True, status="on_track").rows)


def test_departments_are_called_as_the_reader_calls_them(retail):
    english, chinese = (board(retail, locale, departments=True) for locale in ("en", "zh"))
    called = dict(zip(column(english, "department"), column(chinese, "department"), strict=True))
    assert called == {
        "Sales": "销售部", "Marketing": "市场部", "Finance": "财务部", "Supply Chain": "供应链部",
        "Customer Service": "客服部", "Quality": "质量部",
    }  # fmt: skip
    assert "客服部 4 项中 4 项未达标" in chinese.text
    one = board(retail, "zh", department="quality")
    assert one.readback.startswith("目标达成 · 质量部") and one.query.department == "quality"
    assert {(card.department, card.department_label, card.owner, card.owner_label) for card in one.metrics} == {
        ("Quality", "质量部", "Head of Quality", "质量负责人")
    }


def test_a_metric_without_a_target_is_named(retail):
    refused = board(retail, metrics=("average_order_value",))
    assert refused.status == "refused" and refused.issues[0].code == "no_target"
    assert "average order value" in refused.text and refused.suggestions
    some = board(retail, metrics=("average_order_value", "gross_margin"))
    assert some.status == "answered" and "No target is set for average order value." in some.text
    assert "客单价没有设定目标。" in board(retail, "zh", metrics=("average_order_value", "gross_margin")).text


def test_what_has_no_target_there_says_where_there_are_some(retail):
    for locale, words in (("en", "Set are: 2026-Q4."), ("zh", "已设定的有：2026-Q4。")):
        refused = board(retail, locale, metrics=("orders",), period=Relative(unit="quarter", offset=-1))
        assert refused.status == "refused" and refused.issues[0].code == "no_target_then" and words in refused.text
    refused = board(retail, where=Is(dimension="channel", value="web"))
    assert refused.status == "refused" and refused.issues[0].code == "no_target_here"


def test_a_target_that_has_not_begun_or_has_no_data_is_said(retail):
    future = board(retail, metrics=("revenue",), period=Named(unit="month", number=12, year=2026))
    assert (
        future.rows[0][2:6] == (None, 32_000_000, None, "unknown")
        and "No data yet: revenue (target CN¥32M, Dec 2026)." in future.text
    )
    assert "还没有数据：市场份额（2026年11月目标 30.0%）。" in board(retail, "zh", metrics=("market_share",)).text


def test_one_line_is_told_in_full(retail):
    found = board(retail, metrics=("complaints",))
    assert found.text == (
        "complaints was 946 (Q4 2026). Target 864.13 for the days so far (57.6% of 1,500): at 109.5% of it, "
        "over it by 81.87; behind."
    )
    assert found.target.status == "behind" and found.target.whole == 1500 and found.target.how == "linear"
    zh = board(retail, "zh", metrics=("revenue",), period=QUARTER)
    assert zh.text == (
        "2026年第4季度，销售额为¥5889.55万。按去年同期进度折算的目标 ¥5959.46万（全期 ¥1亿 的 59.6%），已达成 98.8%，还差 ¥699,024.72，"
        "在 2.0% 的容差之内，达标。要达到 ¥1亿，剩余 39 天平均每天需 ¥105.4万。"
    )


def test_notes_say_how_what_is_not_over_was_set_against_its_target(retail):
    codes = {note.code: note.message for note in board(retail).notes}
    assert set(codes) == {"target_direct", "target_last_year", "target_linear", "target_time_gone", "target_tolerated"}
    assert codes["target_last_year"].endswith("last year was on the same date: revenue, orders.")
    assert all("：" in note.message for note in board(retail, "zh").notes)


def test_a_target_that_its_parts_contradict_is_noted(retail):
    whole = {"metric": "revenue", "period": "2026-Q4", "value": 90}
    months = [{"metric": "revenue", "period": f"2026-{number}", "value": 40} for number in (10, 11, 12)]
    found = board(aiming(retail, whole, *months), metrics=("revenue",), period=QUARTER)
    assert [note.message for note in found.notes if note.code == "target_gap"] == [
        "revenue (Q4 2026): the target is CN¥90.00, and its parts (month) add up to CN¥120.00."
    ]
    assert not board(aiming(retail, *months), metrics=("revenue",), period=QUARTER).notes


def test_readback_says_what_is_on_the_board(retail):
    where = Is(dimension="region", value="EC")
    assert (
        board(retail, metrics=("revenue",), where=where, status="behind").readback
        == "targets · revenue · region = East China · behind"
    )
    assert board(retail, "zh", by="region", period=QUARTER).readback == "目标达成 · 2026年第4季度 · 按地区"


def test_a_prorated_target_says_so(retail):
    def text(metric, period, locale="en"):
        return answer_query(
            Data(measures=(Metric(name=metric),), period=period), Session(today=TODAY, locale=locale), retail
        ).text

    assert "for the days so far" in text("gross_profit", QUARTER) and "按已过天数折算" in text(
        "gross_profit", QUARTER, "zh"
    )
    assert "as last year went" in text("revenue", QUARTER) and "按去年同期进度折算" in text("revenue", QUARTER, "zh")
    assert "compared directly" in text("first_response_time", Relative(unit="month"))
    assert "for the whole period, of which 57.6% has gone: 83.2% reached, 3,360 to go." in text(
        "active_customers", QUARTER
    )
    assert "added up from shorter periods: 98.8% reached" in text("revenue", Relative(unit="quarter", offset=-1))
    last = {"metric": "revenue", "period": "2024-Q4", "value": 80_000_000, "profile": "last_year"}
    early = answer_query(
        Data(measures=(Metric(name="revenue"),), period=Named(unit="quarter", number=4, year=2024)),
        Session(today=TODAY, locale="en"), aiming(retail, last),
    )  # fmt: skip
    assert "Target CN¥80M:" in early.text


def test_several_numbers_have_their_targets_each(retail):
    query = Data(measures=(Metric(name="orders"), Metric(name="units_sold"), Metric(name="revenue")), period=QUARTER)
    found = answer_query(query, Session(today=TODAY, locale="en"), retail)
    assert [column.name for column in found.columns] == [
        "orders", "orders__target", "orders__attainment", "orders__status", "units_sold",
        "revenue", "revenue__target", "revenue__attainment", "revenue__status",
    ]  # fmt: skip
    assert (
        "orders was 32,437 (Oct 1 – Nov 22, 2026). Target 32,206.49 due by now: 100.7% reached; on track." in found.text
    )
    assert found.target.whole == 54_000


def test_a_table_says_how_much_of_its_target_each_row_has_reached(retail):
    query = Data(measures=(Metric(name="revenue"),), by=(Dimension(name="region"),), period=QUARTER)
    found = answer_query(query, Session(today=TODAY, locale="en"), retail)
    assert "East China CN¥18.24M (95.4% of target)" in found.text and found.target is None
    assert {note.code for note in found.notes} == {"target_last_year", "target_tolerated"}
    assert found.chart is not None and len(found.chart["data"]["values"]) == 7


def test_a_measure_without_a_target_is_said_where_targets_are_asked_for(retail):
    query = Data(measures=(Metric(name="orders"), Metric(name="average_order_value")), period=QUARTER, targets=True)
    for locale, words in (("en", "No target is set for average order value."), ("zh", "客单价没有设定目标。")):
        assert words in answer_query(query, Session(today=TODAY, locale=locale), retail).text
    silent = answer_query(query.model_copy(update={"targets": False}), Session(today=TODAY, locale="en"), retail)
    assert "No target" not in silent.text
