"""Reports of a run: for a terminal, as Markdown, JUnit XML, JSON, and one self-contained page."""

from __future__ import annotations

from pathlib import Path

from eval.outcome import Report
from eval.report.junit import junit_report
from eval.report.page import page_report
from eval.report.tables import markdown_report
from eval.report.terminal import print_comparison, print_report

__all__ = ["print_comparison", "print_report", "save_report"]


def save_report(report: Report, path: Path, held_out: bool = False) -> None:
    """Write a report as its name ends: .json, .html, .xml (JUnit) or .md.

    Held-out cases stand in the JSON, which runs are compared by, and elsewhere in totals only unless ``held_out``.

    Raises:
        ValueError: another ending.
    """
    writers = {".html": page_report, ".xml": junit_report, ".md": markdown_report}
    if path.suffix not in (*writers, ".json"):
        raise ValueError(f"A report is saved as .json, .html, .xml or .md, not as “{path.name}”.")
    text = report.model_dump_json() if path.suffix == ".json" else writers[path.suffix](report, held_out)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
