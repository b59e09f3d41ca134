"""Laws that hold for every query over every world: order, sums, company, filters, comparisons, rank, negation."""

import datetime as dt
import math
from fractions import Fraction
from functools import partial

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from made_queries import MEMBERS, UNITS, conditions, data, periods
from made_world import FIRST, LAST, make_world

from semantic_layer import query as q
from semantic_layer.compiler.guard import check_sql
from semantic_layer.issues import QueryRefused
from semantic_layer.query.canonical import canonical

WORLDS = st.integers(0, 7)
ADDITIVE = ("deal_sum", "deal_count", "back_sum", "back_count")
law = settings(max_examples=30, deadline=None, derandomize=True)
M = lambda name, **more: q.Metric(name=name, **more)
ALL = q.Explicit(start=FIRST, end=LAST + dt.timedelta(days=1))


@pytest.fixture(scope="session")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("laws")


def answer(world, query):
    """The rows of a query; a question that is refused is no example of a law."""
    try:
        return world.run(query)
    except QueryRefused:
        assume(False)


def same(left, right):
    if isinstance(left, float) and isinstance(right, float):
        return math.isclose(left, right, rel_tol=1e-9, abs_tol=1e-12)
    return left == right


def sorted_rows(rows):
    return sorted(
        rows,
        key=lambda row: [
            (cell is None, round(cell, 9) if isinstance(cell, float) else cell) if cell is not None else (True, 0)
            for cell in row
        ],
    )


def assert_same(left, right):
    left, right = sorted_rows(left), sorted_rows(right)
    assert len(left) == len(right)
    for a, b in zip(left, right, strict=True):
        assert all(map(same, a, b)), (a, b)


def reached(world, metric):
    """The dimensions whose members a metric's rows have at most one of."""
    found = []
    for name in world.model.dimensions:
        try:
            world.compile(q.Data(measures=(M(metric),), by=(q.Dimension(name=name),), period=ALL))
        except QueryRefused:
            continue
        found.append(name)
    return tuple(found)


@law
@given(st.data(), WORLDS)
def test_1_the_order_of_axes_is_the_order_of_columns(folder, draw, seed):
    world = make_world(seed, folder)
    query = draw.draw(data(world, grain=draw.draw(st.booleans())))
    assume(len(query.by) == 2)
    turned = answer(world, query.model_copy(update={"by": query.by[::-1]}))
    assert_same(answer(world, query), [(row[1], row[0], *row[2:]) for row in turned])


@law
@given(st.data(), WORLDS, st.sampled_from(ADDITIVE))
def test_2_buckets_add_up(folder, draw, seed, metric):
    world = make_world(seed, folder)
    period, where = draw.draw(periods()), draw.draw(st.none() | conditions(tuple(world.model.dimensions)))
    total = answer(world, q.Data(measures=(M(metric),), period=period, where=where))[0][0]
    axes = [q.Dimension(name=name) for name in reached(world, metric)] + [q.Grain(unit=unit) for unit in UNITS]
    for axis in axes:
        parts = [
            row[-1] for row in answer(world, q.Data(measures=(M(metric),), by=(axis,), period=period, where=where))
        ]
        assert sum(part or 0 for part in parts) == (total or 0), axis


@law
@given(st.data(), WORLDS, st.sampled_from(ADDITIVE))
def test_3_drilling_down_and_rolling_up_agree(folder, draw, seed, metric):
    world = make_world(seed, folder)
    of = {name: spec.of for name, spec in world.model.dimensions.items() if spec.of and name in reached(world, metric)}
    coarse = draw.draw(st.sampled_from(sorted(of)))
    period = draw.draw(periods())
    whole = answer(world, q.Data(measures=(M(metric),), by=(q.Dimension(name=coarse),), period=period))
    fine = answer(
        world, q.Data(measures=(M(metric),), by=(q.Dimension(name=coarse), q.Dimension(name=of[coarse])), period=period)
    )
    for key, value in whole:
        assert sum(row[-1] or 0 for row in fine if row[0] == key) == (value or 0)
    period = q.Explicit(start=period.start, end=min(period.end, period.start + dt.timedelta(days=120)))
    for small, large in (
        ("day", "month"),
        ("day", "week"),
        ("month", "quarter"),
        ("month", "half"),
        ("quarter", "year"),
    ):
        parts, wholes = (
            dict(answer(world, q.Data(measures=(M(metric),), by=(q.Grain(unit=unit),), period=period)))
            for unit in (small, large)
        )
        for start, value in wholes.items():
            # A part belongs to the last whole that has begun; a period may begin within one.
            inside = [part for day, part in parts.items() if max(other for other in wholes if other <= day) == start]
            assert sum(part or 0 for part in inside) == (value or 0)


