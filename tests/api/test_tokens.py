"""Tokens of an issuer: only its own, for us, now, signed by its own key; every well-known forgery opens nothing."""

import datetime as dt
import hashlib
import hmac
import json
import threading

import jwt
import pytest
from access_service import Service
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from pydantic import ValidationError
from shops import PARTS, STATEMENTS, TODAY
from token_issuer import AUDIENCE, TestIssuer, forge, run_issuer

from api.access import key_set as key_set_module
from api.access.issuer import Issuer
from api.access.key_set import BETWEEN, FRESH, KEPT, IssuerAway, KeySet
from api.access.scopes import ORDINARY
from api.access.tokens import BadToken, Tokens
from api.access.words import WORDS

SECONDS = 30


class Clock:
    """A clock that is set by hand."""

    def __init__(self):
        self.now = 1_000.0

    def __call__(self):
        return self.now


@pytest.fixture
def issuer():
    with run_issuer() as running:
        yield running


@pytest.fixture
def clock():
    return Clock()


def tokens(issuer, clock=None, **more):
    settings = Issuer(**{"issuer": issuer.address, "audience": AUDIENCE, "leeway": SECONDS, **more})
    return Tokens(settings, KeySet(issuer.address, settings.keys_url, clock) if clock else None)


def why(read, text):
    with pytest.raises(BadToken) as bad:
        read.read(text)
    return bad.value.why


def test_claims_say_who_asks(issuer):
    read = tokens(issuer, person="email", roles="realm_access.roles", attributes={"areas": "region", "team": "t"})
    text = issuer.token(email="ann@example.com", realm_access={"roles": ["finance", "x"]}, region="North")
    caller = read.read(text)
    assert (caller.person, caller.viewer.roles, caller.viewer.attributes) == ("ann@example.com", ("finance", "x"), {"areas": ("North",)})  # fmt: skip
    assert caller.scopes == ORDINARY and caller.viewer.name == caller.person and caller.credential == "token"
    assert issuer.fetches == 1 and read.read(text) == caller and issuer.fetches == 1


@pytest.mark.parametrize(("claim", "scopes"), [("openid kpi:ask admin", ("ask", "admin")), (["ask", "catalogue"], ("ask", "catalogue")),
                                               ("", ()), (None, ()), ("asking kpi:administrator KPI:ASK", ()), ({"ask": 1}, ()), (["ask catalogue"], ())])  # fmt: skip
def test_scopes_are_those_of_the_claim_and_no_others(issuer, claim, scopes):
    assert tokens(issuer, scopes="scope").read(issuer.token(scope=claim)).scopes == scopes


@pytest.mark.parametrize("more", [
    {"aud": "another-service"}, {"aud": None}, {"aud": []}, {"aud": ["a", "b"]}, {"iss": "https://evil.example"}, {"iss": None}, {"exp": None},
    {"sub": None}, {"sub": ""}, {"sub": "  "}, {"sub": "a\nb"}, {"sub": "x" * 201}, {"sub": ["ann", "bob"]}, {"sub": {"a": 1}}, {"exp": "soon"},
])  # fmt: skip
def test_what_is_not_for_us_or_from_them_or_of_nobody(issuer, more):
    assert why(tokens(issuer), issuer.token(**more)) == "unknown"


def test_another_issuers_address_that_begins_alike_is_another(issuer):
    assert why(tokens(issuer), issuer.token(iss=issuer.address + "/")) == "unknown"
    assert tokens(issuer).read(issuer.token(aud=["other", AUDIENCE])).person == "ann"


def test_times_and_how_far_clocks_may_differ(issuer):
    read, now = tokens(issuer), dt.datetime.now(dt.UTC).timestamp()
    assert read.read(issuer.token(seconds=-SECONDS + 5)).person == "ann"
    assert why(read, issuer.token(seconds=-SECONDS - 1)) == "expired"
    assert read.read(issuer.token(nbf=int(now) + SECONDS - 5)).person == "ann"
    assert why(read, issuer.token(nbf=int(now) + SECONDS + 5)) == "not_yet"
    assert why(read, issuer.token(iat=int(now) + SECONDS + 5)) == "not_yet"
    strict = tokens(issuer, leeway=0)
    assert why(strict, issuer.token(seconds=-1)) == "expired" and strict.read(issuer.token(seconds=5)).person == "ann"


def public_pem(private):
    return private.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)


