"""What opens a share: written down, and in nobody's words but those that the opener may know."""

import pytest
from access_service import Service
from shops import PARTS, STATEMENTS, TODAY

from api import cli
from api.access.words import WORDS
from api.state import Audit, Sought
from semantic_layer.issues import StateError


@pytest.fixture(scope="module")
def engine(small):
    return small(PARTS, *STATEMENTS, today=TODAY, calendar={"as_of": TODAY}).engine


@pytest.fixture
def service(engine, tmp_path):
    return Service(engine, tmp_path)


def share(service, headers, *questions):
    """The path of what somebody asked and shares, and his answers."""
    answers, id = [], None
    for question in questions:
        answers.append(service.ask(question, headers, keep=True, conversation_id=id))
        id = answers[-1]["conversation_id"]
    made = service.client.post("/v1/shares", json={"conversation_id": id}, headers=headers)
    return f"/v1/shares/{made.json()['id']}", answers


def trail(service):
    return tuple(Audit(service.keys._door).all(Sought()))


def test_a_snapshot_that_is_opened_is_written_down_with_whose_rights_it_shows(service, engine):
    path, (first, second) = share(service, service.bearer("ann", areas="North"), "sales by area", "sales")
    key, secret = service.key("amy", areas="North")
    before = len(trail(service))
    seen = service.client.get(path, headers={"Authorization": f"Bearer {secret.text}"}).json()
    assert [each["answer"] for each in seen["turns"]] == [first, second]
    opened = trail(service)[before:]
    assert [each.question for each in opened] == ["sales by area", "sales"]
    assert [each.answer_id for each in opened] == [first["answer_id"], second["answer_id"]]
    for each, answer in zip(opened, (first, second), strict=True):
        assert (each.person, each.credential) == ("amy", f"key {key.id}")
        assert (each.shared_by, each.computed_for) == ("ann", "ann")
        assert each.policies == {"own_area": ("North",), "cost": ()} and each.version == engine.whole.version
        assert (each.status, each.readback, each.sql) == ("answered", answer["readback"], answer["sql"])
        assert each.rows == len(answer["rows"]) and each.elapsed_ms == 0


def test_what_is_computed_anew_for_who_opens_it_says_by_whom_it_was_shared(service):
    path, _ = share(service, service.bearer("ann", areas="North"), "sales by area")
    before = len(trail(service))
    service.client.get(path, headers=service.bearer("bob", areas="South"))
    (entry,) = trail(service)[before:]
    assert (entry.person, entry.shared_by, entry.computed_for) == ("bob", "ann", "")
    assert entry.policies["own_area"] == ("South",) and entry.question == "" and entry.sql


def test_who_opens_what_holds_nothing_for_him_is_written_down_too(service):
    path, _ = share(service, service.bearer("ann", areas="North"), "unicorns")
    before = len(trail(service))
    assert service.client.get(path, headers=service.bearer("bob", areas="South")).json()["turns"] == []
    (entry,) = trail(service)[before:]
    assert (entry.person, entry.shared_by, entry.status, entry.issues) == ("bob", "ann", "refused", ("withheld",))
    assert entry.question == entry.sql == entry.answer_id == "" and entry.rows == 0


def test_who_asks_himself_was_shared_nothing(service):
    service.ask("sales", service.bearer("ann", areas="North"))
    (entry,) = trail(service)
    assert (entry.shared_by, entry.computed_for) == ("", "")


@pytest.mark.parametrize(("how", "status"), [("required", 503), ("on", 200), ("off", 200)])
def test_what_cannot_be_written_down_is_not_opened(engine, tmp_path, monkeypatch, how, status):
    service = Service(engine, tmp_path, audit=how)
    ann = service.bearer("ann", areas="North")
    path, _ = share(service, ann, "sales by area")

    def fail(*_):
        raise StateError("locked", "The state cannot be reached just now.")

    monkeypatch.setattr(Audit, "keep", fail)
    got = service.client.get(path, headers=service.bearer("amy", areas="North"))
    assert got.status_code == status and ("North" in got.text) == (status == 200)
    if status == 503:
        assert got.json()["detail"] == WORDS["en"]["audit"][1]


def test_the_command_says_whose_share_was_opened(service, tmp_path, capsys, monkeypatch):
    path, _ = share(service, service.bearer("ann", areas="North"), "sales by area")
    service.client.get(path, headers=service.bearer("amy", areas="North"))
    monkeypatch.setenv("KPI_STATE_URL", f"sqlite:///{tmp_path}/state.db")
    monkeypatch.setenv("COLUMNS", "200")
    monkeypatch.setattr("sys.argv", ["kpi", "audit", "--person", "amy"])
    with pytest.raises(SystemExit):
        cli.main()
    assert "shared by ann" in capsys.readouterr().out


@pytest.mark.parametrize(
    "question",
    [
        "sales of North in March 2026", "sales excluding North in March 2026", "sales in North or South in March 2026",
        "2026年3月North的销售额",
    ],
)  # fmt: skip
def test_a_query_that_names_what_the_opener_may_not_know_of_is_not_computed_anew(service, question):
    path, (asked,) = share(service, service.bearer("ann", roles=("head_office",)), question)
    assert asked["status"] == "answered"
    got = service.client.get(path, headers=service.bearer("bob", areas="South"))
    assert got.json()["turns"] == [] and "North" not in got.text
    assert trail(service)[-1].person == "bob" and "North" not in trail(service)[-1].model_dump_json()


def test_a_query_that_names_what_the_opener_knows_of_is(service):
    path, (asked,) = share(service, service.bearer("ann", roles=("head_office",)), "sales of South in March 2026")
    [turn] = service.client.get(path, headers=service.bearer("bob", areas="South")).json()["turns"]
    assert turn["anew"] and turn["answer"]["rows"] == asked["rows"] == [[40.0]]


def test_a_metric_that_the_opener_may_not_know_of_is_not_named_to_him(service):
    ann = service.bearer("ann", roles=("finance", "head_office"))
    path, (asked,) = share(service, ann, "profit in March 2026")
    assert asked["status"] == "answered"
    got = service.client.get(path, headers=service.bearer("bob", areas="South"))
    assert got.json()["turns"] == [] and "profit" not in got.text


def test_what_a_search_within_names_looked_for_is_left_out(service):
    query = {
        "kind": "data", "measures": [{"kind": "metric", "name": "sales"}],
        "where": {"kind": "contains", "dimension": "area", "text": "orth"},
    }  # fmt: skip
    ann = service.bearer("ann", roles=("head_office",))
    asked = service.client.post("/v1/query", json={"query": query, "keep": True, "asked": "x"}, headers=ann).json()
    made = service.client.post("/v1/shares", json={"conversation_id": asked["conversation_id"]}, headers=ann).json()
    got = service.client.get(f"/v1/shares/{made['id']}", headers=service.bearer("bob", areas="South"))
    assert got.json()["turns"] == [] and "orth" not in got.text
