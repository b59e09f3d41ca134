"""What stands behind an answer: lineage, what words could stand for, and how far an answer has come."""

import json

import pytest
from access_service import Service
from fastapi.testclient import TestClient
from shops import PARTS, STATEMENTS, TODAY

from api.app import create_app
from api.lineage import describe_lineage
from api.settings import Settings
from api.stages import watch
from nlq.ask import ask
from nlq.reading import Question
from semantic_layer.issues import WarehouseError
from semantic_layer.model.sight import cut_model
from semantic_layer.session import Session, Viewer


@pytest.fixture(scope="module")
def shops(small):
    return small(PARTS, *STATEMENTS, today=TODAY, calendar={"as_of": TODAY}).engine


def test_lineage_leads_to_tables_and_columns(client):
    found = client.get("/v1/metrics/repeat_purchase_rate").json()["lineage"]
    assert [each["name"] for each in found["inputs"]] == ["repeat_customers", "active_customers"] and not found[
        "tables"
    ]
    [table] = found["inputs"][0]["tables"]
    assert table["source"] == "orders"
    assert {each["name"]: each["role"] for each in table["columns"]} == {
        "customer_id": "value",
        "status": "condition",
        "ordered_at": "time",
    }


def test_every_metric_has_a_lineage_in_the_readers_language(retail):
    for name in retail.model.metrics:
        found = describe_lineage(name, retail.model, "zh")
        assert found["label"] == retail.model.metric_label(name, "zh")
        assert found["inputs"] or found["tables"], name


def test_an_input_that_one_may_not_see_is_only_said_to_be_there(shops):
    whole = describe_lineage("profit", shops.whole, "en")
    assert [each["name"] for each in whole["inputs"]] == ["sales", "costs"]
    assert [each["name"] for each in whole["inputs"][1]["tables"][0]["columns"]] == ["cost", "day"]
    cut = cut_model(shops.whole, Viewer())
    cut = cut.model_copy(
        update={"metrics": {"profit": shops.whole.metrics["profit"], "sales": shops.whole.metrics["sales"]}}
    )
    assert describe_lineage("profit", cut, "en")["inputs"][1] == {"hidden": True}


def test_candidates_hold_what_was_taken_and_what_else_there_was(client):
    text = "repeat purchase rate by region in East China"
    asked = client.post("/v1/ask", json={"question": text}).json()
    found = client.post("/v1/candidates", json={"question": text}).json()["words"]
    for step in asked["trace"]:
        if step["meaning"].startswith(("metric", "dim ")) or " = " in step["meaning"]:
            [own] = [each for each in found if each["at"] == step["at"]]
            assert step["meaning"] in [each["meaning"] for each in own["candidates"]], step
    [returns] = client.post("/v1/candidates", json={"question": "returns"}).json()["words"]
    assert [each["label"] for each in returns["candidates"]] == ["refund amount", "returned orders"]


def test_candidates_are_of_what_one_may_see(shops, tmp_path):
    service = Service(shops, tmp_path)

    def words(**who):
        asked = {"question": "profit in South"}
        found = service.client.post("/v1/candidates", json=asked, headers=service.bearer("ann", **who)).json()["words"]
        return [each["words"] for each in found]

    assert words(areas="North") == [] and words(areas="South") == ["South"]
    assert words(areas="South", roles=("finance",)) == ["profit", "South"]


def events(response):
    lines = [line for line in response.text.splitlines() if line]
    names = [line.removeprefix("event: ") for line in lines if line.startswith("event: ")]
    data = [json.loads(line.removeprefix("data: ")) for line in lines if line.startswith("data: ")]
    return list(zip(names, data, strict=True))


ACCEPT = {"accept": "text/event-stream"}


def test_each_stage_is_told_as_it_begins(client):
    body = {"question": "revenue by month this year", "progress": True}
    found = events(client.post("/v1/ask", json=body, headers=ACCEPT))
    stages = [data["stage"] for name, data in found if name == "progress"]
    assert stages == ["reading", "query", "rows", "text"]
    assert [name for name, _ in found[4:]] == ["reading", "query", "rows", "text"] and found[-1][1][
        "status"
    ] == "answered"
    again = events(client.post("/v1/query", json={"query": found[-1][1]["query"], "progress": True}, headers=ACCEPT))
    assert again[-1][1]["rows"] == found[-1][1]["rows"]
    assert [data["stage"] for name, data in again if name == "progress"] == stages


def test_what_fails_on_the_way_is_told_as_a_problem(retail, tmp_path, monkeypatch):
    client = TestClient(
        create_app(Settings(state_url=f"sqlite:///{tmp_path}/s.db"), retail), raise_server_exceptions=False
    )

    def fail(self, compiled):
        raise WarehouseError("unreachable", "The warehouse cannot be reached.")

    monkeypatch.setattr("nlq.engine.Engine.run", fail)
    body = {"question": "revenue last month", "progress": True}
    found = events(client.post("/v1/ask", json=body, headers=ACCEPT))
    assert found[-1][0] == "problem" and found[-1][1]["status"] == 503
    # Without progress the status of the response says it.
    assert client.post("/v1/ask", json={"question": "revenue last month"}, headers=ACCEPT).status_code == 503


def test_a_watched_engine_answers_as_the_engine_does(retail):
    told = []
    session = Session(today=retail.model.calendar.as_of)
    for text in (
        "revenue by region last month",
        "which KPIs are behind target",
        "why did revenue fall last month",
        "returns last month",
        "who owns revenue",
    ):
        question = Question(text=text, locale="en")
        plain, watched = ask(question, session, retail), ask(question, session, watch(retail, told.append))
        assert watched.model_copy(update={"elapsed_ms": {}}) == plain.model_copy(update={"elapsed_ms": {}})
    assert set(told) == {"query", "rows", "text"} and watch(retail, None) is retail
