"""Slack on the wire: requests signed as Slack signs them, and what a fake of its Web API is sent."""

import json
import threading
import time
from urllib.parse import urlencode

import pytest
from fake_platform import FakePlatform
from fastapi.testclient import TestClient
from slack_wire import ACTIONS, EVENTS, POST, SECRET, UPLOAD, answer, buttons, click, event, send, signed, texts
from structlog.testing import capture_logs

from api.app import create_app
from api.chat.card import Card
from api.chat.slack import to_blocks
from api.chat.words import say
from api.settings import Settings
from nlq.answer import AnswerChoice
from semantic_layer.issues import KpiError

PEOPLE = """
slack:
  U1: {person: ann, roles: [manager], attributes: {region: [East]}}
  U2: {person: bo}
"""


@pytest.fixture(scope="module")
def slack():
    made = FakePlatform(lambda *call: made.answer(*call))
    made.answer = answer
    yield made
    made.close()


@pytest.fixture(scope="module")
def service(slack, retail, tmp_path_factory):
    folder = tmp_path_factory.mktemp("slack")
    (folder / "people.yaml").write_text(PEOPLE)
    settings = Settings(
        slack_signing_secret=SECRET, slack_bot_token="xoxb-1", slack_api=f"{slack.address}/api/",
        chat_people=str(folder / "people.yaml"), state_url=f"sqlite:///{folder}/state.db",
    )  # fmt: skip
    with TestClient(create_app(settings, retail)) as client:
        yield client


@pytest.fixture(autouse=True)
def fresh(slack):
    slack.forget()
    slack.answer = answer


def test_the_challenge_is_answered(service):
    body = json.dumps({"type": "url_verification", "challenge": "abc"}).encode()
    assert send(service, body).json() == {"challenge": "abc"}


def test_a_mention_is_answered_in_its_thread_with_card_and_chart(service, slack):
    assert send(service, event("<@UBOT> revenue by region last month", 1)).status_code == 200
    (sent,) = slack.wait_for(POST)
    assert sent["channel"] == "C1" and sent["thread_ts"] == "17000.1"
    told = texts(sent["blocks"])
    for part in (
        "revenue by region (Oct 1 – 31, 2026)",
        "East China",
        "CN¥8.76M",
        "SELECT",
        "Definition: revenue",
        "Ask next: by city",
    ):
        assert part in told, part
    assert all(part["text"]["type"] in ("plain_text", "mrkdwn") for part in sent["blocks"] if "text" in part)
    slack.wait_for("files.completeUploadExternal")
    assert slack.sent("/upload/F1")[0][:200].find(b"PNG") >= 0 or b"PNG" in slack.sent("/upload/F1")[0]
    done = slack.sent("files.completeUploadExternal")[0]
    assert "C1" in json.dumps(done) and "17000.1" in json.dumps(done)


def test_a_thread_is_a_conversation_in_the_language_of_who_asks(service, slack):
    send(service, event("<@UBOT> 上季度华东销售额", 2))
    slack.wait_for(POST)
    send(service, event("<@UBOT> 华南呢？", 3, thread_ts="17000.2"))
    second = slack.wait_for(POST, 2)[1]
    assert (
        "华南" in texts(second["blocks"]) and "指标口径" in texts(second["blocks"]) and second["thread_ts"] == "17000.2"
    )
    send(service, event("<@UBOT> and South China?", 4))
    assert "SELECT" not in texts(slack.wait_for(POST, 3)[2]["blocks"])


def test_choices_are_buttons_and_numbers(service, slack):
    send(service, event("<@UBOT> returns last month", 5))
    offered = buttons(slack.wait_for(POST)[0]["blocks"])
    assert [each["text"]["text"][:2] for each in offered] == ["1.", "2."] and len(
        {each["action_id"] for each in offered}
    ) == 2
    assert click(service, offered[1], 1, thread="17000.5").status_code == 200
    picked = slack.wait_for(POST, 2)[1]
    assert "returned orders was 511" in texts(picked["blocks"]) and picked["thread_ts"] == "17000.5"
    send(service, event("<@UBOT> by region", 6, thread_ts="17000.5"))
    assert "returned orders by region" in texts(slack.wait_for(POST, 3)[2]["blocks"])
    # The same list can be clicked again, and the same click is answered once.
    assert click(service, offered[1], 1, thread="17000.5").status_code == 200
    click(service, offered[0], 2, thread="17000.5")
    assert "refund amount was" in texts(slack.wait_for(POST, 4)[3]["blocks"])
    # To somebody else it was not offered.
    click(service, offered[0], 3, user="U2", thread="17000.5")
    assert "somebody else" in texts(slack.wait_for(POST, 5)[4]["blocks"]) and len(slack.sent(POST)) == 5


