"""Choices over HTTP and on the command line: remembered for one person, said, counted, forgotten."""

import shutil

import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from api.settings import Settings
from eval.demo import demo_folder
from nlq.engine import open_engine

ANN, BOB = {"KPI-Person": "ann"}, {"KPI-Person": "bob"}


@pytest.fixture
def service(retail, tmp_path):
    with TestClient(create_app(Settings(state_url=f"sqlite:///{tmp_path}/state.db"), retail)) as client:
        yield client


def ask(client, question, person=None, **more):
    return client.post("/v1/ask", json={"question": question, **more}, headers=person).json()


def measure(answer):
    return answer["query"]["measures"][0]["name"]


def pick(client, question, name, person, **more):
    choice = next(each for each in ask(client, question, person)["choices"] if measure(each) == name)
    body = {"query": choice["query"], "remember": choice["remember"], **more}
    return client.post("/v1/query", json=body, headers=person).json()


def test_a_choice_is_remembered_for_whom_it_was_made(service):
    picked = pick(service, "returns last month", "refund_amount", ANN)
    assert picked["notes"][0]["message"] == "From now on “returns” is taken as refund amount for you."
    answer = ask(service, "returns by region last quarter", ANN)
    assert answer["status"] == "answered" and measure(answer) == "refund_amount"
    assert answer["notes"][0]["code"] == "as_you_chose" and [measure(each) for each in answer["choices"]] == [
        "returned_orders"
    ]
    for other in (BOB, None):
        assert ask(service, "returns last month", other)["status"] == "clarify"
    # The other way round, by the button.
    again = service.post(
        "/v1/query", json={key: answer["choices"][0][key] for key in ("query", "remember")}, headers=ANN
    ).json()
    assert again["rows"] == answer["choices"][0]["rows"]
    assert measure(ask(service, "returns in May", ANN)) == "returned_orders"


def test_in_chinese_and_with_the_word_of_that_language(service):
    picked = pick(service, "上个月的退货", "returned_orders", ANN, locale="zh")
    assert picked["notes"][0]["message"] == "今后您问到“退货”时，将理解为退货订单量。"
    assert ask(service, "9月退货情况", ANN)["notes"][0]["message"] == "按您之前的选择，“退货”理解为退货订单量。"
    assert ask(service, "returns last month", ANN)["status"] == "clarify"


def test_a_turn_goes_on_from_what_was_remembered(service):
    pick(service, "returns last month", "refund_amount", ANN)
    first = ask(service, "returns last month", ANN)
    follow = ask(service, "and by region?", ANN, conversation_id=first["conversation_id"])
    assert measure(follow) == "refund_amount" and follow["query"]["by"][0]["name"] == "region"
    after = ask(service, "revenue last month", ANN)
    assert measure(ask(service, "and returns?", ANN, conversation_id=after["conversation_id"])) == "refund_amount"


def test_another_model_knows_nothing_of_it(service, retail, tmp_path):
    pick(service, "returns last month", "refund_amount", ANN)
    folder = shutil.copytree(
        demo_folder("retail"), tmp_path / "twin", ignore=shutil.ignore_patterns("gold", "*.duckdb*")
    )
    header = (folder / "model.yaml").read_text(encoding="utf-8")
    (folder / "model.yaml").write_text(header.replace("name: retail", "name: twin", 1), encoding="utf-8")
    path = next(demo_folder("retail").glob("*.duckdb"))
    engine = open_engine(folder, warehouse=f"duckdb:///{path}")
    assert engine.model.hashes == retail.model.hashes
    with TestClient(create_app(Settings(state_url=f"sqlite:///{tmp_path}/state.db"), engine)) as other:
        assert ask(other, "returns last month", ANN)["status"] == "clarify"
    engine.close()


def test_counts_for_the_analyst_and_ones_own(service):
    for person, name in (("a", "refund_amount"), ("b", "refund_amount"), ("c", "returned_orders")):
        pick(service, "returns last month", name, {"KPI-Person": person})
    assert service.get("/v1/choices").json() == {"choices": [
        {"words": "returns", "key": " return", "meaning": "refund amount", "others": ["returned orders"], "people": 2},
        {"words": "returns", "key": " return", "meaning": "returned orders", "others": ["refund amount"], "people": 1},
    ]}  # fmt: skip
    own = service.get("/v1/choices/mine", params={"locale": "zh"}, headers={"KPI-Person": "c"}).json()["choices"]
    assert own == [{"words": "returns", "key": " return", "meaning": "退货订单量", "others": ["退款金额"]}]
    assert service.get("/v1/choices/mine").status_code == 422


def test_forgotten(service):
    pick(service, "returns last month", "refund_amount", ANN)
    pick(service, "returns last month", "refund_amount", BOB)
    key = ask(service, "returns last month", ANN)["settled"][0]["key"]
    assert service.delete("/v1/choices/mine", params={"key": key}, headers=ANN).status_code == 204
    assert ask(service, "returns last month", ANN)["status"] == "clarify"
    assert ask(service, "returns last month", BOB)["status"] == "answered"
    assert service.delete("/v1/choices/mine").status_code == 422
    assert service.delete("/v1/choices/mine", headers=BOB).status_code == 204
    assert service.get("/v1/choices").json() == {"choices": []}


@pytest.mark.parametrize("locale", ["en", "zh"])
def test_without_the_state_everything_is_answered_and_it_is_said(retail, tmp_path, locale):
    (tmp_path / "state.db").write_text("no database at all " * 100)
    question = {"en": "revenue last month", "zh": "上个月的销售额"}[locale]
    with TestClient(create_app(Settings(state_url=f"sqlite:///{tmp_path}/state.db"), retail)) as client:
        answer = ask(client, question, ANN)
        assert answer["status"] == "answered" and [each["code"] for each in answer["notes"]] == ["choices_unread"]
        assert answer["notes"][0]["message"] and "notes" in ask(client, question) and not ask(client, question)["notes"]
        picked = pick(client, "returns last month", "refund_amount", ANN, locale=locale)
        assert picked["status"] == "answered" and picked["notes"][0]["code"] == "choice_not_kept"
        for response in (client.get("/v1/choices"), client.get("/v1/choices/mine", headers=ANN)):
            assert response.status_code == 503 and response.headers["content-type"] == "application/problem+json"
            assert str(tmp_path) not in response.text


def test_what_is_sent_back_is_not_trusted(service):
    choice = ask(service, "returns last month", ANN)["choices"][0]
    forged = [choice["remember"][0] | {"chosen": '[["METRIC",["no_such"]]]'}]
    answer = service.post("/v1/query", json={"query": choice["query"], "remember": forged}, headers=ANN).json()
    assert answer["status"] == "answered" and answer["notes"][0]["code"] == "choice_unfit"
    assert ask(service, "returns last month", ANN)["status"] == "clarify"
    for bad in ([{}], [choice["remember"][0] | {"words": "x" * 400}], [choice["remember"][0] | {"extra": 1}], "x"):
        assert (
            service.post("/v1/query", json={"query": choice["query"], "remember": bad}, headers=ANN).status_code == 422
        )
    assert service.post("/v1/ask", json={"question": "revenue"}, headers={"KPI-Person": "x" * 201}).status_code == 422
    # Nobody in particular is remembered nothing.
    assert service.post("/v1/query", json={key: choice[key] for key in ("query", "remember")}).json()["settled"] == []
    assert service.get("/v1/choices").json() == {"choices": []}
