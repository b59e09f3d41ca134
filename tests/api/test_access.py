"""Who may ask: nothing is readable without a login, and nobody gets more than his own."""

import datetime as dt
from hmac import compare_digest

import pytest
from access_service import Service
from fastapi import APIRouter
from fastapi.testclient import TestClient
from shops import PARTS, STATEMENTS, TODAY
from starlette.routing import Mount, Route

from api.access import secret as secrets_module
from api.access.guard import COOKIE
from api.access.issue import rotate_key
from api.access.scopes import ORDINARY, RULES, SCOPES, rule_of
from api.access.words import SCOPES_ZH, WORDS
from api.app import create_app
from api.chat.completions import SHAPES
from api.settings import Settings

#: What may be read without a login: that the process runs and can answer, and the page to sign in on.
READABLE = {"/healthz", "/readyz", "/", "/page", "/page/charts.js", "/embed"}
OWN = {"Origin": "http://testserver"}


@pytest.fixture(scope="module")
def engine(small):
    return small(PARTS, *STATEMENTS, today=TODAY, calendar={"as_of": TODAY}).engine


@pytest.fixture
def service(engine, tmp_path):
    return Service(engine, tmp_path, mcp=True)


def routes(app):
    """Every route of an app with a method, those behind an include and a mount too."""

    def walk(found, prefix=""):
        for route in found:
            if isinstance(route, Mount):
                yield "GET", prefix + route.path
                yield from walk(route.routes or (), prefix + route.path)
            elif isinstance(route, Route) or hasattr(route, "methods"):
                for method in route.methods or ("GET",):
                    yield method, prefix + route.path
            elif hasattr(route, "original_router"):
                yield from walk(route.original_router.routes, prefix)

    return sorted(set(walk(app.routes)))


def is_problem(response, status):
    body = response.json()
    assert response.headers["content-type"] == "application/problem+json"
    assert response.status_code == status == body["status"] and body["title"] and body["detail"], response.text
    return body


def test_nothing_is_readable_without_a_login(service):
    found = routes(service.app)
    assert len(found) > 15 and {path for _, path in found} >= {path for path in service.app.openapi()["paths"]}
    for method, path in found:
        response = service.client.request(method, path.replace("{name}", "sales"), json={})
        if path in READABLE:
            assert response.status_code != 401 and b"sales" not in response.content.lower(), path
        elif (method, path) in {("DELETE", "/v1/session"), ("POST", "/v1/session")}:
            # To sign in and out: without a key there is nothing to read.
            assert response.status_code in (204, 422) and b"person" not in response.content
        else:
            assert response.status_code == 401, (method, path)
            if any(path.startswith(start) for start in SHAPES):
                assert response.json()["error"]["type"] == "authentication_error"
            elif method != "HEAD":
                is_problem(response, 401)
            assert response.headers["www-authenticate"].startswith('Bearer realm="kpi"')


def test_every_route_says_what_it_needs(service):
    assert {path for _, path in routes(service.app) if path != "/" and rule_of(path) is None} == set()
    assert set(RULES.values()) - {""} <= set(SCOPES) == set(SCOPES_ZH) and set(ORDINARY) < set(SCOPES)


def test_a_route_that_is_added_later_and_named_by_no_rule_is_for_nobody_but_admins(service):
    router = APIRouter()
    router.add_api_route("/v1/brand-new", lambda: {"secret": 1})
    service.app.include_router(router)
    service.app.mount("/brand-new", router)
    for path in ("/v1/brand-new", "/brand-new/v1/brand-new"):
        is_problem(service.client.get(path), 401)
        is_problem(service.client.get(path, headers=service.bearer("ann")), 403)
        assert service.client.get(path, headers=service.bearer("root", scopes=("admin",))).json() == {"secret": 1}


@pytest.mark.parametrize("path", ["/page/../v1/metrics", "/page/%2e%2e/v1/metrics", "//v1/metrics", "/v1/metrics/", "/V1/metrics", "/healthz/../v1/metrics",
                                  "/page/..%2f..%2fpage.py", "/page%2f..%2fv1/metrics", "/v1/session/../metrics", "/;/v1/metrics", "/healthz%00/v1/metrics"])  # fmt: skip
