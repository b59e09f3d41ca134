"""A model folder drafted from what a database holds: it loads, answers simple questions, and waits for its owner."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterator
from functools import cached_property
from typing import Any, get_args

import yaml

from semantic_layer.model.facts import ColumnFacts, Survey, TableFacts
from semantic_layer.model.name_words import Words, name_words, shared_start, table_words
from semantic_layer.query.period import Unit

#: A text column with more values than this is no list to choose from.
MOST_MEMBERS = 100
#: A time that ends so many days before another of its table tells of the thing, not of the day it came: a birthday.
STALE_DAYS = 366
Plain = dict[str, Any]


def draft_folder(survey: Survey, name: str, warehouse: str) -> dict[str, str]:
    """Return the text of each file of a model folder, by the file's name.

    Every column that has a name and a type; joins that the rows bear out; a count of each table whose rows lie on
    days, and a sum of each of its numbers; a dimension of each text with few values. All of it is a draft.
    ``warehouse`` is the database's URL as the folder writes it.
    """
    draft = _Draft(survey)
    default: Plain = {"calendar": {"time_zone": "UTC"}, "default_period": {"kind": "all"}}
    return {
        "model.yaml": _text(draft.about_model(), {"name": safe_name(name), "warehouse": warehouse} | default),
        "tables.yaml": _text(draft.about_tables(), {"tables": dict(draft.tables()), "joins": list(draft.joins())}),
        "dimensions.yaml": _text(_ABOUT_DIMENSIONS, {"dimensions": draft.dimensions}),
        "metrics.yaml": _text(_ABOUT_METRICS, {"metrics": draft.metrics}),
    }


def row_time(table: TableFacts) -> ColumnFacts | None:
    """Return the column whose day a row counts on: the first of those that every row has and that are kept up."""
    times = [column for column in table.columns if column.last is not None and column.filled == table.rows]
    newest = max((column.last for column in times if column.last), default=None)
    fresh = (column for column in times if column.last and newest and (newest - column.last).days <= STALE_DAYS)
    return next(fresh, None)


class _Draft:
    """The parts of a folder over one survey; each name and each label is given once."""

    def __init__(self, survey: Survey) -> None:
        self.survey = survey
        self.nouns = table_words(survey.tables)
        self.words = [_own_words(table) for table in survey.tables]
        self.common = Counter([*self.nouns, *(own for words in self.words for own in words.values())])
        self.taken: set[str] = set(get_args(Unit))
        self.names: list[str] = []
        for noun, table in zip(self.nouns, survey.tables, strict=True):
            name = safe_name("_".join(noun))
            name = safe_name(table.source) if name in self.names else name
            self.names.append(f"{name}_{len(self.names)}" if name in self.names else name)

    def tables(self) -> Iterator[tuple[str, Plain]]:
        for name, table in zip(self.names, self.survey.tables, strict=True):
            made: Plain = {} if table.source == name else {"source": table.source}
            made |= {"key": list(table.key)} if table.key else {}
            time = row_time(table)
            made |= {"time": time.name} if time else {}
            yield name, made | {"columns": {column.name: {"type": column.type} for column in table.columns}}

    def joins(self) -> Iterator[Plain]:
        for link in self.survey.links:
            table, to = self.names[link.table], self.names[link.to]
            yield {"name": f"{table}_{link.column}", "table": table, "to": to, "on": {link.column: link.key}}

    @cached_property
    def metrics(self) -> dict[str, Plain]:
        """Return the counts and sums of tables whose rows lie on days: no others can be asked for a period."""
        made: dict[str, Plain] = {}
        for place, table in enumerate(self.survey.tables):
            if row_time(table) is None:
                continue
            noun = " ".join(self.nouns[place])
            name, label = self._name((*self.nouns[place], "count"), ())
            known_as = {"label": {"en": noun}, "synonyms": {"en": [f"number of {noun}", label]}}
            made[name] = known_as | self._calculation(place, "count", "count")
            for column in self._numbers(place):
                name, label = self._name(self.words[place][column.name], self.nouns[place])
                unit = "count" if column.type == "integer" else "number"
                made[name] = {"label": {"en": label}} | self._calculation(place, "sum", unit, column.name)
        return made

    @cached_property
    def dimensions(self) -> dict[str, Plain]:
        """Return the texts with few values; metrics are named first."""
        made: dict[str, Plain] = {}
        assert self.metrics is not None
        for place in range(len(self.survey.tables)):
            for column in self._free(place):
                if column.type == "text" and 0 < column.values <= MOST_MEMBERS:
                    name, label = self._name(self.words[place][column.name], self.nouns[place])
                    made[name] = {"label": {"en": label}, "table": self.names[place], "column": column.name}
        return made

    def about_model(self) -> tuple[str, ...]:
        days = [time.last for table in self.survey.tables if (time := row_time(table)) and time.last]
        today = max(days) + dt.timedelta(days=1) if days else dt.date(2026, 1, 1)
        return (
            "Drafted from the database's own tables: nothing is certified, and every name is a guess.",
            f"Where data have ended, say what today is:  calendar: {{time_zone: UTC, as_of: {today}}}",
            "A question that names no period looks at all of the data. To look at last month instead:",
            "default_period: {kind: relative, unit: month, offset: -1}",
        )

    def about_tables(self) -> tuple[str, ...]:
        """Return what the tables say, and what is not in them."""
        left = [f"{table.source} ({', '.join(table.left_out)})" for table in self.survey.tables if table.left_out]
        return (
            "A key tells the rows of a table apart; time is the day on which a row counts.",
            "A join leads from many rows to one: so it was on the day of the draft, and kpi lint --live looks again.",
            *([f"Left out, for a name or a type that no model has: {'; '.join(left)}."] if left else []),
        )

    def _free(self, place: int) -> list[ColumnFacts]:
        """Return the columns that are neither keys nor lead to one."""
        linked = {link.column for link in self.survey.links if link.table == place}
        table = self.survey.tables[place]
        return [column for column in table.columns if column.name not in linked | set(table.key)]

    def _numbers(self, place: int) -> list[ColumnFacts]:
        """Return the columns to sum up; a whole number that ends as the key does ("id") counts nothing."""
        numbering = {self.words[place][name][-1] for name in self.survey.tables[place].key}
        return [
            column
            for column in self._free(place)
            if column.type == "number"
            or (column.type == "integer" and self.words[place][column.name][-1] not in numbering)
        ]

    def _name(self, own: Words, noun: Words) -> tuple[str, str]:
        """Return a name and a label: the words of its own, after the table's where other names have them too."""
        short = safe_name("_".join(own))
        words = own if self.common[own] < 2 and short not in self.taken else (*noun, *own)
        name = stem = safe_name("_".join(words))
        number = 1
        while name in self.taken:
            number += 1
            name, words = f"{stem}_{number}", (*words, str(number))
        self.taken.add(name)
        return name, " ".join(words)

    def _calculation(self, place: int, agg: str, unit: str, column: str | None = None) -> Plain:
        how = {"type": "simple", "table": self.names[place], "agg": agg} | ({"column": column} if column else {})
        return {"calculation": how, "unit": unit, "status": "draft"}


