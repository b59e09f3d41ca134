"""The questions of the gold suites on both engines over the same rows: equal rows, and one number for every metric.

The demos are built small: what is asked of the engines does not grow with their rows.
"""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyarrow.compute as pc
import pytest
from two_engines import difference

from eval.demo import DEMOS, demo_folder
from eval.suite import load_suites
from nlq.ask import ask
from nlq.engine import Engine, open_engine
from nlq.reading import Question
from semantic_layer import query as q
from semantic_layer.issues import QueryRefused
from semantic_layer.model import Model
from semantic_layer.query.canonical import canonical
from semantic_layer.session import Session
from semantic_layer.warehouse import write_database

SCALE = 0.03
#: One household in so many, a power of two.
HOUSEHOLDS = 16


@dataclass
class Pair:
    """A model with its rows on both engines; what was compared, each query once."""

    model: Model
    duck: Engine
    postgres: Engine
    seen: set[Any] = field(default_factory=set)
    ran: int = 0

    def check(self, query: Any, session: Session) -> None:
        """Compare the rows of a query, unless it has been."""
        key = (canonical(query), session.today, session.locale)
        if key in self.seen:
            return
        self.seen.add(key)
        assert difference(query, session, self.duck, self.postgres) == "", canonical(query)
        self.ran += 1


def small(name: str) -> Any:
    """The tables of a demo, cut where they are large."""
    tables = dict(DEMOS[name](SCALE))
    if name == "journey":
        kept = lambda column: pc.equal(pc.bit_wise_and(pc.cast(column, "int64"), HOUSEHOLDS - 1), 1)
        tables = {
            each: table.filter(kept(table["household_id"])) if "household_id" in table.schema.names else table
            for each, table in tables.items()
        }
    return tables


@pytest.fixture(scope="module", params=list(DEMOS))
def pair(request: Any, server: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pair]:
    name = request.param
    folder = tmp_path_factory.mktemp("small") / name
    shutil.copytree(demo_folder(name), folder, ignore=shutil.ignore_patterns("*.duckdb", "data", ".*"))
    tables = small(name)
    write_database(folder / f"{name}.duckdb", tables)
    server.load(f"small_{name}", tables)
    duck, postgres = open_engine(folder), open_engine(folder, warehouse=server.url(f"small_{name}"))
    yield Pair(duck.whole, duck, postgres)
    duck.close()
    postgres.close()


def test_the_rows_are_those_that_the_model_says(pair):
    found = pair.postgres.warehouse.check(pair.model)
    assert found == pair.duck.warehouse.check(pair.model) and not [each for each in found if each.severity == "error"]
    today = pair.model.calendar.as_of or dt.date(2030, 1, 1)
    one, other = pair.postgres.state(today), pair.duck.state(today)
    assert one.coverage == other.coverage and (one.dialect, other.dialect) == ("postgres", "duckdb")


def test_gold_questions_have_equal_rows(pair):
    folder: Path = pair.model.folder
    for suite in load_suites(folder):
        session = Session(today=suite.today, locale=suite.locale)
        for case in suite.cases:
            context: Any = None
            for turn in case.steps:
                answer = ask(Question(text=turn.question, locale=suite.locale), session, pair.duck, context)
                context = answer.query if answer.status == "answered" else context
                for query in [answer.query, *(choice.query for choice in answer.choices)]:
                    if isinstance(query, q.Data | q.Members):
                        pair.check(query, session)
    assert pair.ran > {"retail": 400, "journey": 80}.get(pair.model.header.name, 0)


def test_every_metric_is_the_same_alone_and_along_axes(pair):
    asked = pair.model.calendar.as_of or dt.date(2030, 1, 1)
    days = [covered.watermark for covered in pair.duck.state(asked).coverage.values()]
    session = Session(today=pair.model.calendar.as_of or max(days))
    names, ran, refused = list(pair.model.dimensions), 0, 0
    for number, name in enumerate(pair.model.metrics):
        # A dimension more with each metric: every one of them has its turn.
        first, second = (q.Dimension(name=names[(number * step) % len(names)]) for step in (1, 3))
        for by in ((), (q.Grain(unit="quarter"),), (first,), (second, q.Grain(unit="year"))):
            try:
                pair.check(q.Data(measures=(q.Metric(name=name),), by=by, period=q.AllTime()), session)
                ran += 1
            except QueryRefused:
                refused += 1
    assert ran > 2 * len(pair.model.metrics), (ran, refused)
