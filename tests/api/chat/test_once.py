"""A message is answered once by all workers and after a restart, its conversation goes on, and limits are for it too."""

import sqlite3
import threading
import time

import httpx
import pytest
from fastapi.testclient import TestClient
from running import running
from shops import PARTS, STATEMENTS, TODAY
from slack_wire import EVENTS, POST, SECRET, buttons, click, event, send, signed, texts

from api.access import limits as limits_module
from api.access.guard import now_utc
from api.access.issue import make_key
from api.app import create_app
from api.settings import Settings
from api.state import Audit, Grant, Keys, Places, Seen, Usage, open_door
from semantic_layer.issues import StateError

PEOPLE = """
slack:
  U1: {person: ann, roles: [head_office]}
  U2: {person: bo, roles: [head_office]}
"""


@pytest.fixture(scope="module")
def engine(small):
    return small(PARTS, *STATEMENTS, today=TODAY, calendar={"as_of": TODAY}).engine


@pytest.fixture
def make(slack, engine, tmp_path):
    """Makes services over one state, as workers and restarts do."""
    (tmp_path / "people.yaml").write_text(PEOPLE)

    def make_one(engine=engine, **more):
        settings = Settings(
            slack_signing_secret=SECRET, slack_bot_token="x", slack_api=f"{slack.address}/api/",
            chat_people=str(tmp_path / "people.yaml"), state_url=f"sqlite:///{tmp_path}/state.db", **more,
        )  # fmt: skip
        return create_app(settings, engine)

    return make_one


def told(slack, count):
    """The texts of so many answers; there are no more."""
    sent = [texts(each["blocks"]) for each in slack.wait_for(POST, count)]
    assert len(sent) == count
    return sent


def fail(*_):
    raise StateError("locked", "The state cannot be reached just now.")


def test_two_workers_answer_one_event_once(make, slack):
    with TestClient(make(workers=2)) as one, TestClient(make(workers=2)) as other:
        for number in range(8):
            body = event("<@UBOT> sales", number)
            posts = [threading.Thread(target=send, args=(each, body)) for each in (one, other, other, one)]
            for each in posts:
                each.start()
            for each in posts:
                each.join()
    # Whoever took a message has answered it by now.
    assert sorted(each["thread_ts"] for each in slack.sent(POST)) == [f"17000.{number}" for number in range(8)]


def test_a_retry_after_a_restart_is_answered_once(make, slack):
    for _ in range(2):
        with TestClient(make()) as service:
            assert send(service, event("<@UBOT> sales", 1)).status_code == 200
    with TestClient(make()) as service:
        send(service, event("<@UBOT> sales by area", 2))
    first, second = told(slack, 2)
    assert "€70" in first and "North" in second


def test_a_conversation_goes_on_after_a_restart(make, slack):
    with TestClient(make()) as service:
        send(service, event("<@UBOT> sales", 1))
    with TestClient(make()) as service:
        send(service, event("<@UBOT> by area", 2, thread_ts="17000.1"))
        send(service, event("<@UBOT> by area", 3, user="U2", thread_ts="17000.3"))
    answers = {each["thread_ts"]: texts(each["blocks"]) for each in slack.sent(POST)[1:]}
    # In a thread where nothing was said before, it is asked back of what.
    assert "sales by area" in answers["17000.1"] and "Which KPI" not in answers["17000.1"]
    assert "Which KPI" in answers["17000.3"]


def test_a_conversation_does_not_go_on_with_another_model(make, slack, small):
    with TestClient(make()) as service:
        send(service, event("<@UBOT> sales", 1))
    other = small(PARTS, *STATEMENTS, today=TODAY, calendar={"as_of": TODAY}, name="other").engine
    with TestClient(make(other)) as service:
        send(service, event("<@UBOT> by area", 2, thread_ts="17000.1"))
    assert "Which KPI" in told(slack, 2)[1]


def test_choices_can_be_picked_after_a_restart(make, slack):
    with TestClient(make()) as service:
        send(service, event("<@UBOT> how much last month", 1))
    offered = buttons(slack.sent(POST)[0]["blocks"])
    with TestClient(make()) as service:
        click(service, offered[1], 1)
        assert "sales was €70" in told(slack, 2)[1]
        click(service, offered[0], 2, user="U2")
        assert "somebody else" in told(slack, 3)[2]
    with TestClient(make()) as service:
        send(service, event("<@UBOT> by area", 3, thread_ts="17000.1"))
    assert "sales by area" in told(slack, 4)[3]


def test_who_has_to_wait_is_not_taken_for_answered(make, slack, monkeypatch):
    with TestClient(make()) as service:
        with monkeypatch.context() as patch:
            patch.setattr("api.chat.inbox.MOST", 0)
            assert send(service, event("<@UBOT> sales", 1)).status_code == 503
        assert send(service, event("<@UBOT> sales", 1)).status_code == 200
    assert "€70" in told(slack, 1)[0]


