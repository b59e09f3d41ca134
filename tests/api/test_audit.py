"""The audit trail: who asked what, read as what; no secret and no value; and what happens where it cannot be written."""

import csv
import datetime as dt
import io
import json
import sqlite3

import pytest
from access_service import Service
from postgres_server import run_server
from shops import PARTS, STATEMENTS, TODAY

from api import cli
from api.access.ledger import held
from api.access.limits import Limits
from api.access.secret import KEY, make_secret
from api.access.words import WORDS
from api.state import Audit, Entry, Sought, open_door
from api.state import audit as audit_module
from semantic_layer.issues import StateError, WarehouseError
from semantic_layer.session import Viewer

NOW = dt.datetime(2026, 11, 28, 12, tzinfo=dt.UTC)
DAY = dt.timedelta(days=1)
SALES = {
    "kind": "data",
    "measures": [{"kind": "metric", "name": "sales"}],
    "by": [{"kind": "dimension", "name": "area"}],
    "totals": True,
}


@pytest.fixture(scope="module")
def engine(small):
    return small(PARTS, *STATEMENTS, today=TODAY, calendar={"as_of": TODAY}).engine


@pytest.fixture
def service(engine, tmp_path):
    return Service(engine, tmp_path)


def trail(service):
    return tuple(Audit(service.keys._door).all(Sought()))


def test_an_answer_is_written_down_with_what_it_was_read_as(service, engine):
    key, secret = service.key("ann", areas="North")
    answer = service.ask("sales by area", {"Authorization": f"Bearer {secret.text}"})
    (entry,) = trail(service)
    assert (entry.person, entry.credential, entry.question, entry.status) == (
        "ann",
        f"key {key.id}",
        "sales by area",
        "answered",
    )
    assert (entry.model, entry.version, entry.answer_id) == ("small", engine.whole.version, answer["answer_id"])
    assert entry.sql == answer["sql"] and entry.readback == answer["readback"] and entry.rows == 1
    assert json.loads(entry.query)["by"] == [{"kind": "dimension", "name": "area"}]
    assert entry.policies == {"own_area": ("North",), "cost": ()} and entry.issues == () and entry.elapsed_ms > 0
    assert abs((dt.datetime.now(dt.UTC) - entry.at).total_seconds()) < 60


def test_what_is_said_again_of_a_history_is_written_down_as_that_and_charged(service, monkeypatch, capsys, tmp_path):
    charged = []
    monkeypatch.setattr(Limits, "charge", lambda self, person, seconds: charged.append(person))
    ann = service.bearer("ann", areas="North")
    said = [{"role": "user", "content": text} for text in ("sales by area", "by day", "only South")]
    request = {"model": "small", "messages": said}
    assert service.client.post("/v1/chat/completions", json=request, headers=ann).status_code == 200
    first, second, asked = trail(service)
    assert [each.question for each in (first, second, asked)] == ["sales by area", "by day", "only South"]
    assert [each.replayed for each in (first, second, asked)] == [True, True, False]
    # It ran, in his name and under his rights; nothing of it was shown.
    for each in (first, second):
        assert each.person == "ann" and "SELECT" in each.sql and each.policies["own_area"] == ("North",)
        assert each.status == "answered" and each.answer_id == ""
    assert asked.answer_id
    assert charged == ["ann"] * 3
    monkeypatch.setenv("KPI_STATE_URL", f"sqlite:///{tmp_path}/state.db")
    assert kpi(capsys, monkeypatch)[1].out.count("replayed") == 2


def test_a_history_that_cannot_be_written_down_is_not_said_again(service, engine, monkeypatch):
    ann, asks = service.bearer("ann", roles=("head_office",)), []
    run = type(engine.warehouse).run
    monkeypatch.setattr(type(engine.warehouse), "run", lambda self, each: (asks.append(each), run(self, each))[1])

    def fail(*_):
        raise StateError("locked", "The state cannot be reached just now.")

    monkeypatch.setattr(Audit, "keep", fail)
    engine.kept_results.clear()
    said = [{"role": "user", "content": text} for text in ("sales by area", "sales by day", "sales")]
    answer = service.client.post("/v1/chat/completions", json={"model": "small", "messages": said}, headers=ann)
    assert answer.status_code == 503 and len(asks) == 1
    assert WORDS["en"]["audit"][1] in answer.json()["error"]["message"]


