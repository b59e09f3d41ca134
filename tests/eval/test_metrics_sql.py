"""Each metric of the demo models against SQL that was written from the tables alone: whole, and by one dimension."""

import datetime as dt
from pathlib import Path

import pytest
import yaml

from eval.demo import build_demo, demo_folder
from eval.suite import Suite
from semantic_layer import query as q
from semantic_layer.model.lint import Subject, lint_model
from semantic_layer.model.load import load_model
from semantic_layer.session import Session
from semantic_layer.warehouse import open_locked

FILES = {
    path.stem: yaml.safe_load(path.read_text(encoding="utf-8"))
    for path in sorted((Path(__file__).parent / "metric_sql").glob("*.yaml"))
}
CASES = [(name, case) for name, file in FILES.items() for case in file["metrics"]]
#: Metrics that the gold suites had before each new one had to bring its SQL.
COVERED_BY_GOLD = {
    "retail": {
        "active_customers", "active_customers_28_days", "average_inventory", "average_order_value", "complaint_resolution_rate",
        "complaints", "conversion_rate", "cost_of_goods", "customer_retention_rate", "customer_satisfaction", "defect_rate",
        "defective_units", "employee_satisfaction", "first_response_time", "floor_area", "footfall", "gross_margin",
        "gross_merchandise", "gross_profit", "headcount", "inspected_units", "inventory_turnover", "inventory_value",
        "market_share", "market_size", "new_contract_customers", "new_customers", "orders", "quality_complaint_rate",
        "refund_amount", "repeat_customers", "repeat_purchase_rate", "resolved_complaints", "return_rate",
        "returned_orders", "revenue", "revenue_12_months", "sales_per_square_metre", "sales_quota", "store_orders",
        "units_sold", "web_sessions",
    },
    "journey": {
        "active_households", "average_basket_value", "baskets", "coupon_discount", "coupon_redemptions",
        "redeeming_households", "repeat_households", "repeat_purchase_rate", "retail_discount", "sales",
        "sales_per_household", "units",
    },
}  # fmt: skip


@pytest.fixture(scope="module")
def databases():
    opened = {name: open_locked(build_demo(name)) for name in FILES}
    yield opened
    for database in opened.values():
        database.close()


def hand_written(name, databases, sql):
    file = FILES[name]
    suite = Suite(suite=name, today=file["today"], views=file["views"], cases=())
    return databases[name].run_sql(suite.whole_sql(sql))[1]


def computed(request, name, case, by=()):
    engine = request.getfixturevalue(name)
    start, end = case["period"]
    period = q.Explicit(start=start, end=end)
    if "unit" in case:
        period = q.Named(unit=case["unit"], number=start.month, year=start.year)
    query = q.Data(measures=(q.Metric(name=case["metric"]),), by=by, period=period)
    compiled = engine.compile(query, Session(today=FILES[name]["today"]))
    assert (compiled.period.start, compiled.period.end) == (start, end)
    return engine.run(compiled).rows


@pytest.mark.parametrize(("name", "case"), CASES, ids=[f"{name}-{case['metric']}" for name, case in CASES])
def test_metric_is_what_its_definition_says(request, databases, name, case):
    ((gold,),) = hand_written(name, databases, case["sql"])
    assert isinstance(case["period"][0], dt.date) and gold, "a check of nothing checks nothing"
    ((value,),) = computed(request, name, case)
    assert float(value) == pytest.approx(float(gold), rel=1e-9)


@pytest.mark.parametrize(("name", "case"), CASES, ids=[f"{name}-{case['metric']}" for name, case in CASES])
def test_metric_by_a_dimension(request, databases, name, case):
    gold = dict(hand_written(name, databases, case["split"]))
    found = dict(computed(request, name, case, (q.Dimension(name=case["by"]),)))
    assert len(gold) > 1 and set(found) == set(gold)
    for key, value in gold.items():
        assert found[key] == (None if value is None else pytest.approx(float(value), rel=1e-9)), key


@pytest.mark.parametrize("name", sorted(FILES))
def test_every_metric_that_is_not_covered_by_gold_has_sql(name):
    listed = [case["metric"] for case in FILES[name]["metrics"]]
    assert len(listed) == len(set(listed))
    assert set(load_model(demo_folder(name)).metrics) == COVERED_BY_GOLD[name] | set(listed)


#: What the founding document calls its KPIs.
NAMED = {
    "repeat_purchase_rate": "客户复购率", "new_contract_customers": "新签约客户数", "defect_rate": "产品BUG率",
    "first_response_time": "响应时长", "revenue": "销售额", "orders": "订单量", "conversion_rate": "转化率",
    "sales_per_square_metre": "门店坪效", "complaint_resolution_rate": "投诉解决率", "inventory_turnover": "库存周转",
    "customer_retention_rate": "客户留存", "gross_profit": "利润", "market_share": "市场份额",
    "customer_satisfaction": "客户满意度", "employee_satisfaction": "员工满意度",
}  # fmt: skip


def test_the_kpis_of_the_founding_document_are_there_under_their_names():
    metrics = load_model(demo_folder("retail")).metrics
    for name, word in NAMED.items():
        assert (
            word in (metrics[name].label["zh"], *metrics[name].synonyms["zh"]) and metrics[name].status == "certified"
        )


@pytest.mark.parametrize("name", sorted(FILES))
def test_only_the_word_that_is_meant_to_be_ambiguous_is_linted(name):
    found = [
        problem.message.split("“")[1].split("”")[0] for problem in lint_model(Subject(load_model(demo_folder(name))))
    ]
    assert found == {"retail": ["returns", "退货"], "journey": []}[name]


@pytest.mark.parametrize("name", sorted(FILES))
def test_every_metric_is_governed_and_named_in_each_language(name):
    model = load_model(demo_folder(name))
    languages = {"en", "zh"}
    for metric in model.metrics.values():
        assert set(metric.label) == set(metric.description) == set(metric.source) == languages
        assert metric.owner and metric.department and metric.cadence and metric.goal in model.goals
        assert not model.groups or metric.group in model.groups
    assert all(set(phrasing.text) == languages for phrasing in model.phrasings) and model.phrasings
