"""Results kept in memory: a hit is what a miss would be, whoever asks, on whichever day, of whatever the data are now."""

import datetime as dt
import os
import shutil
from dataclasses import replace

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nlq.engine import KEPT_RESULTS, open_engine
from semantic_layer import query as q
from semantic_layer.issues import QueryRefused
from semantic_layer.query.canonical import canonical
from semantic_layer.session import Session, Viewer

POLICY = "policies: [{name: own_area, dimension: area, attribute: areas, except_roles: [chief]}]\n"
VIEWERS = (
    Viewer(roles=("chief",)), Viewer(attributes={"areas": ("North",)}), Viewer(attributes={"areas": ("South",)}),
    Viewer(attributes={"areas": ("North", "South")}), Viewer(),
)  # fmt: skip
DAYS = (dt.date(2026, 4, 1), dt.date(2026, 3, 2), dt.date(2025, 12, 31))
#: States of the data: as built, more rows on the same days, fewer, other values in as many rows.
STATES = (
    "SELECT 1",
    "INSERT INTO visit SELECT visit_id + 10000, clinic_id, patient_id, begun_at, fee, state FROM visit WHERE visit_id % 5 = 0",
    "DELETE FROM visit WHERE visit_id % 2 = 0",
    "UPDATE visit SET fee = fee + 1, clinic_id = 4 - clinic_id",
)
METRICS = ("fees", "visits", "missed_rate", "patients", "new_patients", "running_fees", "doses")
AREAS = ("North", "South", "West")


@pytest.fixture(scope="module")
def states(clinics_folder, tmp_path_factory):
    """Database files, one for each state of the data."""
    folder = tmp_path_factory.mktemp("states")
    for place, change in enumerate(STATES):
        shutil.copy(clinics_folder / "clinics.duckdb", folder / f"{place}.duckdb")
        with duckdb.connect(str(folder / f"{place}.duckdb")) as db:
            db.execute(change)
    return folder


@pytest.fixture(scope="module")
def served(clinics_folder, tmp_path_factory):
    """An engine that serves a governed folder whose database file can be replaced under it."""
    folder = tmp_path_factory.mktemp("cached") / "clinics"
    shutil.copytree(clinics_folder, folder)
    parts = folder / "parts.yaml"
    parts.write_text(parts.read_text(encoding="utf-8").replace("policies: []\n", POLICY), encoding="utf-8")
    engine = open_engine(folder)
    yield engine
    engine.close()


def replace_data(engine, states, place):
    fresh = engine.whole.folder / "fresh"
    shutil.copy(states / f"{place}.duckdb", fresh)
    os.replace(fresh, engine.whole.folder / "clinics.duckdb")


def conditions():
    plain = st.one_of(
        st.builds(q.Is, dimension=st.just("area"), value=st.sampled_from(AREAS), op=st.sampled_from(("=", "!="))),
        st.lists(st.sampled_from(AREAS), min_size=1, max_size=3).map(lambda v: q.In(dimension="area", values=tuple(v))),
        st.sampled_from((1, 1.0, 2)).map(lambda n: q.Range(dimension="clinic", low=n, high=n + 1)),
        st.just(q.IsNull(dimension="area")),
        st.just(q.Is(dimension="plan", value="plus")),
    )
    return st.recursive(
        plain,
        lambda inner: st.one_of(
            st.builds(q.Not, part=inner),
            st.lists(inner, min_size=1, max_size=3).map(lambda parts: q.And(parts=tuple(parts))),
            st.lists(inner, min_size=1, max_size=3).map(lambda parts: q.Or(parts=tuple(parts))),
        ),
        max_leaves=4,
    )


def measures():
    metric = st.builds(q.Metric, name=st.sampled_from(METRICS), where=st.none() | conditions())
    return st.one_of(
        metric,
        metric.map(lambda m: q.Combine(op="share", measures=(m,))),
        metric.map(lambda m: q.Fold(agg="max", measure=m, over=(q.Dimension(name="clinic"),))),
    )


@st.composite
def queries(draw):
    by = draw(st.sampled_from(((), ("area",), ("plan", "area"))))
    axes = tuple(q.Dimension(name=name) for name in by) + draw(st.sampled_from(((), (q.Grain(unit="quarter"),))))
    period = draw(st.sampled_from((
        None, q.Relative(unit="month", offset=-1), q.Relative(unit="year"), q.Trailing(unit="day", count=28),
        q.Named(unit="quarter", number=1), q.Named(unit="year", year=2025), q.AllTime(),
    )))  # fmt: skip
    compare = draw(st.sampled_from(((), (q.Compare(basis="previous_year"),), (q.Compare(basis="previous_unit"),))))
    return q.Data(
        measures=(draw(measures()),), by=axes, where=draw(st.none() | conditions()), period=period, compare=compare,
        totals=draw(st.booleans()),
    )  # fmt: skip


def plain(result):
    """The rows of a result, floats to the ninth digit: sums come out of the engine in any order."""

    def cell(value):
        return f"{value:.9g}" if isinstance(value, float) else value

    total = None if result.total is None else tuple(map(cell, result.total))
    return tuple(tuple(map(cell, row)) for row in result.rows), total, result.columns


def compiled_or_none(engine, query, session):
    try:
        return engine.compile(query, session)
    except QueryRefused:
        return None


