"""Paths along many-to-one joins, routes across one-to-many, and the refusals where there is none, or more than one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from semantic_layer.issues import Issue, QueryRefused
from semantic_layer.model import Model
from semantic_layer.model.definitions import Join

Path = tuple[Join, ...]
#: A join from a finer table to this one, and the path from the finer one on.
Route = tuple[Join, Path]


def find_paths(joins: tuple[Join, ...], table: str, target: str, via: Sequence[str] = ()) -> list[Path]:
    """Return every many-to-one path between two tables, shortest first.

    A path meets no table twice, but where a join of ``via`` leads there: the boss of an employee is one too.
    """
    found: list[Path] = []
    todo: list[tuple[str, Path]] = [(table, ())]
    while todo:
        place, path = todo.pop(0)
        if place == target:
            found.append(path)
            if not via:
                continue
        seen = {table, *(join.to for join in path)}
        todo += [
            (join.to, (*path, join))
            for join in joins
            if join.table == place and (join.to not in seen or (join.name in via and join not in path))
        ]
    return found


def paths_to(model: Model, table: str, dimension: str) -> list[Path]:
    """Return the paths from a table by which a dimension may be reached.

    One that names joins (``via``) is reached by one of them and no other way: a billing country is none of a table
    that has a shipping address alone. Tables beyond such a join have it by any path.
    """
    spec = model.dimensions[dimension]
    paths = find_paths(model.joins, table, spec.table, spec.via)
    if not spec.via:
        return paths
    named = [path for path in paths if any(join.name in spec.via for join in path)]
    is_beyond = any(join.name in spec.via and find_paths(model.joins, join.to, table) for join in model.joins)
    return named or (paths if is_beyond else [])


def path_to(model: Model, table: str, dimension: str) -> Path | None:
    """Return the path from a table to a dimension's table, or None where there is none.

    Raises:
        QueryRefused: ambiguous_path, where several lead there and the dimension names none of them.
    """
    paths = paths_to(model, table, dimension)
    if len(paths) > 1:
        raise _ambiguous(model, table, dimension, paths)
    return paths[0] if paths else None


def routes_to(model: Model, table: str, dimension: str) -> list[Route]:
    """Return the routes across one-to-many: each join from a finer table, with a path from there to the dimension."""
    return [
        (join, path)
        for join in model.joins
        if join.to == table
        for path in paths_to(model, join.table, dimension)
        if table not in {step.to for step in path}
    ]


def route_to(model: Model, table: str, dimension: str) -> Route | None:
    """Return the route across one-to-many to a dimension, or None where there is none.

    Raises:
        QueryRefused: ambiguous_path, where there are several.
    """
    routes = routes_to(model, table, dimension)
    if len(routes) > 1:
        raise _ambiguous(model, table, dimension, [(join, *path) for join, path in routes])
    return routes[0] if routes else None


def _ambiguous(model: Model, table: str, dimension: str, paths: Sequence[Path]) -> QueryRefused:
    names = [" → ".join(join.name for join in path) for path in paths]
    label = model.dimension_label(dimension, "en")
    message = f"{label} can be reached from {table} in {len(paths)} ways: {'; '.join(names)}."
    params = {
        "dimension": dimension,
        "dimension_label": label,
        "table": table,
        "count": str(len(paths)),
        "ways": "; ".join(names),
    }
    return QueryRefused(Issue(code="ambiguous_path", message=message, suggestions=tuple(names), params=params))


def unreachable(model: Model, metric: str, table: str, dimension: str, offered: Iterable[str]) -> QueryRefused:
    """Return the refusal of a breakdown that a metric's table does not have, or has more than once.

    It names those of the dimensions ``offered`` that work.
    """
    crosses = bool(routes_to(model, table, dimension))
    works = [name for name in offered if len(paths_to(model, table, name)) == 1]
    labels = tuple(model.dimension_label(name, "en") for name in works)
    what, by = model.metric_label(metric, "en"), model.dimension_label(dimension, "en")
    code = "fan_out" if crosses else "unreachable_dimension"
    why = "one row there has several of it, so it would be counted more than once" if crosses else "nothing links them"
    message = f"{what} cannot be split by {by}: {why}."
    params = {"metric": metric, "dimension": dimension, "metric_label": what, "dimension_label": by}
    params["near"] = ",".join(works[:6])
    return QueryRefused(Issue(code=code, message=message, suggestions=labels[:6], params=params))
