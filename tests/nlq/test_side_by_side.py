"""What "compare" and "respectively" ask for: periods or members side by side, and nothing where nothing is."""

import datetime as dt

import pytest

from nlq.read import read
from nlq.reading import Question
from semantic_layer.session import Session


def query(engine, text, locale):
    session = Session(today=dt.date(2026, 11, 23), locale=locale)
    found = read(Question(text=text, locale=locale), session, engine.index).readings
    return found[0].query if found else None


@pytest.mark.parametrize(
    ("text", "locale"),
    [
        ("compare East China and South China revenue last month", "en"), ("华东和华南上月销售额对比", "zh"),
        ("revenue of East China and South China respectively last month", "en"), ("上月华东、华南各自的销售额", "zh"),
        ("上月华东和华南的销售额分别是多少", "zh"),
    ],
)  # fmt: skip
def test_members_stand_side_by_side(retail, text, locale):
    found = query(retail, text, locale)
    assert [axis.name for axis in found.by] == ["region"] and set(found.where.values) == {"EC", "SC"}


@pytest.mark.parametrize(
    ("text", "locale"),
    [
        ("compare October orders with June", "en"), ("comparing orders in October to June", "en"),
        ("10月订单量与6月相比", "zh"), ("10月订单量和6月对比", "zh"), ("10月订单量跟6月比", "zh"),
    ],
)  # fmt: skip
def test_periods_stand_side_by_side(retail, text, locale):
    found = query(retail, text, locale)
    assert found.period.number == 10 and found.compare[0].period.number == 6 and found.by == ()


@pytest.mark.parametrize(
    ("text", "locale"),
    [
        ("compare East China revenue last month", "en"), ("华东上月销售额对比", "zh"), ("compare revenue", "en"),
        ("orders with June", "en"), ("上月华东各自的销售额", "zh"),
    ],
)  # fmt: skip
def test_one_side_is_no_comparison(retail, text, locale):
    assert query(retail, text, locale) is None


def test_several_metrics_or_a_breakdown_stand_side_by_side_already(retail):
    assert len(query(retail, "上月销售额和订单量分别是多少", "zh").measures) == 2
    assert [axis.name for axis in query(retail, "上月各地区销售额分别是多少", "zh").by] == ["region"]


@pytest.mark.parametrize("text", ["我们店上个月的销售额", "我的门店上月订单量", "我们部门的人数"])
def test_what_is_the_viewers_own_is_not_everything(retail, text):
    assert query(retail, text, "zh") is None


@pytest.mark.parametrize(
    ("text", "locale", "per"),
    [
        ("top 2 products in each category by units sold last month", "en", "category"),
        ("各地区上月销售额前两名的门店", "zh", "region"), ("top 3 categories by revenue by month in Q3", "en", "month"),
    ],
)  # fmt: skip
def test_a_rank_beside_another_axis_is_in_each_of_its_groups(retail, text, locale, per):
    found = query(retail, text, locale)
    (place,) = found.top.per
    assert (getattr(found.by[place], "name", None) or found.by[place].unit) == per


@pytest.mark.parametrize(
    ("text", "locale"), [("only East China revenue last month", "en"), ("只看华东上月销售额", "zh")]
)
def test_only_a_member_is_that_member(retail, text, locale):
    assert query(retail, text, locale).where.value == "EC"


@pytest.mark.parametrize("text", ["only revenue by", "orders with only", "add revenue", "加上销售额"])
def test_only_and_add_say_nothing_by_themselves(retail, text):
    assert query(retail, text, "en") is None


@pytest.mark.parametrize(
    ("text", "locale", "names"),
    [
        ("hires vs leavers this year", "en", ["hires", "leavers"]),
        ("leavers versus hires by department", "en", ["leavers", "hires"]),
        ("revenue compared to cost of goods by region in Q3", "en", ["revenue", "cost_of_goods"]),
        ("do we have more leavers than hires this year", "en", ["leavers", "hires"]),
        ("is revenue higher than cost of goods", "en", ["revenue", "cost_of_goods"]),
        ("离职人数对比入职人数", "zh", ["leavers", "hires"]), ("今年离职人数比入职人数多吗", "zh", ["leavers", "hires"]),
        ("今年离职人数是否高于入职人数", "zh", ["leavers", "hires"]),
    ],
)  # fmt: skip
def test_two_metrics_stand_side_by_side(retail, text, locale, names):
    found = query(retail, text, locale)
    assert [measure.name for measure in found.measures] == names and found.compare == () and found.having is None


@pytest.mark.parametrize(
    ("text", "locale"),
    [
        ("which departments have more leavers than hires this year", "en"), ("哪些部门离职人数高于入职人数", "zh"),
        ("departments with more leavers than hires", "en"), ("revenue vs orders last month", "en"),
        ("how many departments had more leavers than hires", "en"),
        ("how many stores had more returned orders than cancelled orders", "en"),
    ],
)  # fmt: skip
def test_groups_in_which_one_is_more_than_the_other_are_not_all_groups(retail, text, locale):
    assert query(retail, text, locale) is None
