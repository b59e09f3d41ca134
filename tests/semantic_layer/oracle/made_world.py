"""A made world: a random small snowflake model, its rows in memory and the same rows in a database."""

from __future__ import annotations

import datetime as dt
import random
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import duckdb

from semantic_layer.compiler.compile import compile_query
from semantic_layer.model import Model
from semantic_layer.model.check import check_references
from semantic_layer.model.source import Source
from semantic_layer.result import CompiledQuery
from semantic_layer.session import DataState, Session
from semantic_layer.warehouse import Warehouse, open_warehouse

FIRST, LAST, TODAY = dt.date(2023, 12, 18), dt.date(2025, 3, 6), dt.date(2025, 3, 9)
ROWS = dict[str, list[dict[str, Any]]]
KINDS: dict[str, str] = {"integer": "BIGINT", "number": "DOUBLE", "text": "VARCHAR", "date": "DATE"}
#: What a year end, a leap day and the ends of the data may break.
EDGES = tuple(
    dt.date.fromisoformat(day)
    for day in (
        "2023-12-31",
        "2024-01-01",
        "2024-02-29",
        "2024-03-31",
        "2024-12-30",
        "2024-12-31",
        "2025-01-01",
        "2025-02-28",
    )
)


@dataclass(frozen=True, eq=False)
class World:
    """A model, its rows, and its open warehouse."""

    model: Model
    rows: ROWS
    warehouse: Warehouse
    state: DataState

    def compile(self, query: Any, locale: str = "en") -> CompiledQuery:
        """Return the compiled query."""
        return compile_query(query, self.model, Session(today=TODAY, locale=locale), self.state)

    def run(self, query: Any) -> list[tuple[Any, ...]]:
        """Return the rows of a query."""
        return list(self.warehouse.run(self.compile(query)).rows)


@lru_cache(maxsize=64)
def make_world(seed: int, folder: Path) -> World:
    """Return the world of a seed, built once."""
    draw = random.Random(seed)
    model = _sound_model(draw, seed)
    rows = _rows(draw, model)
    path = folder / f"made{seed}.duckdb"
    with duckdb.connect(str(path)) as db:
        for name, table in model.tables.items():
            columns = ", ".join(f"{column} {KINDS[spec.type]}" for column, spec in table.columns.items())
            db.execute(f"CREATE TABLE {name} ({columns})")
            if rows[name]:
                marks = ", ".join("?" for _ in table.columns)
                db.executemany(f"INSERT INTO {name} VALUES ({marks})", [list(row.values()) for row in rows[name]])
    warehouse = open_warehouse(f"duckdb:///{path.name}", folder)
    return World(model, rows, warehouse, warehouse.state(model, TODAY))


def _sound_model(draw: random.Random, seed: int) -> Model:
    """Return a made model that is sound; conditions that contradict each other are drawn again."""
    for _ in range(100):
        model = Model.model_validate(_definition(draw, seed))
        problems = check_references(model, lambda place, rest: (Source("made"), (*place, *rest)))
        if not any(problem.code == "never_holds" for problem in problems):
            assert not problems, problems
            return model
    raise AssertionError("no sound model was drawn")


def _columns(**types: str) -> dict[str, Any]:
    return {name: {"type": kind} for name, kind in types.items()}


