"""The peer gibran over a model folder: its own YAML made from our definitions, as its documentation asks.

Gibran looks at one source at a time, so each fact becomes a view with its dimensions joined in, and a question is
put to every source; of those that answer, the one whose metric is named by most of the question speaks for it. Each
synonym becomes a metric of that name, since it has none. Its clock is set to the suite's day.
"""

from __future__ import annotations

import shutil
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import gibran
import gibran.nl.patterns
import yaml
from gibran.governance.default import DefaultGovernance
from gibran.governance.types import IdentityContext
from gibran.nl.runner import run_nl_query
from gibran.sync.applier import apply as apply_config
from gibran.sync.example_values import populate_example_values
from gibran.sync.loader import load as load_config
from gibran.sync.migrations import apply_all as apply_migrations
from sqlglot import exp

from nlq.answer import Answer
from nlq.reading import Question
from semantic_layer.compiler.columns import table_source
from semantic_layer.compiler.scope import Scope
from semantic_layer.compiler.setting import Setting
from semantic_layer.model import Model
from semantic_layer.model.load import load_model
from semantic_layer.result import ResultColumn
from semantic_layer.session import DataState, Session

ROLE = "asker"
AGGREGATES = ("count", "sum", "avg", "min", "max", "median")
GRAINS = ("day", "week", "month", "quarter", "year")


class GibranAnswerer:
    """Gibran's natural-language layer over one copy of the warehouse."""

    name = "gibran"

    def __init__(self, connection: Any, model: Model, sources: list[str], folder: tempfile.TemporaryDirectory[str]):
        self._connection, self._model, self._sources, self._folder = connection, model, sources, folder
        self._governance = DefaultGovernance(connection)
        self._asker = IdentityContext(user_id=ROLE, role_id=ROLE, attributes={}, source="cli")
        self._lock = threading.Lock()

    def answer(self, question: Question, session: Session, context: Any) -> Answer:
        """Return the rows of the source that understands most of the question, else a refusal."""
        with self._lock:
            gibran.nl.patterns._today = lambda: session.today
            found = [found for source in self._sources if (found := self._ask(question.text, source))]
        if not found:
            return Answer(status="refused", text="I don't know how to answer that")
        return max(found, key=lambda one: one[0])[1]

    def _ask(self, text: str, source: str) -> tuple[int, Answer] | None:
        result = run_nl_query(self._connection, self._governance, self._asker, text, source)
        ran = result.run_result and result.run_result.query_result
        if ran is None or ran.status != "ok":
            return None
        metrics = result.match.intent["metrics"]
        names = [metric.replace("__", " ").replace("_", " ") for metric in metrics]
        fits = sum(len(name.split(" as ")[-1]) for name in names if name.split(" as ")[-1] in text.lower())
        columns = tuple(_column(name, metrics) for name in ran.columns)
        return fits, Answer(status="answered", text="", columns=columns, rows=ran.rows, sql=ran.rewritten_sql)

    def close(self) -> None:
        """Close the copy and throw it away."""
        self._connection.close()
        self._folder.cleanup()


def _column(name: str, metrics: list[str]) -> ResultColumn:
    if name in metrics:
        return ResultColumn(name=name.partition("__as_")[0], role="value", type="double")
    bare = name.rpartition(".")[2]
    grain = next((grain for grain in GRAINS if bare.endswith(grain)), None)
    return ResultColumn(name=grain or bare, role="period" if grain else "dimension", type="text")


def open_peer(folder: Path) -> GibranAnswerer:
    """Return gibran over a copy of the folder's warehouse.

    Raises:
        ModelError, WarehouseError: the folder cannot be used.
    """
    model = load_model(folder)
    kept = tempfile.TemporaryDirectory()
    copy = Path(kept.name) / "warehouse.duckdb"
    shutil.copy(folder / model.header.warehouse.partition(":///")[2], copy)
    connection = duckdb.connect(str(copy))
    apply_migrations(connection, Path(gibran.__file__).parent / "migrations")
    sources = [source for table in _facts(model) if (source := _source(table, model, connection))]
    metrics = list(_metrics(model, {source["id"] for source in sources}))
    config = {
        "sources": sources, "metrics": metrics, "roles": [{"id": ROLE, "display_name": ROLE}],
        "policies": [
            {"id": f"{ROLE}_{source['id']}", "role": ROLE, "source": source["id"], "default_column_mode": "allow"}
            for source in sources
        ],
    }  # fmt: skip
    path = Path(kept.name) / "gibran.yaml"
    path.write_text(yaml.safe_dump(config, allow_unicode=True), encoding="utf-8")
    validated = load_config(path)
    apply_config(connection, validated)
    populate_example_values(connection, validated.config)
    return GibranAnswerer(connection, model, [source["id"] for source in sources], kept)


