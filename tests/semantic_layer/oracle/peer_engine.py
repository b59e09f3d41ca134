"""MetricFlow over a DuckDB file: no dbt, no adapter, one client of its protocol."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import duckdb

Row = tuple[Any, ...]


class Peer:
    """The engine, and what it answers: rows of plain values."""

    def __init__(self, manifest: str, database: Path, folder: Path) -> None:
        # Imported here: a collection of the tests must not need the peer, nor hear its warnings.
        from metricflow.engine.metricflow_engine import MetricFlowEngine
        from metricflow_semantic_interfaces.parsing.dir_to_model import (
            parse_directory_of_yaml_files_to_semantic_manifest,
        )
        from metricflow_semantics.model.semantic_manifest_lookup import SemanticManifestLookup

        (folder / "manifest.yaml").write_text(manifest, encoding="utf-8")
        built = parse_directory_of_yaml_files_to_semantic_manifest(str(folder))
        self.connection = duckdb.connect(str(database), read_only=True)
        self.engine = MetricFlowEngine(SemanticManifestLookup(built.semantic_manifest), _client())

    def explain(self, **request: Any) -> str:
        """Return the SQL that the peer makes of a request."""
        from metricflow.engine.metricflow_engine import MetricFlowQueryRequest

        return str(self.engine.explain(MetricFlowQueryRequest.create(**request)).sql_statement.sql)

    def run(self, **request: Any) -> tuple[list[str], list[Row]]:
        """Return column names and rows; days of midnight as dates."""
        cursor = self.connection.execute(self.explain(**request))
        names = [column[0] for column in cursor.description]
        return names, [tuple(_plain(cell) for cell in row) for row in cursor.fetchall()]

    def close(self) -> None:
        """Close the database."""
        self.connection.close()


def _plain(cell: Any) -> Any:
    return cell.date() if isinstance(cell, dt.datetime) else cell


def _client() -> Any:
    from metricflow.protocols.sql_client import SqlEngine
    from metricflow.sql.render.duckdb_renderer import DuckDbSqlPlanRenderer

    class Client:
        """Says which SQL to write; the rows are read by ``Peer`` itself."""

        sql_engine_type = SqlEngine.DUCKDB
        sql_plan_renderer = DuckDbSqlPlanRenderer()

        def render_bind_parameter_key(self, bind_parameter_key: str) -> str:
            return f"${bind_parameter_key}"

    return Client()
