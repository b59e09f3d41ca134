"""Who asks, found out from what a request carries; refused where that is not enough."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from urllib.parse import urlsplit

from starlette.requests import Request

from api.access.key_set import BETWEEN, IssuerAway
from api.access.scopes import SCOPES, may
from api.access.secret import KEY, SESSION, Secret, make_secret, read_secret
from api.access.tokens import BadToken, Tokens
from api.access.words import SCOPES_ZH, locale_of, say
from api.caller import Caller
from api.problems import Problem
from api.state import Key, Keys
from semantic_layer.session import Viewer

#: The cookie that holds the session of a page: no script can read it, and no other site can send it.
COOKIE = "kpi_session"
#: Methods that change nothing.
SAFE = ("GET", "HEAD", "OPTIONS")


def now_utc() -> dt.datetime:
    """Return the time."""
    return dt.datetime.now(dt.UTC)


class Guard:
    """Knows people by their keys, the sessions that keys opened, and tokens. Safe to use from several threads."""

    def __init__(
        self, keys: Keys, session_hours: float, tokens: Tokens | None = None,
        clock: Callable[[], dt.datetime] = now_utc,
    ) -> None:  # fmt: skip
        """Sessions last for hours; without ``tokens`` no token opens anything; the clock is in UTC."""
        self._keys, self._tokens, self._clock = keys, tokens, clock
        self.session_span = dt.timedelta(hours=session_hours)

    def admit(self, request: Request, needed: str) -> Caller:
        """Return who asks, if he may.

        Raises:
            Problem: 401, nobody is known by what the request carries; 403, what he was granted is not enough.
            StateError: the keys cannot be read.
        """
        caller = self.identify(request)
        if not may(caller.scopes, needed):
            locale = locale_of(request)
            means = (SCOPES if locale == "en" else SCOPES_ZH)[needed]
            told = say("scope", locale, scope=needed, means=means, has=", ".join(caller.scopes) or "–")
            raise Problem(403, *told, headers=_challenge(error="insufficient_scope", scope=needed))
        return caller

    def identify(self, request: Request) -> Caller:
        """Return who asks: by the key in the header, else by the session in the cookie.

        Raises:
            Problem: 401, nobody is known by them; 403, another site's page sent it; 503, nobody can be asked.
            StateError: the keys cannot be read.
        """
        given = request.headers.getlist("authorization")
        if given:
            kind, _, credential = given[0].partition(" ")
            if len(given) > 1 or kind.lower() != "bearer":
                raise _unknown(request, "unknown")
            return self._by_bearer(request, credential.strip())
        if COOKIE in request.cookies:
            return self._by_cookie(request, request.cookies[COOKIE])
        raise Problem(401, *say("no_login", locale_of(request)), headers=_challenge())

    def sign_in(self, request: Request, text: str) -> tuple[Caller, str]:
        """Return who signs in with a key, and the secret of the session that opens.

        Raises:
            Problem: 401, the key opens nothing; 403, another site's page sent it.
            StateError: the state cannot be read or written.
        """
        if request.headers.get("origin") and not _is_own(request):
            raise Problem(403, *say("elsewhere", locale_of(request)))
        key, session, now = self._find_key(request, read_secret(text)), make_secret(SESSION), self._clock()
        until = now + self.session_span if key.expires_at is None else min(now + self.session_span, key.expires_at)
        self._keys.open_session(session.id, session.hash, key, now, until)
        return caller_by(key), session.text

    def sign_out(self, request: Request) -> None:
        """End the session that a request carries, if it does.

        Raises:
            Problem: 403, another site's page sent it.
            StateError: the state cannot be read or written.
        """
        session = read_secret(request.cookies.get(COOKIE, ""))
        if session is not None and session.kind == SESSION:
            if not _is_own(request):
                raise Problem(403, *say("elsewhere", locale_of(request)))
            found = self._keys.find_session(session.id, self._clock())
            if session.is_of(found[1] if found else None):
                self._keys.close_session(session.id)

    def _by_bearer(self, request: Request, text: str) -> Caller:
        # A key has no dot in it, and a token two.
        if self._tokens is not None and text.count(".") == 2:
            return self._by_token(request, self._tokens, text)
        key = self._find_key(request, read_secret(text))
        self._keys.note_use(key, self._clock())
        return caller_by(key)

    def _by_token(self, request: Request, tokens: Tokens, text: str) -> Caller:
        try:
            return tokens.read(text)
        except BadToken as error:
            raise _unknown(request, error.why) from None
        except IssuerAway:
            away = say("issuer", locale_of(request))
            raise Problem(503, *away, headers={"Retry-After": str(BETWEEN)}) from None

    def _find_key(self, request: Request, secret: Secret | None) -> Key:
        if secret is None or secret.kind != KEY:
            raise _unknown(request, "unknown")
        found = self._keys.find(secret.id)
        # Compared even where there is no such key: the answer takes as long.
        if not secret.is_of(found[1] if found else None) or found is None:
            raise _unknown(request, "unknown")
        return self._standing(request, found[0])

    def _by_cookie(self, request: Request, text: str) -> Caller:
        session = read_secret(text)
        if session is None or session.kind != SESSION:
            raise _unknown(request, "signed_out")
        found = self._keys.find_session(session.id, self._clock())
        if not session.is_of(found[1] if found else None) or found is None:
            raise _unknown(request, "signed_out")
        # The browser sends the cookie by itself: what changes something must come from our own page.
        if request.method not in SAFE and not _is_own(request):
            raise Problem(403, *say("elsewhere", locale_of(request)))
        return caller_by(self._standing(request, found[0]))

    def _standing(self, request: Request, key: Key) -> Key:
        standing = key.standing(self._clock())
        if standing != "valid":
            raise _unknown(request, standing)
        return key


def caller_by(key: Key) -> Caller:
    """Return the person of a key: what policies read of him is the key's, whatever the request says."""
    grant = key.grant
    viewer = Viewer(name=grant.person, roles=grant.roles, attributes=grant.attributes)
    return Caller(person=grant.person, viewer=viewer, scopes=grant.scopes, credential=f"key {key.id}")


def _is_own(request: Request) -> bool:
    """Say whether a page of this service's own sent a request, as browsers tell it."""
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        return site == "same-origin"
    return urlsplit(request.headers.get("origin", "")).netloc == request.headers.get("host", "-")


def _unknown(request: Request, code: str) -> Problem:
    return Problem(401, *say(code, locale_of(request)), headers=_challenge(error="invalid_token"))


def _challenge(**more: str) -> dict[str, str]:
    parts = ['realm="kpi"', *(f'{name}="{value}"' for name, value in more.items())]
    return {"WWW-Authenticate": f"Bearer {', '.join(parts)}"}
