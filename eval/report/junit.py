"""A report as JUnit XML, for continuous integration."""

from __future__ import annotations

from xml.etree.ElementTree import Element, SubElement, indent, tostring

from eval.outcome import Outcome, Report
from eval.report.tables import name_verdict, shown_cases


def junit_report(report: Report, held_out: bool = False) -> str:
    """Return JUnit XML: a suite of the model for each suite, a failure for each case that is not right."""
    root = Element("testsuites", name=", ".join(report.models))
    suites = dict.fromkeys((outcome.model, outcome.suite) for outcome in report.outcomes)
    for model, name in suites:
        mine = [o for o in shown_cases(report, held_out) if (o.model, o.suite) == (model, name)]
        suite = SubElement(
            root, "testsuite", name=f"{model}.{name}", tests=str(len(mine)),
            failures=str(sum(o.verdict not in ("right", "error") for o in mine)),
            errors=str(sum(o.verdict == "error" for o in mine)),
        )  # fmt: skip
        for outcome in mine:
            _add_case(suite, outcome)
    indent(root)
    return tostring(root, encoding="unicode", xml_declaration=True) + "\n"


def _add_case(suite: Element, outcome: Outcome) -> None:
    seconds = sum(step.milliseconds for step in outcome.steps) / 1000
    case = SubElement(
        suite, "testcase", classname=f"{outcome.model}.{outcome.suite}", name=outcome.id, time=f"{seconds:.3f}"
    )
    if outcome.verdict == "right":
        return
    kind = "error" if outcome.verdict == "error" else "failure"
    told = SubElement(case, kind, type=outcome.verdict, message=f"{name_verdict(outcome.verdict)}: {outcome.reason}")
    told.text = "\n".join((outcome.question, outcome.worst.readback, outcome.worst.gold_sql or ""))
