"""The public keys of an issuer of tokens: fetched, kept, and fetched again when it signs with a new one."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Any

import httpx
from jwt import PyJWK, PyJWKSet
from jwt.exceptions import PyJWTError

from semantic_layer.issues import KpiError

#: Seconds after which keys are fetched again; and for which they go on serving while the issuer is out of reach. A key
#: that it has withdrawn must not open for ever because somebody keeps us from hearing of it.
FRESH, KEPT = 600, 24 * 3600
#: Seconds between two fetches, however many tokens name keys that nobody knows; and that one fetch may take.
BETWEEN, PATIENCE = 10, 3
#: Bytes that the issuer's documents may have.
LONGEST = 1_000_000


class IssuerAway(KpiError):
    """The issuer's keys cannot be had, and none are kept."""


class KeySet:
    """The keys of one issuer by their ids. Safe to use from several threads: one fetches, the others do not wait."""

    def __init__(self, issuer: str, url: str = "", clock: Callable[[], float] = time.monotonic) -> None:
        """Fetch from ``url``, else from where the issuer's own description says."""
        self._issuer, self._url, self._clock = issuer, url, clock
        self._keys: tuple[PyJWK, ...] = ()
        self._fetched = self._tried = float("-inf")
        self._lock = threading.Lock()

    def find(self, name: str | None) -> PyJWK | None:
        """Return a key by its id, or the only one there is where a token names none; None where there is no such key.

        Raises:
            IssuerAway: there may be such a key, and the issuer cannot be asked.
        """
        if self._clock() - self._fetched > FRESH or self._known(name) is None:
            self._refresh(name)
        found = self._known(name) if self._clock() - self._fetched <= KEPT else None
        if found is None and self._tried > self._fetched:
            raise IssuerAway("The keys of the issuer of tokens cannot be fetched.")
        return found

    def _known(self, name: str | None) -> PyJWK | None:
        fitting = [key for key in self._keys if name is None or key.key_id == name]
        return fitting[0] if len(fitting) == 1 else None

    def _refresh(self, name: str | None) -> None:
        """Fetch the keys, unless somebody just has; who has a key to go on with does not wait for it."""
        if not self._lock.acquire(blocking=self._known(name) is None):
            return
        try:
            if self._clock() - self._tried < BETWEEN:
                return
            keys = self._fetch()
            # The moment of the try is that of its end: none waiting for it tries again.
            self._tried = self._clock()
            if keys is not None:
                self._keys, self._fetched = keys, self._tried
        finally:
            self._lock.release()

    def _fetch(self) -> tuple[PyJWK, ...] | None:
        """Return the keys that the issuer has now; None where it is away, or says what is none."""
        try:
            with httpx.Client(timeout=PATIENCE, follow_redirects=False) as client:
                url = self._url or self._discover(client)
                return tuple(key for key in PyJWKSet.from_dict(_json(client, url)).keys if _signs(key))
        except (httpx.HTTPError, httpx.InvalidURL, PyJWTError, ValueError, KeyError, TypeError, AttributeError):
            return None

    def _discover(self, client: httpx.Client) -> str:
        found = _json(client, f"{self._issuer.rstrip('/')}/.well-known/openid-configuration")
        if found["issuer"] != self._issuer:
            raise ValueError("the description is another issuer's")
        return str(found["jwks_uri"])


def _signs(key: PyJWK) -> bool:
    """Say whether a key is a public one for signatures: a shared secret has no place in what all can read."""
    return key.public_key_use in (None, "sig") and key.key_type in ("RSA", "EC", "OKP")


def _json(client: httpx.Client, url: str) -> Any:
    response = client.get(url)
    response.raise_for_status()
    if len(response.content) > LONGEST:
        raise ValueError("the document is too long")
    return response.json()
