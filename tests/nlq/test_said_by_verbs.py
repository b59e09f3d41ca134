"""What verbs and places ask for where no KPI is named: money brought in, how often it happens, where one is, who once."""

import datetime as dt

import pytest
from asking import led_on
from small_models import columns, named, simple, values

TODAY = dt.date(2026, 11, 23)
led = led_on(TODAY)
OCT, OCT_ZH = "Oct 1 – 31, 2026", "2026年10月1日至31日"
ALL, ALL_ZH = "everything", "全部"


def member(value, en, zh):
    return {"value": value, "label": {"en": en, "zh": zh}}


@pytest.fixture(scope="module")
def canteens(small):
    """Canteens in cities: what guests pay for, what is mended in the kitchens, and meals that are brought."""
    rows = lambda made: ", ".join(f"({', '.join(map(str, row))})" for row in made)
    day = lambda n: f"DATE '2026-{9 + n % 3:02}-{1 + n % 22:02}'"
    sites = [(n, f"'Site {n}'", f"'{('Lin', 'Bao')[n % 2]}'") for n in range(6)]
    paid = [(n, n % 6, n % 40, day(n), f"'{('lunch', 'party', 'drinks')[n % 3]}'", 20 + n % 9) for n in range(300)]
    mended = [(n, n % 6, day(n), f"'{('gas', 'water')[n % 2]}'", 90 + n % 7) for n in range(40)]
    brought = [(n, n % 6, day(n), 20 + n % 31) for n in range(200)]
    time = {"time": "day", "watermark": dt.date(2026, 11, 22)}
    late = [{"field": "minutes", "op": ">", "value": 40}]
    link = lambda table: {"name": f"{table}_site", "table": table, "to": "site", "on": {"site_id": "site_id"}}
    parts = {
        "tables": {
            "site": {"key": ["site_id"], "noun": {"en": "canteen", "zh": "食堂"}, "columns": columns(site_id="integer", name="text", city="text")},
            "payment": {"key": ["payment_id"], **time, "columns": columns(payment_id="integer", site_id="integer", guest="integer", day="date", stream="text", amount="number")},
            "repair": {"key": ["repair_id"], **time, "columns": columns(repair_id="integer", site_id="integer", day="date", trade="text", cost="number")},
            "delivery": {"key": ["delivery_id"], **time, "noun": {"en": "delivery", "zh": "外送"}, "columns": columns(delivery_id="integer", site_id="integer", day="date", minutes="number")},
        },
        "joins": [link("payment"), link("repair"), link("delivery")],
        "dimensions": {
            "site": {**named("canteen", "食堂"), "table": "site", "column": "name"},
            "city": {**named("city", "城市"), "table": "site", "column": "city", "members": [member("Lin", "Lin", "林城"), member("Bao", "Bao", "宝城")]},
            "stream": {**named("kind of sale", "销售类型"), "table": "payment", "column": "stream", "members": [member("lunch", "lunch", "午餐"), member("party", "parties", "包场"), member("drinks", "drinks", "饮料")]},
            "trade": {**named("trade", "工种"), "table": "repair", "column": "trade", "members": [member("gas", "gas", "燃气"), member("water", "plumbing", "水管")]},
        },
        "metrics": {
            "takings": {**named("takings", "营收"), **simple("payment", "sum", "amount"), "unit": "CNY", "direction": "up"},
            "parties": {**named("party takings", "包场收入"), **simple("payment", "sum", "amount", where=[{"field": "stream", "value": "party"}]), "unit": "CNY", "direction": "up"},
            "guests": {**named("paying guests", "消费客人数", "客人数", "客人"), "unit": "count", "calculation": {"type": "entity_count", "table": "payment", "entity": "guest"}},
            "mending": {**named("repair cost", "维修费用"), **simple("repair", "sum", "cost"), "unit": "CNY", "direction": "down"},
            "brought": {**named("deliveries", "外送量"), **simple("delivery"), "unit": "count"},
            "late": {**named("late deliveries", "超时外送量"), **simple("delivery", where=late), "unit": "count", "direction": "down"},
            "kilos": {**named("food cooked", "烹饪量"), **simple("delivery", "sum", "minutes"), "unit": "kg", "unit_label": {"en": "kg", "zh": "公斤"}},
            "per_guest": {**named("meals per guest", "客均餐数"), "unit": "ratio", "calculation": {"type": "ratio", "numerator": "brought", "denominator": "guests"}},
            "late_rate": {**named("late delivery rate", "外送超时率"), "unit": "share", "direction": "down", "calculation": {"type": "ratio", "numerator": "late", "denominator": "brought"}},
        },
    }  # fmt: skip
    made = (
        values("site", "site_id, name, city", rows(sites)),
        values("payment", "payment_id, site_id, guest, day, stream, amount", rows(paid)),
        values("repair", "repair_id, site_id, day, trade, cost", rows(mended)),
        values("delivery", "delivery_id, site_id, day, minutes", rows(brought)),
    )
    month = {"kind": "relative", "unit": "month", "offset": -1}
    return small(parts, *made, today=TODAY, calendar={"as_of": TODAY}, default_period=month).engine