def test_no_way_of_writing_a_path_leads_around_the_gate(service, path):
    response = service.client.get(path)
    assert response.status_code in (401, 404, 405) and "sales" not in response.text


def test_under_a_prefix_of_a_proxy_the_same_holds(engine, tmp_path):
    service = Service(engine, tmp_path)
    client = TestClient(service.app, root_path="/kpi")
    is_problem(client.get("/kpi/v1/metrics"), 401)
    assert client.get("/kpi/healthz").status_code == 200
    assert client.get("/kpi/v1/metrics", headers=service.bearer("ann")).status_code == 200


def test_a_socket_is_closed(service):
    with pytest.raises(Exception) as closed, service.client.websocket_connect("/v1/ask"):
        pass
    assert closed.value.code == 1008


@pytest.mark.parametrize("locale", ["en", "zh"])
def test_what_opens_nothing(service, locale):
    now = dt.datetime.now(dt.UTC)
    key, secret = service.key("ann")
    other = service.key("bob")[1]
    revoked = service.key("cid")
    service.keys.revoke(revoked[0].id, now)
    expired = service.key("dan", made=now - dt.timedelta(hours=2), lasts=dt.timedelta(hours=1))[1]
    mixed = f"kpi_{key.id}_{other.text.split('_', 2)[2]}"
    for text, code in ((mixed, "unknown"), (secret.text[:-1] + "!", "unknown"), ("", "unknown"), ("x", "unknown"), (revoked[1].text, "revoked"),
                       (expired.text, "expired"), (secret.hash, "unknown"), (secret.text.upper(), "unknown"), ("kpi_" + key.id, "unknown")):  # fmt: skip
        response = service.client.get(
            "/v1/metrics", headers={"Authorization": f"Bearer {text}", "Accept-Language": locale}
        )
        body = is_problem(response, 401)
        assert (body["title"], body["detail"]) == WORDS[locale][code], text
        assert 'error="invalid_token"' in response.headers["www-authenticate"] and text not in response.text or not text
    for header in ("Basic YTpi", "Bearer", secret.text, f"Token {secret.text}"):
        is_problem(service.client.get("/v1/metrics", headers={"Authorization": header}), 401)
    twice = [("Authorization", f"Bearer {secret.text}"), ("Authorization", f"Bearer {other.text}")]
    is_problem(service.client.get("/v1/metrics", headers=twice), 401)
    assert service.client.get("/v1/metrics", headers={"Authorization": f"bearer {secret.text}"}).status_code == 200
    # Not in the address, where logs and histories keep it, nor in another header.
    for more in ({"params": {"key": secret.text}}, {"headers": {"KPI-Key": secret.text}}, {"headers": {"Cookie": f"{COOKIE}={secret.text}"}}):  # fmt: skip
        is_problem(service.client.get("/v1/metrics", **more), 401)


def test_secrets_are_compared_in_constant_time_known_or_not(service, monkeypatch):
    compared = []
    monkeypatch.setattr(
        secrets_module.hmac, "compare_digest", lambda a, b: compared.append((a, b)) or compare_digest(a, b)
    )
    key = service.key("ann")[0]
    for name in (key.id, "0" * 12):
        response = service.client.get("/v1/metrics", headers={"Authorization": f"Bearer kpi_{name}_{'x' * 43}"})
        assert response.status_code == 401
    assert len(compared) == 2


@pytest.mark.parametrize("scope", [*SCOPES, None])
def test_a_scope_opens_what_it_names_and_nothing_else(service, scope):
    headers = service.bearer("ann", scopes=(scope,) if scope else ())
    asked = {"/v1/ask": {"question": "sales"}, "/v1/query": {"query": {"kind": "data", "measures": [{"kind": "metric", "name": "sales"}]}}, "/v1/feedback": {"answer_id": "a", "right": True}}  # fmt: skip
    for path in ("/v1/ask", "/v1/query", "/v1/feedback", "/v1/metrics", "/v1/choices", "/v1/choices/mine", "/metrics", "/openapi.json"):  # fmt: skip
        response = service.client.request(
            "POST" if path in asked else "GET", path, json=asked.get(path), headers=headers
        )
        if scope in ("admin", RULES[rule_of(path)]):
            assert response.status_code < 300, (scope, path, response.text)
        else:
            body = is_problem(response, 403)
            assert RULES[rule_of(path)] in body["detail"]
            assert f'scope="{RULES[rule_of(path)]}"' in response.headers["www-authenticate"]


