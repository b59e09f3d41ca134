"""What kind of value an expression holds, as far as the model or the expression itself says so."""

from __future__ import annotations

from typing import Literal

from sqlglot import exp

Kind = Literal["text", "date", "timestamp", "timestamptz", "double", "integer", "boolean"]
_TYPES: dict[exp.DType, Kind] = {
    exp.DType.TEXT: "text", exp.DType.VARCHAR: "text", exp.DType.NVARCHAR: "text", exp.DType.CHAR: "text",
    exp.DType.DATE: "date", exp.DType.TIMESTAMP: "timestamp", exp.DType.TIMESTAMPNTZ: "timestamp",
    exp.DType.TIMESTAMPTZ: "timestamptz", exp.DType.DOUBLE: "double", exp.DType.BIGINT: "integer",
    exp.DType.BOOLEAN: "boolean",
}  # fmt: skip
#: The type behind a model's column type; "number" is left out: it may be a double or a decimal.
_KNOWN: dict[str, exp.DType] = {
    "text": exp.DType.TEXT, "date": exp.DType.DATE, "timestamp": exp.DType.TIMESTAMP, "boolean": exp.DType.BOOLEAN,
    "timestamptz": exp.DType.TIMESTAMPTZ, "integer": exp.DType.BIGINT,
}  # fmt: skip
_TEXTS = (
    exp.Lower, exp.Upper, exp.Trim, exp.Concat, exp.DPipe, exp.Substring, exp.Left, exp.Right, exp.Replace,
    exp.SplitPart, exp.Collate,
)  # fmt: skip


def kind_of(node: exp.Expr) -> Kind | None:
    """Return the kind of a value, None where nothing says it.

    >>> kind_of(exp.cast(exp.column("a"), "date")), kind_of(exp.column("a"))
    ('date', None)
    """
    if isinstance(node, exp.Literal):
        return "text" if node.is_string else None
    if node.type is not None and node.type.this in _TYPES:
        return _TYPES[node.type.this]
    if isinstance(node, _TEXTS):
        return "text"
    if isinstance(node, exp.Case):
        return kind_of(node.args["ifs"][0].args["true"])
    if isinstance(node, exp.Paren | exp.Coalesce | exp.Nullif | exp.DateTrunc | exp.TimestampTrunc | exp.Max | exp.Min):
        return kind_of(node.this)
    return None


def is_text(node: exp.Expr) -> bool:
    """Say whether a value is known to be text; a bare literal takes the kind of what it stands beside."""
    return kind_of(node) == "text" and not isinstance(node, exp.Literal)


def mark(node: exp.Expr, kind: str) -> exp.Expr:
    """Return an expression with its kind, a model's column type, noted on it; the SQL stays the same."""
    if kind in _KNOWN:
        node.type = exp.DataType(this=_KNOWN[kind])
    return node
