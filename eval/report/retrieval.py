"""How well metrics are found by meaning, for a terminal, as JSON and as Markdown."""

from __future__ import annotations

from pathlib import Path

from rich.console import Console
from rich.table import Table as Drawn

from eval.report.tables import Table, markdown_rows, tell_share
from eval.retrieval import OFFERED, Retrieval


def print_retrieval(retrieval: Retrieval, out: Console) -> None:
    """Print recall with its bounds, and what was missed."""
    table = _table(retrieval)
    drawn = Drawn(*table.headings)
    for row in table.rows:
        drawn.add_row(*row)
    out.print(drawn)
    for each in retrieval.missed:
        out.print(f"  missed: {each.metric}: {each.text}", markup=False, style="dim")


def save_retrieval(retrieval: Retrieval, path: Path) -> None:
    """Write it as its name ends: .json or .md.

    Raises:
        ValueError: another ending.
    """
    if path.suffix not in (".json", ".md"):
        raise ValueError(f"How well metrics are found is saved as .json or .md, not as “{path.name}”.")
    table = "\n".join(markdown_rows(_table(retrieval))) + "\n"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(retrieval.model_dump_json() if path.suffix == ".json" else table, encoding="utf-8")


def _table(retrieval: Retrieval) -> Table:
    rows = [
        ("with" if line.aliases else "without", line.of, str(line.paraphrases), str(line.metrics),
         tell_share(line.first), tell_share(line.among))
        for line in retrieval.recall
    ]  # fmt: skip
    headings = ("aliases", "of", "paraphrases", "metrics", "recall@1", f"recall@{OFFERED}")
    return Table("Metrics found by meaning", headings, rows)
