"""A model drafted from PostgreSQL is the one drafted from the same rows in a file, and no password stands in it."""

import shutil

import duckdb
import pytest
from postgres_server import tables_of
from typer.testing import CliRunner

from api.cli import app
from eval.demo import build_demo
from semantic_layer.model.load import load_model


def kpi(*arguments, **env):
    return CliRunner().invoke(app, list(map(str, arguments)), env={"COLUMNS": "200", **env})


@pytest.fixture(scope="module", params=["broker", "derm_treatment"])
def drafts(request, server, tmp_path_factory):
    folder, path = tmp_path_factory.mktemp("drafts"), build_demo(request.param).resolve()
    server.load(f"draft_{request.param}", tables_of(path, folder))
    url = server.url(f"draft_{request.param}")
    made = {}
    for kind, warehouse in (("duckdb", f"duckdb:///{path}"), ("postgres", url)):
        made[kind] = folder / kind / request.param
        done = kpi("init", made[kind], "--from-warehouse", warehouse)
        assert done.exit_code == 0, done.output
    return made, path, url, done.output


def test_both_drafts_are_one(drafts):
    made, _, _, _ = drafts
    one, other = load_model(made["duckdb"]), load_model(made["postgres"])
    assert len(one.joins) > 2 and len(one.metrics) > 10
    assert (one.tables, one.joins, one.dimensions, one.metrics) == (
        other.tables,
        other.joins,
        other.dimensions,
        other.metrics,
    )


def test_the_password_is_not_written_and_the_draft_is_asked_with_it(drafts, server):
    made, path, url, told = drafts
    text = (made["postgres"] / "model.yaml").read_text(encoding="utf-8")
    assert server.passwords["reader"] not in text + told and "postgresql://reader@127.0.0.1" in text
    assert "KPI_WAREHOUSE" in told
    assert kpi("lint", "--live", "--model", made["postgres"], KPI_WAREHOUSE=url).exit_code == 0
    model = load_model(made["postgres"])
    metric = next(spec for spec in model.metrics.values() if spec.calculation.agg == "count")
    with duckdb.connect(str(path), read_only=True) as db:
        source = model.tables[metric.calculation.table].source or metric.calculation.table
        count = db.execute(f'SELECT count(*) FROM "{source}"').fetchone()[0]
    answer = kpi("ask", metric.label["en"], "--model", made["postgres"], KPI_WAREHOUSE=url)
    assert answer.exit_code == 0 and f" was {count:,} (" in answer.output, answer.output


def test_a_change_to_it_is_told_with_numbers_from_there(drafts):
    made, _, url, _ = drafts
    other = made["postgres"].parent / "changed"
    shutil.copytree(made["postgres"], other, dirs_exist_ok=True)
    text = (other / "metrics.yaml").read_text(encoding="utf-8")
    assert "agg: sum" in text
    (other / "metrics.yaml").write_text(text.replace("agg: sum", "agg: max"), encoding="utf-8")
    told = kpi("diff", made["postgres"], other, KPI_WAREHOUSE=url)
    assert told.exit_code == 1 and "aggregation: sum → max" in told.output and " → " in told.output, told.output