def test_a_missing_right_is_said_in_both_languages(service):
    headers = service.bearer("ann", scopes=("feedback",))
    english, chinese = (service.client.get("/v1/metrics", headers=headers | {"Accept-Language": each}).json() for each in ("en-GB", "zh-CN"))  # fmt: skip
    assert "catalogue" in english["detail"] and "read what can be asked" in english["detail"]
    assert "catalogue" in chinese["detail"] and SCOPES_ZH["catalogue"] in chinese["detail"]


def test_what_is_read_with_a_login_is_kept_by_no_cache(service):
    assert service.client.get("/v1/metrics", headers=service.bearer("ann")).headers["cache-control"] == "no-store"


def test_rows_are_those_of_the_keys_person_by_every_door(service):
    north, head = service.bearer("ann", areas="North"), service.bearer("eve", roles=("head_office",))
    nobody = service.bearer("cid")
    query = {"kind": "data", "measures": [{"kind": "metric", "name": "sales"}], "totals": True}
    for headers, total in ((north, 30), (head, 70), (nobody, None)):
        assert service.ask("sales", headers)["rows"][0][0] == total
        answer = service.client.post("/v1/query", json={"query": query}, headers=headers).json()
        assert answer["rows"][0][0] == total
    # Nothing that a request says of itself changes who asks.
    claims = {"KPI-Person": "eve", "KPI-Roles": "head_office", "X-Forwarded-User": "eve", "X-Remote-User": "eve"}
    assert service.ask("sales", north | claims)["rows"][0][0] == 30
    forged = {"query": query, "viewer": {"roles": ["head_office"]}, "roles": ["head_office"]}
    assert service.client.post("/v1/query", json=forged, headers=north).status_code == 422


SALES, AREA = {"kind": "metric", "name": "sales"}, {"kind": "dimension", "name": "area"}


@pytest.mark.parametrize(("query", "rows"), [
    ({"kind": "data", "measures": [SALES], "by": [AREA]}, [["North", 30]]),
    ({"kind": "data", "measures": [SALES], "where": {"kind": "in", "dimension": "area", "values": ["South", "North"]}}, [[30]]),
    ({"kind": "data", "measures": [{**SALES, "where": {"kind": "in", "dimension": "area", "values": ["South"]}}]}, [[None]]),
    ({"kind": "data", "measures": [{"kind": "combine", "op": "share", "measures": [SALES], "without": ["area"]}], "by": [AREA]}, [["North", 1]]),
    ({"kind": "members", "dimension": "area"}, [["North"]]),
])  # fmt: skip
def test_a_query_of_his_own_shows_a_person_no_row_of_others(service, query, rows):
    headers = service.bearer("ann", areas="North")
    response = service.client.post("/v1/query", json={"query": query}, headers=headers)
    assert response.json().get("rows") == rows, response.text


def test_names_are_those_that_the_person_may_know_by_every_door(service):
    plain, finance = service.bearer("ann", areas="North"), service.bearer("fay", roles=("finance",), areas="North")
    for headers, known in ((plain, {"sales"}), (finance, {"sales", "costs", "profit"})):
        listed = service.client.get("/v1/metrics", headers=headers).json()["metrics"]
        assert {each["name"] for each in listed} == known
        assert service.client.get("/v1/metrics/profit", headers=headers).status_code == (
            200 if "profit" in known else 404
        )
        assert service.ask("profit", headers)["status"] == ("answered" if "profit" in known else "refused")
        query = {"kind": "data", "measures": [{"kind": "metric", "name": "profit"}]}
        answer = service.client.post("/v1/query", json={"query": query}, headers=headers).json()
        assert answer["status"] == ("answered" if "profit" in known else "refused")
    hidden = service.client.get("/v1/metrics/profits", headers=plain).json()
    assert "profit" not in hidden.get("suggestions", []) and "Closest" not in hidden["detail"]
    assert "South" not in str(service.ask("sales in South", plain)["rows"])


