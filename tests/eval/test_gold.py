"""The gold suites, graded by executed rows: nothing gets worse, and the must-have suites stay whole."""

import pytest

from eval.baseline import hold_against_baseline, load_baseline
from eval.demo import DEMOS, build_demo, demo_folder
from eval.run import evaluate
from eval.suite import load_suites

#: Suites that were written with the reader: all of them are right.
WHOLE = ("retail_en", "retail_zh", "journey_en")


@pytest.mark.parametrize("name", DEMOS)
def test_nothing_is_newly_told_wrong_and_nothing_is_lost(name):
    build_demo(name)
    report = evaluate(demo_folder(name))
    held = hold_against_baseline(report)
    assert held.newly_silent == ()
    assert held.passed, held.broken
    assert [o.name for o in report.outcomes if o.suite in WHOLE and o.verdict != "right"] == []
    assert [o.name for o in report.outcomes if o.verdict == "error"] == []


def test_baseline_names_every_case():
    known = {
        f"{name}/{suite.suite}/{case.id}"
        for name in DEMOS
        for suite in load_suites(demo_folder(name))
        for case in suite.cases
    }
    assert set(load_baseline()) == known