def _definition(draw: random.Random, seed: int) -> dict[str, Any]:
    tables: dict[str, Any] = {
        "area": {"key": ["area_id"], "columns": _columns(area_id="integer", size="text")},
        "shop": {"key": ["shop_id"], "columns": _columns(shop_id="integer", name="text", kind="text", area_id="integer")},
        "person": {"key": ["person_id"], "columns": _columns(person_id="integer", tier="text", home="integer")},
        "deal": {"key": ["deal_id"], "time": "day", "columns": _columns(
            deal_id="integer", shop_id="integer", person_id="integer", day="date", amount="number", pieces="integer", state="text")},
        "part": {"key": ["part_id"], "columns": _columns(part_id="integer", deal_id="integer", code="text")},
        "back": {"key": ["back_id"], "time": "day", "columns": _columns(
            back_id="integer", shop_id="integer", person_id="integer", day="date", amount="number", pieces="integer", state="text")},
        "stock": {"key": ["stock_id"], "time": "day", "columns": _columns(
            stock_id="integer", shop_id="integer", item="text", day="date", left_over="integer")},
        "staff": {"key": ["staff_id"], "columns": _columns(staff_id="integer", shop_id="integer", since="date", until="date", hours="integer")},
    }  # fmt: skip
    joins = [
        ("shop", "area"),
        ("deal", "shop"),
        ("deal", "person"),
        ("part", "deal"),
        ("back", "shop"),
        ("stock", "shop"),
        ("staff", "shop"),
    ]
    if draw.random() < 0.5:
        joins.append(("back", "person"))
    dimensions: dict[str, Any] = {
        "shop_of": {"table": "shop", "column": "shop_id", "labels": {"en": "name"}},
        "kind": {"table": "shop", "column": "kind", "of": "shop_of"},
        "size": {"table": "area", "column": "size", "of": "kind"},
        "tier": {"table": "person", "column": "tier"},
        "code": {"table": "part", "column": "code"},
        "state": {"table": draw.choice(("deal", "deal", "back")), "column": "state"},
    }
    if draw.random() < 0.4:
        # A third step in the chain.
        tables["land"] = {"key": ["land_id"], "columns": _columns(land_id="integer", zone="text")}
        tables["area"]["columns"] |= _columns(land_id="integer")
        joins.append(("area", "land"))
        dimensions["zone"] = {"table": "land", "column": "zone", "of": "size"}
    return {
        "header": {"name": f"made{seed}", "warehouse": "duckdb:///x", "default_period": {"kind": "all"},
                   "calendar": {"week_start": draw.choice(("monday", "monday", "sunday"))}},
        "tables": tables, "dimensions": dimensions, "metrics": {name: {"calculation": how} for name, how in _metrics(draw).items()},
        "joins": [{"name": f"{table}_{to}", "table": table, "to": to, "on": {f"{to}_id": f"{to}_id"}} for table, to in joins],
    }  # fmt: skip


def _conditions(draw: random.Random, table: str) -> list[dict[str, Any]]:
    choices: list[dict[str, Any]] = [
        {"field": "state", "op": "!=", "value": "void"}, {"field": "state", "value": "done"},
        {"field": "amount", "op": ">", "value": 2}, {"field": "pieces", "op": "not_in", "value": [0, 1]},
        {"field": "kind", "op": "in", "value": ["big", "small"]}, {"field": "pieces", "op": "not_null"},
        {"field": "size", "op": "is_null"}, {"field": "day", "op": ">=", "value": dt.date(2024, 1, 15)},
    ]  # fmt: skip
    if table == "deal":
        choices.append({"field": "tier", "op": "!=", "value": "gold"})
    return draw.sample(choices, draw.choice((0, 0, 1, 1, 2)))


