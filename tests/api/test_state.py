"""The state: its migrations up and down, on SQLite and PostgreSQL, with several processes, and where it is broken."""

import datetime as dt
import json
import multiprocessing
import sqlite3
import sys
import threading
from pathlib import Path

import pytest
from postgres_server import run_server
from sqlalchemy import create_engine, func, inspect, select

from api.state import Choices, Conversations, Places, Said, Seen, Share, Shares, open_door
from api.state.aging import ONE_OF
from api.state.migrate import NONE, is_newest, migrate
from api.state.tables import CHOICES, METADATA, PLACES, SEEN
from api.turns import Conversations as Turns
from api.turns import Turn
from nlq.answer import AnswerChoice, Preference
from nlq.followup import Open
from semantic_layer.issues import StateError
from semantic_layer.query import query_adapter

NOW = dt.datetime(2026, 11, 28, 12, tzinfo=dt.UTC)


def meaning(name):
    return json.dumps([["METRIC", [name]]], separators=(",", ":"))


def preference(name="net", other="gross", words=" sale", **more):
    return Preference(
        words=words, said=words.strip(), chosen=meaning(name), others=(meaning(other),), definitions="d", **more
    )


@pytest.fixture(scope="module")
def server():
    with run_server() as running:
        yield running


@pytest.fixture(params=["sqlite", "postgres"])
def url(request, tmp_path):
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/deep/down/state.db"
    server, name = request.getfixturevalue("server"), f"s{abs(hash(str(tmp_path)))}"
    server.create(name)
    return server.url(name, "owner")


@pytest.fixture
def choices(url):
    door = open_door(url)
    yield Choices(door)
    door.close()


def test_what_is_kept_comes_back_to_the_same_person_and_model_alone(choices):
    assert choices.recall("ann", "shop") == ()
    choices.keep("ann", "shop", [preference(), preference("a", "b", "收入")], NOW)
    assert set(choices.recall("ann", "shop")) == {preference(), preference("a", "b", "收入")}
    assert choices.recall("bob", "shop") == () == choices.recall("ann", "other") == choices.recall("Ann", "shop")


def test_the_last_choice_holds_and_another_ambiguity_is_another(choices):
    choices.keep("ann", "shop", [preference("net", "gross")], NOW)
    choices.keep("ann", "shop", [preference("gross", "net")], NOW + dt.timedelta(days=1))
    assert choices.recall("ann", "shop") == (preference("gross", "net"),)
    choices.keep("ann", "shop", [preference("net", "other")], NOW + dt.timedelta(days=2))
    assert choices.recall("ann", "shop") == (preference("net", "other"), preference("gross", "net"))


def test_forgetting(choices):
    choices.keep("ann", "shop", [preference(), preference(words=" deal")], NOW)
    choices.keep("bob", "shop", [preference()], NOW)
    assert choices.forget("ann", "shop", " sale") == 1 and choices.forget("ann", "shop", " sale") == 0
    assert choices.recall("ann", "shop") == (preference(words=" deal"),)
    assert choices.forget("ann", "shop") == 1 and choices.recall("bob", "shop") == (preference(),)


def test_counts_name_nobody(choices):
    for person in ("ann", "bob", "cid"):
        choices.keep(person, "shop", [preference()], NOW)
    choices.keep("dan", "shop", [preference("gross", "net")], NOW)
    choices.keep("eve", "other", [preference()], NOW)
    found = choices.tally("shop")
    assert [(each.said, each.chosen, each.people) for each in found] == [
        ("sale", meaning("net"), 3),
        ("sale", meaning("gross"), 1),
    ]
    assert not {"ann", "bob", "cid", "dan"} & set(json.dumps([each.model_dump() for each in found]).split('"'))


def said(asked, day=0, rights="open"):
    made = NOW + dt.timedelta(days=day)
    return Said(asked=asked, answer='{"text": "数"}', rights=rights, today=made.date(), made_at=made)