def test_a_number_picks_in_a_direct_conversation(service, slack):
    def say(text, number):
        send(service, event(text, number, kind="message", channel="D1", channel_type="im"))
        return slack.wait_for(POST, len(slack.sent(POST)) + 1)[-1]

    first = say("上月退货", 10)
    assert "thread_ts" not in first and buttons(first["blocks"])
    assert "退货订单量为511" in texts(say("2", 11)["blocks"])


@pytest.mark.parametrize(
    ("headers", "why"),
    [
        ({"x-slack-signature": "v0=" + "0" * 64}, "wrong"),
        ({"x-slack-signature": ""}, "none"),
        ({"x-slack-signature": "ü".encode("latin-1")}, "no text"),
        ({"x-slack-request-timestamp": "soon"}, "no time"),
        ({"x-slack-request-timestamp": ""}, "no time"),
    ],
)
def test_what_is_not_signed_is_refused(service, slack, headers, why):
    body = event("<@UBOT> revenue", 20)
    assert send(service, body, **headers).status_code == 401 and slack.calls == []


@pytest.mark.parametrize(("path", "body"), [(EVENTS, b'{"type": "other"}'), (ACTIONS, b"payload={}")])
@pytest.mark.parametrize(("age", "status"), [(-301, 401), (301, 401), (-(10**9), 401), (-300, 200), (300, 200)])
def test_a_signature_is_good_for_five_minutes(service, slack, monkeypatch, path, body, age, status):
    now = int(time.time())
    monkeypatch.setattr("slack_sdk.signature.Clock.now", lambda clock: float(now))
    assert service.post(path, content=body, headers=signed(body, str(now + age))).status_code == status
    assert slack.calls == []


def test_the_secret_of_another_is_refused(service):
    body = event("<@UBOT> revenue", 22)
    assert service.post(EVENTS, content=body, headers=signed(body, secret="other")).status_code == 401
    assert service.post(EVENTS, content=body + b" ", headers=signed(body)).status_code == 401


def test_a_retry_and_a_replay_are_answered_once(service, slack):
    body = event("<@UBOT> orders last month", 23)
    headers = signed(body)
    again = {
        **signed(body, str(int(time.time()) - 60)),
        "x-slack-retry-num": "1",
        "x-slack-retry-reason": "http_timeout",
    }
    for each in (headers, headers, again):
        assert service.post(EVENTS, content=body, headers=each).status_code == 200
    send(service, event("<@UBOT> revenue last month", 24))
    told = [texts(each["blocks"]) for each in slack.wait_for(POST, 2)]
    time.sleep(0.3)
    assert len(slack.sent(POST)) == 2 and sum("orders" in each.splitlines()[0] for each in told) == 1


@pytest.mark.parametrize(
    "more",
    [
        {"bot_id": "B1"},
        {"user": "UBOT"},
        {"subtype": "message_changed"},
        {"user": None},
        {"kind": "message", "channel_type": "channel"},
    ],
)
def test_programs_and_other_peoples_talk_are_not_answered(service, slack, more):
    number = abs(hash(str(more))) % 10**6 + 1000
    assert send(service, event("<@UBOT> revenue", number, **more)).status_code == 200
    send(service, event("<@UBOT> revenue last month", number + 1))
    assert len(slack.wait_for(POST)) == 1 and slack.sent(POST)[0]["thread_ts"] == f"17000.{number + 1}"


