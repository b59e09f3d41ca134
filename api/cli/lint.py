"""The command that checks a model: ``lint``."""

from __future__ import annotations

import json
from collections.abc import Sequence
from itertools import groupby
from typing import Annotated

import typer
from rich.text import Text

from api.cli.options import JsonOption, ModelOption, folder_of, limits, other_warehouse, out
from api.cli.reader_words import find_reader_words
from api.settings import today_of
from eval.gold import GoldRows
from eval.lint import lint_golds
from eval.suite import find_gold_problems
from semantic_layer.issues import ModelError, ModelProblem
from semantic_layer.model.lint import Members, Subject, lint_model, members_looked_at
from semantic_layer.model.load import Folder, read_folder
from semantic_layer.warehouse import Warehouse, open_warehouse
from semantic_layer.warehouse.warehouse import are_all

LOCAL = "duckdb:///"
STYLES = {"error": "red", "warning": "yellow"}


def lint_command(
    model: ModelOption = None,
    live: Annotated[bool, typer.Option("--live", help="Ask the warehouse too.")] = False,
    strict: Annotated[bool, typer.Option("--strict", help="Warnings fail too.")] = False,
    as_json: JsonOption = False,
) -> None:
    """Check a model folder: exit 2 on errors, with --strict on warnings too."""
    problems = find_problems(model, live)
    if as_json:
        out.print_json(json.dumps([problem.model_dump() for problem in problems]))
    else:
        print_problems(problems)
    raise typer.Exit(2 if any(strict or problem.severity == "error" for problem in problems) else 0)


def find_problems(model: str | None, live: bool) -> tuple[ModelProblem, ...]:
    """Return what is wrong with a folder, else what is weak in it, and what is wrong with its gold files.

    With ``live``, what is wrong and weak in its data and in the rows of its gold too.
    """
    try:
        folder = read_folder(folder_of(model))
    except ModelError as error:
        return error.problems
    if folder.problems:
        return (*folder.problems, *find_gold_problems(folder_of(model)))
    found = check_model(folder, model, live)
    runs = live and all(problem.severity == "warning" for problem in found)
    return (*found, *_check_golds(folder, model, runs))


def check_model(folder: Folder, model: str | None, live: bool) -> tuple[ModelProblem, ...]:
    """Return what is weak in a model that can be loaded; with ``live``, what is wrong and weak in its data too."""
    if not live:
        return (*_lint(folder, {}), *find_reader_words(folder))
    header = folder.model.header
    warehouse = open_warehouse(other_warehouse() or header.warehouse, folder_of(model), **limits())
    try:
        found = warehouse.check(folder.model, folder.locate, today_of(folder.model))
        broken = any(problem.severity == "error" for problem in found)
        weak = _lint(folder, {} if broken else _members(folder, warehouse))
        return (*weak, *find_reader_words(folder), *found)
    finally:
        warehouse.close()


def _check_golds(folder: Folder, model: str | None, runs: bool) -> tuple[ModelProblem, ...]:
    url = other_warehouse() or folder.model.header.warehouse
    # Expected queries are DuckDB's: on another engine they are read and not run.
    file = url.removeprefix(LOCAL) if runs and url.startswith(LOCAL) else None
    if file is None or not any((folder_of(model) / "gold").glob("*.yaml")):
        return lint_golds(folder_of(model), folder.model)
    rows = GoldRows(folder_of(model) / file)
    try:
        return lint_golds(folder_of(model), folder.model, rows)
    finally:
        rows.close()


def _lint(folder: Folder, members: Members) -> tuple[ModelProblem, ...]:
    return lint_model(Subject(folder.model, today_of(folder.model), members), folder.locate)


def _members(folder: Folder, warehouse: Warehouse) -> Members:
    read = {name: warehouse.members(folder.model, name) for name in members_looked_at(folder.model)}
    # Of a dimension with more, the rest is not known: nothing can be said to be missing.
    return {
        name: {row.value: tuple(row.labels.values()) for row in rows} for name, rows in read.items() if are_all(rows)
    }


def print_problems(problems: Sequence[ModelProblem]) -> None:
    """Print problems by file and line, the errors of a file first."""
    for file, found in groupby(sorted(problems, key=_place), key=lambda problem: problem.file):
        out.print(Text(file, style="bold"))
        for problem in found:
            near = f" Closest: {', '.join(problem.suggestions)}." if problem.suggestions else ""
            line = Text(f"  {problem.line:>5}  ").append(f"{problem.severity:7}", STYLES[problem.severity])
            out.print(line.append(f"  {problem.key}: {problem.message}{near}").append(f"  [{problem.code}]", "dim"))
    errors = sum(problem.severity == "error" for problem in problems)
    out.print(f"{errors} error(s), {len(problems) - errors} warning(s)." if problems else "The model is sound.")


def _place(problem: ModelProblem) -> tuple[str, bool, int, str]:
    return problem.file, problem.severity != "error", problem.line, problem.key
