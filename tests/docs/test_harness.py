"""What runs the pages notices when a page is wrong: each of these pages is right but for one thing."""

import pytest
from issue_codes import issue_codes
from page_blocks import WrongPage, read_blocks
from page_run import matches, run_page, show_cell

GOOD = """
# Page
```sql warehouse
CREATE TABLE sale AS FROM (VALUES (1, DATE '2026-03-02', 'North', 10.0), (2, DATE '2026-03-09', 'South', 30.25)) t(id, day, area, amount);
```
```yaml model.yaml
name: shop
warehouse: duckdb:///warehouse.duckdb
calendar: {as_of: 2026-04-01}
default_period: {kind: relative, unit: month, offset: -1}
```
```yaml parts.yaml
tables:
  sale: {key: [id], time: day, columns: {id: {type: integer}, day: {type: date}, area: {type: text}, amount: {type: number}}}
dimensions:
  area: {label: {en: area}, table: sale, column: area}
metrics:
  sales: {label: {en: sales}, calculation: {type: simple, table: sale, agg: sum, column: amount}}
```
```json query
{"kind": "data", "measures": [{"kind": "metric", "name": "sales"}], "by": [{"kind": "dimension", "name": "area"}], "totals": true}
```
```text result
area   sales
South  30.25
North     10
period: 2026-03-01 to 2026-03-09
total: 40.25
warning incomplete_period: The period is not over: data up to Mar 9, 2026 are in.
```
```json result
{"status": "answered", "rows": [["South", 30.25], ["North", "…"]]}
```
```sql check
SELECT area, amount FROM sale
```
```json query
{"kind": "data", "measures": [{"kind": "metric", "name": "sold"}]}
```
```text refused
unknown_metric: I don't know a metric called “sold”.
```
```console
$ kpi ask "sales" --model .
sales was 40.25 (Mar 1 – 9, 2026). …
$ kpi ask "unicorns" --model .
…unicorns…
$ echo $?
3
```
```text not run: it is only for show
anything
```
"""


def run(page, folder, monkeypatch):
    monkeypatch.setenv("COLUMNS", "200")
    run_page(page, folder)


def test_a_right_page_runs(tmp_path, monkeypatch):
    run(GOOD, tmp_path, monkeypatch)


@pytest.mark.parametrize(
    ("right", "wrong", "told"),
    [
        ("South  30.25", "South  30.26", "the rows"),
        ("South  30.25\nNorth     10", "North     10\nSouth  30.25", "the rows"),
        ("South  30.25\n", "", "the rows"),
        ("area   sales\n", "area   sale\n", "the rows"),
        ("total: 40.25", "total: 40", "is not so"),
        ("to 2026-03-09\n", "to 2026-03-31\n", "is not so"),
        ("warning incomplete_period: The", "note incomplete_period: The", "is not so"),
        ('["North", "…"]', '["East", "…"]', "answer.rows[1][0]"),
        ('"answered",', '"refused",', "answer.status"),
        ("SELECT area, amount FROM sale", "SELECT area, amount + 1 FROM sale", "by hand"),
        ("unknown_metric: I", "unknown_table: I", "the refusal"),
        ('"name": "sold"', '"name": "sales"', "the status"),
        ("sales was 40.25", "sales was 40.26", "said"),
        ("$ echo $?\n3", "$ echo $?\n2", "said"),
        ("$ echo $?\n3\n", "", "which is not shown"),
        ("```text not run: it is only for show", "```text", "neither run nor says why not"),
        ("```text not run: it is only for show", "```text not run:", "neither run nor says why not"),
        ("```yaml parts.yaml", "```yaml ../parts.yaml", "neither run nor says why not"),
        ('```text refused\nunknown_metric: I don\'t know a metric called “sold”.\n```\n', "", "does not show what comes"),
        ("anything\n```\n", "anything\n", "does not end"),
        ("$ kpi ask \"sales\"", "$ rm \"sales\"", "no command that is run here"),
    ],
)  # fmt: skip
def test_one_wrong_thing_is_told_with_its_line(right, wrong, told, tmp_path, monkeypatch):
    assert GOOD.count(right) == 1
    with pytest.raises(WrongPage, match=r"^line \d+: ") as found:
        run(GOOD.replace(right, wrong), tmp_path, monkeypatch)
    assert told in str(found.value)


def test_a_block_inside_another_is_text():
    blocks = list(read_blocks("````markdown not run: an example\n```json query\n```\n````\n```text not run: so\n```\n"))
    assert [block.action for block in blocks] == ["nothing", "nothing"]


@pytest.mark.parametrize(
    ("shown", "said", "is_so"),
    [
        ("a b …", "a\nb c d", True), ("a b", "a b c", False), ("… b", "a b", True), ("1 … 3", "1 2 4", False),
        ("a …", "b", False), ("", "", True), ("", "a", False), ("…", "", True),
    ],
)  # fmt: skip
def test_an_output_is_what_is_shown_white_space_aside(shown, said, is_so):
    assert matches(shown, said) is is_so


def test_cells_are_shown_plainly():
    assert [show_cell(cell) for cell in (None, 1 / 3, 30.0, -0.00001, 1234567.5, 7, True, "x")] == [
        "–", "0.3333", "30", "0", "1234567.5", "7", "true", "x",
    ]  # fmt: skip


def test_codes_are_found_through_variables_choices_and_functions(tmp_path):
    (tmp_path / "made.py").write_text(
        "def a():\n    return Issue(code='plain', message='')\n"
        "def b(x):\n    code = 'one' if x else 'other'\n    return Issue(code=code, message='')\n"
        "def c(code):\n    return Issue(code=code, message='')\n"
        "def d(x):\n    return c('passed'), c(code='named'), Issue(code=f'of_{x}', message='')\n"
    )
    assert issue_codes(tmp_path) == {"plain", "one", "other", "passed", "named", "of_*"}
    (tmp_path / "made.py").write_text(
        "def a(x):\n    for code, n in b(x):\n        Issue(code=code, message='')\n"
        "def b(x):\n    yield 'handed_on', 1\n    yield f'kind_{x}', 2\n    return 'a sentence'\n"
    )
    assert issue_codes(tmp_path) == {"handed_on", "kind_*"}
    (tmp_path / "made.py").write_text("def a(x):\n    return Issue(code=x.code, message='')\n")
    with pytest.raises(AssertionError, match="a code is a text"):
        issue_codes(tmp_path)


def test_sql_by_hand_stands_after_what_comes_of_a_query(tmp_path):
    with pytest.raises(WrongPage, match="line 1: SQL by hand"):
        run_page("```sql check\nSELECT 1\n```\n", tmp_path)
