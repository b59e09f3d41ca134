"""What is wrong, or weak, in gold cases that can be read: an answer that nobody can give would pass for a bad one."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

from eval.gold import GoldRows
from eval.lint.columns import find_odd_columns
from eval.lint.expected import Expected, Problems, expected_of, views_of
from eval.lint.names import find_odd_queries, find_repeated_ids, find_unknown_metrics
from eval.lint.rows import find_loose_bounds, find_nothing, find_ties
from eval.lint.runs import find_failing, find_failing_views
from eval.lint.statements import find_no_select, find_odd_tables
from eval.suite import GoldFile, read_gold_files
from semantic_layer.issues import ModelProblem
from semantic_layer.model import Model

__all__ = ["lint_golds"]

#: What is looked at in each expected query, without and with its rows.
UNRUN: tuple[Callable[[Expected, Model], Problems], ...] = (find_no_select, find_odd_tables, find_odd_columns)
RUN: tuple[Callable[[Expected, GoldRows], Problems], ...] = (find_nothing, find_ties, find_loose_bounds)


def lint_golds(folder: Path, model: Model, rows: GoldRows | None = None) -> tuple[ModelProblem, ...]:
    """Return what is wrong with the gold files of a model folder and what is weak in them, by file and line.

    With ``rows`` the expected queries are run.
    """
    files = read_gold_files(folder)
    found = {problem: None for file in files for problem in file.problems}
    whole = [file for file in files if file.suite is not None]
    for check in (find_repeated_ids, partial(find_unknown_metrics, model), partial(find_odd_queries, model)):
        found |= dict.fromkeys(check(whole))
    found |= dict.fromkeys(_lint_sql(whole, model) if rows is None else _lint_rows(whole, model, rows))
    return tuple(sorted(found, key=lambda problem: (problem.file, problem.line)))


def _lint_sql(files: list[GoldFile], model: Model) -> Iterator[ModelProblem]:
    for file in files:
        for view in views_of(file):
            yield from (*find_no_select(view, model), *find_odd_tables(view, model))
        for each in expected_of(file):
            yield from (problem for check in UNRUN for problem in check(each, model))


def _lint_rows(files: list[GoldFile], model: Model, rows: GoldRows) -> Iterator[ModelProblem]:
    with ThreadPoolExecutor(os.cpu_count() or 2) as pool:
        for file in files:
            broken = {view.name: list(found) for view, found in find_failing_views(file, rows)}
            yield from (problem for found in broken.values() for problem in found)
            sound = [each for each in expected_of(file) if not each.reads(broken)]
            for problems in pool.map(partial(_look, model=model, rows=rows), sound):
                yield from problems


def _look(each: Expected, model: Model, rows: GoldRows) -> list[ModelProblem]:
    failing = list(find_failing(each, rows))
    if failing or each.tree is None:
        return failing
    return [*find_odd_columns(each, model), *(problem for check in RUN for problem in check(each, rows))]
