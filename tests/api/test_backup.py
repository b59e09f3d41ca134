"""Backups: all of the state as it was at one moment, from either engine into either; and nothing by halves."""

import datetime as dt
import gzip
import hashlib
import json
import os
import stat
import threading

import pytest
from postgres_server import run_server

from api import cli
from api.access.issue import make_key
from api.requests import FeedbackRequest
from api.state import Choices, Feedback, Grant, Keys, back_up, open_door, restore
from api.state import backup as backup_module
from api.state.tables import METADATA
from nlq.answer import Preference
from semantic_layer.issues import StateError

NOW = dt.datetime(2026, 11, 28, 12, tzinfo=dt.UTC)


def preference(number):
    return Preference(words=f" w{number}", said="w", chosen='["a"]', others=('["b"]',), definitions="d")


def say(number, **more):
    return FeedbackRequest(answer_id=f"a{number}", right=number % 2 == 0, comment="数字不对 “so”\n", **more)


@pytest.fixture(scope="module")
def server():
    with run_server() as running:
        yield running


@pytest.fixture
def make(request, tmp_path):
    """Opens states: each another database of an engine."""
    doors = []

    def make_one(engine):
        name = f"b{len(doors)}{abs(hash(str(tmp_path)))}"
        if engine == "postgres":
            server = request.getfixturevalue("server")
            server.create(name)
        doors.append(open_door(f"sqlite:///{tmp_path}/{name}.db" if engine == "sqlite" else server.url(name, "owner")))
        return doors[-1]

    yield make_one
    for door in doors:
        door.close()


def fill(door, count=3):
    for number in range(count):
        Choices(door).keep("ann", "shop", [preference(number)], NOW)
        Feedback(door).keep(say(number), None if number else "ann", "shop", NOW)
    return make_key(Keys(door), Grant(person="ann", roles=("r",), attributes={"a": ("b",)}), NOW)


def held(door):
    with door.reading() as connection:
        return {t.name: sorted(map(str, connection.execute(t.select()).mappings())) for t in METADATA.sorted_tables}


@pytest.mark.parametrize(("before", "after"), [("sqlite", "sqlite"), ("sqlite", "postgres"), ("postgres", "sqlite"), ("postgres", "postgres")])  # fmt: skip
def test_what_is_backed_up_comes_back_whole_into_either_engine(make, tmp_path, before, after):
    one, other, file = make(before), make(after), tmp_path / "backup"
    key, secret = fill(one)
    counts = back_up(one, file, NOW)
    assert counts["choices"] == counts["feedback"] == 3 and counts["keys"] == 1
    assert stat.S_IMODE(file.stat().st_mode) == 0o600 and secret.text not in gzip.decompress(file.read_bytes()).decode()
    assert restore(other, file) == counts
    if before == after:
        assert held(one) == held(other)
    assert Choices(other).recall("ann", "shop") == Choices(one).recall("ann", "shop")
    found, hashed = Keys(other).find(key.id)
    assert found == key and secret.is_of(hashed)
    # What comes next has a number of its own.
    Feedback(other).keep(say(9), "bob", "shop", NOW)
    again = tmp_path / "again"
    assert back_up(other, again, NOW)["feedback"] == 4 and not list(tmp_path.glob("*.part"))


@pytest.mark.parametrize("engine", ["sqlite", "postgres"])
def test_it_is_of_one_moment_while_others_write(make, tmp_path, engine):
    door, over = make(engine), threading.Event()
    fill(door, 1)

    def write_on():
        number = 0
        while not over.is_set():
            number += 1
            # Two rows of one transaction are both there, or neither.
            with door.writing(durable=False) as connection:
                for table in ("choices", "feedback"):
                    row = {"person": f"p{number}", "model": "m", "made_at": NOW}
                    more = {
                        "words": "w",
                        "ambiguity": "a",
                        "said": "s",
                        "chosen": "c",
                        "others": "o",
                        "definitions": "d",
                    }
                    more = more if table == "choices" else {"answer_id": "a", "right": True, "comment": "", "expected": "", "question": ""}  # fmt: skip
                    connection.execute(METADATA.tables[table].insert(), row | more)

    writing = threading.Thread(target=write_on)
    writing.start()
    try:
        for number in range(8):
            counts = back_up(door, tmp_path / f"b{number}", NOW)
            assert counts["choices"] == counts["feedback"]
    finally:
        over.set()
        writing.join()
    assert counts["choices"] > 1


def test_what_is_there_is_not_replaced_unless_it_is_said(make, tmp_path):
    door, file = make("sqlite"), tmp_path / "backup"
    fill(door)
    back_up(door, file, NOW)
    Choices(door).keep("bob", "shop", [preference(9)], NOW)
    before = held(door)
    with pytest.raises(StateError, match="--replace"):
        restore(door, file)
    assert held(door) == before
    restore(door, file, replace=True)
    assert Choices(door).recall("bob", "shop") == () and len(Choices(door).recall("ann", "shop")) == 3


