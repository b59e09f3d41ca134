"""Reports: what each shows, and that held-out questions keep to themselves."""

import io
import json
import re
from xml.etree import ElementTree

import pytest
from rich.console import Console

from eval.outcome import Outcome, Report, Step
from eval.report import print_report, save_report
from eval.report.page import odd_rows, page_report
from eval.report.tables import markdown_report


def outcome(name, verdict, split="dev", **more):
    step = Step(question=f"ask {name}", verdict=verdict, reason=f"why {name}", status="answered", **more)
    return Outcome(model="m", suite="s", id=name, tags=("t",), split=split, steps=(step,))


REPORT = Report(
    outcomes=(
        outcome("a", "right", confidence=0.9),
        outcome("b", "silently_wrong", confidence=0.4, columns=("x", "y"), rows=((1, "</script>"), (2, "q")),
                gold_columns=("x",), gold_rows=((1,), (3,)), sql="SELECT 1"),
        outcome("c", "refused", "held_out"),
    ),
)  # fmt: skip


def test_text_reports_count_everything_and_keep_held_out_questions_to_themselves():
    stream = io.StringIO()
    print_report(REPORT, Console(file=stream, width=200))
    for text in (stream.getvalue(), markdown_report(REPORT)):
        assert "50.0 %" in text and "s/b" in text and "ask b" in text and "why b" in text
        assert "ask c" not in text
    assert "| s | 3 | 1 (33%) | · | 1 | · | · | · | 1 |" in markdown_report(REPORT)
    assert "ask c" in markdown_report(REPORT, held_out=True)


def test_junit_has_a_failure_for_each_case_that_is_not_right(tmp_path):
    save_report(REPORT, tmp_path / "r.xml")
    (suite,) = ElementTree.parse(tmp_path / "r.xml").getroot()
    assert (suite.get("tests"), suite.get("failures"), suite.get("errors")) == ("2", "1", "0")
    assert [case.get("name") for case in suite if case.find("failure") is not None] == ["b"]


def test_a_saved_run_is_read_back_whole(tmp_path):
    save_report(REPORT, tmp_path / "deep" / "r.json")
    read = Report.model_validate_json((tmp_path / "deep" / "r.json").read_text(encoding="utf-8"))
    assert [o.verdict for o in read.outcomes] == [o.verdict for o in REPORT.outcomes]
    with pytest.raises(ValueError, match="as .json"):
        save_report(REPORT, tmp_path / "r.pdf")


def test_the_page_stands_alone_and_nothing_ends_its_data_early():
    page = page_report(REPORT)
    assert not re.search(r"(src|href)=|@import|url\(", page)
    data = json.loads(re.search(r'id="data">(.*?)</script>', page, re.DOTALL).group(1))
    assert [case["name"] for case in data["cases"]] == ["s/a", "s/b"]
    assert data["cases"][1]["steps"][0]["rows"][0][1] == "</script>"


def test_rows_that_only_one_side_has_are_marked():
    assert odd_rows(REPORT.outcomes[1].steps[0]) == [[1], [1]]
