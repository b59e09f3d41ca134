"""Names said in other forms, and what else people of an airline type: how full, how far ahead, most common, lost."""

import datetime as dt

import pytest
from asking import led_on
from small_models import columns, named, simple, values

TODAY = dt.date(2026, 11, 23)
led = led_on(TODAY)
OCT, OCT_ZH = "Oct 1 – 31, 2026", "2026年10月1日至31日"
ALL, ALL_ZH = "everything", "全部"


@pytest.fixture(scope="module")
def airline(small):
    """An airline with flights that are late or cancelled, tickets that people buy ahead, and bags that get lost."""
    flights = [
        (n, f"'{('Beiwan', 'Nanshan', 'Donghu')[n % 3]}'", f"DATE '2026-{6 + n % 6:02}-{1 + n % 22:02}'",
         f"'{('flown', 'flown', 'cancelled')[n % 3 if n % 4 else 0]}'", f"'{('weather', 'technical')[n % 2]}'",
         n % 40, 60 + n % 37, 100, 20 + n % 4, 5 + n % 3)
        for n in range(180)
    ]  # fmt: skip
    tickets = [(n, n % 70, f"DATE '2026-{6 + n % 6:02}-{1 + n % 22:02}'", 100 + n % 9, n % 30) for n in range(240)]
    bags = [(n, n % 180, f"DATE '2026-{6 + n % 6:02}-{1 + n % 22:02}'", f"'{('lost', 'damaged', 'lost', 'lost')[n % 4]}'")
            for n in range(40)]  # fmt: skip
    of_flights = "flight_id, base, day, status, reason, late, filled, seats, bags, hours"
    late = [{"field": "status", "value": "flown"}, {"field": "late", "op": ">", "value": 15}]
    time = {"time": "day", "watermark": dt.date(2026, 11, 22)}
    parts = {
        "tables": {
            "flight": {"key": ["flight_id"], **time, "noun": {"en": "flight", "zh": "航班"}, "columns": columns(flight_id="integer", base="text", day="date", status="text", reason="text", late="number", filled="number", seats="number", bags="integer", hours="number")},
            "ticket": {"key": ["ticket_id"], **time, "columns": columns(ticket_id="integer", customer="integer", day="date", price="number", ahead="number")},
            "report": {"key": ["report_id"], **time, "columns": columns(report_id="integer", flight_id="integer", day="date", issue="text")},
        },
        "joins": [{"name": "report_flight", "table": "report", "to": "flight", "on": {"flight_id": "flight_id"}}],
        "dimensions": {
            "base": {**named("base", "基地"), "table": "flight", "column": "base", "members": [{"value": "Beiwan", "label": {"en": "Beiwan", "zh": "北湾站"}}, {"value": "Nanshan", "label": {"en": "Nanshan", "zh": "南山站"}}, {"value": "Donghu", "label": {"en": "Donghu", "zh": "东湖站"}}]},
            "reason": {**named("delay reason", "延误原因"), "table": "flight", "column": "reason", "members": [{"value": "weather", "label": {"en": "weather", "zh": "天气"}}, {"value": "technical", "label": {"en": "technical", "zh": "机务"}}]},
            "issue": {**named("bag issue", "行李问题", "type of bag"), "table": "report", "column": "issue", "members": [{"value": "lost", "label": {"en": "lost bag", "zh": "行李丢失"}, "synonyms": {"en": ["lost"]}}, {"value": "damaged", "label": {"en": "damaged bag", "zh": "行李破损"}}]},
        },
        "metrics": {
            "flights": {**named("flights flown", "航班量"), **simple("flight", where=late[:1]), "unit": "count"},
            "late": {**named("delayed flights", "延误航班量"), **simple("flight", where=late), "unit": "count", "direction": "down"},
            "delay": {**named("average delay", "平均延误时长", "延误时长"), **simple("flight", "avg", "late", where=late), "unit": "minutes", "direction": "down"},
            "cancelled": {**named("cancelled flights", "取消航班量"), **simple("flight", where=[{"field": "status", "value": "cancelled"}]), "unit": "count", "direction": "down"},
            "filled": {**named("seats sold", "售出座位"), **simple("flight", "sum", "filled"), "unit": "count"},
            "seats": {**named("seats offered", "提供座位"), **simple("flight", "sum", "seats"), "unit": "count"},
            "load": {**named("load factor", "客座率"), "unit": "share", "direction": "up", "calculation": {"type": "ratio", "numerator": "filled", "denominator": "seats"}},
            "checked": {**named("bags checked", "托运行李", "bags"), **simple("flight", "sum", "bags"), "unit": "count"},
            "mishandled": {**named("mishandled bags", "差错行李"), **simple("report"), "unit": "count", "direction": "down"},
            "overtime": {**named("overtime hours", "加班小时", "加班"), **simple("flight", "sum", "hours"), "unit": "hours"},
            "fares": {**named("fare revenue", "机票收入"), **simple("ticket", "sum", "price"), "unit": "CNY", "direction": "up"},
            "tickets": {**named("bookings", "订单量"), **simple("ticket"), "unit": "count", "description": {"en": "Tickets that were paid for.", "zh": "已付款的机票。"}},
            "buyers": {**named("ticket buyers", "购票人数", "买票人数"), **simple("ticket", "count_distinct", "customer"), "unit": "count"},
            "ahead": {**named("booking lead time", "提前购票天数"), **simple("ticket", "avg", "ahead"), "unit": "days"},
            "glad": {**named("service satisfaction", "服务满意度"), **simple("ticket", "avg", "ahead"), "unit": "score", "direction": "up", "description": {"en": "How travellers rate the service."}},
            "repair": {**named("repair time", "平均修复时长", "修复时长"), **simple("flight", "avg", "hours", where=[{"field": "reason", "value": "technical"}]), "unit": "hours", "direction": "down"},
        },
    }  # fmt: skip
    rows = lambda made: ", ".join(f"({', '.join(map(str, row))})" for row in made)
    made = (values("flight", of_flights, rows(flights)), values("ticket", "ticket_id, customer, day, price, ahead", rows(tickets)),
            values("report", "report_id, flight_id, day, issue", rows(bags)))  # fmt: skip
    month = {"kind": "relative", "unit": "month", "offset": -1}
    return small(parts, *made, today=TODAY, calendar={"as_of": TODAY}, default_period=month).engine


