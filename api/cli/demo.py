"""The command that makes data: ``demo``."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.progress import Progress

from api.cli.options import DEMO_NAMES, err
from eval.demo import DEMOS, build_demo, load_demo


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
