"""Commands on a model and its data: ``demo`` and ``lint``."""

from __future__ import annotations

import json
from typing import Annotated, Any

import typer
from rich.progress import Progress

from api.cli.options import DEMO_NAMES, JsonOption, ModelOption, err, folder_of, open_model, out
from eval.demo import DEMOS, build_demo, load_demo
from semantic_layer.issues import ModelError
from semantic_layer.model.lint import lint_model
from semantic_layer.model.load import load_model


def demo_command(
    name: Annotated[str, typer.Argument(help=DEMO_NAMES)] = "retail",
    scale: Annotated[float, typer.Option(help="Times half a million orders (retail).", min=0.001, max=200)] = 1.0,
    force: Annotated[bool, typer.Option("--force", help="Build it even if it is there.")] = False,
    to: Annotated[str, typer.Option("--to", help="A PostgreSQL database: postgresql://USER@HOST/DATABASE.")] = "",
) -> None:
    """Build a demo warehouse, where it is not there: a file, or tables in a database of yours."""
    if name not in DEMOS:
        raise typer.BadParameter(f"There is no demo “{name}”: {DEMO_NAMES}.")
    with Progress(console=err, transient=True) as bar:
        task = bar.add_task(f"Building {name}", total=None)

        def show(table: str, done: int, total: int) -> None:
            bar.update(task, description=f"Writing {table}", completed=done, total=total)

        if to:
            load_demo(name, to, scale=scale, force=force, progress=show)
            size = "in your database"
        else:
            path = build_demo(name, scale=scale, force=force, progress=show)
            size = f"{path.stat().st_size / 1e6:.0f} MB"
    err.print(f"The {name} warehouse is ready ({size}).")


def lint_command(
    model: ModelOption = None,
    live: Annotated[bool, typer.Option("--live", help="Ask the warehouse too.")] = False,
    as_json: JsonOption = False,
) -> None:
    """Check a model folder."""
    problems: tuple[Any, ...] = ()
    try:
        loaded = load_model(folder_of(model))
        problems = lint_model(loaded)
        if live:
            engine = open_model(model)
            problems += engine.warehouse.check(loaded)
            engine.close()
    except ModelError as error:
        problems = error.problems
    if as_json:
        out.print_json(json.dumps([problem.model_dump() for problem in problems]))
    else:
        for problem in problems:
            out.print(str(problem), markup=False)
        errors = sum(problem.severity == "error" for problem in problems)
        out.print(f"{errors} error(s), {len(problems) - errors} warning(s)." if problems else "The model is sound.")
    raise typer.Exit(2 if any(problem.severity == "error" for problem in problems) else 0)
