"""Feedback: kept with what was expected, for whoever gives it; where it cannot be kept, that is told."""

import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from api.settings import Settings
from api.state import Feedback, open_door

WRONG = {
    "answer_id": "a1",
    "right": False,
    "comment": "too low",
    "expected": "about 30 million",
    "question": "revenue last month",
}


def test_what_is_said_is_kept(retail, tmp_path):
    url = f"sqlite:///{tmp_path}/state.db"
    with TestClient(create_app(Settings(state_url=url), retail)) as client:
        answer = client.post("/v1/ask", json={"question": "revenue last month"}).json()
        assert client.post("/v1/feedback", json=WRONG, headers={"KPI-Person": "ann"}).status_code == 204
        assert client.post("/v1/feedback", json={"answer_id": answer["answer_id"], "right": True}).status_code == 204
        found = Feedback(open_door(url)).recall(retail.model.header.name)
        assert [each.model_dump(exclude_defaults=True) for each in found] == [
            WRONG,
            {"answer_id": answer["answer_id"], "right": True},
        ]
        assert Feedback(open_door(url)).recall("other") == ()


@pytest.mark.parametrize(
    "body",
    [{}, {"answer_id": "a"}, WRONG | {"right": "perhaps"}, WRONG | {"expected": "x" * 3_000}, WRONG | {"more": 1}],
)
def test_a_malformed_one_is_a_problem(client, body):
    assert client.post("/v1/feedback", json=body).status_code == 422


def test_a_state_that_is_out_of_reach_is_told(retail, tmp_path):
    (tmp_path / "state.db").write_text("no database " * 100)
    with TestClient(create_app(Settings(state_url=f"sqlite:///{tmp_path}/state.db"), retail)) as client:
        response = client.post("/v1/feedback", json=WRONG)
        assert response.status_code == 503 and str(tmp_path) not in response.text
