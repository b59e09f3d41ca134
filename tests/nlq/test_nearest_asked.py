"""The KPIs near a refusal: the same question asked of each, where that has an answer."""

import datetime as dt

import pytest
from asking import asked_on

from nlq.answer import NearMetric

answered = asked_on(dt.date(2026, 11, 23))


@pytest.mark.parametrize(
    ("text", "name", "question"),
    [
        ("churn this quarter", "employee_turnover_rate", "employee turnover rate this quarter"),
        ("本季度客户流失情况", "active_customers", "本季度活跃客户数情况"),
        ("上季度点击成本", "cost_of_goods", "上季度销售成本"),
        # Two things are not known: with one of them named the question would be refused for the other.
        ("cost per click last quarter", "cost_of_goods", None),
        ("人员成本占比多不多", "cost_of_goods", None),
    ],
)
def test_each_is_asked_the_same_where_nothing_else_is_unknown(retail, text, name, question):
    refused = answered(retail, text)
    near = refused.nearest[0]
    assert (refused.status, near.name, near.question) == ("refused", name, question)
    assert [each.label for each in refused.nearest] == list(refused.suggestions)
    if question:
        again = answered(retail, question)
        assert again.status == "answered" and again.metrics[0].name == name


def test_what_a_rule_refuses_is_not_asked(retail):
    # Defects are of no region: of them the question would be refused again.
    near = answered(retail, "burn rate by region last month").nearest
    assert near == (
        NearMetric(name="defect_rate", label="defect rate"),
        NearMetric(name="return_rate", label="return rate", question="return rate by region last month"),
    )


def test_what_is_no_kpi_is_no_button(retail):
    refused = answered(retail, "上月退货率按品类分开看")
    assert refused.suggestions and refused.nearest == ()
    assert answered(retail, "revenue on Mars").nearest == () == answered(retail, "revenue last month").nearest
