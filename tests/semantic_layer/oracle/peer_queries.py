"""Seeded queries, each as our semantic query and as a request to the peer."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from peer_manifest import home, in_filter, item_name, sql_value

from semantic_layer import query as q
from semantic_layer.model import Model

PLAIN = (
    "takings", "gross", "worth", "sales", "voids", "scored", "gold_sales", "unplaced", "clients", "buyers", "mean_amount",
    "mean_score", "least", "most", "middle", "ninth", "void_rate", "web_share", "spread", "per_client",
)  # fmt: skip
CROSS = ("refunds", "refund_count", "refund_rate", "net", "takings", "sales", "clients")
CUMULATIVE = ("running", "takings_mtd", "takings_ytd", "sales_28", "clients_2m")
COMPARED = ("takings", "sales", "voids", "clients", "mean_amount", "refunds", "ninth")
SALE, SHARED = ("kind", "city", "zone", "tier", "channel", "score"), ("kind", "city", "zone")
VALUES: dict[str, tuple[Any, ...]] = {
    "kind": ("big", "small", "kiosk"), "city": ("Ase", "Bo", "Cid", "Dax"), "zone": ("north", "south"),
    "tier": ("gold", "silver", "basic"), "channel": ("web", "desk"), "score": (1, 2, 3, 4, 5),
}  # fmt: skip
SEASONS = ((dt.date(2024, 2, 1), dt.date(2024, 4, 1)), (dt.date(2025, 7, 20), dt.date(2025, 9, 10)))
UNITS = ("day", "week", "month", "quarter", "year")


@dataclass(frozen=True)
class Ask:
    """One question to both: ``days`` is the period (None: all time), ``limit`` how many rows."""

    number: int
    metrics: tuple[str, ...]
    dimensions: tuple[str, ...] = ()
    grain: Any = None
    where: Any = None
    days: tuple[dt.date, dt.date] | None = None
    ago: str | None = None
    order: int | None = None
    descending: bool = True
    limit: int | None = None

    def data(self) -> q.Data:
        """Return our query."""
        axes = [q.Grain(unit=self.grain)] if self.grain else []
        more: dict[str, Any] = {}
        if self.order is not None:
            more["order"] = (q.Order(measure=self.order, descending=self.descending),)
        if self.limit:
            more["top"] = q.Top(n=self.limit, ties=False)
        if self.ago:
            basis = "previous_year" if self.ago == "year" != self.grain else "previous_unit"
            more["compare"] = (q.Compare(basis=basis),)
        return q.Data(
            measures=tuple(q.Metric(name=name) for name in self.metrics),
            by=(*axes, *(q.Dimension(name=name) for name in self.dimensions)),
            where=self.where,
            period=q.Explicit(start=self.days[0], end=self.days[1]) if self.days else q.AllTime(),
            **more,
        )

    def columns(self) -> list[str]:
        """Return the names of our columns that the peer has too, axes first."""
        values = [name + tail for name in self.metrics for tail in (("", "__previous") if self.ago else ("",))]
        return [*([self.grain] if self.grain else []), *self.dimensions, *values]

    def items(self, model: Model) -> list[str]:
        """Return the peer's names of the same columns."""
        table = home(model, self.metrics[0])
        values = [name + tail for name in self.metrics for tail in (("", f"_ago_{self.ago}") if self.ago else ("",))]
        dims = [item_name(model, table, name) for name in self.dimensions]
        return [*([f"metric_time__{self.grain}"] if self.grain else []), *dims, *values]

    def request(self, model: Model) -> dict[str, Any]:
        """Return the peer's request."""
        items, axes = self.items(model), len(self.dimensions) + bool(self.grain)
        asked: dict[str, Any] = {"metric_names": items[axes:], "group_by_names": items[:axes]}
        if self.where is not None:
            asked["where_constraints"] = [filter_sql(self.where, model, home(model, self.metrics[0]))]
        if self.days:
            last = self.days[1] - dt.timedelta(days=1)
            ends = [dt.datetime.combine(day, dt.time()) for day in (self.days[0], last)]
            asked["time_constraint_start"], asked["time_constraint_end"] = ends
        if self.order is not None:
            sign = "-" if self.descending else ""
            asked["order_by_names"] = [sign + self.metrics[self.order], *items[:axes]]
        return asked | ({"limit": self.limit} if self.limit else {})


def filter_sql(predicate: Any, model: Model, table: str) -> str:
    """Return a condition as the peer takes it; "not" in two values, as ours means it."""
    if isinstance(predicate, q.And | q.Or):
        word = " AND " if isinstance(predicate, q.And) else " OR "
        return "(" + word.join(filter_sql(part, model, table) for part in predicate.parts) + ")"
    if isinstance(predicate, q.Not):
        return f"NOT COALESCE({filter_sql(predicate.part, model, table)}, FALSE)"
    name = in_filter(item_name(model, table, predicate.dimension))
    if isinstance(predicate, q.IsNull):
        return f"{name} IS NULL"
    if isinstance(predicate, q.In):
        return f"{name} IN ({', '.join(sql_value(value) for value in predicate.values)})"
    if isinstance(predicate, q.Range):
        return f"({name} >= {sql_value(predicate.low)} AND {name} <= {sql_value(predicate.high)})"
    return f"{name} {predicate.op} {sql_value(predicate.value)}"


