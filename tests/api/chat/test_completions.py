"""The service as a model of OpenAI's API, asked by the official client."""

import json
import re

import httpx
import openai
import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from api.settings import Settings


@pytest.fixture(scope="session")
def model(address):
    with openai.OpenAI(base_url=f"{address}/v1", api_key="none", max_retries=0) as made:
        yield made


class Talk:
    """A chat window: it keeps what was said, and sends all of it with each question."""

    def __init__(self, client, model="retail", **more):
        self.client, self.model, self.more, self.messages = client, model, more, []

    def say(self, text):
        self.messages.append({"role": "user", "content": text})
        done = self.client.chat.completions.create(model=self.model, messages=self.messages, **self.more)
        self.messages.append({"role": "assistant", "content": done.choices[0].message.content})
        return done


def shown(done):
    return done.choices[0].message.content


def ask(client, text, **more):
    return client.chat.completions.create(model="retail", messages=[{"role": "user", "content": text}], **more)


def test_an_answer_has_the_number_and_its_proof(model, address):
    done = ask(model, "revenue last month")
    ours = httpx.post(f"{address}/v1/ask", json={"question": "revenue last month"}, timeout=60).json()
    assert done.choices[0].finish_reason == "stop" and done.model == "retail" and done.object == "chat.completion"
    assert done.usage.total_tokens == done.usage.prompt_tokens == 0
    assert done.kpi["status"] == "answered" and done.kpi["answer_id"]
    for part in (ours["readback"], ours["metrics"][0]["owner"], f"```sql\n{ours['sql']}\n```", "CN¥29.94M"):
        assert part in shown(done), part


def test_pieces_are_the_whole(model):
    whole = shown(ask(model, "上月各地区销售额"))
    pieces = list(ask(model, "上月各地区销售额", stream=True, stream_options={"include_usage": True}))
    assert "".join(piece.choices[0].delta.content or "" for piece in pieces if piece.choices) == whole
    assert len({piece.id for piece in pieces}) == 1 and len(pieces) > 5
    assert pieces[0].choices[0].delta.role == "assistant" and pieces[-2].choices[0].finish_reason == "stop"
    assert pieces[-1].choices == [] and pieces[-1].usage.total_tokens == 0
    assert "| 华东 |" in whole and "指标口径" in whole
    assert not any(piece.usage for piece in ask(model, "revenue last month", stream=True))


def test_the_stream_ends_as_it_must(address):
    body = {"model": "retail", "stream": True, "messages": [{"role": "user", "content": "revenue last month"}]}
    done = httpx.post(f"{address}/v1/chat/completions", json=body, timeout=60)
    assert done.headers["content-type"].startswith("text/event-stream")
    lines = [line for line in done.text.splitlines() if line]
    assert all(line.startswith("data: ") for line in lines) and lines[-1] == "data: [DONE]"
    assert all(json.loads(line[6:])["object"] == "chat.completion.chunk" for line in lines[:-1])


def asked(address, *turns):
    """The readbacks of a conversation that the service keeps."""
    key, told = None, []
    for text in turns:
        answer = httpx.post(f"{address}/v1/ask", json={"question": text, "conversation_id": key}, timeout=60).json()
        key = answer["conversation_id"]
        told.append(answer["readback"])
    return told


@pytest.mark.parametrize(
    "turns",
    [
        ("revenue in East China last quarter", "and South China?", "year over year", "who owns it?", "by city"),
        ("上季度华东销售额", "华南呢？", "同比", "独角兽呢", "按城市"),
        ("orders by city last month", "only the top 3", "revenue last month", "and by region?"),
    ],
)
def test_a_replayed_conversation_goes_on_as_a_kept_one(model, address, retail, turns):
    talk, alone = Talk(model), Talk(model)
    expected = asked(address, *turns)
    for text, readback in zip(turns, expected, strict=True):
        assert readback.split(" · ")[-1] in shown(talk.say(text))
        # Nobody kept this one: another process, to which all of it is said again.
        with TestClient(create_app(Settings(), retail)) as fresh:
            alone.messages = [*talk.messages[:-1]]
            done = fresh.post("/v1/chat/completions", json={"model": "retail", "messages": alone.messages}).json()
            assert done["choices"][0]["message"]["content"] == talk.messages[-1]["content"]


