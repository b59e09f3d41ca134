"""Secrets that are shown once: made at random, kept as a hash, compared in constant time.

A secret holds 256 random bits, so there is no list of likely ones to try: salt and a slow hash, which passwords need,
would add nothing but time to every request. One SHA-256 is as far from being turned back as the secret is from being
guessed, and who reads the state's database finds nothing to sign in with.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from dataclasses import dataclass

#: What a key begins with, and what the session of a page does: scanners for leaked secrets go by it.
KEY, SESSION = "kpi", "kps"
_TOKEN = re.compile(r"eyJ[\w-]{5,}\.[\w-]{5,}\.[\w-]*")
_FORM = re.compile(r"(kpi|kps)_([0-9a-f]{12})_([A-Za-z0-9_-]{43})")


@dataclass(frozen=True)
class Secret:
    """A secret: ``id`` may be shown and is looked up by, ``text`` is all of it, and ``hash`` is what is kept."""

    kind: str
    id: str
    text: str

    @property
    def hash(self) -> str:
        """Return the SHA-256 of the whole text, in hex."""
        return hashlib.sha256(self.text.encode()).hexdigest()

    def is_of(self, kept: str | None) -> bool:
        """Say whether a hash that is kept is this secret's; the time it takes tells nothing of where they differ."""
        return hmac.compare_digest(self.hash, kept or "")

    def __repr__(self) -> str:
        """Return the id alone: nothing that prints a secret by accident shows it."""
        return f"<secret {self.kind}_{self.id}>"


def make_secret(kind: str) -> Secret:
    """Return a fresh secret."""
    name = secrets.token_hex(6)
    return Secret(kind, name, f"{kind}_{name}_{secrets.token_urlsafe(32)}")


def read_secret(text: str) -> Secret | None:
    """Return what a text is the secret of; None where it has not the form of one.

    >>> read_secret("kpi_0123456789ab_" + "x" * 43)
    <secret kpi_0123456789ab>
    >>> read_secret("kpi_0123456789ab_short") is None
    True
    """
    found = _FORM.fullmatch(text)
    return Secret(found[1], found[2], text) if found else None


def hide_secrets(text: str) -> str:
    """Return a text without the secrets that somebody wrote into it, by mistake.

    >>> hide_secrets("sales with kpi_0123456789ab_" + "x" * 43)
    'sales with kpi_0123456789ab_…'
    """
    return _TOKEN.sub("eyJ…", _FORM.sub(r"\1_\2_…", text))
