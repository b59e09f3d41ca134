"""Bring the tables of the state to a revision: up to the newest, or down to none."""

from __future__ import annotations

from functools import cache

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

NEWEST, NONE = "head", "base"


def is_newest(connection: Connection) -> bool:
    """Say whether the tables are those that this program works with."""
    return MigrationContext.configure(connection).get_current_revision() == newest()


def migrate(connection: Connection, to: str = NEWEST) -> None:
    """Bring the tables to a revision, inside the transaction of the connection.

    Raises:
        CommandError: the tables are of a revision that this program does not know.
    """
    config = _config()
    config.attributes["connection"] = connection
    if to == NONE:
        command.downgrade(config, to)
    else:
        command.upgrade(config, to)


@cache
def newest() -> str | None:
    """Return the newest revision."""
    return ScriptDirectory.from_config(_config()).get_current_head()


def is_known(revision: str) -> bool:
    """Say whether a revision is one that this program can bring up to date."""
    return revision in {each.revision for each in ScriptDirectory.from_config(_config()).walk_revisions()}


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", "api.state:migrations")
    return config
