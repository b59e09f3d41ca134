"""Facts to one table: each aggregated on its own, united by their keys, never joined by chance."""

from __future__ import annotations

from typing import Any

from sqlglot import exp

from semantic_layer.compiler.columns import literal, named
from semantic_layer.compiler.conditions import OPS
from semantic_layer.compiler.facts import Fact, windows_table
from semantic_layer.compiler.leaves import build_fact
from semantic_layer.compiler.measures import Measures, Nested
from semantic_layer.issues import Issue, QueryRefused
from semantic_layer.query import And, Grain, MeasureIs, Not, Or


def keys(count: int, table: str | None = None) -> list[exp.Expr]:
    """Return key and label of each of the first ``count`` axes."""
    return [named(f"{kind}{place}", table) for place in range(count) for kind in "kl"]


def stitch(measures: Measures, values: dict[str, exp.Expr], prefix: str = "") -> exp.Select:
    """Return a SELECT of the axes (``k0``, ``l0``, …) and the named values, with its facts as CTEs."""
    axes = measures.axes
    full: list[int] = []
    reduced: list[int] = []
    select = exp.Select()
    for place, fact in enumerate(measures.facts):
        built = build_fact(fact, measures.setting) if isinstance(fact, Fact) else _nested(fact, measures, place)
        select = select.with_(exp.to_identifier(f"{prefix}f{place}"), as_=built, copy=False)
        (full if fact.axes == axes else reduced).append(place)
    union = _unite(full, len(measures.facts), axes, measures, prefix)
    if not axes and not full:
        union = exp.select(exp.alias_(exp.Literal.number(1), "one"))
    select = select.with_(exp.to_identifier(f"{prefix}u"), as_=union, copy=False)
    grouped = exp.Select().from_(exp.to_table(f"{prefix}u"), copy=False)
    for column in keys(len(axes)):
        grouped = grouped.select(column, copy=False).group_by(column.copy(), copy=False)
    for place in full:
        grouped = grouped.select(exp.alias_(exp.Max(this=named(f"v{place}")), f"v{place}", quoted=True), copy=False)
    if not full:
        grouped = grouped.select(exp.alias_(exp.Count(this=exp.Star()), "n"), copy=False)
    select = select.with_(exp.to_identifier(f"{prefix}g"), as_=grouped, copy=False)
    select = select.from_(exp.to_table(f"{prefix}g"), copy=False)
    for place in reduced:
        select = _add_reduced(select, measures.facts[place], place, axes, prefix)
    for place in range(len(axes)):
        for kind in "kl":
            select = select.select(exp.alias_(named(f"{kind}{place}", f"{prefix}g"), f"{kind}{place}"), copy=False)
    for name, value in values.items():
        select = select.select(exp.alias_(_bound(value, reduced, prefix), name, quoted=True), copy=False)
    return select


def _bound(value: exp.Expr, reduced: list[int], prefix: str) -> exp.Expr:
    """Say for each value which table it comes from."""
    value = value.copy()
    root = exp.paren(value, copy=False)
    for column in list(root.find_all(exp.Column)):
        place = int(column.name[1:])
        source = named("v", f"{prefix}f{place}") if place in reduced else named(column.name, f"{prefix}g")
        column.replace(source)
    return root


def _unite(full: list[int], count: int, axes: Any, measures: Measures, prefix: str) -> Any:
    """Return all facts with the same axes under each other, and every bucket of a lone time axis."""
    parts: list[Any] = []
    for place in full:
        part = exp.Select().from_(exp.to_table(f"{prefix}f{place}"), copy=False)
        part = part.select(*keys(len(axes)), copy=False)
        for other in full:
            part = part.select(exp.alias_(named("v") if other == place else exp.Null(), f"v{other}"), copy=False)
        parts.append(part)
    if full and (prefix or all(isinstance(axis, Grain) for axis in axes)):
        parts += _spine(full, measures, prefix)
    result: Any = parts[0] if parts else None
    for part in parts[1:]:
        result = exp.union(result, part, distinct=False, copy=False)
    return result


