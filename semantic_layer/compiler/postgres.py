"""What PostgreSQL would read otherwise than DuckDB, part by part: each rewrite gives the same value there.

What PostgreSQL refuses where DuckDB goes on (the logarithm of zero, a text that is no number) stays an error.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Any

from sqlglot import exp

from semantic_layer.compiler.buckets import add_bucket_key
from semantic_layer.compiler.kinds import is_text, kind_of

#: Orders text by its code points, as DuckDB does; a database's own collation would sort "a" before "B".
BY_CODE = "C"
#: Knows the letters of every script; a database created with the locale C folds those of ASCII only.
EVERY_SCRIPT = "und-x-icu"
COLLATIONS = frozenset({BY_CODE, EVERY_SCRIPT})
#: Functions that sqlglot has no name for and that values of one row may be made of.
FUNCTIONS = frozenset({"MAKE_DATE"})
#: PostgreSQL cuts longer names, and two that begin alike would become one.
LONGEST_NAME = 63
_PARTS: dict[type[exp.Expr], str] = {
    exp.Year: "YEAR", exp.Quarter: "QUARTER", exp.Month: "MONTH", exp.Week: "WEEK", exp.Day: "DAY",
    exp.DayOfMonth: "DAY", exp.DayOfWeek: "DOW", exp.DayOfWeekIso: "ISODOW", exp.DayOfYear: "DOY", exp.Hour: "HOUR",
    exp.Minute: "MINUTE", exp.Second: "SECOND",
}  # fmt: skip
_SECONDS = {"SECOND": 1, "MINUTE": 60, "HOUR": 3600}
_MONTHS = {"MONTH": 1, "QUARTER": 3, "YEAR": 12}


def _number(value: float) -> exp.Expr:
    return exp.Literal.number(value)


def _double(value: exp.Expr) -> exp.Expr:
    return value if kind_of(value) == "double" else exp.cast(value, "double")


def _divide(node: Any) -> exp.Expr:
    """Divide in floating point, by zero to infinity: PostgreSQL cuts whole numbers, and stops at zero."""
    top, bottom = _double(node.this), node.expression
    quotient = exp.Div(this=top, expression=bottom, typed=True, safe=False)
    below = bottom.unnest()
    if isinstance(below, exp.Nullif) or (isinstance(below, exp.Literal) and float(below.name) != 0):
        return quotient
    is_zero = exp.EQ(this=exp.paren(bottom.copy()), expression=_number(0))
    endless = exp.Mul(this=top.copy(), expression=exp.cast(exp.Literal.string("Infinity"), "double"))
    return exp.paren(exp.Case().when(is_zero, endless, copy=False).else_(quotient, copy=False), copy=False)


def _divide_whole(node: Any) -> exp.Expr:
    # As DuckDB's: cut where both are whole numbers, else a plain quotient.
    return exp.Div(this=node.this, expression=node.expression, typed=True, safe=False)


def _remainder(node: Any) -> exp.Expr:
    parts = [exp.cast(exp.paren(part), "decimal") for part in (node.this, node.expression)]
    return exp.Mod(this=parts[0], expression=parts[1])


def _round(node: Any) -> exp.Expr:
    # A double is rounded half to even there, and to no decimals at all.
    value = exp.cast(exp.paren(node.this), "decimal")
    return exp.cast(exp.Round(this=value, decimals=node.args.get("decimals")), "double")


def _part(unit: str, value: exp.Expr) -> exp.Expr:
    """Return a part of a date or moment: whole, but for the seconds since 1970 and the Julian day."""
    found = exp.Extract(this=exp.var(unit), expression=value)
    if unit in ("EPOCH", "JULIAN"):
        return exp.cast(found, "double")
    return exp.cast(exp.Floor(this=found), "bigint")


def _named_part(node: Any) -> exp.Expr:
    return _part(_PARTS[type(node)], node.this)


def _extract(node: Any) -> exp.Expr:
    return _part(node.name.upper(), node.expression)


def _days_of(value: exp.Expr) -> exp.Expr:
    return exp.cast(value, "date")


def _moment(value: exp.Expr) -> exp.Expr:
    return exp.cast(value, "timestamp")


def _difference(node: Any) -> exp.Expr:
    """Count the bounds of a unit between two moments, and whole weeks."""
    unit, later, earlier = str(node.unit.name).upper().rstrip("S"), node.this, node.expression

    def apart(count: Callable[[exp.Expr], exp.Expr]) -> exp.Expr:
        return exp.paren(exp.Sub(this=count(later.copy()), expression=count(earlier.copy())), copy=False)

    if unit == "DAY":
        return apart(_days_of)
    if unit == "WEEK":
        return exp.paren(exp.Div(this=apart(_days_of), expression=_number(7), typed=True), copy=False)
    if unit in _SECONDS:
        length = _number(_SECONDS[unit])

        def seconds(value: exp.Expr) -> exp.Expr:
            whole = exp.Div(this=_part("EPOCH", _moment(value)), expression=length.copy(), typed=True)
            return exp.cast(exp.Floor(this=whole), "bigint")

        return apart(seconds)
    if unit in _MONTHS:

        def units(value: exp.Expr) -> exp.Expr:
            years = exp.Mul(this=_part("YEAR", _moment(value)), expression=_number(12 // _MONTHS[unit]))
            if unit == "YEAR":
                return years
            return exp.paren(exp.Add(this=years, expression=_part(unit, _moment(value.copy()))), copy=False)

        return apart(units)
    return node  # type: ignore[no-any-return]


def _truncate(node: Any) -> exp.Expr:
    """Truncate a day as a moment without a zone; PostgreSQL would take it for one of the session's zone."""
    if kind_of(node.this) == "date":
        node.set("this", _moment(node.this))
    return node  # type: ignore[no-any-return]