def test_whom_nobody_mapped_is_told_so(service, slack):
    send(service, event("<@UBOT> revenue last month", 30, user="U9"))
    told = texts(slack.wait_for(POST)[0]["blocks"])
    assert "U9" in told and "29.94" not in told
    send(service, event("<@UBOT> 上月销售额", 31, user="U9"))
    assert "管理员" in texts(slack.wait_for(POST, 2)[1]["blocks"])


def test_a_slow_answer_comes_later_than_the_acknowledgement(service, slack, retail, monkeypatch):
    run, go = retail.run, threading.Event()
    monkeypatch.setattr(retail, "run", lambda compiled: (go.wait(60), run(compiled))[1])
    assert send(service, event("<@UBOT> revenue in March 2025", 40)).status_code == 200
    # Acknowledged while the warehouse still works, however long that takes.
    assert slack.sent(POST) == []
    go.set()
    assert "Mar 1 – 31, 2025" in texts(slack.wait_for(POST)[0]["blocks"])


def test_a_failure_is_told(service, slack, retail, monkeypatch):
    def fail(_):
        raise RuntimeError("SELECT secret FROM /root")

    monkeypatch.setattr(retail, "run", fail)
    send(service, event("<@UBOT> revenue in April 2025", 41))
    told = texts(slack.wait_for(POST)[0]["blocks"])
    assert "went wrong" in told and "secret" not in told


def test_slacks_limits_are_kept_and_said(service, slack):
    send(service, event("<@UBOT> " + " ".join(["revenue by store and month"] * 90), 50))
    assert "2000" in texts(slack.wait_for(POST)[0]["blocks"])
    long = "revenue < cost & more\n" * 400
    choice = AnswerChoice(label="x" * 200, readback="", query={"kind": "describe", "names": ("revenue",)})
    for card in (
        Card(
            status="answered", locale="en", text=long, readback=long, sql=long, notes=(long,) * 60, definitions=(long,)
        ),
        Card(status="clarify", locale="zh", text=long, choices=(choice,) * 40),
    ):
        blocks = to_blocks(card, "mark")
        held = [block["text"] for block in blocks if "text" in block]
        held += [part for block in blocks if block["type"] == "context" for part in block["elements"]]
        assert len(blocks) <= 50 and all(0 < len(each["text"]) <= 3000 for each in held)
        assert any(say("cut", card.locale) in each["text"] for each in held)
        pressed = buttons(blocks)
        assert len(pressed) <= 25 and all(len(each["text"]["text"]) <= 75 for each in pressed)
    many = to_blocks(Card(status="answered", locale="en", text="x", notes=("n",) * 60), "")
    assert len(many) == 50 and "cut here" in many[-1]["elements"][0]["text"]


def test_what_is_quoted_mentions_nobody(service, slack):
    send(service, event("<@UBOT> &lt;!channel&gt; unicorns ``` *bold* last month", 52))
    sent = slack.wait_for(POST)[0]
    assert "<" not in sent["text"] and sent["mrkdwn"] is False
    assert not any(
        "<" in block["text"]["text"] for block in sent["blocks"] if block.get("text", {}).get("type") == "mrkdwn"
    )


def test_where_files_are_not_allowed_the_answer_stands(service, slack):
    slack.answer = lambda fake, path, given: (
        (200, {}, {"ok": False, "error": "missing_scope"}) if path.endswith(UPLOAD) else answer(fake, path, given)
    )
    send(service, event("<@UBOT> revenue by region last month", 60))
    assert "East China" in texts(slack.wait_for(POST)[0]["blocks"])
    send(service, event("<@UBOT> revenue last month", 61))
    slack.wait_for(POST, 2)


def test_slack_may_ask_to_wait(service, slack):
    waits = iter([(429, {"Retry-After": "1"}, {"ok": False, "error": "ratelimited"})])
    slack.answer = lambda *call: next(waits, None) or answer(*call)
    send(service, event("<@UBOT> revenue last month", 62))
    assert "29.94" in texts(slack.wait_for(POST, 2)[1]["blocks"])


