"""Paths along many-to-one joins, and the refusals where there is none, or more than one."""

from __future__ import annotations

from semantic_layer.issues import Issue, QueryRefused
from semantic_layer.model import Model
from semantic_layer.model.definitions import DimensionDef, Join

Path = tuple[Join, ...]


def find_paths(joins: tuple[Join, ...], table: str, target: str) -> list[Path]:
    """Return every many-to-one path between two tables, shortest first."""
    found: list[Path] = []
    todo: list[tuple[str, Path]] = [(table, ())]
    while todo:
        place, path = todo.pop(0)
        if place == target:
            found.append(path)
            continue
        seen = {table, *(join.to for join in path)}
        todo += [(join.to, (*path, join)) for join in joins if join.table == place and join.to not in seen]
    return found


def path_to(model: Model, table: str, dimension: str) -> Path | None:
    """Return the path from a table to a dimension's table, or None where there is none.

    Raises:
        QueryRefused: ambiguous_path, where several lead there and the dimension names none of them.
    """
    spec = model.dimensions[dimension]
    paths = find_paths(model.joins, table, spec.table)
    if len(paths) > 1 and spec.via:
        paths = [path for path in paths if any(join.name in spec.via for join in path)]
    if len(paths) > 1:
        raise QueryRefused(several_ways(model.dimension_label(dimension, "en"), table, path_names(paths)))
    return paths[0] if paths else None


def path_names(paths: list[Path]) -> tuple[str, ...]:
    """Return each path as the joins it takes."""
    return tuple(" → ".join(join.name for join in path) for path in paths)


def several_ways(what: str, table: str, ways: tuple[str, ...]) -> Issue:
    """Return the refusal of what a table leads to in more than one way, each of them named."""
    params = {"what": what, "table": table, "ways": "; ".join(ways)}
    message = f"{what} can be reached from {table} in several ways: {params['ways']}."
    return Issue(code="ambiguous_path", message=message, suggestions=ways, params=params)


def many_path(model: Model, table: str, spec: DimensionDef) -> tuple[Join, Path] | None:
    """Return (join from a finer table to ``table``, path from there to the dimension): across one-to-many."""
    for join in model.joins:
        if join.to == table:
            paths = find_paths(model.joins, join.table, spec.table)
            paths = [path for path in paths if table not in {step.to for step in path}]
            if paths:
                return join, paths[0]
    return None


def unreachable(model: Model, metric: str, table: str, dimension: str) -> QueryRefused:
    """Return the refusal of a breakdown that a metric's table does not have, or has more than once."""
    crosses = many_path(model, table, model.dimensions[dimension]) is not None
    works = [name for name in model.dimensions if find_paths(model.joins, table, model.dimensions[name].table)]
    labels = tuple(model.dimension_label(name, "en") for name in works)
    what, by = model.metric_label(metric, "en"), model.dimension_label(dimension, "en")
    code = "fan_out" if crosses else "unreachable_dimension"
    why = "one row there has several of it, so it would be counted more than once" if crosses else "nothing links them"
    message = f"{what} cannot be split by {by}: {why}."
    params = {"metric": metric, "dimension": dimension, "metric_label": what, "dimension_label": by}
    return QueryRefused(Issue(code=code, message=message, suggestions=labels[:6], params=params))
