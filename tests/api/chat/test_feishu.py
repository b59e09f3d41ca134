"""Feishu on the wire: requests encrypted and signed as Feishu does it, and what a fake of its API is sent."""

import base64
import hashlib
import json
import os
import threading
import time
from types import SimpleNamespace

import pytest
from Crypto.Cipher import AES
from fake_platform import FakePlatform
from fastapi.testclient import TestClient

from api.app import create_app
from api.chat.card import Card
from api.chat.feishu import CARD, to_card
from api.chat.words import say
from api.settings import Settings
from nlq.answer import AnswerChoice

KEY, TOKEN, PATH = "ek-1f0d", "vt-77", "/chat/feishu"
PEOPLE = "feishu:\n  ou_ann: {person: ann}\n  ou_bo: {person: bo}\n"
IMAGE = "/open-apis/im/v1/images"


def answer(fake, path, given):
    if "tenant_access_token" in path:
        return 200, {}, {"code": 0, "msg": "ok", "tenant_access_token": "t-1", "expire": 7200}
    if path.endswith(IMAGE):
        return 200, {}, {"code": 0, "msg": "ok", "data": {"image_key": "img_1"}}
    return 200, {}, {"code": 0, "msg": "ok", "data": {"message_id": "om_reply"}}


@pytest.fixture(scope="module")
def feishu():
    made = FakePlatform(lambda *call: made.answer(*call))
    made.answer = answer
    yield made
    made.close()


@pytest.fixture(scope="module")
def service(feishu, retail, tmp_path_factory):
    folder = tmp_path_factory.mktemp("feishu")
    (folder / "people.yaml").write_text(PEOPLE)
    settings = Settings(
        feishu_app_id="cli_1", feishu_app_secret="s", feishu_encrypt_key=KEY, feishu_verification_token=TOKEN,
        feishu_api=feishu.address, chat_people=str(folder / "people.yaml"), state_url=f"sqlite:///{folder}/state.db",
    )  # fmt: skip
    with TestClient(create_app(settings, retail)) as client:
        yield client


@pytest.fixture(autouse=True)
def fresh(feishu):
    feishu.forget()
    feishu.answer = answer


def sealed(data, key=KEY):
    text = json.dumps(data, ensure_ascii=False).encode()
    pad = 16 - len(text) % 16
    iv = os.urandom(16)
    cipher = AES.new(hashlib.sha256(key.encode()).digest(), AES.MODE_CBC, iv)
    return json.dumps({"encrypt": base64.b64encode(iv + cipher.encrypt(text + bytes([pad]) * pad)).decode()}).encode()


def signed(body, stamp=None, key=KEY):
    stamp = str(int(time.time())) if stamp is None else stamp
    mac = hashlib.sha256(f"{stamp}n0nce{key}".encode() + body).hexdigest()
    return {"X-Lark-Request-Timestamp": stamp, "X-Lark-Request-Nonce": "n0nce", "X-Lark-Signature": mac}


def said(text, number, user="ou_ann", direct=True, **more):
    mentions = [] if direct else [{"key": "@_user_1", "id": {"open_id": "ou_bot"}}]
    message = {"message_id": f"om_{number}", "chat_id": "oc_1", "chat_type": "p2p" if direct else "group", "message_type": "text",
               "content": json.dumps({"text": text}), "mentions": mentions, **more}  # fmt: skip
    header = {"event_id": f"ev_{number}", "event_type": "im.message.receive_v1", "token": TOKEN, "app_id": "cli_1"}
    sender = {"sender_id": {"open_id": user}, "sender_type": "app" if user == "bot" else "user"}
    return {"schema": "2.0", "header": header, "event": {"sender": sender, "message": message}}


def click(value, number, user="ou_ann"):
    header = {"event_id": f"click_{number}", "event_type": "card.action.trigger", "token": TOKEN}
    event = {
        "operator": {"open_id": user},
        "action": {"tag": "button", "value": value},
        "context": {"open_message_id": "om_card"},
    }
    return {"schema": "2.0", "header": header, "event": event}


def send(service, data, **headers):
    body = sealed(data)
    return service.post(PATH, content=body, headers={**signed(body), **headers})


