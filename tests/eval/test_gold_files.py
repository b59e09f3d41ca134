"""Gold files that cannot be read say why, each problem at its line; those that can are read whole."""

import pytest

from eval.suite import find_gold_problems, load_suites

WHOLE = """\
suite: mine
today: 2026-11-23
cases:
- id: one
  question: drops last week
  sql: SELECT 1 AS drops
  period: [2026-11-16, 2026-11-23]
"""
BROKEN = [
    (WHOLE.replace("sql:", "sqll:"), (6, "cases.0.sqll", ("sql",))),
    (WHOLE.replace("  sql: SELECT 1 AS drops\n", ""), (4, "cases.0", ())),
    (WHOLE.replace(", 2026-11-23]", "]"), (7, "cases.0.period.1", ())),
    (WHOLE.replace("- id: one\n ", "-"), (4, "cases.0.id", ())),
    (WHOLE[: WHOLE.index("cases")], (1, "cases", ())),
    (WHOLE[: WHOLE.index("cases")] + "cases: []\n", (3, "cases", ())),
    (WHOLE + "  sql: SELECT 2\n", (8, "cases.0.sql", ())),
    (WHOLE + "views: nowhere.yaml\n", (1, "gold/nowhere.yaml", ())),
    ("- just a list\n", (1, "gold/mine.yaml", ())),
    ("suite: [", (1, "gold/mine.yaml", ())),
]


def write(folder, text):
    (folder / "gold").mkdir(exist_ok=True)
    (folder / "gold" / "mine.yaml").write_text(text, encoding="utf-8")
    return folder


@pytest.mark.parametrize(("text", "told"), BROKEN)
def test_a_gold_file_that_cannot_be_read_says_where(tmp_path, text, told):
    problems = find_gold_problems(write(tmp_path, text))
    assert told in [(problem.line, problem.key, problem.suggestions) for problem in problems]
    assert {problem.severity for problem in problems} == {"error"}
    with pytest.raises(ValueError, match=f"gold/.*:{told[0]}: "):
        load_suites(tmp_path)


def test_a_whole_one_is_read(tmp_path):
    (tmp_path / "gold").mkdir()
    (tmp_path / "gold" / "views.txt").write_text("v: SELECT 1 AS x\n", encoding="utf-8")
    write(tmp_path, WHOLE + "views: views.txt\n")
    assert find_gold_problems(tmp_path) == ()
    (suite,) = load_suites(tmp_path)
    assert suite.views == {"v": "SELECT 1 AS x"} and suite.cases[0].period[0].isoformat() == "2026-11-16"
