"""Where the service listens: without authentication, for this machine alone."""

import pytest
from fastapi import FastAPI
from typer import BadParameter

from api import cli
from api.cli import serve as serving
from api.cli.address import check_address
from api.operations import server
from api.settings import Settings


@pytest.mark.parametrize("host", ["127.0.0.1", "127.8.8.8", "::1", "[::1]", "localhost"])
def test_this_machine_alone_may_be_served_without_a_login(host):
    check_address(host, "off")
    check_address(host, "on")


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "", "10.0.0.5", "192.168.1.2", "8.8.8.8", "kpi.example.com", "localhost.example.com", "0", "::ffff:8.8.8.8"])  # fmt: skip
def test_others_have_to_sign_in(host):
    with pytest.raises(BadParameter, match="KPI_AUTH=on") as refused:
        check_address(host, "off")
    assert "kpi keys make" in str(refused.value) and "127.0.0.1" in str(refused.value)
    check_address(host, "on")


def serve(capsys, monkeypatch, *words):
    served = []
    monkeypatch.setattr(server, "serve_app", lambda app, settings: served.append((app, settings)))
    monkeypatch.setattr("sys.argv", ["kpi", "serve", *words])
    code = 0
    try:
        cli.main()
    except SystemExit as left:
        code = left.code or 0
    return code, served, capsys.readouterr()


def test_the_command_listens_nowhere_else(clinics_folder, capsys, monkeypatch):
    monkeypatch.setattr(serving, "open_to_ask", lambda model: pytest.fail("it was opened"))
    code, served, said = serve(capsys, monkeypatch, "--host", "0.0.0.0", "--model", str(clinics_folder))
    assert code == 2 and served == [] and "KPI_AUTH=on" in said.err


@pytest.mark.parametrize("auth", ["off", "on"])
def test_the_command_serves_with_or_without_a_gate(clinics_folder, capsys, monkeypatch, auth):
    monkeypatch.setenv("KPI_AUTH", auth)
    monkeypatch.setenv("KPI_HOST", "127.0.0.1" if auth == "off" else "0.0.0.0")
    code, served, said = serve(capsys, monkeypatch, "--model", str(clinics_folder))
    ((app, settings),) = served
    assert code == 0 and settings.host in ("127.0.0.1", "0.0.0.0") and (app.state.guard is None) == (auth == "off"), (
        said
    )


@pytest.mark.parametrize(("name", "value"), [("KPI_AUTH", "yes"), ("KPI_AUTH", "true"), ("KPI_SESSION_HOURS", "0"), ("KPI_PORT", "web")])  # fmt: skip
def test_a_setting_that_is_none_is_told_and_nothing_is_served(clinics_folder, capsys, monkeypatch, name, value):
    monkeypatch.setenv(name, value)
    code, served, said = serve(capsys, monkeypatch, "--model", str(clinics_folder))
    assert code == 2 and served == [] and name in said.err and "Traceback" not in said.err


def test_a_connection_outlasts_what_proxies_keep():
    app = FastAPI()
    assert server._config(app, Settings()).timeout_keep_alive > 60
