"""Backups of the state: all of it in one file, of either engine and for either, checked whole before it is restored.

A backup is lines of JSON, compressed: a head with the revision of the tables, a line a row, and an end with the number
of rows and the digest of everything before.
"""

from __future__ import annotations

import datetime as dt
import gzip
import hashlib
import json
import os
import zlib
from collections.abc import Iterator
from itertools import groupby, islice
from pathlib import Path
from typing import Any, BinaryIO

from sqlalchemy import Connection, MetaData, Table, func, insert, select, text

from api.state.door import Door, translated
from api.state.migrate import NONE, is_known, migrate, newest
from api.state.tables import METADATA
from semantic_layer.issues import StateError

#: The form of the file, and rows that are written at once.
FORM, BATCH = 1, 500


def back_up(door: Door, file: Path, now: dt.datetime) -> dict[str, int]:
    """Write everything that is kept to a file, as it is at one moment, and return the rows of each table.

    Others go on reading and writing. The file is there whole or not at all, and its owner alone may read it.

    Raises:
        StateError: the state cannot be read, or there is none yet; the file cannot be written.
    """
    part = file.with_name(f"{file.name}.part")
    with translated(), door.reading() as connection:
        if connection is None:
            raise StateError("unfit", "Nothing has been kept yet: there is nothing to back up.")
        _hold_still(connection)
        try:
            with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as out:
                counts = _write(connection, out, now)
                out.flush()
                os.fsync(out.fileno())
            part.replace(file)
        except OSError as error:
            raise StateError("unfit", "The file of the backup cannot be written.") from error
        finally:
            part.unlink(missing_ok=True)
    return counts


def restore(door: Door, file: Path, *, replace: bool = False) -> dict[str, int]:
    """Put what is in a file into the state, all of it or nothing, and return the rows of each table.

    Tables of an older version are brought up to date. With ``replace`` what was kept before is gone after.

    Raises:
        StateError: the file is no whole backup, or of a newer version; something is kept and not to be replaced.
    """
    with translated():
        revision, counts = _check(file)
        with door.writing() as connection:
            _hold_still(connection, writes=True)
            if not replace and _holds_anything(connection):
                raise StateError("unfit", "There is something in the state already. It goes if you say --replace.")
            migrate(connection, NONE)
            migrate(connection, revision)
            _fill(connection, file)
            migrate(connection)
    return counts


def _hold_still(connection: Connection, *, writes: bool = False) -> None:
    """See one moment of a server, however long it takes; SQLite does by itself."""
    if connection.dialect.name == "postgresql":
        if not writes:
            connection.execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY"))
        connection.execute(text("SET LOCAL statement_timeout = 0"))


def _holds_anything(connection: Connection) -> bool:
    tables = METADATA.sorted_tables
    return any(connection.execute(select(func.count()).select_from(table)).scalar_one() for table in tables)


def _write(connection: Connection, out: BinaryIO, now: dt.datetime) -> dict[str, int]:
    counts, digest = {}, hashlib.sha256()
    with gzip.GzipFile(fileobj=out, mode="wb", mtime=0) as packed:

        def put(line: object) -> None:
            data = json.dumps(line, ensure_ascii=False, default=_plain).encode() + b"\n"
            digest.update(data)
            packed.write(data)

        put({"kpi_state": FORM, "revision": newest(), "made_at": now})
        for table in METADATA.sorted_tables:
            counts[table.name] = 0
            for row in connection.execution_options(yield_per=BATCH).execute(select(table)).mappings():
                put([table.name, dict(row)])
                counts[table.name] += 1
        put({"rows": counts, "sha256": digest.hexdigest()})
    return counts


def _plain(value: object) -> str:
    assert isinstance(value, dt.datetime)
    # SQLite keeps no zone: what it has is in UTC.
    return (value if value.tzinfo else value.replace(tzinfo=dt.UTC)).astimezone(dt.UTC).isoformat()


def _check(file: Path) -> tuple[str, dict[str, int]]:
    """Return the revision of a backup, and its rows by table, once all of it has been read."""
    digest, counts, head, end = hashlib.sha256(), dict[str, int](), None, None
    for data in _lines(file):
        line = _parse(data)
        if end is not None:
            raise _broken()
        if isinstance(line, dict) and "sha256" in line:
            end = line
            continue
        digest.update(data)
        if head is None:
            head = line
        elif isinstance(line, list) and len(line) == 2:
            counts[line[0]] = counts.get(line[0], 0) + 1
    if (
        not isinstance(head, dict)
        or head.get("kpi_state") is None
        or end is None
        or end["sha256"] != digest.hexdigest()
    ):
        raise _broken()
    if head["kpi_state"] != FORM or not is_known(head["revision"]):
        raise StateError("newer", "The backup was written by a newer version of this program.")
    if {name: count for name, count in end["rows"].items() if count} != counts:
        raise _broken()
    return head["revision"], end["rows"]


def _fill(connection: Connection, file: Path) -> None:
    found = MetaData()
    found.reflect(connection)
    rows = (line for line in map(_parse, _lines(file)) if isinstance(line, list))
    for name, group in groupby(rows, key=lambda line: str(line[0])):
        if name not in found.tables:
            raise _broken()
        table = found.tables[name]
        times = [column.name for column in table.columns if column.type.python_type is dt.datetime]
        waiting = (_timed(line[1], times) for line in group)
        while some := list(islice(waiting, BATCH)):
            connection.execute(insert(table), some)
        _count_on(connection, table)


def _timed(row: dict[str, Any], times: list[str]) -> dict[str, Any]:
    return row | {name: dt.datetime.fromisoformat(row[name]) for name in times if row.get(name) is not None}


def _count_on(connection: Connection, table: Table) -> None:
    """Have a server number the next row after those that came with their numbers."""
    if connection.dialect.name != "postgresql" or "id" not in table.c:
        return
    name = connection.dialect.identifier_preparer.quote(table.name)
    serial = connection.execute(text("SELECT pg_get_serial_sequence(:name, 'id')"), {"name": name}).scalar_one()
    if serial is not None:
        last = select(func.max(table.c.id)).scalar_subquery()
        connection.execute(select(func.setval(serial, last)))


def _lines(file: Path) -> Iterator[bytes]:
    try:
        with gzip.open(file) as packed:
            yield from packed
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise _broken() from error
    except OSError as error:
        raise StateError("unfit", "The file of the backup cannot be read.") from error


def _parse(data: bytes) -> Any:
    try:
        return json.loads(data)
    except ValueError as error:
        raise _broken() from error


def _broken() -> StateError:
    return StateError("unfit", "That is no backup, or not all of one: nothing was restored.")