def test_a_conversation_is_its_persons_own(service):
    ann, bob = service.bearer("ann", areas="North"), service.bearer("bob", roles=("head_office",))
    first = service.ask("sales in North in March", ann)
    key = first["conversation_id"]
    stolen = service.ask("by area", bob, conversation_id=key)
    assert "North" not in str(stolen["query"]), "it went on from another's question"
    follow = service.ask("and by area?", ann, conversation_id=key)
    assert follow["query"]["by"][0]["name"] == "area" and "North" in str(follow["query"])
    # With another key of her own it goes on.
    assert "North" in str(
        service.ask("and by area?", service.bearer("ann", areas="North"), conversation_id=key)["query"]
    )


def test_choices_and_feedback_are_the_keys_persons(service):
    ann, bob = service.bearer("ann"), service.bearer("bob")
    body = {"answer_id": "a", "right": False}
    assert service.client.post("/v1/feedback", json=body, headers=ann | {"KPI-Person": "bob"}).status_code == 204
    assert service.client.get("/v1/choices/mine", headers=bob).json() == {"choices": []}


def test_a_revoked_key_opens_nothing_from_then_on_and_a_rotated_one_for_the_overlap(service):
    now = dt.datetime.now(dt.UTC)
    key, old = service.key("ann", made=now - dt.timedelta(hours=1))
    _, new = rotate_key(service.keys, key, now, dt.timedelta(hours=1))
    opens = lambda each: service.client.get("/v1/metrics", headers={"Authorization": f"Bearer {each.text}"}).status_code
    assert (opens(old), opens(new)) == (200, 200)
    again, third = service.key("bob", made=now - dt.timedelta(hours=1))
    rotate_key(service.keys, again, now - dt.timedelta(minutes=2), dt.timedelta(minutes=1))
    assert opens(third) == 401
    service.keys.revoke(key.id, now)
    assert (opens(old), opens(new)) == (401, 200)


def test_when_keys_cannot_be_read_nobody_is_let_in_and_it_is_said(engine, tmp_path):
    service = Service(engine, tmp_path)
    headers = service.bearer("ann")
    service.app.state.guard._keys._door.close()
    for path in tmp_path.glob("state.db*"):
        path.unlink()
    (tmp_path / "state.db").write_text("no database at all " * 500)
    fresh = TestClient(create_app(Settings(state_url=f"sqlite:///{tmp_path}/state.db", auth="on"), engine), raise_server_exceptions=False)  # fmt: skip
    for language in ("en", "zh"):
        response = fresh.get("/v1/metrics", headers=headers | {"Accept-Language": language})
        assert is_problem(response, 503)["detail"] == WORDS[language]["state"][1] and response.headers["retry-after"]
    assert fresh.get("/healthz").status_code == 200


def sign_in(service, **how):
    key, secret = service.key("ann", areas="North", **how)
    response = service.client.post("/v1/session", json={"key": secret.text}, headers=OWN)
    assert response.status_code == 200, response.text
    return key, secret, response


def test_signing_in_and_out(service):
    assert service.client.get("/v1/session").status_code == 401
    key, secret, response = sign_in(service)
    assert response.json() == {"authentication": "on", "person": "ann", "scopes": list(ORDINARY)}
    cookie = response.headers["set-cookie"]
    assert "HttpOnly" in cookie and "SameSite=strict" in cookie and "Path=/" in cookie
    assert secret.text not in cookie and key.id not in cookie
    assert service.client.get("/v1/session").json()["person"] == "ann"
    assert service.client.get("/v1/metrics").status_code == 200
    assert service.ask("sales", OWN)["rows"][0][0] == 30
    session = service.client.cookies[COOKIE]
    assert service.client.delete("/v1/session", headers=OWN).status_code == 204
    assert COOKIE not in service.client.cookies
    service.client.cookies[COOKIE] = session
    assert is_problem(service.client.get("/v1/metrics"), 401)["title"] == WORDS["en"]["signed_out"][0]