@law
@given(st.data(), WORLDS)
def test_4_a_metric_is_the_same_in_any_company(folder, draw, seed):
    world = make_world(seed, folder)
    query = draw.draw(data(world, most=4))
    count = len(query.by)
    assume(not any(axis.kind == "dimension" and axis.name == "shop_of" for axis in query.by))
    together = {row[:count]: row[count:] for row in answer(world, query)}
    turned = answer(world, query.model_copy(update={"measures": query.measures[::-1]}))
    assert_same([(*key, *values[::-1]) for key, values in together.items()], turned)
    for place, measure in enumerate(query.measures):
        alone = {row[:count]: row[-1] for row in answer(world, query.model_copy(update={"measures": (measure,)}))}
        assert set(alone) <= set(together)
        for key, values in together.items():
            assert same(values[place], alone[key]) if key in alone else values[place] in (None, 0), (measure, key)


@law
@given(st.data(), WORLDS)
def test_5_a_filter_for_a_bucket_gives_its_value(folder, draw, seed):
    world = make_world(seed, folder)
    metric = draw.draw(st.sampled_from(sorted(world.model.metrics)))
    names = [name for name in reached(world, metric) if name != "shop_of"]
    assume(names)
    name, period = draw.draw(st.sampled_from(names)), draw.draw(periods())
    for key, value in answer(world, q.Data(measures=(M(metric),), by=(q.Dimension(name=name),), period=period)):
        where = q.IsNull(dimension=name) if key is None else q.Is(dimension=name, value=key)
        alone = answer(world, q.Data(measures=(M(metric),), where=where, period=period))
        assert same(alone[0][0], value) or {alone[0][0], value} <= {None, 0}, key


@law
@given(
    st.data(),
    WORLDS,
    st.sampled_from(("previous_unit", "previous_year")),
    st.sampled_from((None, "month", "quarter", "week")),
)
def test_6_a_comparison_is_the_metric_of_the_other_period(folder, draw, seed, basis, unit):
    world = make_world(seed, folder)
    metric = draw.draw(st.sampled_from(sorted(set(world.model.metrics) - {"loyalty", "lost"})))
    compare = q.Compare(basis=basis, unit=unit if basis == "previous_unit" else None)
    period = draw.draw(
        st.one_of(periods(), st.builds(q.Named, unit=st.just("month"), number=st.integers(1, 12), year=st.just(2024)))
    )
    names = [name for name in reached(world, metric) if name != "shop_of"]
    by = (
        tuple(q.Dimension(name=name) for name in draw.draw(st.lists(st.sampled_from(names), max_size=1)))
        if names
        else ()
    )
    query = q.Data(measures=(M(metric),), by=by, period=period, compare=(compare,))
    try:
        compiled = world.compile(query)
    except QueryRefused:
        assume(False)
    names = [column.name for column in compiled.columns]
    now, before = names.index(metric), names.index(f"{metric}__previous")
    rows = world.warehouse.run(compiled).rows
    for place, (start, end) in (
        (now, (compiled.period.start, compiled.period.end)),
        (before, (compiled.comparisons[0].start, compiled.comparisons[0].end)),
    ):
        other = answer(world, q.Data(measures=(M(metric),), by=by, period=q.Explicit(start=start, end=end)))
        alone = {row[:-1]: row[-1] for row in other}
        for row in rows:
            assert same(row[place], alone[row[: len(by)]]) if row[: len(by)] in alone else row[place] in (None, 0)
        assert set(alone) <= {row[: len(by)] for row in rows}
    change = names.index(f"{metric}__change")
    for row in rows:
        known = row[now] is not None and row[before] is not None
        assert same(row[change], row[now] - row[before]) if known else row[change] is None


