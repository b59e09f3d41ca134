"""What ``kpi eval`` does, behind the command line."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from eval.baseline import accept, hold_against_baseline, verdicts_of
from eval.compare import Comparison, compare_runs
from eval.outcome import Outcome, Report
from eval.report import print_comparison, print_report, save_report
from eval.run import evaluate

ROOT = Path(__file__).parents[1]
#: Runs the command line of the checkout that is the working directory.
KPI = (sys.executable, "-c", "from api.cli import main; main()")


def run_suites(
    folders: Sequence[Path],
    suites: Sequence[str],
    out: Console,
    err: Console,
    *,
    split: str | None,
    held_out: bool,
    answerer: str,
    workers: int | None,
    save: Sequence[Path],
    as_json: bool,
    accepted: bool,
) -> bool:
    """Run suites, print and save the report; return whether nothing got worse than the accepted verdicts.

    Raises:
        ValueError: no such suite, or a report of no known kind.
    """
    bar = Progress(
        TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(),
        console=err, transient=True,
    )  # fmt: skip
    with bar:
        task = bar.add_task("Asking")
        report = evaluate(
            folders, suites, split=split, answerer=answerer, workers=workers,
            progress=lambda done, total: bar.update(task, completed=done, total=total),
        )  # fmt: skip
    for path in save:
        save_report(report, path, held_out)
    out.print_json(report.model_dump_json()) if as_json else print_report(report, out, held_out)
    return _hold(report, answerer, accepted, err if as_json else out)


def _hold(report: Report, answerer: str, accepted: bool, out: Console) -> bool:
    if answerer != "kpi":
        return True
    comparison = hold_against_baseline(report)
    if comparison.fixed or comparison.broken or comparison.changed or comparison.newly_silent:
        print_comparison(comparison, out, "Against the accepted verdicts")
    if accepted:
        accept(report)
        return True
    return comparison.passed


def compare(one: str, other: str, folders: Sequence[Path], out: Console) -> Comparison:
    """Print and return what differs between two runs: saved reports, or commits of this repository, which are run.

    Raises:
        ValueError: neither a report nor a commit.
    """
    before, after = (_run_named(name, folders) for name in (one, other))
    comparison = compare_runs(verdicts_of(before), verdicts_of(after))
    print_comparison(comparison, out, f"{one} → {other}")
    return comparison


def _run_named(name: str, folders: Sequence[Path]) -> Report:
    path = Path(name)
    if path.is_file():
        return Report.model_validate_json(path.read_text(encoding="utf-8"))
    if _git("rev-parse", "--verify", "--quiet", f"{name}^{{commit}}").returncode:
        raise ValueError(f"“{name}” is neither a saved report (.json) nor a commit.")
    with tempfile.TemporaryDirectory() as folder:
        tree = Path(folder) / "tree"
        _git("worktree", "add", "--detach", str(tree), name)
        try:
            return _run_tree(tree, folders)
        finally:
            _git("worktree", "remove", "--force", str(tree))


def _run_tree(tree: Path, folders: Sequence[Path]) -> Report:
    """Return the report of another checkout, run by its own code over its own suites."""
    outcomes: list[Outcome] = []
    for folder in folders:
        own = tree / folder.resolve().relative_to(ROOT) if folder.resolve().is_relative_to(ROOT) else folder
        saved = tree / "report.json"
        for arguments in (["demo", folder.name], ["eval", "--model", str(own), "--save", str(saved)]):
            done = subprocess.run([*KPI, *arguments], cwd=tree, capture_output=True, text=True, check=False)
        if not saved.is_file():
            why = " ".join((done.stderr or done.stdout).split())[-300:]
            raise ValueError(f"That commit could not be run over {folder.name}: {why}")
        outcomes += Report.model_validate_json(saved.read_text(encoding="utf-8")).outcomes
    return Report(outcomes=tuple(outcomes))


def _git(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(["git", *arguments], cwd=ROOT, capture_output=True, text=True, check=False)