def test_conversations_and_shares_come_back(url):
    door = open_door(url)
    kept, shares = Conversations(door), Shares(door)
    assert kept.listed("ann", "shop") == () == kept.turns("ann", "shop", "one") and shares.find("x", "shop") is None
    for asked, id, day in (("a", "one", 0), ("b", "two", 1), ("c", "one", 2)):
        kept.keep("ann", "shop", id, said(asked, day))
    kept.keep("bob", "shop", "one", said("d"))
    assert [(each.id, each.title) for each in kept.listed("ann", "shop")] == [("one", "a"), ("two", "b")]
    assert kept.turns("ann", "shop", "one") == (said("a"), said("c", 2))
    assert kept.turns("ann", "shop", "one", 1) == (said("c", 2),) and kept.turns("ann", "other", "one") == ()
    share = Share(id="x", person="ann", model="shop", turns=kept.turns("ann", "shop", "one"), made_at=NOW)
    shares.keep(share)
    assert shares.find("x", "shop") == share and shares.find("x", "other") is None
    assert shares.end("x", "bob") == 0 and shares.end("x", "ann") == 1 and shares.find("x", "shop") is None
    assert kept.forget("ann", "shop", "one") == 1 and kept.turns("bob", "shop", "one") == (said("d"),)
    kept.forget_before(NOW + dt.timedelta(hours=1))
    assert kept.turns("bob", "shop", "one") == () and len(kept.listed("ann", "shop")) == 1
    door.close()


def test_migrations_lead_to_the_tables_and_back(url):
    door = open_door(url)
    with door.writing() as connection:
        assert is_newest(connection)
        found = inspect(connection)
        for table in METADATA.tables.values():
            shown = {(c["name"], str(c["type"]), c["nullable"]) for c in found.get_columns(table.name)}
            meant = {(c.name, c.type.compile(connection.dialect), c.nullable) for c in table.columns}
            assert {(name, kind.split(" ")[0], null) for name, kind, null in shown} == {
                (name, kind.split(" ")[0], null) for name, kind, null in meant
            }
            assert {each["name"] for each in found.get_indexes(table.name)} >= {each.name for each in table.indexes}
        migrate(connection, NONE)
    with door.writing() as connection:
        assert not is_newest(connection)
        assert set(inspect(connection).get_table_names()) == {"alembic_version"}
        migrate(connection)
    Choices(door).keep("ann", "shop", [preference()], NOW)
    assert Choices(door).recall("ann", "shop") == (preference(),)
    door.close()


def test_an_older_state_is_brought_up_to_date_and_keeps_what_it_has(url):
    door = open_door(url)
    Choices(door).keep("ann", "shop", [preference()], NOW)
    with door.writing() as connection:
        whole = connection.execute(CHOICES.select()).mappings().one()
        migrate(connection, NONE)
        migrate(connection, "0001")
        connection.execute(CHOICES.insert().values(dict(whole)))
    door.close()
    door = open_door(url)
    assert Choices(door).recall("ann", "shop") == (preference(),)
    with door.reading() as connection:
        assert is_newest(connection) and inspect(connection).has_table("feedback")
    door.close()


def write_many(url, person, count):
    sys.path.insert(0, str(Path(__file__).parents[2]))
    choices = Choices(open_door(url))
    for number in range(count):
        for whose in (person, "all"):
            while not is_kept(choices, whose, preference(words=f" w{number}")):
                pass


def is_kept(choices, person, choice):
    try:
        choices.keep(person, "shop", [choice], NOW)
    except StateError as error:
        # On a busy machine a writer may be kept waiting too long: it is told so, and writes again.
        if error.code != "locked":
            raise
        return False
    return True


def test_several_processes_begin_and_write_at_once(url):
    context = multiprocessing.get_context("spawn")
    people = ("ann", "bob", "cid")
    running = [context.Process(target=write_many, args=(url, person, 25)) for person in people]
    for each in running:
        each.start()
    for each in running:
        each.join(60)
    assert [each.exitcode for each in running] == [0, 0, 0]
    door = open_door(url)
    for person in (*people, "all"):
        assert len(Choices(door).recall(person, "shop")) == 25
    door.close()


