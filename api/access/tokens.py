"""Bearer tokens of an OpenID Connect issuer: signature, issuer, audience and times checked; claims into a caller."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

import jwt
from jwt.exceptions import ExpiredSignatureError, ImmatureSignatureError, PyJWTError

from api.access.issuer import Issuer
from api.access.key_set import KeySet
from api.access.scopes import ORDINARY, SCOPES
from api.caller import LONGEST, Caller
from semantic_layer.session import Viewer

#: What a right is called in a token's scopes, beside its bare name.
PREFIX = "kpi:"


class BadToken(Exception):
    """A token that opens nothing; ``why`` is for who sent it."""

    def __init__(self, why: Literal["unknown", "expired", "not_yet"]) -> None:
        """Keep why."""
        super().__init__(why)
        self.why = why


class Tokens:
    """Knows people by the tokens of one issuer. Safe to use from several threads."""

    def __init__(self, issuer: Issuer, keys: KeySet | None = None) -> None:
        """Keep the issuer; its keys are fetched with the first token."""
        self._issuer = issuer
        self._keys = keys or KeySet(issuer.issuer, issuer.keys_url)

    def read(self, text: str) -> Caller:
        """Return who a token stands for.

        Raises:
            BadToken: it is none of the issuer's, not for this service, or not now.
            IssuerAway: it names a key that is not known, and the issuer cannot be asked.
        """
        try:
            # Nothing of the header is believed but which of the issuer's own keys to try: no address, no key in it.
            header = jwt.get_unverified_header(text)
            if header.get("alg") not in self._issuer.algorithms:
                raise BadToken("unknown")
            key = self._keys.find(header.get("kid"))
            if key is None:
                raise BadToken("unknown")
            claims = jwt.decode(
                text, key, algorithms=list(self._issuer.algorithms), audience=self._issuer.audience,
                issuer=self._issuer.issuer, leeway=self._issuer.leeway, options={"require": ["exp", "iss", "aud"]},
            )  # fmt: skip
        except ExpiredSignatureError:
            raise BadToken("expired") from None
        except ImmatureSignatureError:
            raise BadToken("not_yet") from None
        except (PyJWTError, ValueError):
            raise BadToken("unknown") from None
        return self._caller(claims)

    def _caller(self, claims: Mapping[str, Any]) -> Caller:
        named = _texts(_claim(claims, self._issuer.person))
        person = named[0].strip() if len(named) == 1 else ""
        if not person or len(person) > LONGEST or not person.isprintable():
            raise BadToken("unknown")
        attributes = {name: _texts(_claim(claims, claim)) for name, claim in self._issuer.attributes.items()}
        roles = _texts(_claim(claims, self._issuer.roles)) if self._issuer.roles else ()
        viewer = Viewer(name=person, roles=roles, attributes={name: each for name, each in attributes.items() if each})
        return Caller(person=person, viewer=viewer, scopes=self._scopes(claims), credential="token")

    def _scopes(self, claims: Mapping[str, Any]) -> tuple[str, ...]:
        if not self._issuer.scopes:
            return ORDINARY
        given = _claim(claims, self._issuer.scopes)
        names = given.split() if isinstance(given, str) else _texts(given)
        return tuple(scope for scope in SCOPES if scope in names or PREFIX + scope in names)


def _claim(claims: Any, path: str) -> Any:
    """Return a claim by its whole name, else by the names on the way to it; None where there is none.

    >>> _claim({"a": {"b": 1}, "x.y": 2}, "a.b"), _claim({"x.y": 2}, "x.y"), _claim({"a": 1}, "a.b")
    (1, 2, None)
    """
    if not isinstance(claims, Mapping):
        return None
    if path in claims:
        return claims[path]
    first, _, rest = path.partition(".")
    return _claim(claims.get(first), rest) if rest else None


def _texts(given: Any) -> tuple[str, ...]:
    """Return what a claim holds as texts; what is neither a text nor a whole number is left out.

    >>> _texts("East"), _texts(["East", 7, {}]), _texts(None)
    (('East',), ('East', '7'), ())
    """
    values = given if isinstance(given, list) else [given]
    return tuple(str(each) for each in values if isinstance(each, str | int) and not isinstance(each, bool))
