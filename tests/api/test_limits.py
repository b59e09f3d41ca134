"""How much one person may ask: requests a minute and seconds an hour, over all workers, in words and with a time."""

import threading
import time

import pytest
from access_service import Service
from fastapi.testclient import TestClient
from postgres_server import run_server
from shops import PARTS, STATEMENTS, TODAY

from api.access import limits as limits_module
from api.access.limits import OverLimit, check_requests, wait_for_seconds
from api.app import create_app
from api.settings import Settings
from api.state import Usage, Used, open_door
from semantic_layer.issues import StateError


def wait(before, now, second, limit):
    try:
        check_requests(Used(now, before, 0), second, limit)
    except OverLimit as error:
        return error.wait
    return None


@pytest.mark.parametrize(("before", "now", "second", "waits"), [
    (0, 10, 5, None), (0, 11, 5, 61), (10, 1, 0, 6), (10, 1, 6, None), (10, 5, 30, None), (10, 6, 30, 6), (10, 10, 59.9, 1), (10, 10, 0, 60), (20, 1, 0, 33), (20, 1, 33, None),
])  # fmt: skip
def test_requests_of_the_last_sixty_seconds(before, now, second, waits):
    assert wait(before, now, second, 10) == waits and wait(before, now, second, 0) is None


@pytest.mark.parametrize("limit", [1, 2, 10])
def test_after_the_time_that_is_said_it_is_let_in_and_not_much_before(limit):
    for before in range(0, limit + 5):
        for now in range(1, limit + 2):
            for second in (0.0, 7.3, 31.0, 59.5):
                waits = wait(before, now, second, limit)
                if waits is None:
                    continue
                # The request that was refused is not counted, and comes again.
                for later, let_in in ((second + waits, True), (second + waits - 1.01, False)):
                    minutes, at = divmod(later, 60)
                    counts = {0: (before, now), 1: (now - 1, 1), 2: (0, 1)}[int(minutes)]
                    if later > second:
                        assert (wait(*counts, at, limit) is None) == let_in, (before, now, second, waits)


def test_seconds_of_the_last_hour():
    at = 10 * 60
    assert wait_for_seconds({10: 10.0}, at + 20, 10) == 60 * 60 - 20
    assert wait_for_seconds({1: 4.0, 5: 4.0, 10: 4.0}, at, 10) == (1 + 60 - 10) * 60
    assert wait_for_seconds({1: 4.0, 5: 4.0, 10: 11.0}, at, 10) == 60 * 60


@pytest.fixture(scope="module")
def server():
    with run_server() as running:
        yield running


@pytest.fixture(params=["sqlite", "postgres"])
def usage(request, tmp_path):
    if request.param == "sqlite":
        url = f"sqlite:///{tmp_path}/state.db"
    else:
        server, name = request.getfixturevalue("server"), f"u{abs(hash(str(tmp_path)))}"
        server.create(name)
        url = server.url(name, "owner")
    doors = [open_door(url) for _ in range(2)]
    yield [Usage(door) for door in doors]
    for door in doors:
        door.close()


def test_counts_are_a_persons_own_and_of_one_hour(usage):
    seen = []
    for person, minute in (("ann", 100), ("ann", 100), ("bob", 100), ("ann", 159), ("ann", 160)):
        usage[0].count(person, minute, seen.append)
    usage[1].charge("ann", 160, 1.5)
    usage[1].charge("ann", 158, 2)
    usage[1].charge("cid", 160, 2.5)
    usage[1].count("ann", 161, seen.append)
    assert seen == [(1, 0, 0), (2, 0, 0), (1, 0, 0), (1, 0, 0), (1, 1, 0), (1, 1, 3.5)]
    assert usage[1].seconds("ann", 161) == {158: 2, 159: 0, 160: 1.5, 161: 0}
    assert usage[0].seconds("bob", 161) == {}


def test_what_is_refused_is_not_counted(usage):
    def refuse(used):
        raise OverLimit("requests", 1)

    for _ in range(3):
        with pytest.raises(OverLimit):
            usage[0].count("ann", 100, refuse)
    seen = []
    usage[0].count("ann", 100, seen.append)
    assert seen == [(1, 0, 0)]


