"""How long five kinds of queries take to become SQL: ours with and without the guard, and two peers.

All over the model and the database of ``tests/semantic_layer/oracle/``. Nothing is run: text in hand is the end.
A peer that is not installed is named with the reason (``pip install .[dev]`` and ``.[peers]``).
"""

from __future__ import annotations

import datetime as dt
import logging
import os
import platform
import shutil
import statistics
import sys
import tempfile
import time
import warnings
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any
from unittest.mock import patch

from rich.console import Console
from rich.table import Table

from semantic_layer import query as q
from semantic_layer.compiler.compile import compile_query
from semantic_layer.model import Model
from semantic_layer.model.load import load_model
from semantic_layer.session import Session
from semantic_layer.warehouse import open_warehouse

ORACLE = Path(__file__).parents[1] / "tests/semantic_layer/oracle"
sys.path.insert(0, str(ORACLE))
ROUNDS, SECONDS = 200, 3.0
GUARD = "semantic_layer.compiler.compile.check_sql"
START, END = dt.date(2025, 1, 1), dt.date(2026, 1, 1)
MONTH, ZONE = q.Grain(unit="month"), q.Dimension(name="zone")
BIG = q.In(dimension="kind", values=("big", "small"))
Makers = dict[str, Callable[[], str]]


def ask(*names: str, **more: Any) -> q.Data:
    measures = tuple(q.Metric(name=name) for name in names)
    return q.Data(measures=measures, period=q.Explicit(start=START, end=END), **more)


KINDS = {
    "ratio by month": ask("void_rate", by=(MONTH,)),
    "filtered ratio by month and region": ask("void_rate", by=(MONTH, ZONE), where=BIG),
    "two facts by region": ask("takings", "refunds", by=(ZONE,)),
    "month over month": ask("takings", by=(MONTH,), compare=(q.Compare(basis="previous_unit"),)),
    "cumulative by month": ask("running", by=(MONTH,)),
}


def main() -> None:
    # The peers warn while they are imported, and log what they skip.
    warnings.simplefilter("ignore")
    logging.disable(logging.WARNING)
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "market"
        shutil.copytree(ORACLE / "market", folder)
        from market_data import build_market

        build_market(folder / "market.duckdb")
        model = load_model(folder)
        spent: dict[str, dict[str, float]] = {}
        missing = []
        guarded = ours(model, folder)
        with patch(GUARD, lambda *given: None):
            spent["ours, no guard"] = clock_all(guarded)
        spent["ours"] = clock_all(guarded)
        for name, make in (("MetricFlow", metricflow), ("boring-semantic-layer", boring)):
            try:
                spent[name] = clock_all(make(model, folder))
            except ImportError as error:
                missing.append(f"{name}: not installed ({error.name})")
        show(spent, missing)


def ours(model: Model, folder: Path) -> Makers:
    warehouse = open_warehouse(model.header.warehouse, folder)
    session = Session(today=dt.date(2026, 4, 1))
    state = warehouse.state(model, session.today)
    warehouse.close()

    def make(query: Any) -> str:
        return compile_query(query, model, session, state).sql

    return {kind: partial(make, query) for kind, query in KINDS.items()}


def metricflow(model: Model, folder: Path) -> Makers:
    from peer_engine import Peer
    from peer_manifest import manifest_yaml
    from peer_queries import Ask

    (folder / "peer").mkdir()
    peer = Peer(manifest_yaml(model), folder / "market.duckdb", folder / "peer")
    days = (START, END)
    asks = {
        "ratio by month": Ask(0, ("void_rate",), grain="month", days=days),
        "filtered ratio by month and region": Ask(0, ("void_rate",), ("zone",), "month", BIG, days),
        "two facts by region": Ask(0, ("takings", "refunds"), ("zone",), days=days),
        "month over month": Ask(0, ("takings",), grain="month", days=days, ago="month"),
        "cumulative by month": Ask(0, ("running",), grain="month", days=days),
    }
    return {kind: partial(peer.explain, **asked.request(model)) for kind, asked in asks.items()}


def boring(model: Model, folder: Path) -> Makers:
    import ibis
    from boring_semantic_layer import to_semantic_table

    kinds = {"integer": "int64", "number": "float64", "text": "string", "date": "date"}

    def table(name: str) -> Any:
        columns = {column: kinds[spec.type] for column, spec in model.tables[name].columns.items() if not spec.expr}
        return to_semantic_table(ibis.table(columns, name=name), name=name)

    country = table("country").with_dimensions(country_id=lambda t: t.country_id, zone=lambda t: t.zone)
    store = table("store").with_dimensions(store_id=lambda t: t.store_id, kind=lambda t: t.kind)
    store = store.join_one(country, on=lambda left, right: left.country_id == right.country_id)
    sale = table("sale").with_dimensions(month=lambda t: t.day.truncate("M"), day=lambda t: t.day)
    sale = sale.with_measures(
        sales=lambda t: t.count(),
        voids=lambda t: (t.state == "void").sum(),
        takings=lambda t: t.amount.sum(where=t.state.fill_null("") != "void"),
    ).with_measures(void_rate=lambda t: t.voids / t.sales)
    refund = table("refund").with_dimensions(day=lambda t: t.day).with_measures(refunds=lambda t: t.amount.sum())

    def on_store(left: Any, right: Any) -> Any:
        return left.store_id == right.store_id

    def in_2025(table: Any) -> Any:
        return (table.day >= ibis.date("2025-01-01")) & (table.day < ibis.date("2026-01-01"))

    def ratio() -> str:
        return text(sale.filter(in_2025).group_by("month").aggregate("void_rate"))

    # A fact that is filtered before it is joined is refused: the two below are asked over all time, which is less work.
    def filtered() -> str:
        joined = sale.join_one(store, on=on_store)
        kept = joined.filter(lambda t: t["store.kind"].isin(["big", "small"]))
        return text(kept.group_by("sale.month", "country.zone").aggregate("sale.void_rate"))

    def cross() -> str:
        joined = store.join_many(sale, on=on_store).join_many(refund, on=on_store)
        return text(joined.group_by("country.zone").aggregate("sale.takings", "refund.refunds"))

    def text(answer: Any) -> str:
        return str(ibis.to_sql(answer.to_untagged(), dialect="duckdb"))

    return {"ratio by month": ratio, "filtered ratio by month and region": filtered, "two facts by region": cross}


def clock_all(makers: Makers) -> dict[str, float]:
    return {kind: clock(make) for kind, make in makers.items()}


def clock(make: Callable[[], str]) -> float:
    """Milliseconds: the median of many rounds, after three warm ones."""
    assert all("SELECT" in make() for _ in range(3))
    times, end = [], time.perf_counter() + SECONDS
    while len(times) < ROUNDS and time.perf_counter() < end:
        begun = time.perf_counter()
        make()
        times.append((time.perf_counter() - begun) * 1000)
    return statistics.median(times)


def show(spent: dict[str, dict[str, float]], missing: list[str]) -> None:
    machine = f"{os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}"
    table = Table(title=f"Query to SQL, ms (in brackets: times ours with the guard); median of {ROUNDS}; {machine}")
    table.add_column("query")
    for name in spent:
        table.add_column(name, justify="right")
    for kind in KINDS:
        cells = []
        for times in spent.values():
            known = kind in times
            cells.append(f"{times[kind]:.1f} ({times[kind] / spent['ours'][kind]:.1f})" if known else "–")
        table.add_row(kind, *cells)
    out = Console(width=140)
    out.print(table)
    for reason in missing:
        out.print(reason)


if __name__ == "__main__":
    main()
