"""The syntax that compiled SQL and model expressions may hold; anything not listed here is refused.

Lists hold node types of sqlglot. A function that sqlglot does not know parses as ``Anonymous`` and is
in no list, so an engine's own functions (readers of files, of settings) cannot pass.
"""

from __future__ import annotations

from sqlglot import exp

#: What a value of one row may be made of.
ROW_NODES: frozenset[type[exp.Expr]] = frozenset(
    {
        exp.Column, exp.Identifier, exp.Literal, exp.Boolean, exp.Null, exp.Paren, exp.Neg,
        exp.Add, exp.Sub, exp.Mul, exp.Div, exp.IntDiv, exp.Mod, exp.DPipe,
        exp.And, exp.Or, exp.Not, exp.EQ, exp.NEQ, exp.LT, exp.LTE, exp.GT, exp.GTE,
        exp.NullSafeEQ, exp.NullSafeNEQ, exp.Is, exp.In, exp.Between, exp.Like, exp.ILike, exp.Escape,
        exp.Case, exp.If, exp.Coalesce, exp.Nullif, exp.Cast, exp.TryCast, exp.DataType, exp.DataTypeParam,
        exp.Abs, exp.Round, exp.Floor, exp.Ceil, exp.Sign, exp.Sqrt, exp.Ln, exp.Exp, exp.Pow,
        exp.Greatest, exp.Least,
        exp.Lower, exp.Upper, exp.Trim, exp.Concat, exp.Substring, exp.Length, exp.Left, exp.Right,
        exp.Replace, exp.StartsWith, exp.EndsWith, exp.SplitPart, exp.StrPosition,
        exp.Extract, exp.Year, exp.Quarter, exp.Month, exp.Week, exp.Day, exp.DayOfMonth, exp.DayOfWeek,
        exp.DayOfWeekIso, exp.DayOfYear, exp.Hour, exp.Minute, exp.Second,
        exp.DateDiff, exp.DateAdd, exp.DateSub, exp.DateTrunc, exp.TimestampTrunc, exp.DateFromParts,
        exp.TimeToUnix, exp.Interval, exp.Var, exp.AtTimeZone, exp.ConvertTimezone,
    }
)  # fmt: skip

#: What a compiled query may hold beyond the values of one row.
QUERY_NODES: frozenset[type[exp.Expr]] = ROW_NODES | frozenset(
    {
        exp.Select, exp.With, exp.CTE, exp.TableAlias, exp.From, exp.Table, exp.Join, exp.Where, exp.Group,
        exp.Having, exp.Order, exp.Ordered, exp.Limit, exp.Offset, exp.Alias, exp.Subquery, exp.Union, exp.Exists,
        exp.Values, exp.Tuple, exp.Distinct, exp.Star,
        exp.Sum, exp.Count, exp.Avg, exp.Min, exp.Max, exp.Median, exp.PercentileCont, exp.Quantile,
        exp.WithinGroup, exp.Window, exp.WindowSpec, exp.RowNumber, exp.Rank, exp.Lead,
    }
)  # fmt: skip

#: What the text for an engine may hold besides: of its own forms, those that the compiler makes.
ENGINE_NODES: dict[str, frozenset[type[exp.Expr]]] = {
    "duckdb": frozenset(), "postgres": frozenset({exp.Collate, exp.Anonymous}),
}  # fmt: skip

#: What a value may be cast to where a type may be somebody's own, and a cast run his functions.
TYPES = frozenset(
    {
        exp.DType.INT, exp.DType.BIGINT, exp.DType.SMALLINT, exp.DType.DECIMAL, exp.DType.DOUBLE, exp.DType.FLOAT,
        exp.DType.TEXT, exp.DType.VARCHAR, exp.DType.BOOLEAN, exp.DType.DATE, exp.DType.TIMESTAMP,
        exp.DType.TIMESTAMPTZ, exp.DType.TIME, exp.DType.INTERVAL,
    }
)  # fmt: skip
