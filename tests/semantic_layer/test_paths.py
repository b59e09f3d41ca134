"""Which joins a breakdown and a filter go by: the ones that are named, one way, or none; against SQL by hand."""

import pytest
from small_models import columns, simple, values

from semantic_layer import query as q
from semantic_layer.issues import ModelError
from semantic_layer.model.lint import Subject, lint_model
from semantic_layer.session import Viewer

MARCH = q.Named(unit="month", number=3, year=2025)
BY = lambda *names: tuple(q.Dimension(name=name) for name in names)
IS = lambda name, value, op="=": q.Is(dimension=name, op=op, value=value)


def post_office():
    """Orders with two addresses, returns with one, and sellers who have bosses."""
    join = lambda name, table, to, mine, theirs: {"name": name, "table": table, "to": to, "on": {mine: theirs}}
    parts = {
        "tables": {
            "place": {"key": ["p"], "columns": columns(p="integer", country="text", zone="integer")},
            "zone": {"key": ["z"], "columns": columns(z="integer", name="text")},
            "buy": {"key": ["id"], "time": "day", "columns": columns(id="integer", day="date", bill="integer", ship="integer", emp="integer")},
            "back": {"key": ["id"], "time": "day", "columns": columns(id="integer", day="date", ship="integer")},
            "visit": {"key": ["id"], "time": "day", "columns": columns(id="integer", day="date", zone="integer")},
            "emp": {"key": ["e"], "time": "hired", "columns": columns(e="integer", boss="integer", site="text", hired="date")},
        },
        "joins": [
            join("buy_bill", "buy", "place", "bill", "p"), join("buy_ship", "buy", "place", "ship", "p"),
            join("back_ship", "back", "place", "ship", "p"), join("place_zone", "place", "zone", "zone", "z"),
            join("visit_zone", "visit", "zone", "zone", "z"), join("buy_emp", "buy", "emp", "emp", "e"),
            join("emp_boss", "emp", "emp", "boss", "e"),
        ],
        "dimensions": {
            "bill_country": {"table": "place", "column": "country", "via": ["buy_bill"]},
            "bill_zone": {"table": "zone", "column": "name", "via": ["buy_bill"]},
            "country": {"table": "place", "column": "country"},
            "site": {"table": "emp", "column": "site"},
            "boss_site": {"table": "emp", "column": "site", "via": ["emp_boss"]},
            "zone": {"table": "zone", "column": "name", "via": ["place_zone"]},
        },
        "metrics": {"buys": simple("buy"), "backs": simple("back"), "visits": simple("visit"), "hires": simple("emp")},
    }  # fmt: skip
    return parts, (
        values("place", "p, country, zone", "(1, 'DE', 1), (2, 'FR', 2)"),
        values("zone", "z, name", "(1, 'East'), (2, 'West')"),
        values("buy", "id, day, bill, ship, emp", "(1, DATE '2025-03-01', 1, 2, 2), (2, DATE '2025-03-31', 1, 2, 3), (3, DATE '2025-03-31', 2, 2, 1)"),
        values("back", "id, day, ship", "(1, DATE '2025-03-31', 2)"),
        values("visit", "id, day, zone", "(1, DATE '2025-03-31', 2)"),
        values("emp", "e, boss, site, hired", "(1, NULL, 'HQ', DATE '2025-03-01'), (2, 1, 'Lab', DATE '2025-03-01'), (3, 2, 'Lab', DATE '2025-03-31')"),
    )  # fmt: skip


@pytest.fixture(scope="module")
def post(small):
    parts, statements = post_office()
    return small(parts, *statements)


def test_20_a_dimension_that_names_its_joins_is_reached_by_no_other(post):
    gold = post.sql("SELECT country, count(*) FROM buy JOIN place ON bill = p GROUP BY 1")
    assert post.run("buys", by=BY("bill_country"), period=MARCH) == gold == [("DE", 2), ("FR", 1)]
    for names in (("backs",), ("buys", "backs"), ("backs", "buys")):
        issue = post.refused(*names, by=BY("bill_country"), period=MARCH)
        assert issue.code == "unreachable_dimension" and "country" in issue.suggestions
        assert "bill country" not in issue.suggestions
    assert post.refused("backs", where=IS("bill_country", "FR"), period=MARCH).code == "unreachable_dimension"


