"""A report in a terminal: figures, tables, and every case that is not right."""

from __future__ import annotations

from rich.console import Console
from rich.table import Table as RichTable

from eval.compare import Comparison
from eval.outcome import Report
from eval.report.tables import Table, figures_table, name_verdict, shown_cases, verdict_tables

#: Headings that would make a table too wide for a terminal.
SHORT = {
    "right after question": "right, asked", "needless question": "asked", "silently wrong": "wrong",
    "answered though unanswerable": "should not answer",
}  # fmt: skip


def print_report(report: Report, out: Console, held_out: bool = False) -> None:
    """Print figures with their bounds, verdicts by suite and tag, then what is not right.

    Held-out cases show in totals only, unless asked for.
    """
    for table in (figures_table(report), *verdict_tables(report, held_out)):
        if table.rows:
            out.print(_drawn(table))
    for outcome in shown_cases(report, held_out):
        if outcome.verdict != "right":
            out.print(
                f"{outcome.suite}/{outcome.id}: {name_verdict(outcome.verdict)}: {outcome.question}", markup=False
            )
            out.print(f"    {outcome.reason}\n    {outcome.worst.readback}".rstrip(), markup=False, style="dim")
    out.print(f"{len(report.outcomes)} cases in {report.about.seconds:.1f} s", style="dim")


def print_comparison(comparison: Comparison, out: Console, title: str) -> None:
    """Print what two runs differ in, worst first."""
    out.print(
        f"{title}: {comparison.common} cases in both, {len(comparison.fixed)} fixed, {len(comparison.broken)} broken, "
        f"{len(comparison.changed)} otherwise changed; p = {comparison.p:.3f}; {comparison.added} new, "
        f"{comparison.removed} gone.",
        markup=False,
    )
    told = set()
    groups = (("newly wrong", comparison.newly_silent), ("broken", comparison.broken),
              ("changed", comparison.changed), ("fixed", comparison.fixed))  # fmt: skip
    for name, changes in groups:
        for change in changes:
            if change.name not in told:
                told.add(change.name)
                before, after = (name_verdict(verdict or "new") for verdict in (change.before, change.after))
                out.print(f"  {name}: {change.name}: {before} → {after}", markup=False)


def _drawn(table: Table) -> RichTable:
    drawn = RichTable()
    for number, heading in enumerate(table.headings):
        drawn.add_column(SHORT.get(heading, heading), justify="right" if number else "left", no_wrap=not number)
    for row in table.rows:
        drawn.add_row(*row)
    return drawn