_ABOUT_DIMENSIONS = (
    "Texts with few values. Call them what people call them, in every language that is asked in; take out what",
    "nobody asks by and what is private: the values become words that questions may use.",
)
_ABOUT_METRICS = (
    "Rows counted and numbers summed up. Not every number is for summing: of a price or a score, say agg: avg.",
    "What each still needs: a description, labels, a unit (EUR, share, hours), a good direction, an owner.",
)


def _own_words(table: TableFacts) -> dict[str, Words]:
    """Return the words of each column's name, without those that all of the table's columns begin with."""
    names = {column.name: name_words(column.name) or ("column",) for column in table.columns}
    start = shared_start(list(names.values()))
    return {name: words[start:] for name, words in names.items()}


def safe_name(name: str) -> str:
    """Return a name that a model may use.

    >>> safe_name("Umsatz 2026"), safe_name("2026")
    ('Umsatz_2026', 'n_2026')
    """
    plain = re.sub(r"\W", "_", name, flags=re.ASCII).strip("_") or "n"
    return f"n_{plain}" if plain[0].isdigit() else plain


def _text(about: tuple[str, ...], value: Plain) -> str:
    comment = "".join(f"# {line}\n" for line in about)
    return comment + yaml.safe_dump(value, sort_keys=False, allow_unicode=True, default_flow_style=None, width=120)
