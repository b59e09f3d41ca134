"""The tables of the state, as the newest migration leaves them. Whatever is a person's own has a ``person``."""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    Column,
    Date,
    DateTime,
    Double,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
    false,
)

METADATA = MetaData()

#: Which meaning of words a person chose. ``ambiguity`` is the digest of all meanings that there were to choose from.
CHOICES = Table(
    "choices", METADATA,
    Column("id", Integer, primary_key=True),
    Column("person", String(200), nullable=False),
    Column("model", String(200), nullable=False),
    Column("words", String(300), nullable=False),
    Column("ambiguity", String(64), nullable=False),
    Column("said", String(300), nullable=False),
    Column("chosen", Text, nullable=False),
    Column("others", Text, nullable=False),
    Column("definitions", String(64), nullable=False),
    Column("made_at", DateTime(timezone=True), nullable=False),
    UniqueConstraint("person", "model", "words", "ambiguity", name="one_choice"),
    Index("choices_of_model", "model", "words"),
)  # fmt: skip

#: What somebody (NULL: nobody in particular) says of an answer.
FEEDBACK = Table(
    "feedback", METADATA,
    Column("id", Integer, primary_key=True),
    Column("person", String(200)),
    Column("model", String(200), nullable=False),
    Column("answer_id", String(100), nullable=False),
    Column("right", Boolean, nullable=False),
    Column("comment", Text, nullable=False),
    Column("expected", Text, nullable=False),
    Column("question", Text, nullable=False),
    Column("made_at", DateTime(timezone=True), nullable=False),
    Index("feedback_of_answer", "answer_id"),
)  # fmt: skip

#: API keys. ``hash`` is the SHA-256 of the secret, which is not kept; roles, attributes and scopes are JSON.
KEYS = Table(
    "keys", METADATA,
    Column("id", String(20), primary_key=True),
    Column("hash", String(64), nullable=False),
    Column("person", String(200), nullable=False),
    Column("roles", Text, nullable=False),
    Column("attributes", Text, nullable=False),
    Column("scopes", Text, nullable=False),
    Column("note", String(200), nullable=False),
    Column("made_at", DateTime(timezone=True), nullable=False),
    Column("expires_at", DateTime(timezone=True)),
    Column("revoked_at", DateTime(timezone=True)),
    Column("used_at", DateTime(timezone=True)),
    Column("replaced_by", String(20)),
)  # fmt: skip

#: Sessions of the page: each opened with a key, and ended with it.
SESSIONS = Table(
    "sessions", METADATA,
    Column("id", String(20), primary_key=True),
    Column("hash", String(64), nullable=False),
    Column("key_id", String(20), ForeignKey("keys.id"), nullable=False),
    Column("made_at", DateTime(timezone=True), nullable=False),
    Column("expires_at", DateTime(timezone=True), nullable=False),
    Index("sessions_of_key", "key_id"),
)  # fmt: skip

#: Who asked what, and what it was read as; no value of a result. Offered, policies and issues are JSON.
AUDIT = Table(
    "audit", METADATA,
    Column("id", Integer, primary_key=True),
    Column("at", DateTime(timezone=True), nullable=False),
    Column("person", String(200)),
    Column("credential", String(200), nullable=False),
    Column("model", String(200), nullable=False),
    Column("version", String(64), nullable=False),
    Column("question", Text, nullable=False),
    Column("status", String(20), nullable=False),
    Column("readback", Text, nullable=False),
    Column("query", Text, nullable=False),
    Column("offered", Text, nullable=False),
    Column("sql", Text, nullable=False),
    Column("policies", Text, nullable=False),
    Column("rows", Integer, nullable=False),
    Column("issues", Text, nullable=False),
    Column("elapsed_ms", Double, nullable=False),
    Column("answer_id", String(100), nullable=False),
    Column("replayed", Boolean, nullable=False, server_default=false()),
    Column("shared_by", String(200), nullable=False, server_default=""),
    Column("computed_for", String(200), nullable=False, server_default=""),
    Index("audit_at", "at"),
    Index("audit_of_person", "person", "at"),
)  # fmt: skip

#: What each person used in a minute (counted from 1970): requests, and seconds of the warehouse.
USAGE = Table(
    "usage", METADATA,
    Column("person", String(200), primary_key=True),
    Column("minute", Integer, primary_key=True),
    Column("requests", Integer, nullable=False),
    Column("seconds", Double, nullable=False),
    Index("usage_minute", "minute"),
)  # fmt: skip

#: Conversations that a person comes back to; ``id`` is his own name for one, and may be another's for another.
CONVERSATIONS = Table(
    "conversations", METADATA,
    Column("person", String(200), primary_key=True),
    Column("model", String(200), primary_key=True),
    Column("id", String(100), primary_key=True),
    Column("title", Text, nullable=False),
    Column("changed_at", DateTime(timezone=True), nullable=False),
    Index("conversations_changed", "changed_at"),
)  # fmt: skip

#: What was asked in them and answered (JSON); ``rights`` is the fingerprint of what the person might see then.
TURNS = Table(
    "turns", METADATA,
    Column("id", Integer, primary_key=True),
    Column("person", String(200), nullable=False),
    Column("model", String(200), nullable=False),
    Column("conversation", String(100), nullable=False),
    Column("rights", String(64), nullable=False),
    Column("today", Date, nullable=False),
    Column("asked", Text, nullable=False),
    Column("answer", Text, nullable=False),
    Column("made_at", DateTime(timezone=True), nullable=False),
    Index("turns_of_conversation", "person", "model", "conversation"),
)  # fmt: skip

#: What a person shares by link: turns as they were answered (JSON).
SHARES = Table(
    "shares", METADATA,
    Column("id", String(40), primary_key=True),
    Column("person", String(200), nullable=False),
    Column("model", String(200), nullable=False),
    Column("turns", Text, nullable=False),
    Column("made_at", DateTime(timezone=True), nullable=False),
    Index("shares_of_person", "person", "model"),
    Index("shares_made", "made_at"),
)  # fmt: skip

#: Where a conversation stands, by a digest of whose it is and which: its last query and choices, as JSON.
PLACES = Table(
    "places", METADATA,
    Column("key", String(64), primary_key=True),
    Column("turn", Text, nullable=False),
    Column("at", DateTime(timezone=True), nullable=False),
    Index("places_at", "at"),
)  # fmt: skip

#: Messages of chats that were taken, by a digest of the platform and its id of the event.
SEEN = Table(
    "seen", METADATA,
    Column("key", String(64), primary_key=True),
    Column("at", DateTime(timezone=True), nullable=False),
    Index("seen_at", "at"),
)  # fmt: skip