def test_20_two_ways_that_nothing_chooses_between_are_refused(post):
    issue = post.refused("buys", by=BY("country"), period=MARCH)
    assert issue.code == "ambiguous_path" and issue.suggestions == ("buy_bill", "buy_ship")
    assert post.refused("buys", "backs", by=BY("country"), period=MARCH).code == "ambiguous_path"
    assert post.run("backs", by=BY("country"), period=MARCH) == [("FR", 1)]


def test_what_lies_beyond_a_named_join_is_not_asked_for_it(post):
    gold = post.sql("SELECT name, count(*) FROM buy JOIN place ON bill = p JOIN zone ON zone = z GROUP BY 1")
    assert post.run("buys", by=BY("bill_zone"), period=MARCH) == gold
    # A visit is of a zone, and never of a place: it has no zone by way of one.
    assert post.refused("visits", by=BY("zone"), period=MARCH).code == "unreachable_dimension"
    assert post.refused("visits", by=BY("bill_zone"), period=MARCH).code == "unreachable_dimension"
    assert post.run("backs", by=BY("zone"), period=MARCH) == [("West", 1)]
    assert post.answer(q.Members(dimension="bill_zone")).rows == (("East",), ("West",))


def test_a_join_of_a_table_with_itself_is_followed_where_it_is_named(post):
    gold = post.sql(
        """SELECT b.site, count(*) FROM buy JOIN emp e ON emp = e LEFT JOIN emp b ON e.boss = b.e GROUP BY 1"""
    )
    assert post.run("buys", by=BY("boss_site"), period=MARCH) == gold == [("HQ", 1), ("Lab", 1), (None, 1)]
    assert post.run("buys", by=BY("site"), period=MARCH) == [("HQ", 1), ("Lab", 2)]
    hires = post.sql("SELECT b.site, count(*) FROM emp e LEFT JOIN emp b ON e.boss = b.e GROUP BY 1")
    assert post.run("hires", by=BY("boss_site"), period=MARCH) == hires == [("HQ", 1), ("Lab", 1), (None, 1)]
    assert post.run("hires", where=IS("boss_site", "HQ"), period=MARCH) == [(1,)]


def test_a_policy_shows_nothing_of_a_table_that_reaches_it_by_other_joins_alone(small):
    parts, statements = post_office()
    parts["policies"] = [{"name": "own", "dimension": "bill_country", "attribute": "country"}]
    parts["dimensions"]["returned"] = {"table": "back", "column": "id"}
    shop = small(parts, *statements)
    clerk = Viewer(attributes={"country": ("DE",)})
    assert shop.run("buys", period=MARCH, viewer=clerk) == [(2,)]
    assert shop.refused("backs", period=MARCH, viewer=clerk).code == "unreachable_dimension"
    answer = shop.answer(q.Data(measures=(q.Metric(name="backs"),)), viewer=clerk)
    assert answer.status == "refused" and shop.answer(q.Members(dimension="returned"), viewer=clerk).status == "refused"
    warned = {
        problem.key: problem.message
        for problem in lint_model(Subject(shop.engine.whole))
        if problem.code == "policy_path"
    }
    assert "back leads to bill_country only by joins" in warned["policies.0.dimension"]


def test_a_condition_of_a_metric_goes_by_the_named_joins_too(small):
    parts, statements = post_office()
    where = [{"field": "bill_country", "value": "DE"}]
    parts["metrics"] |= {"german": simple("buy", where=where)}
    assert small(parts, *statements).run("german", period=MARCH) == [(2,)]
    for table, field, words in (("back", "bill_country", "no many-to-one path"), ("buy", "country", "2 paths lead")):
        parts["metrics"]["german"] = simple(table, where=[{"field": field, "value": "DE"}])
        with pytest.raises(ModelError, match=words):
            small(parts, *statements)