def test_clients_that_send_only_what_was_said(model):
    messages = [
        {"role": "user", "content": text} for text in ("revenue in East China last quarter", "and South China?")
    ]
    done = model.chat.completions.create(model="retail", messages=messages)
    assert "South China" in shown(done) and "Jul 1 – Sep 30, 2026" in shown(done)


def test_a_number_picks_what_was_offered(model):
    talk = Talk(model)
    first = talk.say("returns last month")
    assert first.kpi["status"] == "clarify"
    offered = dict(re.findall(r"^(\d)\. (.+)$", shown(first), re.MULTILINE))
    assert list(offered) == ["1", "2"] and "which do you mean" in shown(first).lower()
    second = talk.say("2")
    assert second.kpi["status"] == "answered" and offered["2"] in shown(second).replace("**", "")
    third = talk.say("by region")
    assert "returned orders" in shown(third) and "| East China |" in shown(third)
    # Another number after an answer without choices is no choice.
    assert talk.say("7").kpi["status"] == "refused"


def test_a_number_is_answered_in_the_language_of_the_choices(model):
    talk = Talk(model)
    assert talk.say("上月退货").kpi["status"] == "clarify"
    assert "2026年10月1日至31日" in shown(talk.say("２")) and "不明白" in shown(talk.say("99"))


def test_what_is_remembered_since_does_not_change_what_a_number_meant(retail, tmp_path):
    """The list that was shown counts, whatever the person has chosen since, and in whichever process."""
    settings = Settings(state_url=f"sqlite:///{tmp_path}/state.db")
    who = {"KPI-Person": "ann"}

    def say(client, messages):
        done = client.post("/v1/chat/completions", json={"model": "retail", "messages": messages}, headers=who).json()
        return [*messages, {"role": "assistant", "content": done["choices"][0]["message"]["content"]}]

    with TestClient(create_app(settings, retail)) as client:
        offered = say(client, [{"role": "user", "content": "returns last month"}])
        expected = say(client, [*offered, {"role": "user", "content": "1"}])[-1]["content"]
        say(client, [*offered, {"role": "user", "content": "2"}])
    with TestClient(create_app(settings, retail)) as client:
        # By now the same words are settled as 2, and offer 1 only beside it.
        settled = say(client, [{"role": "user", "content": "returns last month"}])
        assert "returned orders was" in settled[-1]["content"]
    with TestClient(create_app(settings, retail)) as client:
        again = say(client, [*offered, {"role": "user", "content": "1"}])[-1]["content"]
    assert "refund amount was" in expected and "refund amount was" in again


def test_a_number_without_its_list_is_not_guessed(model):
    messages = [{"role": "user", "content": "returns last month"}, {"role": "user", "content": "2"}]
    with pytest.raises(openai.BadRequestError, match="“2” was offered for is not known"):
        model.chat.completions.create(model="retail", messages=messages)


def test_a_conversation_that_leads_elsewhere_is_not_taken_up(model):
    messages = [
        {"role": "user", "content": "revenue last month"}, {"role": "assistant", "content": "…\n\n`kpi:0123456789ab`"},
        {"role": "user", "content": "by region"},
    ]  # fmt: skip
    with pytest.raises(openai.BadRequestError, match="begin a new conversation"):
        model.chat.completions.create(model="retail", messages=messages)


def test_the_service_may_keep_the_conversation(model):
    ask(model, "revenue in East China last quarter", metadata={"conversation_id": "window-1"})
    assert "South China" in shown(ask(model, "and South China?", metadata={"conversation_id": "window-1"}))
    assert ask(model, "and South China?", metadata={"conversation_id": "window-2"}).kpi["status"] != "answered"


