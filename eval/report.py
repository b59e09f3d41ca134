"""A report in a terminal: by suite, by tag, and every case that is not right."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable

from rich.console import Console
from rich.table import Table

from eval.grade import Verdict
from eval.run import Outcome, Report

VERDICTS: tuple[Verdict, ...] = (
    "right",
    "silently_wrong",
    "answered_though_unanswerable",
    "needless_question",
    "refused",
    "error",
)


def print_report(report: Report, out: Console) -> None:
    """Print the shares by suite and tag, then what is not right. Held-out cases show in totals only."""
    out.print(_table("suite", {o.suite for o in report.outcomes}, lambda o: (o.suite,), report.outcomes))
    tags = {tag for outcome in report.outcomes for tag in outcome.tags}
    out.print(_table("tag", tags, lambda o: o.tags, report.outcomes))
    for outcome in report.outcomes:
        if outcome.verdict != "right" and outcome.split == "dev":
            out.print(f"{outcome.suite}/{outcome.id}: {outcome.verdict}: {outcome.question}", markup=False)
            out.print(f"    {outcome.reason}\n    {outcome.readback}", markup=False, style="dim")
    for line in report.regressions:
        out.print(f"Worse than the baseline: {line}", markup=False, style="red")


def _table(
    title: str, names: Iterable[str], of: Callable[[Outcome], tuple[str, ...]], outcomes: tuple[Outcome, ...]
) -> Table:
    table = Table()
    for heading in (title, "cases", *(verdict.replace("_", " ") for verdict in VERDICTS)):
        table.add_column(heading, justify="left" if heading == title else "right")
    for name in [*sorted(names), "all"]:
        mine = [o for o in outcomes if name == "all" or name in of(o)]
        counts = Counter(outcome.verdict for outcome in mine)
        table.add_row(name, str(len(mine)), *(_cell(counts[verdict], len(mine)) for verdict in VERDICTS))
    return table


def _cell(count: int, of: int) -> str:
    return f"{count} ({count / of:.0%})" if count and of else "·"
