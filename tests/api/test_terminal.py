"""What a terminal shows of an answer, and what it leaves out where one asks for that."""

import json

import pytest

from api import cli

QUERY = {"kind": "data", "measures": [{"kind": "metric", "name": "visits"}], "period": {"kind": "all"}}


@pytest.fixture
def kpi(clinics_folder, capsys, monkeypatch, tmp_path):
    (tmp_path / "query.json").write_text(json.dumps(QUERY), encoding="utf-8")
    monkeypatch.setenv("KPI_STATE_URL", f"sqlite:///{tmp_path}/state.db")
    asked = {"query": str(tmp_path / "query.json"), "ask": "visits"}

    def run(command, *words):
        monkeypatch.setattr("sys.argv", ["kpi", command, asked[command], "--model", str(clinics_folder), *words])
        with pytest.raises(SystemExit) as left:
            cli.main()
        assert not left.value.code
        return capsys.readouterr().out

    return run


@pytest.mark.parametrize("command", ["ask", "query"])
def test_the_sql_stands_below_an_answer_unless_it_is_to_be_left_out(kpi, command):
    shown = kpi(command)
    assert "SELECT" in shown and "count(visit)" in shown
    quiet = kpi(command, "--no-sql")
    assert "SELECT" not in quiet and shown.startswith(quiet)


def test_json_holds_it_all_the_same(kpi):
    assert "SELECT" in json.loads(kpi("query", "--no-sql", "--json"))["sql"]