def test_a_query_a_refusal_and_a_failure_are_written_down_too(service, engine, monkeypatch):
    ann = service.bearer("ann", roles=("head_office",))
    service.client.post("/v1/query", json={"query": SALES}, headers=ann)
    service.ask("unicorns", ann)
    service.client.post("/v1/query", json={"query": {"kind": "nothing"}}, headers=ann)

    def fail(*_):
        raise WarehouseError("failed", "The warehouse could not answer.")

    engine.kept_results.clear()
    monkeypatch.setattr(type(engine.warehouse), "run", fail)
    assert service.client.post("/v1/ask", json={"question": "sales"}, headers=ann).status_code == 503
    query, refusal, failure = trail(service)
    assert (
        query.question == ""
        and query.rows == 2
        and query.policies == {}
        and query.sql.count("SELECT") >= 2
        and ";\n" in query.sql
    )
    assert (refusal.status, refusal.sql, refusal.query, refusal.rows) == ("refused", "", "", 0) and refusal.issues
    assert (failure.status, failure.issues, failure.question) == ("failed", ("failed",), "sales")


def test_no_value_that_came_out_and_no_secret_is_kept(engine, tmp_path):
    service = Service(engine, tmp_path)
    key, secret = service.key("ann", roles=("head_office", "finance"))
    headers = {"Authorization": f"Bearer {secret.text}"}
    other, token = make_secret(KEY), "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJhbm4ifQ.c2lnbmF0dXJl"
    shown = [
        service.ask(question, headers)
        for question in ("sales by area", "sales", f"sales {other.text}", f"sales {token} {secret.text}")
    ]
    assert shown[1]["rows"] == [[70]]
    values = ("70.0", "40.0", "30.0", '"70"', '"40"', "[70", "€70", "€40")
    for entry in trail(service):
        text = entry.model_dump_json(exclude={"elapsed_ms", "at"})
        assert not [value for value in values if value in text], text
    kept = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    for text in (secret.text, other.text, token, secret.text.split("_", 2)[2], other.text.split("_", 2)[2]):
        assert text.encode() not in kept
    assert trail(service)[2].question == f"sales kpi_{other.id}_…" and "eyJ…" in trail(service)[3].question


def test_choices_of_a_question_back_are_written_down(retail, tmp_path):
    service = Service(retail, tmp_path)
    answer = service.ask("returns last month", service.bearer("ann"))
    (entry,) = trail(service)
    assert entry.status == "clarify" == answer["status"] and len(entry.offered) == 2 and entry.rows == 2
    assert "refund_amount" in "".join(entry.offered)
    for choice in answer["choices"]:
        assert str(choice["rows"][0][0]) not in entry.model_dump_json(exclude={"elapsed_ms", "at"})


@pytest.mark.parametrize(("how", "status"), [("required", 503), ("on", 200), ("off", 200)])
@pytest.mark.parametrize("locale", ["en", "zh"])
def test_what_cannot_be_written_down_is_not_answered_where_it_has_to_be(
    engine, tmp_path, monkeypatch, how, status, locale
):
    service = Service(engine, tmp_path, audit=how)

    def fail(*_):
        raise StateError("unreachable", "The state cannot be reached just now.")

    monkeypatch.setattr(Audit, "keep", fail)
    question = {"en": "sales", "zh": "销售额"}[locale]
    for path, body in (("/v1/ask", {"question": question}), ("/v1/query", {"query": SALES, "locale": locale})):
        response = service.client.post(path, json=body, headers=service.bearer("ann", roles=("head_office",)))
        assert response.status_code == status, response.text
        if status == 503:
            assert response.json()["detail"] == WORDS[locale]["audit"][1] and response.headers["retry-after"]
            assert "70" not in response.text and "40" not in response.text and "rows" not in response.json()


def test_off_nothing_is_written_down(engine, tmp_path):
    service = Service(engine, tmp_path, audit="off")
    assert service.ask("sales", service.bearer("ann", areas="North"))["status"] == "answered"
    assert trail(service) == ()


def test_a_disk_that_is_full_or_a_file_that_is_gone_is_no_answer(engine, tmp_path):
    service = Service(engine, tmp_path)
    ann = service.bearer("ann", areas="North")
    assert service.ask("sales", ann)["status"] == "answered"
    with sqlite3.connect(tmp_path / "state.db", isolation_level=None) as other:
        other.execute("DROP TABLE audit")
    other.close()
    response = service.client.post("/v1/ask", json={"question": "sales"}, headers=ann)
    assert response.status_code == 503 and str(tmp_path) not in response.text