def steps():
    """Questions asked again and again in turn, by several people on several days, while the data change."""
    asked = st.tuples(
        st.integers(0, 2), st.sampled_from(VIEWERS), st.sampled_from(DAYS), st.sampled_from(("en", "zh")),
        st.none() | st.integers(0, len(STATES) - 1),
    )  # fmt: skip
    return st.tuples(st.lists(queries(), min_size=3, max_size=3), st.lists(asked, min_size=4, max_size=12))


@settings(max_examples=40, deadline=None, derandomize=True)
@given(steps())
def test_a_hit_is_what_a_miss_would_be(served, states, drawn):
    pool, asked = drawn
    for place, viewer, today, locale, state in asked:
        if state is not None:
            replace_data(served, states, state)
        compiled = compiled_or_none(served, pool[place], Session(today=today, locale=locale, viewer=viewer))
        if compiled is not None:
            # Twice: the second is a hit by construction, the first where somebody asked it before.
            for _ in range(2):
                assert plain(served.run(compiled)) == plain(served.warehouse.run(compiled))


@settings(max_examples=100, deadline=None, derandomize=True)
@given(queries(), st.randoms(use_true_random=False))
def test_another_spelling_of_a_query_is_the_same_hit(served, query, chance):
    session = Session(today=DAYS[0], viewer=VIEWERS[0])
    other = respell(query, chance)
    mine, theirs = (compiled_or_none(served, each, session) for each in (query, other))
    assert canonical(query) == canonical(other)
    assert (mine is None) == (theirs is None)
    if mine is not None and theirs is not None:
        assert mine.key == theirs.key
        assert plain(served.warehouse.run(mine)) == plain(served.warehouse.run(theirs))


def respell(value, chance):
    """The same query in other words: conditions turned round, doubled, negated twice, in lists of one."""
    if isinstance(value, tuple):
        return tuple(respell(item, chance) for item in value)
    if isinstance(value, int) and not isinstance(value, bool):
        return chance.choice((value, float(value)))
    for kind, spell in SPELLINGS.items():
        if isinstance(value, kind):
            return spell(value, chance)
    return value


def respell_list(value, chance):
    parts = [respell(part, chance) for part in value.parts]
    chance.shuffle(parts)
    parts.append(chance.choice(parts))
    if chance.random() < 0.5:
        parts = [type(value)(parts=tuple(parts[:2])), *parts[2:]]
    return type(value)(parts=tuple(parts))


def respell_in(value, chance):
    values = [*value.values, value.values[0]]
    chance.shuffle(values)
    return q.In(dimension=value.dimension, values=tuple(values))


def respell_is(value, chance):
    same = q.In(dimension=value.dimension, values=(value.value,))
    other = q.Not(part=same) if value.op == "!=" else q.Not(part=q.Not(part=same))
    return chance.choice((value, other))


def respell_inside(value, chance):
    inner = {name: getattr(value, name) for name in ("where", "measures", "measure", "part") if hasattr(value, name)}
    return value.model_copy(update={name: respell(part, chance) for name, part in inner.items()})


SPELLINGS = {
    (q.And, q.Or): respell_list, q.In: respell_in, q.Is: respell_is,
    (q.Data, q.Metric, q.Not, q.Fold, q.Combine): respell_inside,
}  # fmt: skip


def test_every_part_of_the_key_tells_results_apart(served, states):
    """Each of who, when, of which data and by which definitions gives another number, and so another key."""
    query = q.Data(measures=(q.Metric(name="fees"),), period=q.Relative(unit="month", offset=-1))
    replace_data(served, states, 0)
    base = Session(today=DAYS[0], viewer=VIEWERS[0])
    found = {}
    for name, session in (("base", base), ("who", base.model_copy(update={"viewer": VIEWERS[1]})),
                          ("when", base.model_copy(update={"today": DAYS[1]}))):  # fmt: skip
        compiled = served.compile(query, session)
        found[name] = (compiled.key, served.run(compiled).rows[0][0])
    spec = served.whole.metrics["fees"]
    doubled = spec.model_copy(update={"calculation": spec.calculation.model_copy(update={"where": ()})})
    model = served.whole.model_copy(update={"metrics": {**served.whole.metrics, "fees": doubled}})
    other = replace(served, whole=model)
    compiled = other.compile(query, base)
    found["definition"] = (compiled.key, other.run(compiled).rows[0][0])
    replace_data(served, states, 3)
    compiled = served.compile(query, base)
    found["data"] = (compiled.key, served.run(compiled).rows[0][0])
    keys, values = zip(*found.values(), strict=True)
    assert len(set(keys)) == len(set(values)) == 5, found


def test_the_memory_is_bounded_and_forgets_the_oldest(served):
    session = Session(today=DAYS[0], viewer=VIEWERS[0])
    for day in range(KEPT_RESULTS + 20):
        start = dt.date(2025, 1, 1) + dt.timedelta(days=day)
        period = q.Explicit(start=start, end=start + dt.timedelta(days=1))
        served.run(served.compile(q.Data(measures=(q.Metric(name="visits"),), period=period), session))
    assert len(served.kept_results) == KEPT_RESULTS


def test_sql_is_kept_for_who_asks_and_when(served, states):
    query = q.Data(measures=(q.Metric(name="fees"),), period=q.Relative(unit="month", offset=-1))
    replace_data(served, states, 0)
    base = Session(today=DAYS[0], viewer=VIEWERS[0])
    once = served.compile(query, base)
    assert served.compile(query, base) is once
    for other in ({"viewer": VIEWERS[1]}, {"today": DAYS[1]}, {"locale": "zh"}):
        assert served.compile(query, base.model_copy(update=other)) is not once
    replace_data(served, states, 3)
    assert served.compile(query, base) is not once