@law
@given(st.data(), WORLDS, st.integers(1, 4), st.booleans(), st.booleans())
def test_7_the_first_n_are_the_head_of_the_ranking(folder, draw, seed, count, ties, descending):
    world = make_world(seed, folder)
    query = draw.draw(data(world, grain=False, most=2))
    assume(query.by)
    order = (q.Order(measure=0, descending=descending),)
    full = answer(world, query.model_copy(update={"order": order}))
    place = len(query.by)
    ranked = [row for row in full if row[place] is not None]
    values = [row[place] for row in ranked]
    assert values == sorted(values, reverse=descending) and full[: len(ranked)] == ranked
    top = answer(world, query.model_copy(update={"order": order, "top": q.Top(n=count, ties=ties)}))
    if ties and len(ranked) > count:
        count = sum(1 for value in values if (value >= values[count - 1] if descending else value <= values[count - 1]))
    assert top == ranked[:count]


@law
@given(st.data(), WORLDS, st.integers(1, 3))
def test_7_the_first_n_of_each_group_are_the_head_of_its_ranking(folder, draw, seed, count):
    world = make_world(seed, folder)
    query = draw.draw(data(world, grain=True, most=1))
    assume(len(query.by) == 2 and not any(getattr(axis, "name", "") == "shop_of" for axis in query.by))
    order, per = (q.Order(measure=0),), draw.draw(st.sampled_from((0, 1)))
    full = answer(world, query.model_copy(update={"order": order}))
    top = answer(world, query.model_copy(update={"order": order, "top": q.Top(n=count, per=(per,))}))
    expected = []
    for group in {row[per] for row in full}:
        values = [row[2] for row in full if row[per] == group and row[2] is not None]
        expected += [
            row for row in full if row[per] == group and row[2] is not None and values and row[2] >= values[:count][-1]
        ]
    assert_same(top, expected)


@law
@given(st.data(), WORLDS, st.sampled_from(ADDITIVE), st.sampled_from(("filtered", "grand")))
def test_8_shares_add_up_to_one(folder, draw, seed, metric, of):
    world = make_world(seed, folder)
    period = draw.draw(periods())
    name = draw.draw(st.sampled_from(reached(world, metric)))
    where = draw.draw(st.none() | conditions(tuple(world.model.dimensions))) if of == "filtered" else None
    share = q.Combine(op="share", measures=(M(metric),), of=of)
    query = partial(q.Data, period=period, where=where)
    total = answer(world, query(measures=(M(metric),)))[0][0]
    shares = [row[-1] for row in answer(world, query(measures=(share,), by=(q.Dimension(name=name),)))]
    if total:
        assert sum(part or 0 for part in shares) == pytest.approx(1)
    else:
        assert set(shares) <= {None}


def rewrite(draw, predicate):
    """The same condition in other words."""
    if predicate.kind in ("and", "or"):
        parts = [rewrite(draw, part) for part in draw.draw(st.permutations(predicate.parts))]
        joined = type(predicate)(parts=(*parts, parts[0]))
        return type(predicate)(parts=(joined,)) if draw.draw(st.booleans()) else joined
    if predicate.kind == "not":
        return q.Not(part=rewrite(draw, predicate.part))
    if predicate.kind == "in":
        values = draw.draw(st.permutations((*predicate.values, predicate.values[0])))
        ones = tuple(q.Is(dimension=predicate.dimension, value=value) for value in values)
        return draw.draw(st.sampled_from((q.In(dimension=predicate.dimension, values=tuple(values)), q.Or(parts=ones))))
    if predicate.kind == "is" and predicate.op in ("=", "!="):
        one = q.In(dimension=predicate.dimension, values=(predicate.value,))
        return one if predicate.op == "=" else q.Not(part=one)
    return draw.draw(st.sampled_from((predicate, q.Not(part=q.Not(part=predicate)), q.And(parts=(predicate,)))))


@settings(law, max_examples=100)
@given(st.data(), WORLDS)
def test_9_one_meaning_one_text_one_answer(folder, draw, seed):
    world = make_world(seed, folder)
    query = draw.draw(data(world, most=1))
    assume(query.where is not None)
    other = query.model_copy(update={"where": rewrite(draw, query.where)})
    assert canonical(query) == canonical(other)
    assert_same(answer(world, query), answer(world, other))