def test_over_https_the_cookie_goes_nowhere_else(engine, tmp_path):
    service = Service(engine, tmp_path)
    service.client = TestClient(service.app, base_url="https://testserver")
    response = service.client.post(
        "/v1/session", json={"key": service.key("ann")[1].text}, headers={"Origin": "https://testserver"}
    )
    assert "Secure" in response.headers["set-cookie"]


@pytest.mark.parametrize("headers", [{}, {"Origin": "http://evil.example"}, {"Origin": "null"}, {"Sec-Fetch-Site": "cross-site", **OWN},
                                     {"Sec-Fetch-Site": "same-site", **OWN}, {"Sec-Fetch-Site": "none"}, {"Origin": "http://testserver.evil.example"}])  # fmt: skip
def test_no_other_site_does_anything_in_the_name_of_who_is_signed_in(service, headers):
    sign_in(service)
    for method, path, body in (("POST", "/v1/ask", {"question": "sales"}), ("POST", "/v1/feedback", {"answer_id": "a", "right": True}),
                               ("DELETE", "/v1/choices/mine", None), ("DELETE", "/v1/session", None)):  # fmt: skip
        assert is_problem(service.client.request(method, path, json=body, headers=headers), 403)["title"]
    assert service.client.get("/v1/session").status_code == 200


def test_no_other_site_signs_anybody_in(service):
    key = service.key("mallory")[1].text
    response = service.client.post("/v1/session", json={"key": key}, headers={"Origin": "http://evil.example"})
    is_problem(response, 403)
    assert "set-cookie" not in response.headers
    form = service.client.post("/v1/session", content=f'{{"key": "{key}"}}', headers={"Content-Type": "text/plain"})
    assert form.status_code == 422 and "set-cookie" not in form.headers


def test_a_session_ends_with_its_key_and_its_time(service):
    key, *_ = sign_in(service)
    service.keys.revoke(key.id, dt.datetime.now(dt.UTC))
    assert service.client.get("/v1/metrics").status_code == 401
    service.client.cookies.clear()
    sign_in(service)
    service.app.state.guard._clock = lambda: dt.datetime.now(dt.UTC) + dt.timedelta(hours=12)
    assert service.client.get("/v1/metrics").status_code == 401


def test_a_session_is_no_key_and_a_key_no_session(service):
    _, secret, _ = sign_in(service)
    session = service.client.cookies[COOKIE]
    service.client.cookies.clear()
    is_problem(service.client.get("/v1/metrics", headers={"Authorization": f"Bearer {session}"}), 401)
    is_problem(service.client.post("/v1/session", json={"key": session}, headers=OWN), 401)
    is_problem(service.client.get("/v1/metrics", headers={"Cookie": f"{COOKIE}={secret.text}"}), 401)


def test_with_authentication_off_nobody_signs_in_and_the_page_is_told(client):
    assert client.get("/v1/session").json() == {"authentication": "off", "person": None, "scopes": []}
    is_problem(client.post("/v1/session", json={"key": "x"}), 404)
    assert client.get("/v1/metrics", headers={"Authorization": "Bearer nonsense"}).status_code == 200


def test_tools_over_mcp_are_the_keys_persons_too(engine, tmp_path):
    service = Service(engine, tmp_path, mcp=True)
    north, head = service.bearer("ann", areas="North"), service.bearer("eve", roles=("head_office",))
    call = {
        "jsonrpc": "2.0",
        "id": 1,
        "method": "tools/call",
        "params": {"name": "ask", "arguments": {"question": "sales"}},
    }
    accepts = {"Accept": "application/json, text/event-stream"}
    with TestClient(service.app, base_url="http://localhost") as client:
        is_problem(client.post("/mcp", json=call, headers=accepts), 401)
        is_problem(client.post("/mcp", json=call, headers=accepts | service.bearer("cid", scopes=("catalogue",))), 403)
        for headers, total, other in ((north, "30", "70"), (head, "70", "30")):
            told = client.post("/mcp", json=call, headers=accepts | headers | {"KPI-Person": "eve"})
            assert (
                told.status_code == 200
                and total in told.text
                and other not in told.json()["result"]["content"][0]["text"]
            )
