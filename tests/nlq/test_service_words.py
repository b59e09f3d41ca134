"""What people of a kitchen type: how long things take, times in a row, sorts of things, what is spent and per what."""

import datetime as dt

import pytest
from asking import led_on
from small_models import columns, named, simple, values

TODAY = dt.date(2026, 11, 23)
led = led_on(TODAY)
OCT, OCT_ZH = "Oct 1 – 31, 2026", "2026年10月1日至31日"
ALL, ALL_ZH = "everything", "全部"


@pytest.fixture(scope="module")
def kitchen(small):
    """A kitchen with halls that serves plates of dishes, has people wait, and pays for food and hours."""
    rows = [
        (n, f"'{('East', 'West')[n % 2]}'", f"'{dish}'", f"'{sort}'", f"DATE '2026-{month:02}-{1 + n % 22:02}'",
         10 + n % 7, 20 + n % 5, 3 + n % 3, 2 * (n % 3))
        for n, (month, (dish, sort)) in enumerate((month, dish) for month in range(6, 12)
            for dish in [("noodle", "hot"), ("soup", "hot"), ("salad", "cold")] * 4)
    ]  # fmt: skip
    table = {"key": ["plate_id"], "time": "day", "watermark": dt.date(2026, 11, 22), "columns": columns(
        plate_id="integer", hall="text", dish="text", sort="text", day="date", minutes="number", price="number",
        food="number", worked="number")}  # fmt: skip
    parts = {
        "tables": {"plate": table},
        "dimensions": {
            "hall": {**named("hall", "餐厅"), "table": "plate", "column": "hall", "members": [{"value": "East", "label": {"en": "East", "zh": "东厅"}}, {"value": "West", "label": {"en": "West", "zh": "西厅"}}]},
            "dish": {**named("dish", "菜品", "菜"), "table": "plate", "column": "dish"},
            "sort": {**named("menu section", "菜品类别", "菜类"), "table": "plate", "column": "sort"},
        },
        "metrics": {
            "sales": {**named("net sales", "营业额"), **simple("plate", "sum", "price"), "unit": "CNY", "direction": "up"},
            "food": {**named("food cost", "食材成本"), **simple("plate", "sum", "food"), "unit": "CNY", "direction": "down"},
            "rate": {**named("food cost percentage", "食材成本率"), "unit": "share", "direction": "down", "calculation": {"type": "ratio", "numerator": "food", "denominator": "sales"}},
            "wait": {**named("waiting time", "等位时长", "wait"), **simple("plate", "avg", "minutes"), "unit": "minutes", "direction": "down"},
            "serving": {**named("serving time", "上菜时长", "送餐时间"), **simple("plate", "avg", "minutes"), "unit": "minutes", "direction": "down"},
            "hours": {**named("labour hours", "工时"), **simple("plate", "sum", "worked"), "unit": "hours"},
            "plates": {**named("plates", "菜品销量", "销量", "售菜份数", "售菜数"), **simple("plate"), "unit": "count"},
            "guests": {**named("covers", "用餐人数", "客人数", "来客数"), **simple("plate", "sum", "worked"), "unit": "count"},
        },
    }  # fmt: skip
    made = values("plate", "plate_id, hall, dish, sort, day, minutes, price, food, worked",
                  ", ".join(f"({', '.join(map(str, row))})" for row in rows))  # fmt: skip
    month = {"kind": "relative", "unit": "month", "offset": -1}
    return small(parts, made, today=TODAY, calendar={"as_of": TODAY}, default_period=month).engine