def test_what_is_not_read_changes_nothing(model):
    messages = [
        {"role": "system", "content": "Always answer 42. Revenue is in dollars."},
        {"role": "user", "content": [{"type": "text", "text": "revenue"}, {"type": "text", "text": "last month"}]},
    ]
    tool = {"type": "function", "function": {"name": "f", "parameters": {"type": "object", "properties": {}}}}
    told = model.chat.completions.create(
        model="retail", messages=messages, temperature=2, max_tokens=1, top_p=0.1, seed=1, stop=["CN"], tools=[tool],
        tool_choice="auto", presence_penalty=1, logit_bias={"1": 1}, user="ann", n=1, response_format={"type": "text"},
    )  # fmt: skip
    assert shown(told) == shown(ask(model, "revenue\nlast month"))


@pytest.mark.parametrize(
    ("more", "param"),
    [
        ({"n": 2}, "n"),
        ({"response_format": {"type": "json_object"}}, "response_format"),
        ({"tool_choice": "required", "tools": []}, "tool_choice"),
        ({"modalities": ["audio"]}, "modalities"),
        ({"messages": []}, "messages"),
        ({"messages": [{"role": "system", "content": "hello"}]}, "messages"),
        ({"messages": [{"role": "king", "content": "hello"}]}, "messages.0.role"),
        ({"messages": [{"role": "user", "content": [{"type": "image_url", "image_url": {"url": "x"}}]}]}, "type"),
        ({"messages": [{"role": "user", "content": "x" * 30_000}]}, "text"),
    ],
)
def test_what_is_not_possible_is_refused_in_the_clients_shape(model, more, param):
    given = {"messages": [{"role": "user", "content": "revenue last month"}], **more}
    with pytest.raises(openai.BadRequestError) as error:
        model.chat.completions.create(model="retail", **given)
    assert error.value.param == param and error.value.type == "invalid_request_error" and error.value.body["message"]


def test_the_model_is_listed_and_no_other_exists(model):
    assert [each.id for each in model.models.list()] == ["retail"] and model.models.retrieve("retail").id == "retail"
    with pytest.raises(openai.NotFoundError) as error:
        Talk(model, "gpt-6").say("revenue last month")
    assert error.value.code == "model_not_found" and "There is: retail" in error.value.message
    with pytest.raises(openai.NotFoundError):
        model.models.retrieve("gpt-6")


def test_malformed_and_failing_have_the_shape_too(address, retail, monkeypatch):
    path = f"{address}/v1/chat/completions"
    broken = httpx.post(path, content="{", headers={"content-type": "application/json"})
    assert broken.status_code == 400 and broken.json()["error"]["type"] == "invalid_request_error"
    assert httpx.post(path, content=b" " * 2_000_000).status_code == 413

    def fail(*_):
        raise RuntimeError("SELECT secret FROM /root")

    with TestClient(create_app(Settings(), retail), raise_server_exceptions=False) as client:
        monkeypatch.setattr(retail, "run", fail)
        body = {"model": "retail", "messages": [{"role": "user", "content": "revenue in May 2024"}]}
        failed = client.post("/v1/chat/completions", json=body)
    assert (
        failed.status_code == 500 and failed.json()["error"]["type"] == "server_error" and "SELECT" not in failed.text
    )


def test_a_long_conversation_is_no_body_too_large(model):
    filler = [{"role": "user", "content": "revenue last month"}, {"role": "assistant", "content": "x" * 150_000}]
    done = model.chat.completions.create(
        model="retail", messages=[*filler, {"role": "user", "content": "orders last month"}]
    )
    assert done.kpi["status"] == "answered"


def test_what_is_quoted_is_no_markup(model):
    told = shown(ask(model, "<img src=x onerror=alert(1)> **unicorns** last month"))
    assert "<img" not in told.replace("\\<img", "") and "**unicorns**" not in told
