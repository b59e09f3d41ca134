"""A real language model behind a real server. It is a weak one: what must hold whatever it says is looked at."""

import datetime as dt
import importlib.util
import json
import threading
import time

import httpx
import pytest
from language_models import CONTEXT, REAL, brief_in, served_model, with_model

from nlq.ask import ask
from nlq.engine import open_engine
from nlq.llm import MOST_AT_ONCE, open_language_model
from nlq.reading import Question
from nlq.unknown.proposal import Proposal, Said
from semantic_layer.issues import ProviderError
from semantic_layer.names import metrics_of
from semantic_layer.session import Session

MISSING = [name for name in REAL if importlib.util.find_spec(name) is None]
pytestmark = pytest.mark.skipif(
    bool(MISSING), reason=f"{MISSING} not installed: make setup-test does, where there are wheels for the machine"
)
TODAY = dt.date(2026, 4, 1)
#: Seconds for one question: a machine that is busy with other tests may need them.
LIMIT = 45.0
#: Kinds of failures: a reply of too many tokens, and one that took too long.
CUT, LATE = "LengthFinishReasonError", {"out_of_time", "OpenAITimeoutError", "APITimeoutError"}


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    with served_model(tmp_path_factory.mktemp("served")) as server:
        yield server


@pytest.fixture(scope="module")
def meaning(clinics_folder):
    """The engine with embeddings: what may be meant is found by its meaning, as everywhere."""
    engine = open_engine(clinics_folder, embeddings="light")
    engine.index.retriever.wait()
    yield engine
    engine.close()


class Wire:
    """A client that keeps what went over the wire: what was sent, and each reply that came."""

    def __init__(self, on_sent=lambda: None):
        self.sent, self.came, self._on_sent = [], [], on_sent
        self.client = httpx.Client(event_hooks={"request": [self._send], "response": [self._come]})

    def __enter__(self):
        return self

    def __exit__(self, *error):
        self.client.close()

    def _send(self, request):
        self.sent.append(json.loads(request.content))
        self._on_sent()

    def _come(self, response):
        response.read()
        self.came.append((response.status_code, response.json()))


@pytest.fixture
def wire():
    with Wire() as made:
        yield made


def opened(served, wire, failures, time_limit=LIMIT, max_tokens=60):
    """Return the language model behind the server, as the settings would open it."""
    return open_language_model(
        "openai:smollm2", base_url=served.url, api_key="none", time_limit=time_limit, max_tokens=max_tokens,
        on_failure=failures.append, options={"http_client": wire.client},
    )  # fmt: skip


def asked(engine, text, locale="en"):
    answer = ask(Question(text=text, locale=locale), Session(today=TODAY, locale=locale), engine)
    return answer.model_copy(update={"elapsed_ms": {}})


def check_told(engine, text, answer, wire, locale="en"):
    """Nothing is told as the answer: it is the reader's own refusal, or a question back among what the model was told of."""
    assert answer.status in ("refused", "clarify") and answer.query is None and not answer.rows
    if answer.status == "refused":
        assert answer == asked(engine, text, locale)
        return
    told = {metric["name"] for metric in brief_in(wire.sent[0])["metrics"]}
    assert [issue.code for issue in answer.issues] == ["did_you_mean"]
    assert [note.code for note in answer.notes] == ["read_with_language_model"]
    assert answer.choices and all(metrics_of(choice.query, engine.model) <= told for choice in answer.choices)


@pytest.mark.parametrize("text, locale", [("charges by area in March", "en"), ("3月收费", "zh")])
def test_whatever_a_real_model_says_nothing_is_told(meaning, served, wire, text, locale):
    failures = []
    begun = time.perf_counter()
    answer = asked(with_model(meaning, opened(served, wire, failures)), text, locale)
    assert time.perf_counter() - begun < 2 * LIMIT
    check_told(meaning, text, answer, wire, locale)
    assert 1 <= len(wire.sent) <= 2
    for sent in wire.sent:
        schema = sent["response_format"]["json_schema"]
        assert sent["response_format"]["type"] == "json_schema" and schema["strict"] and schema["name"] == "Proposal"
    # The server keeps to the schema: what is no proposal was cut off, or came too late on a busy machine.
    ended = [reply["choices"][0] for _, reply in wire.came]
    for choice in ended:
        if choice["finish_reason"] == "stop":
            Proposal.model_validate_json(choice["message"]["content"])
    assert [status for status, _ in wire.came] == [200] * len(ended) and set(failures) <= {CUT, *LATE}
    assert set(failures) & LATE or failures == [CUT for choice in ended if choice["finish_reason"] == "length"]


def test_a_reply_that_is_cut_off_leaves_the_refusal_as_it_was(meaning, served, wire):
    failures = []
    answer = asked(with_model(meaning, opened(served, wire, failures, max_tokens=2)), "charges by area in March")
    assert answer == asked(meaning, "charges by area in March")
    assert failures == [CUT] and len(wire.sent) == 1


def test_more_than_its_context_holds_is_an_error_of_its_kind(served, wire):
    failures = []
    with pytest.raises(ProviderError, match="RequestError"):
        opened(served, wire, failures).begin()([Said(by="user", text="charges " * CONTEXT)])
    assert len(failures) == 1 and [status for status, _ in wire.came] == [400]


def test_a_slow_model_is_not_waited_for_and_answers_the_next(meaning, served, wire):
    failures = []
    quick = with_model(meaning, opened(served, wire, failures, max_tokens=2))
    assert asked(quick, "charges by area in March").status == "refused"  # All that is imported once is.
    slow = with_model(meaning, opened(served, wire, failures, time_limit=0.05, max_tokens=1_000))
    begun = time.perf_counter()
    assert asked(slow, "charges by area in March").status == "refused"
    assert time.perf_counter() - begun < 10
    assert asked(quick, "charges by area in March").status == "refused"
    assert len(failures) == 3 and failures[0] == failures[2] == CUT and failures[1] in LATE


def test_many_at_once_are_all_answered(meaning, served, wire):
    failures, answers = [], []
    engine = with_model(meaning, opened(served, wire, failures, max_tokens=2))
    threads = [
        threading.Thread(target=lambda: answers.append(asked(engine, "charges by area in March")))
        for _ in range(MOST_AT_ONCE + 2)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(2 * LIMIT)
    alone = asked(meaning, "charges by area in March")
    assert len(answers) == len(threads) and all(answer == alone for answer in answers)
    assert set(failures) <= {"busy", CUT, *LATE}


def test_a_server_that_goes_away_leaves_the_refusal_as_it_was(meaning, tmp_path):
    with served_model(tmp_path) as served, Wire(lambda: threading.Timer(0.2, served.process.kill).start()) as wire:
        failures = []
        engine = with_model(meaning, opened(served, wire, failures, max_tokens=1_000))
        begun = time.perf_counter()
        assert asked(engine, "charges by area in March") == asked(meaning, "charges by area in March")
        assert asked(engine, "charges in March") == asked(meaning, "charges in March")
        assert time.perf_counter() - begun < LIMIT
        assert len(failures) == 2 and all(kind.endswith("ConnectionError") for kind in failures)