def _spine(full: list[int], measures: Measures, prefix: str) -> list[Any]:
    """Return a row for each bucket, and each group there is: a month without rows is a month."""
    facts = [fact for place in full if isinstance(fact := measures.facts[place], Fact)]
    grains = [place for place, axis in enumerate(measures.axes) if isinstance(axis, Grain)]
    # Of all facts: their data end on different days, and the order of measures must not say which days are shown.
    buckets = {window.buckets: window for fact in facts for window in fact.windows}
    if not buckets or not grains:
        return []
    row = exp.Select().from_(windows_table(tuple(buckets.values())), copy=False)
    others = [place for place in range(len(measures.axes)) if place not in grains]
    if others:
        row = row.join(_groups(full, others, prefix).subquery("d", copy=False), join_type="cross", copy=False)
    for place in range(len(measures.axes)):
        for kind in "kl":
            bucket = named(f"bucket{grains.index(place)}", "w") if place in grains else named(f"{kind}{place}", "d")
            row = row.select(exp.alias_(bucket, f"{kind}{place}"), copy=False)
    for other in full:
        row = row.select(exp.alias_(exp.Null(), f"v{other}"), copy=False)
    return [row]


def _groups(full: list[int], places: list[int], prefix: str) -> Any:
    """Return every group of the axes at ``places`` that any fact has."""
    parts = [
        exp.Select()
        .from_(exp.to_table(f"{prefix}f{place}"), copy=False)
        .select(*[named(f"{kind}{at}") for at in places for kind in "kl"], copy=False)
        for place in full
    ]
    result: Any = parts[0]
    for part in parts[1:]:
        result = exp.union(result, part, distinct=True, copy=False)
    return result if len(parts) > 1 else result.distinct(copy=False)


def _add_reduced(select: exp.Select, fact: Any, place: int, axes: Any, prefix: str) -> exp.Select:
    """Join a value of fewer axes (a total) to each group it belongs to, NULL keys included."""
    tests = [
        exp.NullSafeEQ(
            this=named(f"k{axes.index(axis)}", f"{prefix}g"), expression=named(f"k{own}", f"{prefix}f{place}")
        )
        for own, axis in enumerate(fact.axes)
    ]
    on = exp.and_(*tests, copy=False) if tests else exp.Boolean(this=True)
    return select.join(exp.to_table(f"{prefix}f{place}"), on=on, join_type="left", copy=False)


def _nested(fact: Nested, outer: Measures, place: int) -> exp.Select:
    """Return a measure of groups: the inner table, then counted or aggregated along the outer axes."""
    over = tuple(axis for axis in fact.over if axis not in fact.axes)
    axes = (*fact.axes, *over)
    inner = Measures(outer.setting, outer.times, axes, fact.where)
    if fact.agg is None:
        test = having_test(fact.having, inner, fact.side)
        value: exp.Expr = exp.Case().when(test, exp.Literal.number(1), copy=False)
    else:
        value = inner.value(fact.measure, fact.side)
    table = stitch(inner, {"v": value}, f"n{place}_")
    select = exp.Select().from_(table.subquery("i", copy=False), copy=False)
    for number in range(len(fact.axes)):
        for kind in "kl":
            select = select.select(exp.alias_(named(f"{kind}{number}", "i"), f"{kind}{number}"), copy=False)
            select = select.group_by(named(f"{kind}{number}", "i"), copy=False)
    aggregates = {
        "sum": exp.Sum,
        "avg": exp.Avg,
        "min": exp.Min,
        "max": exp.Max,
        "median": exp.Median,
        "count": exp.Count,
    }
    if fact.agg is None:
        # A row without the entity is no entity: it is not counted.
        known = [named(f"k{number}", "i") for number in range(len(fact.axes), len(axes))]
        select = select.where(*[exp.Not(this=exp.Is(this=key, expression=exp.Null())) for key in known], copy=False)
        return select.select(exp.alias_(exp.Count(this=named("v", "i")), "v"), copy=False)
    return select.select(exp.alias_(aggregates[fact.agg](this=named("v", "i")), "v"), copy=False)


def having_test(predicate: Any, measures: Measures, side: int = 0) -> exp.Expr:
    """Return a condition on groups as a test over the facts' values."""
    if isinstance(predicate, MeasureIs):
        return OPS[predicate.op](this=measures.value(predicate.measure, side), expression=literal(predicate.value))
    if isinstance(predicate, And | Or):
        parts = [exp.paren(having_test(part, measures, side)) for part in predicate.parts]
        return exp.and_(*parts, copy=False) if isinstance(predicate, And) else exp.or_(*parts, copy=False)
    if isinstance(predicate, Not):
        return exp.Not(this=exp.paren(having_test(predicate.part, measures, side)))
    message = "A condition on groups looks at a measure; one on rows goes before they are grouped."
    raise QueryRefused(Issue(code="condition_on_groups", message=message))