@pytest.mark.parametrize(
    ("text", "readback"),
    [
        # One sum of money can be told for what is named.
        ("how much did drinks bring in last month", f"takings · {OCT} · kind of sale = drinks"),
        ("what did we make on drinks in October", f"takings · {OCT} · kind of sale = drinks"),
        ("10月饮料收了多少", f"营收 · {OCT_ZH} · 销售类型 = 饮料"),
        ("how much have we spent on plumbing in October", f"repair cost · {OCT} · trade = plumbing"),
        ("10月燃气花了多少钱", f"维修费用 · {OCT_ZH} · 工种 = 燃气"),
        # Several can, none can, or it is not what is earned or spent.
        ("how much did Lin bring in last month", None),
        ("how much did we spend on drinks", None),
        ("how much did guests spend on drinks", None),
        ("how much does plumbing cost", None),
        ("how much did it bring in", None),
        ("how much time did plumbing take", None),
        # What happens as a rule a rate tells; a number by the same name is asked back, and in the past it is the number.
        ("how often are our deliveries late", f"late delivery rate · {OCT} · {ALL}"),
        ("how often do deliveries turn up late", f"late delivery rate · {OCT} · {ALL}"),
        ("how often were deliveries late in October", None),
        # Places of what one has.
        ("which cities are we in", "city"),
        ("how many cities do we have canteens in", "number of city"),
        ("我们在几个城市有食堂", "城市数"),
        ("我们在哪些城市有食堂", "城市"),
        ("which trades are we in", None),
        ("which cities are we in love with", None),
        # Of each kilo, of each guest, of which kind.
        ("repair cost per kg cooked in October", f"repair cost ÷ food cooked · {OCT} · {ALL}"),
        ("10月每公斤的维修费用", f"维修费用 ÷ 烹饪量 · {OCT_ZH} · {ALL_ZH}"),
        ("10月客均吃了几餐", None),
        ("10月客均多少餐", f"客均餐数 · {OCT_ZH} · {ALL_ZH}"),
        ("10月哪类销售营收最高", f"营收 · {OCT_ZH} · {ALL_ZH} · 按销售类型 · 前1"),
        ("10月维修费超过1000的食堂有几个", f"食堂数（维修费用 > ¥1,000.00） · {OCT_ZH} · {ALL_ZH}"),
        ("canteens w/o any deliveries in October", f"deliveries · {OCT} · {ALL} · by canteen · deliveries = 0"),
        # Counted once, said twice.
        ("how many different paying guests in October", f"paying guests · {OCT} · {ALL}"),
        ("10月有多少不同的客人", f"消费客人数 · {OCT_ZH} · {ALL_ZH}"),
        ("10月客人数去重", f"消费客人数 · {OCT_ZH} · {ALL_ZH}"),
        ("how many different deliveries in October", None),
        # One of a kind, called so.
        ("10月林城店营收", f"营收 · {OCT_ZH} · 城市 = 林城"),
        ("10月燃气单维修费用", f"维修费用 · {OCT_ZH} · 工种 = 燃气"),
    ],
)  # fmt: skip
def test_what_is_asked(canteens, text, readback):
    answer = led(canteens, text)
    assert (answer.readback if answer.status == "answered" else None) == readback


def test_how_often_offers_the_number_and_the_rate(retail):
    answer = led(retail, "how often are orders cancelled")
    assert answer.status == "clarify"
    assert sorted(each.label.split(" was ")[0] for each in answer.choices) == ["cancellation rate", "cancelled orders"]
    assert led(retail, "how often did we cancel orders in October").readback == f"cancelled orders · {OCT} · {ALL}"