@pytest.mark.parametrize(
    ("text", "readback"),
    [
        # All that a name says is said, in other forms, and it is the kind of number that is asked for.
        ("how many people bought a ticket", f"ticket buyers · {OCT} · {ALL}"),
        ("how many different people bought tickets last week", f"ticket buyers · Nov 16 – 22, 2026 · {ALL}"),
        ("10月多少人买了票", f"购票人数 · {OCT_ZH} · {ALL_ZH}"),
        ("how long did it take us to fix things in Beiwan last month", f"repair time · {OCT} · base = Beiwan"),
        ("修好平均要多久", f"平均修复时长 · {OCT_ZH} · {ALL_ZH}"),
        # Less than all of a name, another kind of number, the opposite, or a description alone is none.
        ("how many people paid", None),
        ("how many people flew", None),
        ("how long are flights", None),
        ("how long until a flight is cancelled", None),
        ("how many seats were empty", None),
        ("how many flights came back", None),
        ("how much did customers pay us back", None),
        ("多久修一次", None),
        ("多少人加班", None),
        ("有多少人下单", None),
        # What was done and to what, counted.
        ("上个月取消了几班", f"取消航班量 · {OCT_ZH} · {ALL_ZH}"),
        ("10月延误了多少班", f"延误航班量 · {OCT_ZH} · {ALL_ZH}"),
        ("上个月因为机务延误最多的是哪个基地", f"延误航班量 · {OCT_ZH} · 延误原因 = 机务 · 按基地 · 前1"),
        ("10月哪个基地延误时长最长", f"平均延误时长 · {OCT_ZH} · {ALL_ZH} · 按基地 · 前1"),
        ("上个月一共加了多少小时班", f"加班小时 · {OCT_ZH} · {ALL_ZH}"),
        ("上个月下了多少单", f"订单量 · {OCT_ZH} · {ALL_ZH}"),
        # Members without how most of theirs end, and the last character of a dimension's name.
        ("北湾上个月取消了几班", f"取消航班量 · {OCT_ZH} · 基地 = 北湾站"),
        # How full, how far ahead.
        ("how full were our flights last month", f"load factor · {OCT} · {ALL}"),
        ("which base was the emptiest last month", f"load factor · {OCT} · {ALL} · by base · bottom 1"),
        ("哪个基地最满", f"客座率 · {OCT_ZH} · {ALL_ZH} · 按基地 · 前1"),
        ("how far ahead do people book", f"booking lead time · {OCT} · {ALL}"),
        ("大家一般提前几天买票", f"提前购票天数 · {OCT_ZH} · {ALL_ZH}"),
        ("how far ahead do pilots fly", None),
        ("how far ahead do pilots book", None),
        ("how far ahead of last year are we", None),
        ("大家提前几天退票", None),
        ("how happy are travellers with our service", f"service satisfaction · {OCT} · {ALL}"),
        ("how satisfied were travellers last week", f"service satisfaction · Nov 16 – 22, 2026 · {ALL}"),
        ("旅客满意吗", None),
        ("how happy are pilots with our service", None),
        ("how happy are our Beiwan travellers", None),
        ("how full are we", f"load factor · {OCT} · {ALL}"),
        ("how empty were the flights", None),
        ("上个月满不满意", f"服务满意度 · {OCT_ZH} · {ALL_ZH}"),
        # The one of which there is most; what something is made up of.
        ("what's the most common bag issue", f"mishandled bags · {OCT} · {ALL} · by bag issue · top 1"),
        ("what's the most common base", None),
        ("mishandled bags of the most common delay reason", None),
        ("哪种行李问题最常见", f"差错行李 · {OCT_ZH} · {ALL_ZH} · 按行李问题 · 前1"),
        ("delay reason split of delayed flights in October, in %", f"share of delayed flights · {OCT} · {ALL} · by delay reason"),
        ("split of delayed flights by base last month", f"delayed flights · {OCT} · {ALL} · by base"),
        ("本月延误航班都是什么原因", f"延误航班量 · 2026年11月1日至22日 · {ALL_ZH} · 按延误原因"),
        # Units of time in a period that meet a bound; shares called after an amount.
        ("weeks in october with load factor under 78%", f"load factor · {OCT} · {ALL} · by week · load factor < 78.0%"),
        ("days last month with more than 2 cancelled flights", f"cancelled flights · {OCT} · {ALL} · by day · cancelled flights > 2"),
        # What was lost is no movement, unless it is from one time to another.
        ("which base lost the most bookings in Q3", None),
        ("which base lost the most mishandled bags in Q3", None),
        ("which base gained the most flights flown from september to october", f"flights flown · {OCT} vs Sep 1 – 30, 2026 · {ALL} · by base · top 1 by change"),
        # Written short.
        ("delayed n cancelled flights in oct", f"delayed flights, cancelled flights · {OCT} · {ALL}"),
        ("什么叫客座率", "客座率 · 口径"),
    ],
)  # fmt: skip
def test_what_is_asked(airline, text, readback):
    answer = led(airline, text)
    assert (answer.readback if answer.status == "answered" else None) == readback


