"""API keys and the sessions of the page: who they stand for, and until when. No secret is kept, only its hash."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import Row, bindparam, delete, insert, select, update

from api.state.door import Door
from api.state.tables import KEYS, SESSIONS

#: Seconds between two notes of when a key was last used: a note is a write.
NOTED_EVERY = 60
#: Built once, as it runs with every request.
_FIND = select(KEYS).where(KEYS.c.id == bindparam("name"))


class Grant(BaseModel):
    """What a key stands for: a person, what policies read of him, and what it may be used for."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    person: str = Field(min_length=1, max_length=200)
    roles: tuple[str, ...] = ()
    attributes: dict[str, tuple[str, ...]] = {}
    scopes: tuple[str, ...] = ()
    note: str = Field(default="", max_length=200)


class Key(BaseModel):
    """A key as it is listed. Times are in UTC; ``replaced_by`` is the key that it was rotated to."""

    model_config = ConfigDict(frozen=True)

    id: str
    grant: Grant
    made_at: dt.datetime
    expires_at: dt.datetime | None = None
    revoked_at: dt.datetime | None = None
    used_at: dt.datetime | None = None
    replaced_by: str | None = None

    def standing(self, now: dt.datetime) -> Literal["valid", "expired", "revoked"]:
        """Return whether it opens anything now. At the moment of its expiry it does not any more."""
        if self.revoked_at is not None:
            return "revoked"
        return "expired" if self.expires_at is not None and now >= self.expires_at else "valid"


class Keys:
    """The keys and sessions in a state's database."""

    def __init__(self, door: Door) -> None:
        """Keep the door."""
        self._door = door

    def keep(self, key: Key, hashed: str, *, instead_of: Key | None = None) -> None:
        """Keep a key, and with it how another ends that it is made instead of.

        Raises:
            StateError: the state cannot be written.
        """
        row = {**key.model_dump(exclude={"grant"}), **_plain(key.grant), "hash": hashed}
        with self._door.writing() as connection:
            connection.execute(insert(KEYS).values(row))
            if instead_of is not None:
                end = {"expires_at": instead_of.expires_at, "replaced_by": key.id}
                connection.execute(update(KEYS).where(KEYS.c.id == instead_of.id).values(end))

    def find(self, name: str) -> tuple[Key, str] | None:
        """Return a key and the hash of its secret, by its id.

        Raises:
            StateError: the state cannot be read.
        """
        with self._door.reading() as connection:
            row = connection.execute(_FIND, {"name": name}).one_or_none() if connection else None
        return (_key(row), row.hash) if row else None

    def all(self) -> tuple[Key, ...]:
        """Return every key, the newest first.

        Raises:
            StateError: the state cannot be read.
        """
        with self._door.reading() as connection:
            rows = connection.execute(select(KEYS).order_by(KEYS.c.made_at.desc(), KEYS.c.id)) if connection else ()
            return tuple(map(_key, rows))

    def revoke(self, name: str, now: dt.datetime) -> bool:
        """End a key at once, with the sessions it opened; say whether it was not revoked before.

        Raises:
            StateError: the state cannot be written.
        """
        open_key = update(KEYS).where(KEYS.c.id == name, KEYS.c.revoked_at.is_(None))
        with self._door.writing() as connection:
            connection.execute(delete(SESSIONS).where(SESSIONS.c.key_id == name))
            return connection.execute(open_key.values(revoked_at=now)).rowcount > 0

    def open_session(self, name: str, hashed: str, key: Key, now: dt.datetime, until: dt.datetime) -> None:
        """Keep a session of a key; those that have ended are forgotten.

        Raises:
            StateError: the state cannot be written.
        """
        row = {"id": name, "hash": hashed, "key_id": key.id, "made_at": now, "expires_at": until}
        with self._door.writing() as connection:
            connection.execute(delete(SESSIONS).where(SESSIONS.c.expires_at <= now))
            connection.execute(insert(SESSIONS).values(row))

    def find_session(self, name: str, now: dt.datetime) -> tuple[Key, str] | None:
        """Return the key of a session that has not ended, and the hash of the session's secret.

        Raises:
            StateError: the state cannot be read.
        """
        joined = select(KEYS, SESSIONS.c.hash.label("session_hash")).join(SESSIONS, SESSIONS.c.key_id == KEYS.c.id)
        own = joined.where(SESSIONS.c.id == name, SESSIONS.c.expires_at > now)
        with self._door.reading() as connection:
            row = connection.execute(own).one_or_none() if connection else None
        return (_key(row), row.session_hash) if row else None

    def close_session(self, name: str) -> None:
        """End a session.

        Raises:
            StateError: the state cannot be written.
        """
        with self._door.writing() as connection:
            connection.execute(delete(SESSIONS).where(SESSIONS.c.id == name))

    def note_use(self, key: Key, now: dt.datetime) -> None:
        """Note when a key was last used, to the minute.

        Raises:
            StateError: the state cannot be written.
        """
        if key.used_at is None or (now - key.used_at).total_seconds() >= NOTED_EVERY:
            with self._door.writing(durable=False) as connection:
                connection.execute(update(KEYS).where(KEYS.c.id == key.id).values(used_at=now))


def _plain(grant: Grant) -> dict[str, Any]:
    lists = {name: json.dumps(getattr(grant, name), ensure_ascii=False) for name in ("roles", "attributes", "scopes")}
    return {"person": grant.person, "note": grant.note, **lists}


def _key(row: Row[Any]) -> Key:
    lists = {name: json.loads(getattr(row, name)) for name in ("roles", "attributes", "scopes")}
    times = {name: _in_utc(getattr(row, name)) for name in ("made_at", "expires_at", "revoked_at", "used_at")}
    grant = Grant(person=row.person, note=row.note, **lists)
    return Key.model_validate({"id": row.id, "grant": grant, "replaced_by": row.replaced_by, **times})


def _in_utc(moment: dt.datetime | None) -> dt.datetime | None:
    # SQLite keeps no zone: what was put in as UTC comes out naive.
    return moment.replace(tzinfo=dt.UTC) if moment is not None and moment.tzinfo is None else moment
