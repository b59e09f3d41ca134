"""Names that are none, and texts of a shape that is not the one that is wanted: what to write instead is told."""

import pytest

from semantic_layer.model.load import read_folder

HEADER = """\
name: tiny
warehouse: duckdb:///tiny.duckdb
default_period: {kind: relative, unit: year}
"""
NO_NAME = "“{}” is no name: a name is made of letters from A to Z, digits and _, and does not start with a digit."
CALLED = " Give it one, {} say, and let its label be “{}”."
COUNT = "calculation: {type: simple, table: event, agg: count}"
CASES = [
    ('seasons: {"618": {start: "06-15", end: "06-18"}}', "seasons.618", NO_NAME.format("618") + CALLED.format("season_618", "618")),
    ('seasons: {双11: {start: "11-08", end: "11-11"}}', "seasons.双11", NO_NAME.format("双11") + CALLED.format("season_11", "双11")),
    ('seasons: {早春: {start: "02-08", end: "03-11"}}', "seasons.早春", NO_NAME.format("早春") + CALLED.format("season_1", "早春")),
    ('seasons: {late autumn: {start: "11-08", end: "11-11"}}', "seasons.late autumn",
     NO_NAME.format("late autumn") + CALLED.format("late_autumn", "late autumn")),
    ('seasons: {fair: {start: "6-15", end: "06-18"}}', "seasons.fair.start", "“6-15” is no day of the year: write month and day with two digits each, as 06-18."),
    (f"metrics: {{2x: {{{COUNT}}}}}", "metrics.2x", NO_NAME.format("2x") + CALLED.format("metric_2x", "2x")),
    ("tables: {event: {columns: {2nd: {type: integer}}}}", "tables.event.columns.2nd", NO_NAME.format("2nd")),
    ("metrics: {m: {calculation: {type: simple, table: my events, agg: count}}}", "metrics.m.calculation.table", NO_NAME.format("my events")),
    ("metrics: {m: {calculation: {type: simple, table: event, agg: count, time: event day}}}", "metrics.m.calculation.time",
     "“event day” is no column: write the name of one, or a table's and its column's, as orders.ordered_at."),
    ("targets: [{metric: m, period: Q4 2026, value: 3}]", "targets.0.period",
     "“Q4 2026” is no period of a target: write 2026, 2026-H1, 2026-Q4 or 2026-11; of fiscal ones FY2026, FY2026-Q4 or FY2026-P11."),
]  # fmt: skip


@pytest.mark.parametrize(("text", "key", "told"), CASES, ids=lambda part: str(part)[:30])
def test_what_to_write_is_told(tmp_path, text, key, told):
    more = text if text.startswith("seasons") else ""
    (tmp_path / "model.yaml").write_text(HEADER + more, encoding="utf-8")
    (tmp_path / "parts.yaml").write_text("" if more else text, encoding="utf-8")
    found = {problem.key: problem.message for problem in read_folder(tmp_path).problems}
    assert found[key] == told


def test_a_season_may_be_called_by_any_words_and_by_several(tmp_path):
    season = 'seasons: {mid_year_618: {start: "06-15", end: "06-18", label: "618", synonyms: {zh: [年中大促], en: [mid-year sale]}}}'
    (tmp_path / "model.yaml").write_text(HEADER + season, encoding="utf-8")
    folder = read_folder(tmp_path)
    assert not folder.problems
    assert set(folder.model.header.seasons["mid_year_618"].names) == {"618", "年中大促", "mid-year sale"}