def test_at_once_by_two_workers_nobody_gets_more(usage):
    let_in, refused = [], []

    def many(one):
        left = 15
        while left:
            try:
                one.count("ann", 100, lambda used: check_requests(used, 0, 20))
                let_in.append(1)
            except OverLimit:
                refused.append(1)
            except StateError as error:
                # On a busy machine a writer may be kept waiting too long; it was counted nowhere, and asks again.
                assert error.code == "locked"
                continue
            left -= 1

    threads = [threading.Thread(target=many, args=(usage[place % 2],)) for place in range(4)]
    for each in threads:
        each.start()
    for each in threads:
        each.join(60)
    assert (len(let_in), len(refused)) == (20, 40)


@pytest.fixture(scope="module")
def engine(small):
    return small(PARTS, *STATEMENTS, today=TODAY, calendar={"as_of": TODAY}).engine


class Moment:
    """A moment that is set by hand."""

    def __init__(self, seconds):
        self.seconds = seconds

    def __call__(self):
        return self

    def timestamp(self):
        return self.seconds


def test_over_http_by_all_keys_of_a_person_and_every_worker(engine, tmp_path, monkeypatch):
    moment = Moment(600_000.0)
    monkeypatch.setattr(limits_module, "now_utc", moment)
    service = Service(engine, tmp_path, rate_limit=3)
    other = TestClient(
        create_app(Settings(state_url=f"sqlite:///{tmp_path}/state.db", auth="on", rate_limit=3), engine)
    )
    one, two, bob = service.bearer("ann"), service.bearer("ann"), service.bearer("bob")
    assert [client.get("/v1/metrics", headers=key).status_code for client, key in ((service.client, one), (other, two), (other, one))] == [200] * 3  # fmt: skip
    for language, word in (("en", "3 requests a minute"), ("zh", "每分钟最多发送 3 次")):
        response = service.client.get("/v1/metrics", headers=two | {"Accept-Language": language})
        assert response.status_code == 429 and response.headers["retry-after"] == "80"
        assert response.headers["content-type"] == "application/problem+json" and word in response.json()["detail"]
    assert service.client.get("/v1/metrics", headers=bob).status_code == 200
    moment.seconds += 60
    # Nobody is counted who is not known.
    for _ in range(10):
        assert service.client.get("/v1/metrics", headers={"Authorization": "Bearer x"}).status_code == 401
    moment.seconds += 30
    assert service.client.get("/v1/metrics", headers=one).status_code == 200


def test_who_has_used_his_seconds_may_still_read_the_catalogue(engine, tmp_path, monkeypatch):
    service = Service(engine, tmp_path, cost_limit=0.5)
    ann = service.bearer("ann", areas="North")
    run = type(engine.warehouse).run
    monkeypatch.setattr(type(engine.warehouse), "run", lambda self, compiled: (time.sleep(0.6), run(self, compiled))[1])
    engine.kept_results.clear()
    assert service.ask("sales", ann)["status"] == "answered"
    for language, word in (("en", "0.5 seconds of the warehouse"), ("zh", "每小时最多使用数据仓库 0.5 秒")):
        response = service.client.post(
            "/v1/ask", json={"question": "sales"}, headers=ann | {"Accept-Language": language}
        )
        assert response.status_code == 429 and word in response.json()["detail"]
        assert 3500 <= int(response.headers["retry-after"]) <= 3600
    query = {"query": {"kind": "data", "measures": [{"kind": "metric", "name": "sales"}]}}
    assert service.client.post("/v1/query", json=query, headers=ann).status_code == 429
    assert service.client.get("/v1/metrics", headers=ann).status_code == 200
    assert service.ask("sales", service.bearer("bob", areas="North"))["status"] == "answered"


def test_where_nothing_can_be_counted_nobody_is_let_in(engine, tmp_path, monkeypatch):
    service = Service(engine, tmp_path)
    ann = service.bearer("ann")

    def fail(*_):
        raise StateError("locked", "The state cannot be reached just now.")

    monkeypatch.setattr(Usage, "count", fail)
    assert service.client.get("/v1/metrics", headers=ann).status_code == 503
