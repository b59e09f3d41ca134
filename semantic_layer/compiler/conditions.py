"""Conditions of a question as tests of a row: on what it leads to, and on the finer rows that lead to it.

Conditions that must hold together and look across the same one-to-many join look at one row there: orders with a line
of item A and more than five pieces have one line that is both. "Not" is none that is.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from sqlglot import exp

from semantic_layer.compiler.columns import literal
from semantic_layer.compiler.semijoins import among_keys, finer_row, has_row
from semantic_layer.issues import Issue, QueryRefused
from semantic_layer.model.definitions import ColumnType, Join, Scalar
from semantic_layer.model.values import as_value, dimension_type
from semantic_layer.query import And, Contains, Exists, In, InKeys, Is, IsNull, MeasureIs, Not, Or

if TYPE_CHECKING:
    from semantic_layer.compiler.scope import Scope

OPS: dict[str, type[exp.Binary]] = {
    "=": exp.EQ, "!=": exp.NEQ, "<": exp.LT, "<=": exp.LTE, ">": exp.GT, ">=": exp.GTE,
}  # fmt: skip


def all_tests(scope: Scope, predicates: Iterable[Any]) -> list[exp.Expr]:
    """Return the tests that conditions hold together: one for each, and one for all that look across one join.

    Raises:
        QueryRefused: what one of them looks at does not reach the rows, or is a measure.
    """
    tests: list[exp.Expr] = []
    across: dict[str, tuple[Join, list[Any]]] = {}
    for part in conjuncts(predicates):
        join = _crossed(scope, part)
        if join is None:
            tests.append(_test(scope, part))
        else:
            across.setdefault(join.name, (join, []))[1].append(part)
    return tests + [finer_row(scope, join, parts) for join, parts in across.values()]


def all_hold(scope: Scope, predicates: Iterable[Any]) -> exp.Expr:
    """Return whether conditions hold together."""
    return exp.and_(*(exp.paren(test, copy=False) for test in all_tests(scope, predicates)), copy=False)


def keep_null_not(test: exp.Expr) -> exp.Expr:
    """Return NOT in two values: a row without the attribute is not that member, and is kept."""
    return exp.Not(this=exp.Coalesce(this=exp.paren(test, copy=False), expressions=[exp.Boolean(this=False)]))


def conjuncts(predicates: Iterable[Any]) -> Iterator[Any]:
    """Yield the conditions that hold each on its own, where several hold together."""
    return _flat(And, map(_plain, predicates))


def _plain(predicate: Any) -> Any:
    """Return a condition with lists flat and without double negation: equal meaning must bind alike."""
    if isinstance(predicate, Not):
        part = _plain(predicate.part)
        return part.part if isinstance(part, Not) else Not(part=part)
    if isinstance(predicate, Is) and predicate.op == "!=":
        # Across one-to-many, "has a row that is not a" is another thing than "is not a": has none that is.
        return Not(part=predicate.model_copy(update={"op": "="}))
    if isinstance(predicate, And | Or):
        kind = type(predicate)
        parts = tuple(_flat(kind, map(_plain, predicate.parts)))
        return parts[0] if len(parts) == 1 else kind(parts=parts)
    return predicate


def _flat(kind: type[And] | type[Or], predicates: Iterable[Any]) -> Iterator[Any]:
    for part in predicates:
        if isinstance(part, kind):
            yield from part.parts
        else:
            yield part


def _crossed(scope: Scope, part: Any) -> Join | None:
    """Return the one-to-many join that all of a condition looks across, without a "not"; None where there is none."""
    if isinstance(part, And | Or):
        joins = [_crossed(scope, each) for each in part.parts]
        return joins[0] if all(join == joins[0] for join in joins) else None
    if isinstance(part, Not | Exists | MeasureIs) or scope.reaches(part.dimension):
        return None
    return scope.crossed(part.dimension)


def _test(scope: Scope, part: Any) -> exp.Expr:
    if isinstance(part, And):
        return all_hold(scope, part.parts)
    if isinstance(part, Or):
        return exp.or_(*(exp.paren(all_hold(scope, (each,)), copy=False) for each in part.parts), copy=False)
    if isinstance(part, Not):
        return keep_null_not(all_hold(scope, (part.part,)))
    if isinstance(part, Exists):
        found = has_row(scope, part)
        return keep_null_not(found) if part.negated else found
    if isinstance(part, MeasureIs):
        message = "A condition on a measure holds for groups, not for single rows."
        raise QueryRefused(Issue(code="condition_on_rows", message=message))
    value = scope.dimension(part.dimension)
    if isinstance(part, InKeys):
        return among_keys(value, part, scope.setting)
    return _value_test(value, part, dimension_type(scope.model, part.dimension))


def _value_test(value: exp.Expr, part: Any, kind: ColumnType) -> exp.Expr:
    if isinstance(part, Is):
        return OPS[part.op](this=value, expression=_value(part.value, kind))
    if isinstance(part, In):
        return exp.In(this=value, expressions=[_value(item, kind) for item in part.values])
    if isinstance(part, Contains):
        # Both in the engine: its small letters are not Python's (a final sigma, a dotted capital I).
        wanted = exp.Lower(this=exp.Literal.string(part.text))
        place = exp.StrPosition(this=exp.Lower(this=value), substr=wanted)
        return exp.GT(this=place, expression=exp.Literal.number(0))
    if isinstance(part, IsNull):
        return exp.Is(this=value, expression=exp.Null())
    ends = [
        exp.GTE(this=value.copy(), expression=_value(part.low, kind)) if part.low is not None else None,
        exp.LTE(this=value, expression=_value(part.high, kind)) if part.high is not None else None,
    ]
    kept = [end for end in ends if end is not None]
    return exp.and_(*kept, copy=False) if kept else exp.Boolean(this=True)


def _value(value: Scalar, kind: ColumnType) -> exp.Expr:
    """Return a value as the dimension's column has it; names and types of a query are checked before."""
    fitting = as_value(value, kind)
    return exp.Null() if fitting is None else literal(fitting)
