"""Keys: shown once, kept as hashes; rotated with an overlap, revoked at once; on SQLite and PostgreSQL."""

import datetime as dt
import json
import os
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from postgres_server import run_server

from api import cli
from api.access.issue import make_key, rotate_key
from api.access.secret import KEY, SESSION, make_secret, read_secret
from api.state import Grant, Keys, open_door
from semantic_layer.issues import StateError

NOW = dt.datetime(2026, 11, 28, 12, tzinfo=dt.UTC)
HOUR = dt.timedelta(hours=1)
ANN = Grant(person="ann", roles=("finance",), attributes={"region": ("East", "华东")}, scopes=("ask",), note="laptop")


@pytest.fixture(scope="module")
def server():
    with run_server() as running:
        yield running


@pytest.fixture(params=["sqlite", "postgres"])
def keys(request, tmp_path):
    if request.param == "sqlite":
        url = f"sqlite:///{tmp_path}/state.db"
    else:
        server, name = request.getfixturevalue("server"), f"k{abs(hash(str(tmp_path)))}"
        server.create(name)
        url = server.url(name, "owner")
    door = open_door(url)
    yield Keys(door)
    door.close()


def test_what_is_granted_comes_back_by_the_id_and_the_secret_does_not(keys):
    assert keys.find("0123456789ab") is None and keys.all() == ()
    key, secret = make_key(keys, ANN, NOW, 2 * HOUR)
    found, hashed = keys.find(key.id)
    assert found == key and found.grant == ANN and found.expires_at == NOW + 2 * HOUR
    assert secret.is_of(hashed) and not make_secret(KEY).is_of(hashed) and not secret.is_of(None)
    assert keys.all() == (key,)


def test_a_key_ends_at_its_moment_and_when_it_is_revoked(keys):
    key, _ = make_key(keys, ANN, NOW, HOUR)
    assert key.standing(NOW + HOUR - dt.timedelta(microseconds=1)) == "valid"
    assert key.standing(NOW + HOUR) == "expired"
    assert keys.revoke(key.id, NOW) and not keys.revoke(key.id, NOW) and not keys.revoke("nobody", NOW)
    assert keys.find(key.id)[0].standing(NOW) == "revoked"


@pytest.mark.parametrize(("lasts", "ends"), [(None, 3), (10, 3), (2, 2)])
def test_after_rotation_the_old_key_opens_for_the_overlap_and_never_longer_than_it_would_have(keys, lasts, ends):
    old, _ = make_key(keys, ANN, NOW, lasts and lasts * HOUR)
    new, secret = rotate_key(keys, old, NOW + HOUR, 2 * HOUR)
    kept = keys.find(old.id)[0]
    assert kept.expires_at == NOW + ends * HOUR and kept.replaced_by == new.id
    assert new.grant == ANN and new.expires_at == (lasts and NOW + HOUR + lasts * HOUR)
    assert secret.is_of(keys.find(new.id)[1]) and new.id != old.id


def test_a_session_ends_with_its_time_and_with_its_key(keys):
    key, _ = make_key(keys, ANN, NOW)
    one, two = make_secret(SESSION), make_secret(SESSION)
    keys.open_session(one.id, one.hash, key, NOW, NOW + HOUR)
    keys.open_session(two.id, two.hash, key, NOW, NOW + 3 * HOUR)
    found, hashed = keys.find_session(one.id, NOW)
    assert found == key and one.is_of(hashed) and not two.is_of(hashed)
    assert keys.find_session(one.id, NOW + HOUR) is None and keys.find_session(two.id, NOW + HOUR)
    keys.close_session(two.id)
    assert keys.find_session(two.id, NOW) is None
    keys.revoke(key.id, NOW)
    assert keys.find_session(one.id, NOW) is None


def test_use_is_noted_to_the_minute(keys):
    key, _ = make_key(keys, ANN, NOW)
    keys.note_use(key, NOW)
    used = keys.find(key.id)[0]
    assert used.used_at == NOW
    keys.note_use(used, NOW + dt.timedelta(seconds=59))
    assert keys.find(key.id)[0].used_at == NOW
    keys.note_use(used, NOW + dt.timedelta(seconds=60))
    assert keys.find(key.id)[0].used_at == NOW + dt.timedelta(seconds=60)


def test_a_rotation_that_fails_leaves_the_old_key_as_it_was(tmp_path):
    keys = Keys(open_door(f"sqlite:///{tmp_path}/state.db"))
    old, _ = make_key(keys, ANN, NOW)
    with pytest.raises(StateError):
        keys.keep(old, "hash", instead_of=old.model_copy(update={"expires_at": NOW}))
    assert keys.all() == (old,)


