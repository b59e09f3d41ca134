"""Tables called as what a statement makes for itself: read as what they are, or not loaded; against SQL by hand."""

import pytest
from small_models import columns, simple, values

from semantic_layer import query as q
from semantic_layer.issues import ModelError
from semantic_layer.session import Viewer

MARCH = q.Named(unit="month", number=3, year=2025)
BY = lambda *names: tuple(q.Dimension(name=name) for name in names)


def firm(staff, post, site):
    """Staff with posts over time at sites, by any names of tables; governed by site."""
    parts = {
        "tables": {
            staff: {"key": ["id"], "time": "day", "columns": columns(id="integer", day="date", who="integer", site="integer")},
            post: {"key": ["who", "since"], "history": {"start": "since"}, "columns": columns(who="integer", since="date", team="text")},
            site: {"key": ["site"], "columns": columns(site="integer", area="text")},
        },
        "joins": [{"name": "p", "table": staff, "to": post, "on": {"who": "who"}}, {"name": "s", "table": staff, "to": site, "on": {"site": "site"}}],
        "dimensions": {"team": {"table": post, "column": "team"}, "area": {"table": site, "column": "area"}, "who": {"table": staff, "column": "who"}},
        "metrics": {"days": simple(staff), "people": {"calculation": {"type": "entity_count", "table": staff, "entity": "who", "having": {"value": 2}}}},
        "policies": [{"name": "own", "dimension": "area", "attribute": "areas", "except_roles": ["boss"]}],
    }  # fmt: skip
    return parts, (
        values(f'"{staff}"', "id, day, who, site", """(1, DATE '2025-03-01', 1, 1), (2, DATE '2025-03-09', 1, 1), (3, DATE '2025-03-31', 2, 2),
            (4, DATE '2025-03-31', 2, 1)"""),
        values(f'"{post}"', "who, since, team", "(1, DATE '2025-01-01', 'A'), (1, DATE '2025-03-05', 'B'), (2, DATE '2025-01-01', 'A')"),
        values(f'"{site}"', "site, area", "(1, 'N'), (2, 'S')"),
    )  # fmt: skip


@pytest.mark.parametrize(
    "names",
    [("q0", "q0__spans", "q0__seen"), ("site__seen", "site__spans", "site"), ("w", "t", "m"), ("i", "a", "j1"), ("d", "x", "r")],
    ids="-".join,
)  # fmt: skip
def test_a_table_called_as_one_within_a_statement_is_itself(small, names):
    parts, statements = firm(*names)
    made = small(parts, *statements)
    north = Viewer(attributes={"areas": ("N",)})
    most = q.Data(
        measures=(q.Metric(name="days"),), by=BY("who"), order=(q.Order(measure=0),), top=q.Top(n=1), period=MARCH
    )
    plain, _ = firm("staff", "post", "site")
    named = small(
        plain,
        *(
            text.replace(f'"{old}"', new)
            for text, old, new in zip(statements, names, ("staff", "post", "site"), strict=True)
        ),
    )
    for query in (
        {"by": BY("team")},
        {"by": BY("area", "team")},
        {"where": q.InKeys(dimension="who", query=most)},
        {"by": (q.Grain(unit="week"),)},
    ):
        for viewer in (north, Viewer(roles=("boss",))):
            rows = made.run("days", "people", period=MARCH, viewer=viewer, **query)
            assert rows == named.run("days", "people", period=MARCH, viewer=viewer, **query) and rows
    assert made.run("days", by=BY("team"), period=MARCH, viewer=north) == [("A", 2), ("B", 1)]


@pytest.mark.parametrize("name", ["__seen_site", "__keys_0", "__spans_post", "__any"])
def test_a_name_kept_for_statements_is_not_loaded(small, name):
    parts, statements = firm(name, "post", "site")
    with pytest.raises(ModelError, match="as names within a statement do"):
        small(parts, *statements)
    parts, statements = firm("staff", "post", "site")
    parts["tables"]["staff"]["source"] = f"main.{name}"
    with pytest.raises(ModelError, match="as names within a statement do"):
        small(parts, *statements)
    parts, statements = firm("staff", "post", "site")
    parts["tables"]["post"]["columns"] |= columns(__next="date")
    with pytest.raises(ModelError, match="as names within a statement do"):
        small(parts, *statements)