def test_a_token_without_a_signature_opens_nothing(issuer):
    read, claims = tokens(issuer), issuer.claims()
    good = issuer.token()
    for name in ("none", "None", "NONE", "nOnE", "", None):
        assert why(read, forge({"alg": name, "typ": "JWT", "kid": "one"}, claims)) == "unknown"
    assert why(read, forge({"typ": "JWT", "kid": "one"}, claims)) == "unknown"
    head, body, signature = good.split(".")
    assert why(read, f"{head}.{body}.") == "unknown"
    assert why(read, f"{head}.{forge({}, issuer.claims(sub='eve')).split('.')[1]}.{signature}") == "unknown"
    assert why(read, f"{head}.{body}.{signature[:-4]}AAAA") == "unknown"


@pytest.mark.parametrize("algorithm", ["HS256", "HS384", "HS512"])
def test_the_public_key_is_no_shared_secret(issuer, algorithm):
    pem = public_pem(issuer.private)
    for secret in (pem, pem.strip(), json.dumps(issuer.keys["one"]).encode(), b""):
        head, body, _ = forge({"alg": algorithm, "typ": "JWT", "kid": "one"}, issuer.claims()).split(".")
        made = hmac.new(secret, f"{head}.{body}".encode(), getattr(hashlib, f"sha{algorithm[2:]}")).digest()
        assert why(tokens(issuer), f"{head}.{body}.{forge({}, {}, made).split('.')[2]}") == "unknown"


def test_a_secret_in_the_key_set_signs_nothing(issuer):
    issuer.extra = [
        {"kty": "oct", "kid": "shared", "k": "c2VjcmV0LXNlY3JldC1zZWNyZXQtc2VjcmV0LTEyMzQ1", "alg": "HS256"}
    ]
    text = jwt.encode(issuer.claims(), b"secret-secret-secret-secret-12345", "HS256", headers={"kid": "shared"})
    assert why(tokens(issuer), text) == "unknown" and tokens(issuer).read(issuer.token()).person == "ann"


@pytest.mark.parametrize("header", ["jku", "x5u", "jwk", "x5c"])
def test_a_key_or_an_address_that_the_token_brings_along_is_not_used(issuer, header):
    own = rsa.generate_private_key(65537, 2048)
    with run_issuer() as evil:
        brought = {
            "jku": f"{evil.address}/keys",
            "x5u": f"{evil.address}/keys",
            "jwk": TestIssuer.published(own, "RS256"),
            "x5c": ["MII"],
        }
        text = jwt.encode(issuer.claims(), own, "RS256", headers={"kid": "one", header: brought[header]})
        assert why(tokens(issuer), text) == "unknown" and evil.fetches == 0


def test_a_key_of_another_kind_or_algorithm_than_the_token_says(issuer):
    for other in ("PS256", "RS512"):
        text = jwt.encode(issuer.claims(), issuer.private, other, headers={"kid": "one"})
        assert why(tokens(issuer, algorithms=("RS256", "PS256", "RS512")), text) == "unknown"
        assert why(tokens(issuer), text) == "unknown"
    issuer.rotate("curve", "ES256")
    assert tokens(issuer).read(issuer.token()).person == "ann"
    assert why(tokens(issuer, algorithms=("RS256",)), issuer.token()) == "unknown"


@pytest.mark.parametrize("text", ["", "..", "a.b.c", "é.é.é", "." * 10, "e30.e30.e30", "\x00.\x00.\x00"])
def test_what_is_no_token(issuer, text):
    assert why(tokens(issuer), text) == "unknown"


def test_a_critical_extension_that_nobody_knows_is_refused(issuer):
    assert why(tokens(issuer), issuer.token(headers={"crit": ["x"], "x": 1})) == "unknown"


def test_when_the_issuer_signs_with_a_new_key_it_is_fetched_and_the_old_one_is_over(issuer, clock):
    read = tokens(issuer, clock)
    old = issuer.token()
    assert read.read(old).person == "ann"
    clock.now += BETWEEN
    issuer.rotate("two")
    assert read.read(issuer.token()).person == "ann" and issuer.fetches == 2
    clock.now += BETWEEN
    assert why(read, old) == "unknown"


def test_unknown_keys_are_asked_for_now_and_then_only(issuer, clock):
    read = tokens(issuer, clock)
    for number in range(50):
        assert why(read, issuer.token(kid=f"no-{number}")) == "unknown"
    assert issuer.fetches == 1
    clock.now += BETWEEN
    assert why(read, issuer.token(kid="no")) == "unknown" and issuer.fetches == 2


def test_many_threads_fetch_once(issuer, clock):
    read, found = tokens(issuer, clock), []
    text = issuer.token()
    threads = [threading.Thread(target=lambda: found.append(read.read(text).person)) for _ in range(12)]
    for each in threads:
        each.start()
    for each in threads:
        each.join(20)
    assert found == ["ann"] * 12 and issuer.fetches == 1