def test_no_file_of_the_state_holds_a_secret(tmp_path):
    keys = Keys(open_door(f"sqlite:///{tmp_path}/state.db"))
    key, secret = make_key(keys, ANN, NOW)
    session = make_secret(SESSION)
    keys.open_session(session.id, session.hash, key, NOW, NOW + HOUR)
    kept = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert secret.hash.encode() in kept and session.hash.encode() in kept
    for text in (secret.text, session.text):
        assert text.encode() not in kept and text.split("_", 2)[2].encode() not in kept


@pytest.mark.parametrize("text", ["", "kpi_", "kpi_0123456789ab_", "kpi_0123456789AB_" + "x" * 43, "a.b.c",
                                  "kpi_0123456789ab_" + "x" * 44, "kpi_0123456789ab_" + "x" * 42 + "'", "\x00"])  # fmt: skip
def test_what_is_no_secret(text):
    assert read_secret(text) is None


def test_secrets_do_not_repeat_and_do_not_print():
    made = [make_secret(KEY) for _ in range(1_000)]
    assert len({each.id for each in made}) == len({each.text for each in made}) == 1_000
    assert all(read_secret(each.text) == each for each in made)
    assert made[0].text not in repr(made[0]) + str(made[0])


def kpi(capsys, monkeypatch, *words):
    monkeypatch.setattr("sys.argv", ["kpi", *words])
    with pytest.raises(SystemExit) as left:
        cli.main()
    return left.value.code or 0, capsys.readouterr()


def test_by_command(tmp_path, capsys, monkeypatch):
    monkeypatch.setenv("KPI_STATE_URL", f"sqlite:///{tmp_path}/state.db")
    assert "no keys yet" in kpi(capsys, monkeypatch, "keys", "list")[1].out
    code, said = kpi(capsys, monkeypatch, "keys", "make", "ann", "--role", "finance", "--attribute", "region=East", "--expires", "90d", "--json")  # fmt: skip
    made = json.loads(said.out)
    assert (
        code == 0
        and read_secret(made["secret"]).id == made["id"]
        and made["scopes"] == ["ask", "catalogue", "feedback"]
    )
    code, said = kpi(capsys, monkeypatch, "keys", "rotate", made["id"], "--overlap", "1h")
    secret = next(line for line in said.out.splitlines() if line.startswith("kpi_"))
    assert code == 0 and read_secret(secret) and "goes on opening for 1h" in said.out
    assert kpi(capsys, monkeypatch, "keys", "revoke", made["id"])[0] == 0
    listed = json.loads(kpi(capsys, monkeypatch, "keys", "list", "--json")[1].out)
    assert {each["standing"] for each in listed} == {"valid", "revoked"} and "secret" not in str(listed)
    for words in (("rotate", made["id"]), ("rotate", "nobody"), ("revoke", "nobody"), ("make", "ann", "--scope", "all"),
                  ("make", "ann", "--expires", "soon"), ("make", ""), ("make", "ann", "--attribute", "region")):  # fmt: skip
        code, said = kpi(capsys, monkeypatch, "keys", *words)
        assert code == 2 and "Traceback" not in said.err + said.out, words
    assert len(json.loads(kpi(capsys, monkeypatch, "keys", "list", "--json")[1].out)) == 2


def test_what_was_acknowledged_waits_for_the_disk(tmp_path):
    door = open_door(f"sqlite:///{tmp_path}/state.db")
    for durable, level in ((True, 2), (False, 1), (True, 2)):
        with door.writing(durable=durable) as connection:
            assert connection.exec_driver_sql("PRAGMA synchronous").scalar() == level
            assert connection.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"


WRITER = """
import datetime as dt, sys
from api.access.issue import make_key
from api.state import Grant, Keys, open_door
keys = Keys(open_door(sys.argv[1]))
while True:
    key, _ = make_key(keys, Grant(person="ann"), dt.datetime.now(dt.UTC))
    print(key.id, flush=True)
"""


def test_a_process_that_is_killed_loses_nothing_that_it_acknowledged(tmp_path):
    url = f"sqlite:///{tmp_path}/state.db"
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])}
    acknowledged = set()
    for _ in range(2):
        command = [sys.executable, "-c", WRITER, url]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as writer:
            said = [writer.stdout.readline() for _ in range(40)]
            writer.send_signal(signal.SIGKILL)
            said += writer.stdout.readlines()
        acknowledged |= {line.strip() for line in said if line.endswith("\n")}
    assert len(acknowledged) >= 80 and acknowledged <= {key.id for key in Keys(open_door(url)).all()}
    with sqlite3.connect(tmp_path / "state.db") as file:
        assert file.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    file.close()
