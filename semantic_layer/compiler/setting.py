"""What every fact of a statement stands on: the model, who asks, what the data hold, and tables made for it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property

from sqlglot import exp

from semantic_layer.compiler.columns import OWN, column_of, table_source
from semantic_layer.issues import Issue
from semantic_layer.model import Model
from semantic_layer.model.sight import open_joins, sees_dimension
from semantic_layer.query import Data
from semantic_layer.query.canonical import canonical
from semantic_layer.session import DataState, Session

#: The column of a table with a history that holds the start of each entity's next row.
NEXT = f"{OWN}next"


def bare_setting(model: Model) -> Setting:
    """Return the setting of a question about the rows as they are: nobody asks, and nothing is known of the data."""
    return Setting(model, Session(today=dt.date.min), DataState(coverage={}, version=""))


@dataclass
class Setting:
    """The ground of one statement. ``made`` holds its own tables by name, each after those it reads.

    ``seen`` returns the rows of a table that the viewer may see (None: all of them, as they are);
    ``keys`` returns the SELECT of another query's first axis, column ``k0``. ``notes`` are what an answer says of them.
    """

    model: Model
    session: Session
    state: DataState
    seen: Callable[[str], exp.Select | None] | None = None
    keys: Callable[[Data, Setting], exp.Select] | None = None
    made: dict[str, exp.Select] = field(default_factory=dict)
    notes: list[Issue] = field(default_factory=list)
    _names: dict[str, str] = field(default_factory=dict)

    @cached_property
    def linked(self) -> Model:
        """Return the model with the joins that may be followed: for a viewer of governed rows, those open to him."""
        return self.model if self.seen is None else open_joins(self.model, self.session.viewer)

    def offered(self) -> list[str]:
        """Return the dimensions that a refusal may name: those that the viewer knows."""
        return [name for name in self.model.dimensions if sees_dimension(self.model, self.session.viewer, name)]

    def note(self, issue: Issue) -> None:
        """Keep what an answer says of this statement, once."""
        if issue not in self.notes:
            self.notes.append(issue)

    def source(self, table: str, alias: str) -> exp.Table:
        """Return a table under an alias: the rows that the viewer may see of it, the only ones there are."""
        name = seen_name(table)
        if self.seen is not None and name not in self.made:
            rows = self.seen(table)
            if rows is not None:
                self.made[name] = rows
        if name in self.made:
            return exp.table_(name, alias=alias, quoted=True)
        return table_source(self.model, table, alias)

    def spans(self, table: str, alias: str) -> exp.Table:
        """Return a table with a history under an alias, with the start of each entity's next row as ``__next``.

        A row ends where the next begins, so that no day has two: a join on it is never a fan-out.
        """
        name = f"{OWN}spans_{table}"
        spec = self.model.tables[table]
        if name not in self.made and spec.history:
            rows = exp.Select().from_(self.source(table, "t"), copy=False)
            for column, kind in spec.columns.items():
                if kind.expr is None:
                    rows = rows.select(exp.column(column, table="t", quoted=True), copy=False)
            entity = [column_of(self.model, table, "t", column) for column in spec.key if column != spec.history.start]
            start = column_of(self.model, table, "t", spec.history.start)
            order = exp.Order(expressions=[exp.Ordered(this=start.copy())])
            after = exp.Window(this=exp.Lead(this=start), partition_by=entity, order=order)
            self.made[name] = rows.select(exp.alias_(after, NEXT, quoted=True), copy=False)
        return exp.table_(name, alias=alias, quoted=True)

    def fresh(self, stem: str) -> str:
        """Return a name for a table of the statement: the stem, or longer where the warehouse has such a table."""
        while stem in self._taken:
            stem += "_"
        return stem

    @cached_property
    def _taken(self) -> frozenset[str]:
        return frozenset((table.source or name).lower() for name, table in self.model.tables.items())

    def keys_of(self, query: Data) -> str:
        """Return the name of the table that holds the keys another query returns."""
        text = canonical(query)
        if text not in self._names:
            assert self.keys is not None
            select = self.keys(query, self)
            self._names[text] = f"{OWN}keys_{len(self._names)}"
            self.made[self._names[text]] = select
        return self._names[text]

    def attach(self, select: exp.Select) -> exp.Select:
        """Return a statement with the tables that were made for it in front."""
        for name, rows in self.made.items():
            select = select.with_(exp.to_identifier(name, quoted=True), as_=rows, copy=False)
        return select


def seen_name(table: str) -> str:
    """Return the name of the rows of a governed table that a viewer may see."""
    return f"{OWN}seen_{table}"