def _date_from_parts(node: Any) -> exp.Expr:
    parts = [exp.cast(node.args[part], "int") for part in ("year", "month", "day")]
    return exp.Anonymous(this="MAKE_DATE", expressions=parts)


def _interval(node: Any) -> exp.Expr:
    """Multiply one unit by a number that is computed: PostgreSQL takes only a text."""
    value = node.this
    if isinstance(value, exp.Literal) or value is None:
        return node  # type: ignore[no-any-return]
    one = exp.Interval(this=exp.Literal.string("1"), unit=node.args.get("unit"))
    return exp.paren(exp.Mul(this=exp.paren(value), expression=one), copy=False)


def _add(node: Any) -> exp.Expr:
    return exp.paren(exp.Add(this=node.this, expression=node.expression), copy=False)


def _cast(node: Any) -> exp.Expr:
    # The widest whole number of DuckDB has no name there.
    if node.to.this in (exp.DType.INT128, exp.DType.UINT128):
        return exp.cast(exp.Round(this=exp.cast(node.this, "decimal")), "decimal")
    return node  # type: ignore[no-any-return]


def collate(value: exp.Expr, collation: str) -> exp.Expr:
    """Return a text that is compared, or folded, by the rules of a collation."""
    return exp.Collate(this=value, expression=exp.to_identifier(collation, quoted=True))


def _fold(node: Any) -> exp.Expr:
    return type(node)(this=collate(exp.paren(node.this), EVERY_SCRIPT))  # type: ignore[no-any-return]


def _compare(node: Any) -> exp.Expr:
    """Compare texts by code points, whatever the database's collation is."""
    if is_text(node.this) or is_text(node.expression):
        for side in ("this", "expression"):
            if not isinstance(node.args[side], exp.Literal):
                node.set(side, collate(exp.paren(node.args[side]), BY_CODE))
    return node  # type: ignore[no-any-return]


def _by_code(node: Any) -> exp.Expr:
    """Order, rank or pick texts by code points."""
    if is_text(node.this):
        node.set("this", collate(node.this, BY_CODE))
        if node.expressions:
            node.set("expressions", [collate(each, BY_CODE) for each in node.expressions])
    return node  # type: ignore[no-any-return]


def _like(node: Any) -> exp.Expr:
    """Take a backslash for itself: it escapes there unless something else does."""
    if isinstance(node, exp.ILike):
        node.set("this", collate(exp.paren(node.this), EVERY_SCRIPT))
    if isinstance(node.parent, exp.Escape):
        return node  # type: ignore[no-any-return]
    return exp.Escape(this=node.copy(), expression=exp.Literal.string(""))


def _ends_with(node: Any) -> exp.Expr:
    tail = exp.Right(this=node.this, expression=exp.Length(this=node.expression.copy()))
    return exp.paren(exp.EQ(this=tail, expression=node.expression), copy=False)


def _substring(node: Any) -> exp.Expr:
    """Count a place below zero from the end."""
    start = node.args.get("start")
    if isinstance(start, exp.Neg):
        end = exp.Add(this=exp.Length(this=node.this.copy()), expression=_number(1))
        node.set("start", exp.Sub(this=end, expression=start.this.copy()))
    return node  # type: ignore[no-any-return]


def _null(node: Any) -> exp.Expr:
    """Give a NULL the type it stands for: among several PostgreSQL takes untyped ones for text."""
    return exp.Cast(this=exp.Null(), to=node.type.copy()) if node.type is not None else node


def _name(node: Any) -> exp.Expr:
    text = node.name.encode()
    if len(text) > LONGEST_NAME:
        stem = text[: LONGEST_NAME - 9].decode(errors="ignore")
        node.set("this", f"{stem}_{hashlib.sha256(text).hexdigest()[:8]}")
    return node  # type: ignore[no-any-return]


#: The rewrite of each kind of part.
POSTGRES: dict[type[exp.Expr], Callable[[exp.Expr], exp.Expr]] = {
    exp.Div: _divide, exp.IntDiv: _divide_whole, exp.Mod: _remainder, exp.Round: _round,
    **dict.fromkeys(_PARTS, _named_part), exp.Extract: _extract, exp.DateDiff: _difference,
    exp.DateTrunc: _truncate, exp.TimestampTrunc: _truncate, exp.DateFromParts: _date_from_parts,
    exp.Interval: _interval, exp.DateAdd: _add, exp.Cast: _cast, exp.Lower: _fold, exp.Upper: _fold,
    exp.LT: _compare, exp.LTE: _compare, exp.GT: _compare, exp.GTE: _compare, exp.Between: _by_code,
    exp.Ordered: _by_code, exp.Min: _by_code, exp.Max: _by_code, exp.Greatest: _by_code, exp.Least: _by_code,
    exp.Like: _like, exp.ILike: _like, exp.EndsWith: _ends_with, exp.Substring: _substring,
    exp.Null: _null, exp.Identifier: _name, exp.Join: add_bucket_key,
}  # fmt: skip
