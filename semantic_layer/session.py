"""Who asks, when, and in which language; and what the data hold. Values, never looked up here."""

from __future__ import annotations

import datetime as dt
from typing import Literal

from pydantic import BaseModel, ConfigDict

#: Of the engines there are: what their SQL is written in.
Dialect = Literal["duckdb", "postgres"]


class Viewer(BaseModel):
    """Who is asking: roles and attributes that policies read."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str = "local"
    roles: tuple[str, ...] = ()
    attributes: dict[str, tuple[str, ...]] = {}


class Session(BaseModel):
    """One asking: ``today`` in the model's time zone, the language of the answer, the viewer."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    today: dt.date
    locale: str = "en"
    viewer: Viewer = Viewer()


class Coverage(BaseModel):
    """The first day and the last complete day (watermark, included) of a table's time column.

    The first day is after the last complete one where there are no rows yet.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    first: dt.date
    watermark: dt.date


class DataState(BaseModel):
    """What the warehouse holds now: coverage per ``table.column`` of time, and the data's version.

    The version changes whenever the data may have changed; it is part of every cache key. ``dialect`` is that of the
    engine that runs the SQL.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    coverage: dict[str, Coverage]
    version: str
    dialect: Dialect = "duckdb"