def test_with_authentication_on_nobody_is_answered_whom_no_file_names(slack, retail, tmp_path):
    settings = Settings(
        slack_signing_secret=SECRET, slack_bot_token="xoxb-1", slack_api=f"{slack.address}/api/", auth="on",
        state_url=f"sqlite:///{tmp_path}/state.db",
    )  # fmt: skip
    with TestClient(create_app(settings, retail)) as client:
        assert client.post("/v1/ask", json={"question": "revenue last month"}).status_code == 401
        send(client, event("<@UBOT> revenue last month", 70))
        told = texts(slack.wait_for(POST)[0]["blocks"])
    assert "U1" in told and "29.94" not in told


def test_what_was_taken_is_answered_before_the_service_ends(slack, retail, tmp_path):
    settings = Settings(
        slack_signing_secret=SECRET,
        slack_bot_token="x",
        slack_api=f"{slack.address}/api/",
        state_url=f"sqlite:///{tmp_path}/state.db",
    )
    with TestClient(create_app(settings, retail)) as client:
        for number in range(80, 86):
            send(client, event("<@UBOT> revenue last month", number))
    assert len(slack.sent(POST)) == 6


@pytest.mark.parametrize("text", ["slack: [U1]", "slack: {U1: {name: ann}}", "slack: {U1: {person: ann", "- x"])
def test_a_file_of_people_is_read_strictly(retail, tmp_path, text):
    (tmp_path / "people.yaml").write_text(text)
    with pytest.raises(KpiError, match="people.yaml"):
        create_app(Settings(slack_signing_secret=SECRET, chat_people=str(tmp_path / "people.yaml")), retail)
    with pytest.raises(KpiError, match="nowhere.yaml"):
        create_app(Settings(slack_signing_secret=SECRET, chat_people=str(tmp_path / "nowhere.yaml")), retail)


MENTION = {"type": "app_mention", "user": "U1", "text": "sales", "ts": "1", "channel": "C1"}


@pytest.mark.parametrize(
    "told",
    [
        '{"authorizations": 5, "event": %s}',
        '{"authorizations": ["a"], "event": %s}',
        '{"event_id": "\\ud800", "event": %s}',
        '{"event": {"type": "app_mention", "user": "U1", "text": "\\udfff", "ts": "1", "channel": "C1"}}',
        "[" * 40_000 + "]" * 40_000,
        "{",
        "[]",
    ],
)
def test_an_event_of_another_shape_is_malformed_and_no_defect(service, slack, told):
    body = told.replace("%s", json.dumps(MENTION)).encode()
    refused = service.post(EVENTS, content=body, headers=signed(body))
    assert refused.status_code == 422 and slack.calls == []


@pytest.mark.parametrize(
    "payload",
    [
        {"actions": 5},
        {"actions": ["x"]},
        {"actions": [{"action_id": "choose:1", "value": "9" * 5_000 + ":m"}]},
        {"actions": [{"action_id": "choose:1", "value": "1:m"}], "channel": "C1"},
        {"actions": [{"action_id": "choose:1", "value": "1:m"}], "user": "U1"},
    ],
)
def test_a_click_of_another_shape_is_malformed_too(service, slack, payload):
    body = urlencode({"payload": json.dumps(payload)}).encode()
    assert service.post(ACTIONS, content=body, headers=signed(body)).status_code == 422 and slack.calls == []


@pytest.mark.parametrize("gone", [True, False])
def test_an_answer_that_cannot_be_sent_is_one_line_of_the_log(retail, tmp_path, gone):
    fake = FakePlatform(lambda *_: (200, {}, {"ok": False, "error": "channel_not_found"}))
    if gone:
        fake.close()
    settings = Settings(
        slack_signing_secret=SECRET, slack_bot_token="xoxb-1", slack_api=f"{fake.address}/api/",
        state_url=f"sqlite:///{tmp_path}/state.db",
    )  # fmt: skip
    with capture_logs() as logs, TestClient(create_app(settings, retail)) as client:
        send(client, event("<@UBOT> revenue last month", 1))
    if not gone:
        fake.close()
    (line,) = [each for each in logs if each["event"] in ("chat_unanswered", "defect")]
    assert line["event"] == "chat_unanswered" and line["kind"] == ("URLError" if gone else "SlackApiError")
    assert "revenue" not in str(logs)