def replies(feishu, count=1):
    """The cards of replies, with where and how each was sent."""
    found = feishu.wait_for("/reply", count)
    return [(json.loads(each["content"]), each) for each in found]


def texts(card):
    held = [
        card["header"]["title"],
        *(part for each in card["elements"] for part in [each.get("text"), *each.get("elements", [])]),
    ]
    return "\n".join(each["content"] for each in held if each)


def buttons(card):
    return [each for element in card["elements"] if element["tag"] == "action" for each in element["actions"]]


def test_the_address_is_verified(service):
    body = sealed({"type": "url_verification", "token": TOKEN, "challenge": "abc"})
    assert service.post(PATH, content=body).json() == {"challenge": "abc"}
    assert (
        service.post(PATH, content=sealed({"type": "url_verification", "token": "x", "challenge": "abc"})).status_code
        == 401
    )


def test_a_message_is_answered_with_card_and_chart(service, feishu):
    assert send(service, said("上月各地区销售额", 1)).status_code == 200
    ((card, sent),) = replies(feishu)
    assert sent["msg_type"] == "interactive" and sent["reply_in_thread"] is False and len(sent["uuid"]) <= 50
    for part in ("华东", "指标口径", "SELECT", "还可以问"):
        assert part in texts(card), part
    assert [each["img_key"] for each in card["elements"] if each["tag"] == "img"] == ["img_1"]
    assert b"PNG" in feishu.sent(IMAGE)[0]


def test_a_conversation_goes_on(service, feishu):
    send(service, said("上季度华东销售额", 2))
    replies(feishu)
    send(service, said("华南呢？", 3))
    assert "华南" in texts(replies(feishu, 2)[1][0])
    send(service, said("@_user_1 revenue in East China last quarter", 4, direct=False))
    replies(feishu, 3)
    send(service, said("@_user_1 and by city?", 5, direct=False, root_id="om_4"))
    card, sent = replies(feishu, 4)[3]
    assert "by city" in texts(card) and sent["reply_in_thread"] is True


def test_choices_are_buttons_and_numbers(service, feishu):
    send(service, said("上月退货", 6))
    offered = buttons(replies(feishu)[0][0])
    assert [each["text"]["content"][:2] for each in offered] == ["1.", "2."]
    send(service, click(offered[1]["value"], 1))
    assert "退货订单量为511" in texts(replies(feishu, 2)[1][0])
    send(service, said("按地区", 7))
    assert "退货订单量" in texts(replies(feishu, 3)[2][0])
    send(service, click(offered[0]["value"], 2, user="ou_bo"))
    assert say("forgotten", "zh") in texts(replies(feishu, 4)[3][0])
    send(service, said("上月退货", 8))
    if buttons(replies(feishu, 5)[4][0]):
        send(service, said("1", 9))
        assert "退款金额" in texts(replies(feishu, 6)[5][0])


@pytest.mark.parametrize(
    "headers",
    [
        {"X-Lark-Signature": "0" * 64},
        {"X-Lark-Signature": ""},
        {"X-Lark-Request-Timestamp": "soon"},
        {"X-Lark-Request-Nonce": "other"},
    ],
)
def test_what_is_not_signed_is_refused(service, feishu, headers):
    assert send(service, said("销售额", 20), **headers).status_code == 401 and feishu.calls == []


@pytest.mark.parametrize(("age", "status"), [(-301, 401), (301, 401), (-300, 200), (300, 200)])
def test_a_signature_is_good_for_five_minutes(service, feishu, monkeypatch, age, status):
    now = int(time.time())
    monkeypatch.setattr("api.chat.feishu.time", SimpleNamespace(time=lambda: float(now)))
    body = sealed(said("销售额", 21, "bot"))
    assert service.post(PATH, content=body, headers=signed(body, str(now + age))).status_code == status
    assert feishu.calls == []


