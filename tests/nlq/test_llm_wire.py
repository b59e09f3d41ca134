"""A language model behind a server, as any OpenAI-compatible one is reached: init_chat_model and HTTP for real."""

import datetime as dt
import json
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from language_models import Near, terms, with_model, with_near

from nlq.ask import ask
from nlq.llm import open_language_model
from nlq.reading import Question
from semantic_layer.session import Session

SESSION = Session(today=dt.date(2026, 4, 1))
KEY = "sk-very-secret"


def completion(content):
    message = {"role": "assistant", "content": content, "refusal": None}
    return json.dumps({
        "id": "1", "object": "chat.completion", "created": 0, "model": "tiny",
        "choices": [{"index": 0, "message": message, "finish_reason": "stop", "logprobs": None}],
        "usage": {"prompt_tokens": 1, "completion_tokens": 1, "total_tokens": 2},
    })  # fmt: skip


class Server(ThreadingHTTPServer):
    """Answers every POST with ``status`` and ``body`` after ``wait`` seconds; keeps what it was sent."""

    daemon_threads = True
    status, body, wait = 200, "", 0.0

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Handler)
        self.requests = []

    @property
    def url(self):
        return f"http://127.0.0.1:{self.server_port}/v1"


class Handler(BaseHTTPRequestHandler):
    def do_POST(self):
        sent = self.rfile.read(int(self.headers["content-length"]))
        self.server.requests.append(
            (self.path, {name.lower(): value for name, value in self.headers.items()}, json.loads(sent))
        )
        time.sleep(self.server.wait)
        try:
            self.send_response(self.server.status)
            self.send_header("content-type", "application/json")
            self.end_headers()
            self.wfile.write(self.server.body.encode())
        except OSError:
            pass  # The client has gone: it was told to wait no longer.

    def log_message(self, *parts):
        pass


@pytest.fixture
def server():
    with Server() as made:
        thread = threading.Thread(target=made.serve_forever, daemon=True)
        thread.start()
        yield made
        made.shutdown()
        thread.join(5)


@pytest.fixture
def asked(clinics, server):
    engine = with_near(clinics, Near(takings=["fees"]))
    failures = []

    def ask_one(text="takings in March", time_limit=60.0, **options):
        model = open_language_model(
            "openai:tiny",
            base_url=server.url,
            api_key=KEY,
            time_limit=time_limit,
            on_failure=failures.append,
            **options,
        )
        return ask(Question(text=text), SESSION, with_model(engine, model))

    ask_one.failures = failures
    return ask_one


def test_a_proposal_comes_over_the_wire(server, asked):
    server.body = completion(json.dumps(terms(takings="fees")))
    answer = asked(max_tokens=77, options={"temperature": None, "seed": 3})
    assert answer.status == "clarify" and answer.choices[0].query.measures[0].name == "fees"
    path, headers, sent = server.requests[0]
    assert path == "/v1/chat/completions" and headers["authorization"] == f"Bearer {KEY}"
    assert sent["model"] == "tiny" and sent["seed"] == 3 and "temperature" not in sent
    assert 77 in (sent.get("max_tokens"), sent.get("max_completion_tokens"))
    assert sent["response_format"]["type"] == "json_schema"
    assert [message["role"] for message in sent["messages"]] == ["system", "user"]


def test_what_was_wrong_goes_back_over_the_wire(server, asked):
    server.body = completion(json.dumps(terms(income="fees")))
    assert asked().status == "refused"
    assert [len(sent["messages"]) for _, _, sent in server.requests] == [2, 4]


def test_a_server_that_hangs_is_not_waited_for(server, asked):
    server.body = completion(json.dumps(terms(takings="fees")))
    assert asked().status == "clarify"  # All that is imported once is.
    server.wait = 60.0
    begun = time.perf_counter()
    assert asked(time_limit=0.8).status == "refused"
    assert time.perf_counter() - begun < 30 and len(asked.failures) == 1


BROKEN = {
    "an error of the server": (500, json.dumps({"error": {"message": f"no {KEY}"}})),
    "a wrong key": (401, json.dumps({"error": {"message": f"Incorrect API key: {KEY}"}})),
    "too many requests": (429, "{}"), "no JSON": (200, "<html>hello</html>"), "another JSON": (200, "[1, 2]"),
    "no choices": (200, "{}"), "an empty body": (200, ""), "a text": (200, completion("The takings were 5.")),
    "cut JSON": (200, completion('{"terms": [{"quote": "tak')), "no content": (200, completion(None)),
    "another schema": (200, completion('{"metric": "fees"}')), "a long text": (200, completion("x" * 100_000)),
    "a long proposal": (200, completion(json.dumps(terms(takings=["fees"] * 20_000)))),
}  # fmt: skip


@pytest.mark.parametrize("case", BROKEN)
def test_a_broken_server_leaves_the_refusal_as_it_was(server, asked, case):
    server.status, server.body = BROKEN[case]
    answer = asked()
    assert answer.status == "refused" and [issue.code for issue in answer.issues] == ["unread_words"]
    # Not tried again by the client of the provider, and nothing secret is told.
    assert len(server.requests) == 1 == len(asked.failures)
    assert KEY not in f"{asked.failures}{answer.model_dump_json()}" and "http" not in asked.failures[0]


def test_a_server_that_is_not_there_leaves_the_refusal_as_it_was(server, asked):
    server.server_close()
    assert asked().status == "refused" and len(asked.failures) == 1