def test_a_state_that_is_busy_holds_up_nobody_else_and_the_event_comes_again(make, slack, tmp_path, monkeypatch):
    monkeypatch.setattr("api.chat.inbox.MOST", 1)
    with running(make()) as address:
        Seen(open_door(f"sqlite:///{tmp_path}/state.db")).mark("slack", "other", now_utc())
        body, codes = event("<@UBOT> sales", 1), []
        posting = threading.Thread(
            target=lambda: codes.append(
                httpx.post(f"{address}{EVENTS}", content=body, headers=signed(body)).status_code
            )
        )
        busy = sqlite3.connect(tmp_path / "state.db", isolation_level=None)
        busy.execute("BEGIN IMMEDIATE")
        posting.start()
        time.sleep(0.3)
        begun = time.monotonic()
        assert httpx.get(f"{address}/healthz").status_code == 200 and time.monotonic() - begun < 1.5
        posting.join()
        assert codes == [503] and slack.calls == []
        busy.execute("ROLLBACK")
        busy.close()
        # What could not be taken leaves its place in the line.
        assert httpx.post(f"{address}{EVENTS}", content=body, headers=signed(body)).status_code == 200
        assert "€70" in told(slack, 1)[0]


def test_where_the_place_cannot_be_kept_the_answer_stands(make, slack, monkeypatch):
    monkeypatch.setattr(Places, "keep", fail)
    monkeypatch.setattr(Places, "find", fail)
    with TestClient(make()) as service:
        send(service, event("<@UBOT> sales", 1))
        told(slack, 1)
        send(service, event("<@UBOT> by area", 2, thread_ts="17000.1"))
        assert "sales by area" in told(slack, 2)[1] and "Which KPI" not in told(slack, 2)[1]


@pytest.mark.parametrize(
    ("asked", "word"), [("<@UBOT> sales", "2 requests a minute"), ("<@UBOT> 销售额", "每分钟最多发送 2 次")]
)
def test_who_asked_all_he_may_is_told_so_and_the_warehouse_is_left_alone(
    make, slack, engine, tmp_path, monkeypatch, asked, word
):
    now = now_utc()
    monkeypatch.setattr(limits_module, "now_utc", lambda: now)
    asks = []
    run = type(engine.warehouse).run
    monkeypatch.setattr(type(engine.warehouse), "run", lambda self, each: (asks.append(each), run(self, each))[1])
    _, secret = make_key(
        Keys(open_door(f"sqlite:///{tmp_path}/state.db")), Grant(person="ann", scopes=("ask",)), now_utc()
    )
    with TestClient(make(auth="on", rate_limit=2)) as service:
        # By whatever way he asks.
        key = {"Authorization": f"Bearer {secret.text}"}
        assert service.post("/v1/ask", json={"question": "sales"}, headers=key).status_code == 200
        engine.kept_results.clear()
        send(service, event("<@UBOT> sales", 1))
        assert "€70" in told(slack, 1)[0]
        before = len(asks)
        engine.kept_results.clear()
        send(service, event(asked, 2))
        refused = told(slack, 2)[1]
        assert word in refused and "70" not in refused and len(asks) == before > 0
        assert service.post("/v1/ask", json={"question": "sales"}, headers=key).status_code == 429
        send(service, event("<@UBOT> sales", 3, user="U2"))
        assert "€70" in told(slack, 3)[2]


def test_who_has_used_his_seconds_is_told_so(make, slack, tmp_path):
    Usage(open_door(f"sqlite:///{tmp_path}/state.db")).charge("ann", int(now_utc().timestamp() // 60), 5)
    with TestClient(make(auth="on", cost_limit=5)) as service:
        send(service, event("<@UBOT> sales", 1))
        assert "5 seconds of the warehouse" in told(slack, 1)[0]


def test_without_authentication_nobody_is_counted(make, slack):
    with TestClient(make(rate_limit=1)) as service:
        for number in range(3):
            send(service, event("<@UBOT> sales", number))
        assert all("€70" in each for each in told(slack, 3))


def test_where_it_cannot_be_written_down_that_is_said(make, slack, monkeypatch):
    monkeypatch.setattr(Audit, "keep", fail)
    with TestClient(make(auth="on")) as service:
        send(service, event("<@UBOT> 销售额", 1))
        refused = told(slack, 1)[0]
        assert "每个问题都须留下记录" in refused and "70" not in refused


def test_where_nothing_can_be_counted_nobody_is_answered(make, slack, monkeypatch):
    monkeypatch.setattr(Usage, "count", fail)
    with TestClient(make(auth="on")) as service:
        send(service, event("<@UBOT> sales", 1))
        assert "has to be written down" in told(slack, 1)[0]