def test_while_the_issuer_is_away_kept_keys_serve_for_a_day_and_others_are_not_judged(issuer, clock):
    read, text = tokens(issuer, clock), issuer.token()
    assert read.read(text).person == "ann"
    issuer.broken = True
    clock.now += FRESH + 1
    assert read.read(text).person == "ann"
    with pytest.raises(IssuerAway):
        read.read(issuer.token(kid="two"))
    clock.now += KEPT
    with pytest.raises(IssuerAway):
        read.read(text)
    issuer.broken = False
    clock.now += BETWEEN
    assert read.read(text).person == "ann"


def test_a_key_that_was_withdrawn_serves_for_ten_minutes_and_no_longer(issuer, clock):
    read, text = tokens(issuer, clock), issuer.token()
    assert read.read(text).person == "ann"
    issuer.rotate("two")
    clock.now += FRESH + 1
    assert why(read, text) == "unknown"


def test_a_token_that_names_no_key_is_read_where_there_is_one(issuer, clock):
    text = jwt.encode(issuer.claims(), issuer.private, "RS256")
    assert tokens(issuer, clock).read(text).person == "ann"
    issuer.extra = [issuer.keys["one"] | {"kid": "other"}]
    assert why(tokens(issuer, Clock()), text) == "unknown"


def test_a_description_of_another_issuer_is_not_followed(issuer, clock):
    issuer.claimed = "https://evil.example"
    with pytest.raises(IssuerAway):
        tokens(issuer, clock).read(issuer.token())
    assert issuer.fetches == 0
    assert tokens(issuer, Clock(), keys_url=f"{issuer.address}/keys").read(issuer.token()).person == "ann"


def test_a_key_set_that_is_none_or_too_long(issuer, clock, monkeypatch):
    text = issuer.token()
    issuer.keys = {}
    with pytest.raises(IssuerAway):
        tokens(issuer, clock).read(text)
    issuer.rotate("two")
    monkeypatch.setattr(key_set_module, "LONGEST", 100)
    with pytest.raises(IssuerAway):
        tokens(issuer, Clock()).read(issuer.token())


@pytest.mark.parametrize("algorithms", [(), ("none",), ("HS256",), ("RS256", "HS512"), ("rs256",)])
def test_no_setting_lets_in_what_anybody_could_sign(algorithms):
    with pytest.raises(ValidationError, match="signed by one of"):
        Issuer(issuer="https://a", audience="b", algorithms=algorithms)


@pytest.fixture(scope="module")
def engine(small):
    return small(PARTS, *STATEMENTS, today=TODAY, calendar={"as_of": TODAY}).engine


def test_over_http_policies_go_by_the_claims(engine, tmp_path, issuer):
    service = Service(engine, tmp_path, oidc={"issuer": issuer.address, "audience": AUDIENCE, "attributes": {"areas": "region"}, "roles": "groups"})  # fmt: skip
    header = lambda **more: {"Authorization": f"Bearer {issuer.token(**more)}"}
    assert service.ask("sales", header(region="North"))["rows"][0][0] == 30
    assert service.ask("sales", header(region=["North", "South"]))["rows"][0][0] == 70
    assert service.ask("sales", header(groups=["head_office"]))["rows"][0][0] == 70
    assert service.ask("sales", header(areas="South"))["rows"][0][0] is None
    assert service.ask("sales", header(region="North") | {"KPI-Person": "eve"})["rows"][0][0] == 30
    # Keys open beside tokens.
    assert service.ask("sales", service.bearer("bob", areas="South"))["rows"][0][0] == 40
    for language in ("en", "zh"):
        for more, code in (
            ({"seconds": -600}, "expired"),
            ({"nbf": 2_000_000_000}, "not_yet"),
            ({"aud": "x"}, "unknown"),
        ):
            response = service.client.get("/v1/metrics", headers=header(**more) | {"Accept-Language": language})
            assert response.status_code == 401 and response.json()["detail"] == WORDS[language][code][1]
            assert 'error="invalid_token"' in response.headers["www-authenticate"]
    issuer.broken = True
    response = service.client.get("/v1/metrics", headers=header(kid="new"))
    assert service.client.get("/v1/metrics", headers=header()).status_code == 200
    service.app.state.guard._tokens._keys._tried = float("-inf")
    response = service.client.get("/v1/metrics", headers=header(kid="new"))
    assert response.status_code == 503 and response.json()["detail"] == WORDS["en"]["issuer"][1] and response.headers["retry-after"] == str(BETWEEN)  # fmt: skip


def test_without_an_issuer_no_token_opens(engine, tmp_path, issuer):
    service = Service(engine, tmp_path)
    response = service.client.get("/v1/metrics", headers={"Authorization": f"Bearer {issuer.token()}"})
    assert response.status_code == 401 and issuer.fetches == 0