def test_reading_makes_no_file(tmp_path):
    path = tmp_path / "deep" / "state.db"
    assert Choices(open_door(f"sqlite:///{path}")).recall("ann", "shop") == ()
    assert not path.parent.exists()


def test_readers_do_not_wait_for_a_writer(tmp_path):
    path = tmp_path / "state.db"
    choices = Choices(open_door(f"sqlite:///{path}"))
    choices.keep("ann", "shop", [preference()], NOW)
    with sqlite3.connect(path, isolation_level=None) as other:
        assert other.execute("PRAGMA journal_mode").fetchone() == ("wal",)
        other.execute("BEGIN IMMEDIATE")
        assert choices.recall("ann", "shop") == (preference(),)
        with pytest.raises(StateError) as locked:
            choices.keep("ann", "shop", [preference(words=" deal")], NOW)
        assert locked.value.code == "locked" and str(tmp_path) not in str(locked.value)
        other.execute("ROLLBACK")
    other.close()
    choices.keep("ann", "shop", [preference(words=" deal")], NOW)


def test_one_writes_at_a_time_from_the_first_read_on(tmp_path):
    doors = [open_door(f"sqlite:///{tmp_path}/state.db") for _ in range(2)]
    for door in doors:
        Choices(door).keep("ann", "shop", [preference()], NOW)
    with doors[0].writing(), pytest.raises(StateError) as locked, doors[1].writing():
        pass
    assert locked.value.code == "locked"


def test_a_file_that_was_taken_away_is_made_anew(tmp_path):
    path = tmp_path / "state.db"
    choices = Choices(open_door(f"sqlite:///{path}"))
    choices.keep("ann", "shop", [preference()], NOW)
    for each in tmp_path.glob("state.db*"):
        each.unlink()
    assert choices.recall("ann", "shop") == ()
    choices.keep("ann", "shop", [preference(words=" deal")], NOW)
    assert choices.recall("ann", "shop") == (preference(words=" deal"),) and path.exists()


@pytest.mark.parametrize("code", ["broken", "newer"])
def test_a_state_that_cannot_be_used_says_so(tmp_path, code):
    path = tmp_path / "state.db"
    if code == "broken":
        path.write_text("This is no database, though it is long enough to look like one. " * 40)
    else:
        with sqlite3.connect(path) as file:
            file.execute("CREATE TABLE alembic_version (version_num TEXT)")
            file.execute("INSERT INTO alembic_version VALUES ('9999')")
        file.close()
    choices = Choices(open_door(f"sqlite:///{path}"))
    for use in (
        lambda: choices.recall("a", "m"),
        lambda: choices.keep("a", "m", [preference()], NOW),
        lambda: choices.tally("m"),
    ):
        with pytest.raises(StateError) as failed:
            use()
        assert failed.value.code == code and str(tmp_path) not in str(failed.value)


def test_a_server_that_is_away(server):
    address = server.url("nowhere", "owner")
    with pytest.raises(StateError) as failed:
        Choices(open_door(address)).recall("ann", "shop")
    assert failed.value.code == "unreachable" and server.passwords["owner"] not in str(failed.value)


@pytest.mark.parametrize("address", ["", "nonsense", "mysql://a@b/c", "oracle://x"])
def test_a_url_that_is_none(address):
    with pytest.raises(StateError, match="sqlite|cannot be read"):
        open_door(address)


def test_a_migration_that_fails_leaves_nothing(tmp_path, monkeypatch):
    url = f"sqlite:///{tmp_path}/state.db"

    def fail(connection, to="head"):
        migrate(connection, to)
        raise OSError("the disk is full")

    monkeypatch.setattr("api.state.door.migrate", fail)
    with pytest.raises(StateError):
        Choices(open_door(url)).keep("ann", "shop", [preference()], NOW)
    engine = create_engine(url)
    assert inspect(engine).get_table_names() == []
    engine.dispose()