def test_what_is_not_encrypted_by_our_key_is_refused(service, feishu):
    for body in (
        b"{}",
        b"x",
        json.dumps(said("销售额", 22)).encode(),
        sealed(said("销售额", 22), "other"),
        sealed([1]),
        b'{"encrypt": "AAAA"}',
    ):
        assert service.post(PATH, content=body, headers=signed(body)).status_code == 401, body[:40]
    wrong = said("销售额", 22)
    wrong["header"]["token"] = "other"
    assert send(service, wrong).status_code == 401 and feishu.calls == []


def test_a_retry_and_a_replay_are_answered_once(service, feishu):
    body = sealed(said("上月订单量", 23))
    for each in (body, body, sealed(said("上月订单量", 23))):
        assert service.post(PATH, content=each, headers=signed(each)).status_code == 200
    send(service, said("上月销售额", 24))
    replies(feishu, 2)
    time.sleep(0.3)
    assert len(feishu.sent("/reply")) == 2


def test_of_two_workers_one_answers(feishu, retail, tmp_path):
    settings = Settings(
        feishu_app_id="cli_1", feishu_app_secret="s", feishu_encrypt_key=KEY, feishu_verification_token=TOKEN,
        feishu_api=feishu.address, state_url=f"sqlite:///{tmp_path}/state.db", workers=2,
    )  # fmt: skip
    for _ in range(2):
        with TestClient(create_app(settings, retail)) as one, TestClient(create_app(settings, retail)) as other:
            for each in (one, other):
                assert send(each, said("上月订单量", 29)).status_code == 200
    assert len(feishu.sent("/reply")) == 1


def test_programs_and_other_talk_are_not_answered(service, feishu):
    send(service, said("销售额", 25, user="bot"))
    send(service, said("销售额", 26, direct=False, mentions=[]))
    send(service, said("销售额", 27, message_type="image"))
    send(service, said("上月销售额", 28))
    assert len(replies(feishu)) == 1


def test_whom_nobody_mapped_is_told_so_in_chinese_first(service, feishu):
    send(service, said("12", 30, user="ou_9"))
    card = replies(feishu)[0][0]
    assert "ou_9" in texts(card) and "管理员" in texts(card)


def test_a_slow_answer_comes_later_than_the_acknowledgement(service, feishu, retail, monkeypatch):
    run, go = retail.run, threading.Event()
    monkeypatch.setattr(retail, "run", lambda compiled: (go.wait(60), run(compiled))[1])
    assert send(service, said("2025年5月销售额", 40)).status_code == 200
    # Acknowledged while the warehouse still works, however long that takes.
    assert feishu.sent("/reply") == []
    go.set()
    assert "2025年5月" in texts(replies(feishu)[0][0])


def test_where_pictures_are_not_allowed_the_answer_stands(service, feishu):
    feishu.answer = lambda fake, path, given: (
        (200, {}, {"code": 99991672, "msg": "no"}) if path.endswith(IMAGE) else answer(fake, path, given)
    )
    send(service, said("上月各地区销售额", 41))
    card = replies(feishu)[0][0]
    assert "华东" in texts(card) and not [each for each in card["elements"] if each["tag"] == "img"]


def test_feishus_limits_are_kept_and_said():
    long = "销售额 < 成本\n" * 800
    choice = AnswerChoice(label="x" * 200, readback="", query={"kind": "describe", "names": ("revenue",)})
    card = Card(
        status="answered", locale="zh", text=long, readback=long, sql=long, notes=(long,) * 60, choices=(choice,) * 5
    )
    made = to_card(card, "mark", "", {"talk": "oc_1", "in_thread": False})
    assert len(json.dumps(made, ensure_ascii=False).encode()) < CARD + 2_000 and say("cut", "zh") in texts(made)
    assert all(len(each["text"]["content"]) <= 60 for each in buttons(made))


@pytest.mark.parametrize(
    "change",
    [
        {"event": {"message": "x", "sender": {"sender_type": "user"}}},
        {"event": {"message": {"message_type": "text", "chat_type": "p2p", "content": "{}"}, "sender": "ann"}},
        {"event": 5},
    ],
)
def test_an_event_of_another_shape_is_malformed_and_no_defect(service, feishu, change):
    assert send(service, said("sales", 99) | change).status_code == 422 and feishu.sent("/reply") == []