#: What chance seldom asks.
RARE = (
    Ask(-1, ("running", "sales_28"), ("kind",), "day"),
    Ask(-2, ("mean_score",), ("score",), order=0, limit=50),
    Ask(-3, ("clients_2m",), (), "day", days=(dt.date(2026, 2, 20), dt.date(2026, 3, 10))),
    Ask(-4, ("buyers", "most"), ("channel",), "week"),
    Ask(-5, ("voids",), ("kind",), "month", days=(dt.date(2025, 7, 1), dt.date(2025, 11, 1)), ago="month"),
)


def make_asks(count: int, seed: int) -> Iterator[Ask]:
    """Yield ``count`` questions, always the same for a seed, and the rare ones."""
    yield from RARE
    draw = random.Random(seed)
    kinds = (_plain, _plain, _plain, _cross, _cumulative, _compared, _ranked, _stock)
    for number in range(count):
        ask = kinds[number % len(kinds)](draw)
        if ask.grain == "day" and (ask.days is None or (ask.days[1] - ask.days[0]).days > 120) and number % 7:
            # A row a day for years says no more than a row a day for a season, and takes as long as ten of them.
            ask = replace(ask, days=SEASONS[number % 2])
        yield replace(ask, number=number)


def _plain(draw: random.Random) -> Ask:
    metrics = tuple(draw.sample(PLAIN, draw.choice((1, 1, 2, 3))))
    dimensions, grain = _axes(draw, SALE)
    return Ask(0, metrics, dimensions, grain, _where(draw, SALE), _days(draw))


def _cross(draw: random.Random) -> Ask:
    metrics = tuple(draw.sample(CROSS, draw.choice((1, 2, 3))))
    dimensions, grain = _axes(draw, SHARED)
    return Ask(0, metrics, dimensions, grain, _where(draw, SHARED), _days(draw))


def _cumulative(draw: random.Random) -> Ask:
    metrics = tuple(draw.sample(CUMULATIVE, draw.choice((1, 1, 2))))
    days = _days(draw, whole=True)
    dimensions = tuple(draw.sample(SALE, draw.choice((0, 0, 1))))
    return Ask(0, metrics, dimensions, draw.choice(UNITS), _where(draw, SALE), days)


def _compared(draw: random.Random) -> Ask:
    metric = draw.choice(COMPARED)
    dims = SHARED if metric == "refunds" else SALE
    grain, ago = draw.choice(
        (("month", "month"), ("month", "year"), ("quarter", "quarter"), ("quarter", "year"), ("year", "year"))
    )
    days = draw.choice(((dt.date(2025, 1, 1), dt.date(2026, 1, 1)), (dt.date(2025, 7, 1), dt.date(2026, 4, 1))))
    if grain == "year":
        days = (dt.date(2025, 1, 1), dt.date(2026, 1, 1))
    return Ask(0, (metric,), tuple(draw.sample(dims, draw.choice((0, 1)))), grain, _where(draw, dims), days, ago=ago)


def _ranked(draw: random.Random) -> Ask:
    metrics = tuple(draw.sample(PLAIN, draw.choice((1, 2))))
    dimensions = tuple(draw.sample(SALE, draw.choice((1, 2))))
    order, limit = draw.randrange(len(metrics)), draw.choice((None, 1, 2, 3, 5))
    grain = draw.choice((None, None, "year", "quarter"))
    return Ask(0, metrics, dimensions, grain, _where(draw, SALE), _days(draw), order=order, limit=limit,
               descending=draw.random() < 0.6)  # fmt: skip


def _stock(draw: random.Random) -> Ask:
    dimensions = tuple(draw.sample(SHARED, draw.choice((0, 1, 2))))
    grain = draw.choice((None, "week", "month", "quarter", "year"))
    return Ask(0, ("pieces_left",), dimensions, grain, _where(draw, SHARED), _days(draw, whole=True))


def _axes(draw: random.Random, dimensions: tuple[str, ...]) -> tuple[tuple[str, ...], str | None]:
    grain = draw.choice((None, *UNITS))
    count = draw.choice((0, 1, 1) if grain else (0, 1, 2))
    return tuple(draw.sample(dimensions, count)), grain


def _days(draw: random.Random, whole: bool = False) -> tuple[dt.date, dt.date] | None:
    months = [dt.date(2024 + n // 12, 1 + n % 12, 1) for n in range(1, 28)]
    kind = draw.choice(("all", "whole", "whole") if whole else ("all", "whole", "odd", "odd"))
    if kind == "all":
        return None
    first, last = sorted(draw.sample(range(len(months)), 2))
    if kind == "whole":
        return months[first], months[last]
    return months[first] + dt.timedelta(days=draw.randrange(28)), months[last] + dt.timedelta(
        days=1 + draw.randrange(27)
    )


def _where(draw: random.Random, dimensions: tuple[str, ...]) -> Any:
    if draw.random() < 0.5:
        return None
    parts = tuple(_test(draw, dimensions) for _ in range(draw.choice((1, 1, 2))))
    return parts[0] if len(parts) == 1 else draw.choice((q.And, q.Or))(parts=parts)


def _test(draw: random.Random, dimensions: tuple[str, ...]) -> Any:
    name = draw.choice(dimensions)
    values = VALUES[name]
    kind = draw.choice(("is", "in", "not", "not_in", "null", "known", "range"))
    if kind == "range" and name == "score":
        low, high = sorted(draw.sample(values, 2))
        return q.Range(dimension=name, low=low, high=high)
    if kind in ("null", "known"):
        test: Any = q.IsNull(dimension=name)
    elif kind in ("in", "not_in"):
        test = q.In(dimension=name, values=tuple(draw.sample(values, 2)))
    else:
        test = q.Is(dimension=name, value=draw.choice(values))
    return q.Not(part=test) if kind in ("not", "not_in", "known") else test