def test_a_place_is_found_by_any_worker_and_forgotten_after_a_day(url):
    doors = [open_door(url) for _ in range(2)]
    one, other = map(Places, doors)
    assert one.find("k") is None
    one.keep("k", "here", NOW)
    other.keep("k", "there", NOW)
    assert one.find("k") == "there" == other.find("k") and one.find("K") is None
    for number in range(ONE_OF):
        one.keep("new", str(number), NOW + dt.timedelta(days=2))
    assert other.find("k") is None and other.find("new") == str(ONE_OF - 1)
    for door in doors:
        door.close()


@pytest.mark.parametrize("table", [PLACES, SEEN], ids=str)
def test_what_is_too_old_is_forgotten_with_the_first_of_so_many_writes(url, table):
    door = open_door(url)
    kept = Places(door) if table is PLACES else Seen(door)
    write = (
        (lambda name, at: kept.keep(name, "here", at))
        if table is PLACES
        else (lambda name, at: kept.mark("slack", name, at))
    )

    def rows():
        with door.reading() as connection:
            return connection.execute(select(func.count()).select_from(table)).scalar_one()

    write("old", NOW)
    later = NOW + dt.timedelta(days=3)
    for _ in range(ONE_OF - 1):
        write("new", later)
    assert rows() == 2
    write("new", later)
    assert rows() == 1
    door.close()


def test_a_message_is_taken_by_one_of_all_workers_and_remembered_for_two_days(url):
    doors = [open_door(url) for _ in range(2)]
    one, other = map(Seen, doors)
    # Longer than any column, and with what a server cannot keep: it is a digest that is kept.
    for id in ("Ev1", "x" * 5_000, "a\0b"):
        assert one.mark("slack", id, NOW) and not one.mark("slack", id, NOW) and not other.mark("slack", id, NOW)
    assert other.mark("feishu", "Ev1", NOW) and other.mark("slack", "Ev2", NOW)
    takes, taken = [Seen(each) for each in doors for _ in range(4)], []
    threads = [
        threading.Thread(target=lambda each=each: taken.append(each.mark("slack", "Ev3", NOW))) for each in takes
    ]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert sorted(taken) == [False] * 7 + [True]
    # A service that was just started looks at once.
    assert Seen(doors[0]).mark("slack", "Ev4", NOW + dt.timedelta(days=1, hours=23))
    assert not one.mark("slack", "Ev1", NOW)
    assert Seen(doors[1]).mark("slack", "Ev5", NOW + dt.timedelta(days=3))
    assert one.mark("slack", "Ev1", NOW + dt.timedelta(days=3))
    for door in doors:
        door.close()


def test_conversations_go_on_at_another_worker_as_they_were(tmp_path):
    first, second = (Turns(10, Places(open_door(f"sqlite:///{tmp_path}/state.db"))) for _ in range(2))
    query = query_adapter.validate_python({"kind": "data", "measures": [{"kind": "metric", "name": "sales"}]})
    said = Preference(words=" deal", said="deal", chosen='["a"]', others=('["b"]',), definitions="d")
    choice = AnswerChoice(label="sales was 1.5", readback="b", query=query, rows=((1.5,),), remember=(said,))
    first.keep(("", "ann", "c"), Turn(query, (choice,), "zh"))
    found = second.last(("", "ann", "c"))
    # No value that came out is kept.
    assert found == Turn(query, (choice.model_copy(update={"rows": (), "label": "", "readback": ""}),), "zh")
    assert found.mark == Turn(query, (choice,), "zh").mark and second.last(("", "bob", "c")) is None
    # A question that was asked back is gone on from by its choices, at another worker too.
    asked = Turn(Open(choices=(query, query.model_copy(update={"totals": True})), before=query), (choice,), "zh")
    first.keep(("", "ann", "open"), asked)
    assert second.last(("", "ann", "open")).query == asked.query
    second.keep(("", "ann", "c"), Turn(query))
    assert first.last(("", "ann", "c")) == Turn(query)
    assert Turns(10).last(("", "ann", "c")) is None
