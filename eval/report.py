"""A report in a terminal or as Markdown: by suite, by tag, and every case that is not right."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator

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


def markdown_report(report: Report) -> str:
    """Return the report as Markdown: a table by suite and by tag, then the dev cases that are not right."""
    suites = {outcome.suite for outcome in report.outcomes}
    tags = {tag for outcome in report.outcomes for tag in outcome.tags}
    lines = [f"# {report.model}", "", *_markdown_table("suite", suites, lambda o: (o.suite,), report.outcomes)]
    lines += ["", *_markdown_table("tag", tags, lambda o: o.tags, report.outcomes), ""]
    lines += [
        f"- `{o.suite}/{o.id}` {o.verdict.replace('_', ' ')}: {o.question} — {o.reason}"
        for o in report.outcomes
        if o.verdict != "right" and o.split == "dev"
    ]
    lines += [f"- worse than the baseline: {line}" for line in report.regressions]
    return "\n".join(lines).rstrip() + "\n"


def _markdown_table(
    title: str, names: Iterable[str], of: Callable[[Outcome], tuple[str, ...]], outcomes: tuple[Outcome, ...]
) -> list[str]:
    headings = [title, "cases", *(verdict.replace("_", " ") for verdict in VERDICTS)]
    rows = [headings, ["---", *("--:" for _ in headings[1:])], *_rows(names, of, outcomes)]
    return [f"| {' | '.join(row)} |" for row in rows]


def _table(
    title: str, names: Iterable[str], of: Callable[[Outcome], tuple[str, ...]], outcomes: tuple[Outcome, ...]
) -> Table:
    table = Table()
    for heading in (title, "cases", *(verdict.replace("_", " ") for verdict in VERDICTS)):
        table.add_column(heading, justify="left" if heading == title else "right")
    for row in _rows(names, of, outcomes):
        table.add_row(*row)
    return table


def _rows(
    names: Iterable[str], of: Callable[[Outcome], tuple[str, ...]], outcomes: tuple[Outcome, ...]
) -> Iterator[list[str]]:
    for name in [*sorted(names), "all"]:
        mine = [o for o in outcomes if name == "all" or name in of(o)]
        counts = Counter(outcome.verdict for outcome in mine)
        yield [name, str(len(mine)), *(_cell(counts[verdict], len(mine)) for verdict in VERDICTS)]


def _cell(count: int, of: int) -> str:
    return f"{count} ({count / of:.0%})" if count and of else "·"