def test_a_type_of_bag_is_no_bag(airline):
    assert led(airline, "mishandled bags by bag last month").status != "answered"


def test_a_sum_over_rows_of_which_one_meets_a_filter_is_asked_back(airline):
    answer = led(airline, "how many bags got lost in October")
    assert answer.status == "clarify"
    assert [choice.query.measures[0].name for choice in answer.choices] == ["checked", "mishandled"]
    checked, mishandled = (choice.rows[0][0] for choice in answer.choices)
    assert checked > mishandled > 0
    assert led(airline, "how many bags did we check in October").status == "answered"


def test_words_that_only_a_description_holds_are_asked_back(airline):
    answer = led(airline, "how many tickets did we get paid for")
    assert answer.status != "answered"


def test_how_many_of_them(airline):
    answer = led(airline, "delayed flights last month", "how many of them were weather")
    assert answer.readback == f"delayed flights · {OCT} · delay reason = weather"


def test_how_many_of_them_of_groups_is_of_groups(airline):
    answer = led(airline, "delayed flights by base last month", "how many of them were weather")
    assert answer.status != "answered"


def test_another_measure_at_another_time_of_one_group_is_one_number(airline):
    answer = led(airline, "上个月取消航班量", "按基地看", "南山站9月延误航班量呢")
    assert answer.readback == "延误航班量 · 2026年9月1日至30日 · 基地 = 南山站"
