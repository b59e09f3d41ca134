"""Conversations and shares: each person's own, after a restart too, and never more than who looks may see."""

import datetime as dt

import pytest
from access_service import Service
from fastapi.testclient import TestClient
from shops import PARTS, STATEMENTS, TODAY

from api.app import create_app
from api.archive import ROWS, Archive, shorten
from api.rights import rights_of
from api.settings import Settings
from api.state import Conversations, Shares, open_door
from nlq.answer import Answer
from semantic_layer.session import Viewer

ANN, BOB = {"KPI-Person": "ann"}, {"KPI-Person": "bob"}


@pytest.fixture(scope="module")
def engine(small):
    return small(PARTS, *STATEMENTS, today=TODAY, calendar={"as_of": TODAY}).engine


@pytest.fixture
def state(tmp_path):
    return f"sqlite:///{tmp_path}/state.db"


def opened(retail, state):
    return TestClient(create_app(Settings(state_url=state), retail), raise_server_exceptions=False)


def ask(client, question, headers=ANN, **more):
    return client.post("/v1/ask", json={"question": question, "keep": True, **more}, headers=headers).json()


def test_a_conversation_is_kept_listed_and_gone_on_from_after_a_restart(retail, state):
    first = ask(opened(retail, state), "revenue last quarter")
    id = first["conversation_id"]
    client = opened(retail, state)
    again = ask(client, "and by region?", conversation_id=id)
    assert again["status"] == "answered" and len(again["rows"]) == 7
    [listed] = client.get("/v1/conversations", headers=ANN).json()["conversations"]
    assert listed["id"] == id and listed["title"] == "revenue last quarter"
    turns = client.get(f"/v1/conversations/{id}", headers=ANN).json()["turns"]
    assert [each["asked"] for each in turns] == ["revenue last quarter", "and by region?"]
    assert turns[1]["answer"] == again and not turns[1]["withheld"] and turns[1]["at"].endswith("+00:00")


def test_what_is_not_to_be_kept_goes_on_after_a_restart_and_is_not_listed(retail, state):
    def say(client, question, **more):
        return client.post("/v1/ask", json={"question": question, **more}, headers=ANN).json()

    id = say(opened(retail, state), "revenue last quarter")["conversation_id"]
    client = opened(retail, state)
    assert "by region" in say(client, "and by region?", conversation_id=id)["readback"]
    assert client.get("/v1/conversations", headers=ANN).json()["conversations"] == []
    assert client.get(f"/v1/conversations/{id}", headers=ANN).status_code == 404


def test_nothing_goes_on_from_what_was_forgotten(retail, state):
    client = opened(retail, state)
    id = ask(client, "revenue last quarter")["conversation_id"]
    assert client.delete(f"/v1/conversations/{id}", headers=ANN).status_code == 204
    for each in (client, opened(retail, state)):
        assert ask(each, "and by region?", conversation_id=id)["status"] != "answered"


def test_a_person_sees_and_forgets_his_own_alone(retail, state):
    client = opened(retail, state)
    id = ask(client, "revenue last month")["conversation_id"]
    ask(client, "orders last month", BOB, conversation_id=id)
    assert [e["title"] for e in client.get("/v1/conversations", headers=BOB).json()["conversations"]] == [
        "orders last month"
    ]
    assert len(client.get(f"/v1/conversations/{id}", headers=ANN).json()["turns"]) == 1
    assert client.delete(f"/v1/conversations/{id}", headers=BOB).status_code == 204
    assert client.get(f"/v1/conversations/{id}", headers=BOB).status_code == 404
    assert client.get(f"/v1/conversations/{id}", headers=ANN).status_code == 200
    for path in ("/v1/conversations", f"/v1/conversations/{id}"):
        assert client.get(path).status_code == 422
    # Who names nobody, or asks without keeping, is kept nothing.
    client.post("/v1/ask", json={"question": "orders last month", "keep": True})
    client.post("/v1/ask", json={"question": "orders last month"}, headers={"KPI-Person": "cid"})
    assert client.get("/v1/conversations", headers={"KPI-Person": "cid"}).json() == {"conversations": []}


def test_a_pick_is_kept_as_what_was_picked(retail, state):
    client = opened(retail, state)
    asked = ask(client, "returns last month")
    body = {
        "query": asked["choices"][1]["query"],
        "keep": True,
        "asked": "the second",
        "conversation_id": asked["conversation_id"],
    }
    client.post("/v1/query", json=body, headers=ANN)
    turns = client.get(f"/v1/conversations/{asked['conversation_id']}", headers=ANN).json()["turns"]
    assert [each["asked"] for each in turns] == ["returns last month", "the second"]
    again = ask(opened(retail, state), "and by region?", conversation_id=asked["conversation_id"])
    assert again["query"]["measures"] == asked["choices"][1]["query"]["measures"]


def test_an_answer_without_the_state_is_given_all_the_same(retail, tmp_path):
    (tmp_path / "state.db").write_text("no database " * 100)
    client = opened(retail, f"sqlite:///{tmp_path}/state.db")
    assert ask(client, "revenue last month")["status"] == "answered"
    assert client.get("/v1/conversations", headers=ANN).status_code == 503