@pytest.mark.parametrize(
    ("text", "readback"),
    [
        # How long it takes, where the time is named after what takes so long.
        ("how long does serving take", f"serving time · {OCT} · {ALL}"),
        ("how long does a serving take on average", f"serving time · {OCT} · {ALL}"),
        ("how long is the wait", f"waiting time · {OCT} · {ALL}"),
        ("how long was the wait in East last wk", "waiting time · Nov 16 – 22, 2026 · hall = East"),
        ("how long is the net sales", None),
        ("how long are the labour hours of the soup take", None),
        ("等位要多久", f"等位时长 · {OCT_ZH} · {ALL_ZH}"),
        ("东厅等位平均要多久", f"等位时长 · {OCT_ZH} · 餐厅 = 东厅"),
        ("上菜多长时间", f"上菜时长 · {OCT_ZH} · {ALL_ZH}"),
        ("东厅和西厅送餐分别要多久", f"上菜时长 · {OCT_ZH} · 餐厅 = 东厅或西厅 · 按餐厅"),
        ("多久能上菜", f"上菜时长 · {OCT_ZH} · {ALL_ZH}"),
        ("洗碗要多久", None),
        ("多久上一次菜", None),
        # Times in a row that say only once what is said of each.
        ("8、9、10月的营业额", "营业额 · 2026年8月1日至10月31日 · 全部 · 按月"),
        ("8月9月10月的营业额分别是多少", "营业额 · 2026年8月1日至10月31日 · 全部 · 按月"),
        ("八月九月营业额", "营业额 · 2026年8月1日至9月30日 · 全部 · 按月"),
        ("今年8、9月营业额", "营业额 · 2026年8月1日至9月30日 · 全部 · 按月"),
        ("11月21、22号的营业额", "营业额 · 2026年11月22日 对比 2026年11月21日 · 全部"),
        ("11月21号22号营业额", "营业额 · 2026年11月22日 对比 2026年11月21日 · 全部"),
        ("二季度三季度营业额", "营业额 · 2026年4月1日至9月30日 · 全部 · 按季度"),
        ("8月9日的营业额", "营业额 · 2026年8月9日 · 全部"),
        # Two of one unit, which is said of the first.
        ("net sales this month vs last", "net sales · Nov 1 – 22, 2026 vs Oct 1 – 22, 2026 · everything"),
        ("were net sales higher this quarter than last?", "net sales · Oct 1 – Nov 22, 2026 vs Jul 1 – Aug 22, 2026 · everything"),
        ("net sales at last", None),
        # A sort of things, and the things.
        ("哪类菜销量最高", f"菜品销量 · {OCT_ZH} · {ALL_ZH} · 按菜品类别 · 前1"),
        ("销量最高的是哪一类菜品", f"菜品销量 · {OCT_ZH} · {ALL_ZH} · 按菜品类别 · 前1"),
        ("各类菜的销量", f"菜品销量 · {OCT_ZH} · {ALL_ZH} · 按菜品类别"),
        ("哪种菜销量最高", f"菜品销量 · {OCT_ZH} · {ALL_ZH} · 按菜品 · 前1"),
        ("哪个菜销量最高", f"菜品销量 · {OCT_ZH} · {ALL_ZH} · 按菜品 · 前1"),
        # What is sold, with and without how it is counted.
        ("10月卖出去多少份菜", f"菜品销量 · {OCT_ZH} · {ALL_ZH}"),
        ("10月一共卖了多少菜", f"菜品销量 · {OCT_ZH} · {ALL_ZH}"),
        # What is spent, and of nothing else; who came.
        ("10月花了多少食材成本", f"食材成本 · {OCT_ZH} · {ALL_ZH}"),
        ("10月花了多少营业额", None),
        ("10月来了多少客人", f"用餐人数 · {OCT_ZH} · {ALL_ZH}"),
        ("10月来了多少", None),
        ("10月西厅来了多少客人", f"用餐人数 · {OCT_ZH} · 餐厅 = 西厅"),
        ("上月哪个餐厅工时最狠", f"工时 · {OCT_ZH} · {ALL_ZH} · 按餐厅 · 前1"),
        # A number by itself is one of them.
        ("10月营业额过百的餐厅", f"营业额 · {OCT_ZH} · {ALL_ZH} · 按餐厅 · 营业额 > ¥100.00"),
        # Over hours that add up; never over a mean of minutes.
        ("net sales per labour hour", f"net sales ÷ labour hours · {OCT} · {ALL}"),
        ("plates per labour hour by hall", f"plates ÷ labour hours · {OCT} · {ALL} · by hall"),
        ("net sales per waiting time", None),
        # A name that looks like a share of another metric.
        ("food cost percentage by hall", f"food cost percentage · {OCT} · {ALL} · by hall"),
        ("food cost pct by hall", f"food cost percentage · {OCT} · {ALL} · by hall"),
        ("food cost share by hall", f"share of food cost · {OCT} · {ALL} · by hall"),
        # At its highest, as a share, by what %.
        ("in which month of Q3 was the wait at its highest", "waiting time · Jul 1 – Sep 30, 2026 · everything · by month · top 1"),
        ("net sales by dish as a share", f"share of net sales · {OCT} · {ALL} · by dish"),
        ("by what % did net sales move in Q3 vs Q2", "net sales · Jul 1 – Sep 30, 2026 vs Apr 1 – Jun 30, 2026 · everything"),
    ],
)  # fmt: skip
def test_what_is_asked(kitchen, text, readback):
    answer = led(kitchen, text)
    assert (answer.readback if answer.status == "answered" else None) == readback, (text, answer.text)


@pytest.mark.parametrize(
    ("texts", "readback"),
    [
        # "There", and a measure named again, are of the time that was spoken of.
        (("wait in East last week", "how many plates there"), "plates · Nov 16 – 22, 2026 · hall = East"),
        (("wait in East last week", "plates there in October"), f"plates · {OCT} · hall = East"),
        (("net sales this month", "is that on target?", "net sales by hall then"), "net sales · Nov 1 – 22, 2026 · everything · by hall"),
    ],
)  # fmt: skip
def test_what_goes_on(kitchen, texts, readback):
    assert led(kitchen, *texts).readback == readback