def rewritten(file, change):
    """Change the lines of a backup, and sign them again."""
    *lines, end = gzip.decompress(file.read_bytes()).splitlines(keepends=True)
    lines = change([json.loads(line) for line in lines])
    data = [json.dumps(line).encode() + b"\n" for line in lines]
    rows = {name: sum(line[0] == name for line in lines[1:]) for name in json.loads(end)["rows"]}
    data.append(json.dumps({"rows": rows, "sha256": hashlib.sha256(b"".join(data)).hexdigest()}).encode())
    file.write_bytes(gzip.compress(b"".join(data)))


def test_a_backup_that_is_not_whole_changes_nothing(make, tmp_path):
    door, file = make("sqlite"), tmp_path / "backup"
    fill(door)
    back_up(door, file, NOW)
    whole, before = file.read_bytes(), held(door)
    plain = gzip.decompress(whole)
    lines = plain.splitlines(keepends=True)
    broken = [b"", b"nonsense", whole[:-20], whole[: len(whole) // 2], gzip.compress(b""), gzip.compress(b"".join(lines[:-1])),
              gzip.compress(plain.replace(b'"ann"', b'"eve"')), gzip.compress(b"".join([*lines[:2], *lines[3:]])), gzip.compress(plain + b"{}\n"), gzip.compress(b"[1]")]  # fmt: skip
    for data in broken:
        file.write_bytes(data)
        with pytest.raises(StateError, match="no backup"):
            restore(door, file, replace=True)
        assert held(door) == before
    file.unlink()
    with pytest.raises(StateError, match="cannot be read"):
        restore(door, file, replace=True)


def test_one_of_a_newer_version_is_refused(make, tmp_path):
    door, file = make("sqlite"), tmp_path / "backup"
    fill(door)
    for change in ({"revision": "9999"}, {"kpi_state": 2}):
        back_up(door, file, NOW)
        rewritten(file, lambda lines, change=change: [lines[0] | change, *lines[1:]])
        before = held(door)
        with pytest.raises(StateError) as refused:
            restore(door, file, replace=True)
        assert refused.value.code == "newer" and held(door) == before


@pytest.mark.parametrize("engine", ["sqlite", "postgres"])
def test_one_of_an_older_version_is_brought_up_to_date(make, tmp_path, engine):
    door, file = make("sqlite"), tmp_path / "backup"
    fill(door)
    back_up(door, file, NOW)
    rewritten(
        file, lambda lines: [lines[0] | {"revision": "0001"}, *(line for line in lines[1:] if line[0] == "choices")]
    )
    other = make(engine)
    restore(other, file)
    assert len(Choices(other).recall("ann", "shop")) == 3
    fill(other)


@pytest.mark.parametrize("engine", ["sqlite", "postgres"])
def test_one_that_fails_in_the_middle_leaves_what_was_there(make, tmp_path, monkeypatch, engine):
    door, file = make(engine), tmp_path / "backup"
    fill(door)
    back_up(door, file, NOW)
    before = held(door)
    # The last row lacks what no row may lack: it is found when all before it are written.
    rewritten(file, lambda lines: [*lines[:-1], [lines[-1][0], {"id": "x"}]])
    monkeypatch.setattr(backup_module, "BATCH", 1)
    with pytest.raises(StateError):
        restore(door, file, replace=True)
    assert held(door) == before


def test_nothing_is_no_backup_and_a_file_that_cannot_be_written_is_said(make, tmp_path):
    door = make("sqlite")
    with pytest.raises(StateError, match="Nothing has been kept"):
        back_up(door, tmp_path / "backup", NOW)
    fill(door)
    with pytest.raises(StateError, match="cannot be written"):
        back_up(door, tmp_path / "nowhere" / "backup", NOW)


def test_an_old_backup_stays_where_the_new_one_fails(make, tmp_path, monkeypatch):
    door, file = make("sqlite"), tmp_path / "backup"
    fill(door)
    back_up(door, file, NOW)
    before = file.read_bytes()

    def fail(number):
        raise OSError("No space left on device")

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(StateError, match="cannot be written"):
        back_up(door, file, NOW)
    assert file.read_bytes() == before and not list(tmp_path.glob("*.part"))


def test_the_commands(make, tmp_path, monkeypatch, capsys):
    def kpi(*words):
        monkeypatch.setattr("sys.argv", ["kpi", "state", *words])
        try:
            cli.main()
        except SystemExit as left:
            return left.code or 0, capsys.readouterr()
        return 0, capsys.readouterr()

    url, file = f"sqlite:///{tmp_path}/s.db", str(tmp_path / "file")
    monkeypatch.setenv("KPI_STATE_URL", url)
    assert kpi("backup", file)[0] == 1
    fill(open_door(url))
    code, said = kpi("backup", file)
    assert code == 0 and "3 of choices" in said.out and "1 of keys" in said.out
    code, said = kpi("restore", file)
    assert code == 1 and "--replace" in said.err and str(tmp_path) not in said.err
    code, said = kpi("restore", file, "--replace", "--json")
    assert code == 0 and json.loads(said.out)["choices"] == 3
