"""The container file and the Compose file name what there is. No engine runs them here."""

import json
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
import typer.main
import yaml
from free_port import free_port
from running import running

from api.app import create_app
from api.cli import app
from api.operations.workers import LAST
from api.settings import Settings

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def steps():
    text = re.sub(r"\\\n", " ", (ROOT / "Containerfile").read_text(encoding="utf-8"))
    return [line.split(None, 1) for line in text.splitlines() if line.strip() and not line.startswith("#")]


@pytest.fixture(scope="module")
def compose():
    return yaml.safe_load((ROOT / "compose.yaml").read_text(encoding="utf-8"))["services"]


def settings_in(names):
    return {name.removeprefix("KPI_").lower() for name in names if name.startswith("KPI_")}


def test_every_setting_exists_and_has_a_value_that_it_takes(steps, compose, monkeypatch):
    given = dict(part.split("=", 1) for step, rest in steps if step == "ENV" for part in shlex.split(rest))
    given |= compose["kpi"]["environment"]
    assert settings_in(given) <= set(Settings.model_fields) and len(settings_in(given)) > 5
    for name, value in given.items():
        if name.startswith("KPI_"):
            monkeypatch.setenv(name, value)
    made = Settings()
    # Others can reach a container: nobody may ask without a login.
    assert made.auth == "on" and made.host == "0.0.0.0"
    assert int(compose["kpi"]["stop_grace_period"].removesuffix("s")) > made.shutdown_time


def test_what_is_copied_is_there_and_is_all_that_is_packed(steps):
    ignored = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    copied = [shlex.split(rest)[:-1] for step, rest in steps if step == "COPY" and "--from" not in rest]
    names = {name for each in copied for name in each}
    assert all((ROOT / name).exists() for name in names) and {f"!{name}" for name in names} <= set(ignored)
    packed = re.search(r"include = \[(.*)\]", (ROOT / "pyproject.toml").read_text(encoding="utf-8"))[1]
    assert {name.strip(' "*') for name in packed.split(",")} <= names


def test_its_command_exists_and_it_runs_as_nobody_in_particular(steps):
    said = {step: rest for step, rest in steps}
    command = json.loads(said["CMD"])
    assert command[0] == "kpi" and command[1] in typer.main.get_command(app).commands
    assert int(said["USER"]) > 0 and said["VOLUME"] == "/data"
    extras = said["ARG"].partition("=")[2].split(",")
    project = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    assert all(f"\n{extra} = [" in project for extra in extras)


def test_its_health_is_asked_of_a_route_that_needs_no_login_and_is_that_of_the_service(
    steps, compose, clinics, tmp_path
):
    from api.access.scopes import OPEN, scope_of

    asked = json.loads(re.search(r"CMD (\[.*\])", next(rest for step, rest in steps if step == "HEALTHCHECK"))[1])
    assert scope_of("/readyz") == OPEN and all(
        "/readyz" in each for each in (asked[-1], compose["kpi"]["healthcheck"]["test"][-1])
    )
    ask = lambda port: (
        subprocess.run([sys.executable, *asked[1:]], env={"KPI_PORT": str(port)}, capture_output=True).returncode
    )
    settings = Settings(auth="on", state_url=f"sqlite:///{tmp_path}/state.db")
    with running(create_app(settings, clinics)) as address:
        assert ask(address.rpartition(":")[2]) == 0
    assert ask(free_port()) != 0


def test_no_data_cache_or_secret_is_packed():
    ignored = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    assert ignored[0] == "*" and not (ROOT / ".containerignore").exists()
    allowed = [line for line in ignored if line.startswith("!")]
    after = ignored[ignored.index(allowed[-1]) + 1 :]
    assert {"**/*.duckdb", "**/__pycache__", "**/.*.json", "**/.env"} <= set(after)
    assert not {".git", ".venv", "tests", "docs", "var"} & {line[1:] for line in allowed}


def test_signals_are_heard_and_what_is_under_way_has_its_time(compose):
    assert compose["kpi"]["init"] is True
    assert int(compose["kpi"]["stop_grace_period"].removesuffix("s")) > Settings().shutdown_time + LAST
    # Where a database is set up for the first time, only its socket answers.
    assert "-h" in compose["database"]["healthcheck"]["test"]


def test_compose_holds_no_secret_and_opens_this_machine_alone(compose):
    text = (ROOT / "compose.yaml").read_text(encoding="utf-8")
    assert compose["database"]["environment"]["POSTGRES_PASSWORD"].startswith("${POSTGRES_PASSWORD:?")
    assert compose["kpi"]["ports"] == ["127.0.0.1:8000:8000"] and "ports" not in compose["database"]
    assert compose["kpi"]["depends_on"]["database"]["condition"] == "service_healthy"
    assert set(re.findall(r"\$\{(\w+)", text)) == {"POSTGRES_PASSWORD", "KPI_MODEL_FOLDER"}
    assert (ROOT / compose["kpi"]["build"]["dockerfile"]).exists()
