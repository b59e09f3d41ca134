"""Keys made and rotated: the secret comes out once, and only its hash is kept."""

from __future__ import annotations

import datetime as dt

from api.access.secret import KEY, Secret, make_secret
from api.state import Grant, Key, Keys


def make_key(keys: Keys, grant: Grant, now: dt.datetime, lasts: dt.timedelta | None = None) -> tuple[Key, Secret]:
    """Return a new key that is kept, and its secret, which is not.

    Raises:
        StateError: the state cannot be written.
    """
    key, secret = _fresh(grant, now, lasts)
    keys.keep(key, secret.hash)
    return key, secret


def rotate_key(keys: Keys, old: Key, now: dt.datetime, overlap: dt.timedelta) -> tuple[Key, Secret]:
    """Return a new key in the place of an old one, which goes on opening for the overlap and no longer.

    The new one lasts as long as the old one was made to last, from now on.

    Raises:
        StateError: the state cannot be written; then the old key is as it was.
    """
    lasts = None if old.expires_at is None else old.expires_at - old.made_at
    key, secret = _fresh(old.grant, now, lasts)
    end = now + overlap if old.expires_at is None else min(now + overlap, old.expires_at)
    keys.keep(key, secret.hash, instead_of=old.model_copy(update={"expires_at": end}))
    return key, secret


def _fresh(grant: Grant, now: dt.datetime, lasts: dt.timedelta | None) -> tuple[Key, Secret]:
    secret = make_secret(KEY)
    return Key(id=secret.id, grant=grant, made_at=now, expires_at=None if lasts is None else now + lasts), secret