@settings(law, max_examples=80)
@given(st.data(), WORLDS, st.sampled_from(ADDITIVE))
def test_10_what_is_and_what_is_not_are_all_there_is(folder, draw, seed, metric):
    world = make_world(seed, folder)
    where, period = draw.draw(conditions(tuple(world.model.dimensions))), draw.draw(periods())
    ask = lambda test: answer(world, q.Data(measures=(M(metric),), where=test, period=period))[0][0] or 0
    assert ask(where) + ask(q.Not(part=where)) == ask(None)
    groups = q.Groups(groups=(q.Group(label="is", where=where), q.Group(label="not", where=q.Not(part=where))))
    rows = answer(world, q.Data(measures=(M(metric),), by=(groups,), period=period))
    assert {row[0] for row in rows} <= {"is", "not"} and sum(Fraction(row[1] or 0) for row in rows) == ask(None)


@st.composite
def anything(draw, world):
    """A query with every part there is, most of them at once."""
    query = draw(data(world))
    names = sorted(world.model.metrics)
    metric = st.builds(
        q.Metric,
        name=st.sampled_from(names),
        where=st.none() | conditions(tuple(MEMBERS)[:3]),
        period=st.none() | periods(),
    )
    axis = st.one_of(
        st.sampled_from([q.Dimension(name=name) for name in world.model.dimensions]),
        st.sampled_from([q.Grain(unit=unit) for unit in UNITS]),
    )
    having = st.builds(
        q.MeasureIs, measure=metric, op=st.sampled_from((">", "<=", "!=")), value=st.sampled_from((0.0, 1.5, -2.0))
    )
    measure = st.one_of(
        metric,
        st.builds(
            q.Fold,
            agg=st.sampled_from(("sum", "avg", "min", "max", "median", "count")),
            measure=metric,
            over=st.tuples(axis),
        ),
        st.builds(q.CountGroups, axis=axis, having=having | st.builds(q.Not, part=having)),
        st.builds(q.Combine, op=st.sampled_from(("minus", "divide")), measures=st.tuples(metric, metric)),
        st.builds(
            q.Combine,
            op=st.sampled_from(("share", "change")),
            measures=st.tuples(metric),
            of=st.sampled_from(("filtered", "grand")),
        ),
    )
    compare = st.one_of(
        st.builds(
            q.Compare,
            basis=st.sampled_from(("previous_unit", "previous_year")),
            percent=st.booleans(),
            unit=st.sampled_from((None, *UNITS)),
        ),
        st.builds(q.Compare, basis=st.just("period"), period=periods()),
    )
    period = st.one_of(
        periods(), st.just(q.AllTime()), st.builds(q.Relative, unit=st.sampled_from(UNITS), offset=st.integers(-6, 1), to_date=st.booleans()),
        st.builds(q.Trailing, unit=st.sampled_from(UNITS), count=st.integers(1, 5)), st.none(),
    )  # fmt: skip
    measures = tuple(draw(st.lists(measure, min_size=1, max_size=3)))
    more = {
        "measures": measures,
        "compare": tuple(draw(st.lists(compare, max_size=2))),
        "period": draw(period),
        "having": draw(st.none() | having),
    }
    if query.by and draw(st.booleans()):
        more["order"] = (q.Order(measure=0, side="change" if more["compare"] else "value"),)
        more["top"] = draw(st.none() | st.builds(q.Top, n=st.integers(1, 3), ties=st.booleans()))
    return q.Data.model_validate(query.model_copy(update=more).model_dump())


@settings(law, max_examples=200)
@given(st.data(), WORLDS)
def test_12_every_query_is_answered_or_refused(folder, draw, seed):
    world = make_world(seed, folder)
    query = draw.draw(anything(world))
    try:
        compiled = world.compile(query)
    except QueryRefused as refused:
        assert refused.issues
        return
    check_sql(compiled.sql, world.model)
    rows = world.warehouse.run(compiled).rows
    assert all(len(row) == len(compiled.columns) for row in rows)