def _facts(model: Model) -> list[str]:
    tables = [getattr(metric.calculation, "table", None) for metric in model.metrics.values()]
    return [table for table in dict.fromkeys(tables) if table and model.tables[table].time]


def _source(table: str, model: Model, connection: Any) -> dict[str, Any]:
    """Make a view of a fact with its dimensions, and return gibran's description of it."""
    session = Session(today=model.calendar.as_of, locale="en")
    scope = Scope(Setting(model, session, DataState(coverage={}, version="")), "", table)
    spec = model.tables[table]
    select = exp.Select().from_(table_source(model, table, "t"), copy=False)
    dimensions = [{"id": f"{table}.day", "column": "day", "display_name": "day", "type": "temporal"}]
    taken = {"day"}
    for name, dimension in model.dimensions.items():
        if not scope.reaches(name):
            continue
        value = scope.dimension(name, dimension.labels.get("en") or dimension.column)
        select = select.select(exp.alias_(value, name, quoted=True), copy=False)
        label = model.dimension_label(name, "en")
        dimensions.append({"id": f"{table}.{name}", "column": name, "display_name": label, "type": "categorical"})
        taken.add(name)
    for column in spec.columns:
        if column not in taken:
            select = select.select(exp.alias_(scope.column(column), column, quoted=True), copy=False)
    select = scope.add_joins(select.select(exp.alias_(scope.day(str(spec.time)), "day"), copy=False))
    # Types are asked of the view, and text of few values is public: its examples are how gibran finds members.
    connection.execute(f'CREATE OR REPLACE TABLE "peer_{table}" AS {select.sql("duckdb")}')
    described = connection.execute(f'DESCRIBE "peer_{table}"').fetchall()
    columns = [{"name": row[0], "type": row[1], "sensitivity": "public"} for row in described]
    return {"id": f"peer_{table}", "display_name": table, "type": "duckdb_table", "uri": f"peer_{table}",
            "columns": columns, "dimensions": dimensions}  # fmt: skip


def _metrics(model: Model, sources: set[str]) -> Iterator[dict[str, Any]]:
    for name, metric in model.metrics.items():
        made = _metric(name, model, sources)
        if made is None:
            continue
        names = [model.metric_label(name, "en"), *metric.synonyms.get("en", ())]
        for number, label in enumerate(names):
            own = name if number == 0 else f"{name}__as_{''.join(c if c.isalnum() else '_' for c in label.lower())}"
            yield {**made, "id": own, "display_name": label}


def _metric(name: str, model: Model, sources: set[str]) -> dict[str, Any] | None:
    """Return gibran's form of a metric, None where it has none: two facts, balances, first times, conditions."""
    calculation: Any = model.metrics[name].calculation
    if calculation.type == "ratio":
        parts = (calculation.numerator.metric, calculation.denominator.metric)
        tables = {f"peer_{_home(part, model)}" for part in parts}
        if len(tables) != 1 or any(_metric(part, model, sources) is None for part in parts):
            return None
        return {"source": tables.pop(), "type": "ratio", "numerator": parts[0], "denominator": parts[1]}
    source = f"peer_{_home(name, model)}"
    if source not in sources:
        return None
    base = {"source": source, **({"filter": _filter(calculation)} if calculation.where else {})}
    if calculation.type == "entity_count" and calculation.having is None:
        return {**base, "type": "count_distinct", "column": calculation.entity}
    if calculation.type != "simple" or calculation.agg not in AGGREGATES:
        return None
    return {**base, "type": calculation.agg, **({"expression": calculation.column} if calculation.column else {})}


def _home(name: str, model: Model) -> str | None:
    return getattr(model.metrics[name].calculation, "table", None)


def _filter(calculation: Any) -> str:
    tests = []
    for condition in calculation.where:
        if condition.op in ("is_null", "not_null"):
            tests.append(f"{condition.field} IS {'NOT ' if condition.op == 'not_null' else ''}NULL")
        else:
            value = f"'{condition.value}'" if isinstance(condition.value, str) else condition.value
            tests.append(f"{condition.field} {condition.op} {value}")
    return " AND ".join(tests)