@pytest.fixture(scope="module")
def carrier(small):
    """A carrier of parcels from one place to another, on time or not."""
    places = [
        (n, f"'{en}'", f"'{zh}'") for n, (en, zh) in enumerate([("Lin", "林城"), ("Bao", "宝城"), ("Wei", "渭城")])
    ]
    made = [(n, n % 3, (n + 1 + n % 2) % 3, f"DATE '2026-{9 + n % 3:02}-{1 + n % 22:02}'", f"'{'yes' if n % 5 else 'no'}'") for n in range(180)]  # fmt: skip
    rows = lambda made: ", ".join(f"({', '.join(map(str, row))})" for row in made)
    join = lambda way: {"name": way, "table": "parcel", "to": way, "on": {f"{way}_id": "place_id"}}
    place = {"key": ["place_id"], "columns": columns(place_id="integer", name="text", name_zh="text")}
    parts = {
        "tables": {
            "start": place | {"source": "place"}, "finish": place | {"source": "place"},
            "parcel": {"key": ["parcel_id"], "time": "day", "watermark": dt.date(2026, 11, 22), "noun": {"en": "parcel", "zh": "包裹"}, "columns": columns(parcel_id="integer", start_id="integer", finish_id="integer", day="date", punctual="text")},
        },
        "joins": [join("start"), join("finish")],
        "dimensions": {
            "start": {**named("place", "地点", "origin"), "table": "start", "column": "name", "labels": {"en": "name", "zh": "name_zh"}},
            "finish": {**named("destination", "目的地"), "table": "finish", "column": "name", "labels": {"en": "name", "zh": "name_zh"}},
        },
        "metrics": {
            "parcels": {**named("parcels", "包裹量"), **simple("parcel"), "unit": "count"},
            "kept": {**named("parcels on time", "准时包裹量"), **simple("parcel", where=[{"field": "punctual", "value": "yes"}]), "unit": "count"},
            "punctuality": {**named("delivery punctuality", "准时率"), "unit": "share", "direction": "up", "calculation": {"type": "ratio", "numerator": "kept", "denominator": "parcels"}},
        },
    }  # fmt: skip
    statements = (values("place", "place_id, name, name_zh", rows(places)), values("parcel", "parcel_id, start_id, finish_id, day, punctual", rows(made)))  # fmt: skip
    month = {"kind": "relative", "unit": "month", "offset": -1}
    return small(parts, *statements, today=TODAY, calendar={"as_of": TODAY}, default_period=month).engine


@pytest.mark.parametrize(
    ("texts", "readback"),
    [
        (("parcels from Lin to Bao in October",), f"parcels · {OCT} · destination = Bao, place = Lin"),
        (("parcels to Bao in October",), f"parcels · {OCT} · destination = Bao"),
        (("parcels from Bao in October",), f"parcels · {OCT} · place = Bao"),
        (("parcels out of Bao in October",), f"parcels · {OCT} · place = Bao"),
        (("10月林城到宝城的包裹量",), f"包裹量 · {OCT_ZH} · 目的地 = 宝城, 地点 = 林城"),
        (("发往宝城的包裹量",), f"包裹量 · {OCT_ZH} · 目的地 = 宝城"),
        (("10月林城发出的包裹量",), f"包裹量 · {OCT_ZH} · 地点 = 林城"),
        (("parcels ex Lin by destination in October",), None),
        # A quality that has changed, and a verb of what was asked about before.
        (("were we more punctual in October than in September",), f"delivery punctuality · {OCT} vs Sep 1 – 30, 2026 · {ALL}"),
        (("are there more parcels than last month",), f"parcels · Nov 1 – 22, 2026 vs Oct 1 – 22, 2026 · {ALL}"),
        (("hw many parcels in October",), f"parcels · {OCT} · {ALL}"),
        (("10月包裹几个",), f"包裹量 · {OCT_ZH} · {ALL_ZH}"),
    ],
)  # fmt: skip
def test_ways_and_qualities(carrier, texts, readback):
    answer = led(carrier, *texts)
    assert (answer.readback if answer.status == "answered" else None) == readback