def test_a_share_is_what_was_answered_and_ends_when_its_owner_says_so(retail, state):
    client = opened(retail, state)
    first = ask(client, "revenue last month")
    id = first["conversation_id"]
    second = ask(client, "and by region?", conversation_id=id)
    one = client.post("/v1/shares", json={"conversation_id": id, "answer_id": second["answer_id"]}, headers=ANN)
    whole = client.post("/v1/shares", json={"conversation_id": id}, headers=ANN)
    ask(client, "orders last month", conversation_id=id)
    client.delete(f"/v1/conversations/{id}", headers=ANN)
    client = opened(retail, state)
    seen = client.get(f"/v1/shares/{one.json()['id']}", headers=BOB).json()
    assert [each["answer"] for each in seen["turns"]] == [second] and not seen["own"]
    assert abs(dt.datetime.now(dt.UTC) - dt.datetime.fromisoformat(seen["made_at"])) < dt.timedelta(minutes=1)
    path = f"/v1/shares/{whole.json()['id']}"
    assert [each["answer"] for each in client.get(path).json()["turns"]] == [first, second]
    assert client.delete(path, headers=BOB).status_code == 204 and client.get(path, headers=ANN).json()["own"]
    assert client.delete(path, headers=ANN).status_code == 204
    gone = client.get(path, headers={"Accept-Language": "zh"})
    assert gone.status_code == 404 and gone.json()["title"] == "已停止分享"


@pytest.mark.parametrize("body", [{}, {"conversation_id": ""}, {"conversation_id": "a", "more": 1}])
def test_a_malformed_share_is_a_problem(client, body):
    assert client.post("/v1/shares", json=body, headers=ANN).status_code == 422


def test_nobody_shares_what_is_not_his(retail, state):
    client = opened(retail, state)
    id = ask(client, "revenue last month")["conversation_id"]
    assert client.post("/v1/shares", json={"conversation_id": id}, headers=BOB).status_code == 404
    assert client.post("/v1/shares", json={"conversation_id": id, "answer_id": "other"}, headers=ANN).status_code == 404


@pytest.fixture
def guarded(engine, tmp_path):
    return Service(engine, tmp_path)


def test_a_share_shows_nobody_what_his_own_policies_hide(guarded):
    ann = guarded.bearer("ann", areas="North")
    asked = guarded.ask("sales by area in 2026", ann, keep=True)
    assert asked["status"] == "answered" and asked["rows"]
    path = (
        "/v1/shares/"
        + guarded.client.post("/v1/shares", json={"conversation_id": asked["conversation_id"]}, headers=ann).json()[
            "id"
        ]
    )
    assert guarded.client.get(path).status_code == 401
    [same] = guarded.client.get(path, headers=guarded.bearer("amy", areas="North")).json()["turns"]
    assert same["answer"] == asked and same["asked"] and not same["anew"]
    bob = guarded.bearer("bob", areas="South")
    [other] = guarded.client.get(path, headers=bob).json()["turns"]
    own = guarded.ask("sales by area in 2026", bob)
    assert other["anew"] and other["asked"] == "" and other["answer"]["rows"] == own["rows"] != asked["rows"]
    for row in asked["rows"]:
        assert str(row[0]) not in str(other), "a member that only the other may see"
    assert (
        guarded.client.get("/v1/conversations", headers=guarded.bearer("eve", scopes=("catalogue",))).status_code == 403
    )


def test_what_one_might_not_see_any_more_is_withheld(guarded):
    asked = guarded.ask("sales by area in 2026", guarded.bearer("ann", areas="North"), keep=True)
    moved = guarded.bearer("ann", areas="South")
    path = f"/v1/conversations/{asked['conversation_id']}"
    [turn] = guarded.client.get(path, headers=moved).json()["turns"]
    assert turn["withheld"] and turn["answer"] is None and turn["asked"] == "sales by area in 2026"
    assert (
        guarded.client.post("/v1/shares", json={"conversation_id": asked["conversation_id"]}, headers=moved).status_code
        == 404
    )
    assert (
        guarded.ask("and by month?", moved, keep=True, conversation_id=asked["conversation_id"])["status"] != "answered"
    )


def test_rights_are_rules_with_what_they_read(engine, retail):
    north, south = Viewer(attributes={"areas": ("North",)}), Viewer(attributes={"areas": ("South",)})
    assert rights_of(engine.whole, north) == rights_of(engine.whole, north.model_copy(update={"name": "x"}))
    assert rights_of(engine.whole, north) != rights_of(engine.whole, south)
    assert rights_of(engine.whole.model_copy(update={"policies": ()}), north) != rights_of(engine.whole, north)
    assert rights_of(retail.whole, north) == rights_of(retail.whole, south)


def test_what_is_too_old_is_forgotten(retail, state, monkeypatch):
    door = open_door(state)
    archive = Archive(Conversations(door), Shares(door), retail, 30)
    client = opened(retail, state)
    id = ask(client, "revenue last month")["conversation_id"]
    share = client.post("/v1/shares", json={"conversation_id": id}, headers=ANN).json()["id"]
    archive.conversations.forget_before(dt.datetime.now(dt.UTC) - dt.timedelta(days=1))
    assert len(archive.conversations.listed("ann", "retail")) == 1
    archive._forget(dt.datetime.now(dt.UTC) + dt.timedelta(days=31))
    assert (
        archive.conversations.listed("ann", "retail") == () and archive.conversations.turns("ann", "retail", id) == ()
    )
    assert archive.shares.find(share, "retail") is None


def test_a_long_answer_is_kept_in_part_and_says_so():
    long = Answer(status="answered", text="", rows=tuple((n,) for n in range(ROWS + 1)))
    assert len(shorten(long).rows) == ROWS and shorten(long).truncated
    short = long.model_copy(update={"rows": long.rows[:ROWS]})
    assert shorten(short) == short


def test_a_secret_in_a_question_is_not_kept(guarded):
    ann = guarded.key("ann", areas="North")[1].text
    headers = {"Authorization": f"Bearer {ann}"}
    asked = guarded.ask(f"sales of {ann}", headers, keep=True)
    kept = guarded.client.get(f"/v1/conversations/{asked['conversation_id']}", headers=headers).text
    assert ann not in kept and "sales of" in kept
