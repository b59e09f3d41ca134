"""The verdicts of the last accepted run, in the repository: what a change is held against."""

from __future__ import annotations

import json
from pathlib import Path

from eval.compare import Comparison, Verdicts, compare_runs
from eval.outcome import Report

BASELINE = Path(__file__).parent / "baseline.json"


def verdicts_of(report: Report) -> Verdicts:
    """Return the verdicts of a run by the names of its cases."""
    return {outcome.name: outcome.verdict for outcome in report.outcomes}


def load_baseline(path: Path = BASELINE) -> Verdicts:
    """Return the accepted verdicts; none where there is no file."""
    return dict(json.loads(path.read_text(encoding="utf-8"))) if path.is_file() else {}


def hold_against_baseline(report: Report, path: Path = BASELINE) -> Comparison:
    """Return what differs between the accepted verdicts and a run, over the cases that the run asked.

    A new case counts as newly silent when it is wrong: nothing wrong is let in unseen.
    """
    after = verdicts_of(report)
    return compare_runs({name: verdict for name, verdict in load_baseline(path).items() if name in after}, after)


def accept(report: Report, path: Path = BASELINE) -> None:
    """Write the run's verdicts into the baseline; cases that the run did not ask keep theirs."""
    known = load_baseline(path) | verdicts_of(report)
    path.write_text(json.dumps(dict(sorted(known.items())), indent=0) + "\n", encoding="utf-8")