def test_what_is_too_old_is_forgotten_once_an_hour(engine, tmp_path):
    service = Service(engine, tmp_path, audit_days=30)
    old = entry(at=dt.datetime.now(dt.UTC) - 31 * DAY)
    kept = entry(at=dt.datetime.now(dt.UTC) - 29 * DAY)
    for each in (old, kept):
        Audit(service.keys._door).keep(each)
    ann = service.bearer("ann", areas="North")
    service.ask("sales", ann)
    assert [each.question for each in trail(service)] == ["", "sales"] and trail(service)[0].at == kept.at
    Audit(service.keys._door).keep(old)
    service.ask("sales", ann)
    assert len(trail(service)) == 4


def entry(**more):
    given = {
        "at": NOW,
        "person": "ann",
        "credential": "key 1",
        "model": "shop",
        "version": "v",
        "question": "",
        "status": "answered",
    }
    return Entry(**(given | more))


def test_policies_and_masks_that_hold(engine):
    assert held(engine.whole, Viewer(roles=("finance",), attributes={"areas": ("North", "South")})) == {
        "own_area": ("North", "South")
    }
    assert (
        held(engine.whole, Viewer()) == {"own_area": (), "cost": ()}
        and held(engine.whole, Viewer(roles=("head_office",))) == {}
    )


@pytest.fixture(scope="module")
def server():
    with run_server() as running:
        yield running


@pytest.fixture(params=["sqlite", "postgres"])
def audit(request, tmp_path):
    if request.param == "sqlite":
        url = f"sqlite:///{tmp_path}/state.db"
    else:
        server, name = request.getfixturevalue("server"), f"a{abs(hash(str(tmp_path)))}"
        server.create(name)
        url = server.url(name, "owner")
    door = open_door(url)
    yield Audit(door)
    door.close()


def test_what_is_kept_is_found_by_person_status_and_day(audit, monkeypatch):
    monkeypatch.setattr(audit_module, "PAGE", 2)
    assert tuple(audit.all(Sought())) == () == audit.newest(Sought(), 5)
    made = [
        entry(question=str(number), at=NOW + number * DAY, person=("ann", "bob")[number % 2], status=("answered", "refused")[number == 3],
              policies={"p": ("华东", "x")}, offered=("{}",), issues=("a", "b"), rows=number, sql="SELECT 'é'", elapsed_ms=1.5)
        for number in range(7)
    ]  # fmt: skip
    for each in made:
        audit.keep(each)
    assert tuple(audit.all(Sought())) == tuple(made) and audit.newest(Sought(), 3) == tuple(made[:-4:-1])
    asked = lambda **sought: [each.question for each in audit.all(Sought(**sought))]
    assert asked(person="bob") == ["1", "3", "5"] and asked(status="refused") == ["3"] and asked(person="Bob") == []
    assert asked(since=NOW + 5 * DAY) == ["5", "6"] and asked(before=NOW + DAY) == ["0"]
    assert audit.forget(NOW + 5 * DAY) == 5 and asked() == ["5", "6"]


def kpi(capsys, monkeypatch, *words):
    monkeypatch.setattr("sys.argv", ["kpi", "audit", *words])
    code = 0
    try:
        cli.main()
    except SystemExit as left:
        code = left.code or 0
    return code, capsys.readouterr()


def test_by_command(tmp_path, capsys, monkeypatch):
    monkeypatch.setenv("KPI_STATE_URL", f"sqlite:///{tmp_path}/state.db")
    monkeypatch.setenv("COLUMNS", "200")
    assert "Nothing is written down" in kpi(capsys, monkeypatch)[1].out
    audit = Audit(open_door(f"sqlite:///{tmp_path}/state.db"))
    made = [
        entry(question="＝1+1"),
        entry(question="=1+1", readback="x, y"),
        entry(at=NOW + DAY, person="bob", question="销售额\n[b]", policies={"p": ("North",)}),
    ]
    for each in made:
        audit.keep(each)
    code, said = kpi(capsys, monkeypatch)
    assert code == 0 and "bob" in said.out and "[b]" in said.out and said.out.index("bob") < said.out.index("ann")
    code, said = kpi(capsys, monkeypatch, "--format", "jsonl")
    assert [Entry.model_validate_json(line) for line in said.out.splitlines()] == made
    code, said = kpi(capsys, monkeypatch, "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(said.out)))
    assert [row["question"] for row in rows] == ["'＝1+1", "'=1+1", "销售额\n[b]"]
    assert json.loads(rows[2]["policies"]) == {"p": ["North"]}
    code, said = kpi(
        capsys, monkeypatch, "--person", "bob", "--since", "2026-11-29", "--until", "2026-11-29", "--format", "jsonl"
    )
    assert len(said.out.splitlines()) == 1
    assert kpi(capsys, monkeypatch, "--until", "2026-11-27", "--format", "jsonl")[1].out == ""
    assert kpi(capsys, monkeypatch, "--since", "soon")[0] == 2