def _metrics(draw: random.Random) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for table in ("deal", "back"):
        for agg in ("sum", "count", "count_distinct", "avg", "min", "max", "median", "percentile"):
            column = {"count": draw.choice((None, "pieces")), "count_distinct": "person_id"}.get(
                agg, draw.choice(("amount", "pieces"))
            )
            found[f"{table}_{agg}"] = {
                "type": "simple",
                "table": table,
                "agg": agg,
                "column": column,
                "where": _conditions(draw, table),
            }
            if agg == "percentile":
                found[f"{table}_{agg}"]["percentile"] = draw.choice((0.1, 0.75, 0.9))
    rule = draw.choice(
        (
            {"value": 2},
            {"agg": "sum", "column": "amount", "op": ">", "value": 6},
            {"agg": "max", "column": "pieces", "op": "<", "value": 3},
        )
    )
    found |= {
        "people": {"type": "entity_count", "table": "deal", "entity": "person_id", "where": _conditions(draw, "deal")},
        "regulars": {"type": "entity_count", "table": "deal", "entity": "person_id", "having": rule, "where": _conditions(draw, "deal")},
        "newcomers": {"type": "first_time", "table": "deal", "entity": "person_id", "where": _conditions(draw, "deal")},
        "loyalty": {"type": "retention", "table": "deal", "entity": "person_id", "where": _conditions(draw, "deal")},
        "lost": {"type": "derived", "formula": "1 - loyalty"},
        "in_stock": {"type": "balance", "table": "stock", "column": "left_over", "entity": ["shop_id", "item"], "stale_after": draw.choice((None, None, 20))},
        "stock_mean": {"type": "balance", "table": "stock", "column": "left_over", "entity": ["shop_id", "item"], "take": "average"},
        "heads": {"type": "balance", "table": "staff", "valid_from": "since", "valid_to": "until"},
        "hours": {"type": "balance", "table": "staff", "column": "hours", "valid_from": "since", "valid_to": "until"},
        "rate": {"type": "ratio", "numerator": {"metric": "deal_count", "where": [{"field": "state", "value": "void"}]}, "denominator": "deal_count"},
        "cross_rate": {"type": "ratio", "numerator": "back_sum", "denominator": {"metric": "deal_sum", "where": _conditions(draw, "deal")}},
        "per_head": {"type": "ratio", "numerator": "deal_sum", "denominator": "people"},
        "net": {"type": "derived", "formula": draw.choice(("deal_sum - back_sum", "(deal_sum - back_sum) / deal_count", "deal_sum * 2 - back_count / people"))},
        "running": {"type": "cumulative", "metric": draw.choice(("deal_sum", "deal_count_distinct", "rate")), "since": draw.choice(("month", "quarter", "year", "ever"))},
        "trailing": {"type": "cumulative", "metric": draw.choice(("deal_sum", "people", "per_head", "regulars")), "window": draw.choice((1, 2, 28)), "unit": "day"},
        "months": {"type": "cumulative", "metric": draw.choice(("deal_count", "cross_rate", "deal_median")), "window": draw.choice((1, 2, 3)), "unit": draw.choice(("month", "week", "quarter"))},
    }  # fmt: skip
    return found


def _rows(draw: random.Random, model: Model) -> ROWS:
    sizes = {"area": 3, "land": 2, "shop": 5, "person": 7, "deal": draw.choice((3, 40, 90)), "back": draw.choice((0, 15, 30)),
             "part": 60, "stock": draw.choice((5, 50)), "staff": 8}  # fmt: skip
    rows: ROWS = {name: [] for name in model.tables}
    for name in model.tables:
        for number in range(1, sizes[name] + 1):
            row = {column: _cell(draw, name, column, number) for column in model.tables[name].columns}
            if row.get("since") and row.get("until") and row["until"] <= row["since"]:
                row["until"] = None
            rows[name].append(row)
    return rows


def _cell(draw: random.Random, table: str, column: str, number: int) -> Any:
    if column == f"{table}_id":
        return number
    if column in ("day", "since", "until"):
        if column == "until" and draw.random() < 0.4:
            return None
        if draw.random() < 0.03 and column == "day":
            return None
        return (
            draw.choice(EDGES)
            if draw.random() < 0.3
            else FIRST + dt.timedelta(days=draw.randrange((LAST - FIRST).days + 1))
        )
    most = {"area_id": 3, "land_id": 2, "shop_id": 5, "person_id": 7, "deal_id": 40}
    if column in most:
        return draw.choice((None, 99, *range(1, most[column] + 1), *range(1, most[column] + 1)))
    choices: dict[str, tuple[Any, ...]] = {
        "size": ("wide", "thin", None), "zone": ("north", "south"), "name": ("Oak", "Elm", "Oak", None), "kind": ("big", "small", None),
        "tier": ("gold", "basic", None), "state": ("done", "done", "void", None), "code": ("a", "b", "c", None), "item": ("x", "y"),
        "amount": (None, 0.0, -1.5, 0.25, 2.0, 2.5, 4.0, 8.0), "pieces": (None, 0, 1, 2, 3), "left_over": (None, 0, 3, 5, 9), "hours": (None, 4, 8),
        "home": (1, 2),
    }  # fmt: skip
    return draw.choice(choices[column])
