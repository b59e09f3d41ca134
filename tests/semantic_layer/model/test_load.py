"""A broken folder says everything that is wrong with it, each at its line; a sound one loads."""

import shutil
import textwrap

import pytest
import yaml

from semantic_layer.issues import ModelError
from semantic_layer.model.load import load_model

HEADER = """\
name: tiny
warehouse: duckdb:///tiny.duckdb
default_period: {kind: relative, unit: year}
"""
TABLES = """\
tables:
  place: {key: [place_id], columns: {place_id: {type: integer}, name: {type: text}}}
  event:
    key: [event_id]
    time: day
    columns:
      event_id: {type: integer}
      place_id: {type: integer}
      day: {type: date}
      size: {type: number}
      kind: {type: text}
joins:
  - {name: event_place, table: event, to: place, on: {place_id: place_id}}
dimensions:
  place: {table: place, column: place_id, labels: {en: name}}
  kind: {table: event, column: kind}
"""


COUNT = "  n: {calculation: {type: simple, table: event, agg: count}}\n"
LOG = "tables: {log: {time: moment, columns: {moment: {type: timestamp}, n: {type: integer}}}}\n"


@pytest.fixture
def load(tmp_path):
    def load_texts(more="", header=HEADER, tables=TABLES, **files):
        texts = {"model.yaml": header, "tables.yaml": tables, "metrics.yaml": textwrap.dedent(more)}
        for name, text in (texts | {f"{name}.yaml": textwrap.dedent(text) for name, text in files.items()}).items():
            (tmp_path / name).write_text(text, encoding="utf-8")
        return load_model(tmp_path)

    return load_texts


def problems(load, *args, **kwargs):
    with pytest.raises(ModelError) as caught:
        load(*args, **kwargs)
    return caught.value.problems


def metric(calculation, name="m", more=""):
    return f"metrics:\n  {name}:\n    calculation: {calculation}\n{more}"


def test_the_shop_loads_whole(shop):
    model = shop.model
    assert model.header.name == "shop"
    assert model.metrics["basket_value"].calculation.numerator.metric == "takings"
    assert model.joins[0].on == {"area_id": "area_id"}
    assert model.metrics["first_buyers"].label == {"en": "first-time buyers", "zh": "新买家"}
    assert model.targets[1].period == "2026"
    assert model.version == load_model(shop.folder).version


def test_version_follows_definitions_and_not_places(shop, tmp_path):
    folder = tmp_path / "copy"
    shutil.copytree(shop.folder, folder)
    assert load_model(folder).version == shop.model.version
    path = folder / "metrics.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("value: 2}", "value: 3}"), encoding="utf-8")
    assert load_model(folder).version != shop.model.version


def test_version_does_not_go_by_the_file_that_a_definition_stands_in(shop, tmp_path):
    folder = tmp_path / "copy"
    shutil.copytree(shop.folder, folder)
    path = folder / "metrics.yaml"
    parts = yaml.safe_load(path.read_text(encoding="utf-8"))
    moved = dict(reversed(parts.pop("metrics").items()))
    for name, kept in (("moved.yaml", {"metrics": moved}), ("metrics.yaml", parts)):
        (folder / name).write_text(yaml.safe_dump(kept, allow_unicode=True, sort_keys=False), encoding="utf-8")
    model = load_model(folder)
    assert list(model.metrics) != list(shop.model.metrics) and model.version == shop.model.version


def test_all_problems_at_once_each_at_its_line(load):
    found = problems(
        load,
        """\
        metrics:
          total:
            calculation: {type: simple, table: event, agg: sum, column: sise}
          share:
            calculation:
              type: ratio
              numerator: totl
              denominator: total
            directon: up
          rest:
            calculation: {type: derived, formula: total / tota}
            goal: none_such
        targets:
          - {metric: totals, period: 2026-13, value: 1}
          - {metric: total, period: 2026, value: 1, segment: {plaec: 1}}
        """,
    )
    told = {(problem.file, problem.line, problem.key): problem.suggestions for problem in found}
    assert told == {
        ("metrics.yaml", 3, "metrics.total.calculation.column"): ("size",),
        ("metrics.yaml", 9, "metrics.share.directon"): ("direction",),
        ("metrics.yaml", 11, "metrics.rest.calculation.formula"): ("total",),
        ("metrics.yaml", 12, "metrics.rest.goal"): (),
        ("metrics.yaml", 14, "targets.0.period"): (),
        ("metrics.yaml", 15, "targets.1.segment.plaec"): ("place",),
    }


@pytest.mark.parametrize(
    ("text", "key", "words"),
    [
        (metric("{type: simple, table: evnt, agg: count}"), "metrics.m.calculation.table", "no table"),
        (metric("{type: simple, table: event, agg: sum}"), "metrics.m.calculation.agg", "needs a column"),
        (metric("{type: simple, table: event, agg: sum, column: kind}"), "metrics.m.calculation.column", "number"),
        (metric("{type: simple, table: event, agg: count, time: kind}"), "metrics.m.calculation.time", "no date"),
        (metric("{type: simple, table: event, agg: percentile, column: size}"), "metrics.m.calculation", "which"),
        (metric("{type: simpel, table: event, agg: count}"), "metrics.m.calculation", ""),
        (metric("{table: event, agg: count}"), "metrics.m.calculation", "type"),
        (metric("{type: first_time, table: place, entity: place_id}"), "metrics.m.calculation", "no time column"),
        (metric("{type: balance, table: place}"), "metrics.m.calculation", "snapshot time"),
        (LOG + metric("{type: balance, table: log, column: n}"), "metrics.m.calculation", "what each one counts"),
        (metric("{type: entity_count, table: event, entity: plase_id}"), "metrics.m.calculation.entity", "place"),
        (metric("{type: ratio, numerator: m, denominator: m}"), "metrics.m.calculation", "itself"),
        (metric("{type: derived, formula: m + 1}"), "metrics.m.calculation", "itself"),
        (metric("{type: derived, formula: '1 + 1'}"), "metrics.m.calculation.formula", "at least one metric"),
        (metric("{type: derived, formula: 'm; drop table x'}"), "metrics.m.calculation.formula", ""),
        (
            metric("{type: simple, table: event, agg: count, where: [{field: kindd, value: a}]}"),
            "metrics.m.calculation.where.0.field",
            "kindd",
        ),
        (
            metric("{type: simple, table: event, agg: count, where: [{field: kind, value: 3}]}"),
            "metrics.m.calculation.where.0.value",
            "no text",
        ),
        (
            metric("{type: simple, table: event, agg: count, where: [{field: kind, op: in, value: a}]}"),
            "metrics.m.calculation.where.0.value",
            "a list",
        ),
        (
            metric("{type: simple, table: place, agg: count, where: [{field: kind, value: a}]}"),
            "metrics.m.calculation.where.0.field",
            "many-to-one",
        ),
        (
            metric("{type: ratio, numerator: n, denominator: n}", more="    missing: zero\n" + COUNT),
            "metrics.m.missing",
            "no effect",
        ),
        (
            metric("{type: derived, formula: n * 2}", more="    missing: zero\n" + COUNT),
            "metrics.m.missing",
            "no effect",
        ),
        (metric("{type: cumulative, metric: m}"), "metrics.m.calculation", "window or a since"),
        (metric("{type: simple, table: event, agg: count}", name="3m"), "metrics.3m", "digit"),
        (metric("{type: simple, table: event, agg: count}", name="month"), "metrics.month", "unit of time"),
        (metric("{type: simple, table: event, agg: count}", name="kind"), "dimensions.kind", "metric"),
        (metric("{type: simple, table: event, agg: count}", more="    parent: m\n"), "metrics.m.parent", "itself"),
        ("metrics: [a]\n", "metrics", "map by name"),
        ("metric: {}\n", "metric", "no part"),
        ("joins: [{name: event_place, table: event, to: place, on: {place_id: place_id}}]\n", "joins.0.name", "two"),
        ("joins: [{name: j, table: event, to: place, on: {kind: place_id}}]\n", "joins.0.on.kind", "never meet"),
        ("joins: [{name: j, table: event, to: place, on: {kind: name}}]\n", "joins.0.on", "the key of place"),
        ("joins: [{name: j, table: event, to: event, on: {}}]\n", "joins.0.on", ""),
        ("dimensions: {d: {table: place, column: nam}}\n", "dimensions.d.column", "nam"),
        ("dimensions: {d: {table: place, column: name, labels: {zh: nam}}}\n", "dimensions.d.labels.zh", "nam"),
        ("dimensions: {d: {table: event, column: kind, via: [event_place]}}\n", "dimensions.d.via.0", "does not lead"),
        (
            "dimensions: {d: {table: place, column: place_id, members: [{value: one}]}}\n",
            "dimensions.d.members.0.value",
            "no integer",
        ),
        (
            "dimensions: {place: {table: place, column: name}}\n",
            "dimensions.place",
            "defined already, in metrics.yaml line 1",
        ),
        ("policies: [{name: p, dimension: plaze, attribute: a}]\n", "policies.0.dimension", "plaze"),
        ("phrasings: [{text: buys, metrics: [m]}]\n", "phrasings.0.metrics.0", "no metric"),
        (
            "meanings: [{words: [kinds], means: kinds}]\n",
            "meanings.0.means",
            "no metric or dimension “kinds”. Closest: n, kind.",
        ),
        ("meanings: [{means: kind}]\n", "meanings.0.words", "names no word"),
        ("meanings: [{words: [two], means: kind, member: 2}]\n", "meanings.0.member", "2 is no text"),
        (
            "metrics:\n" + COUNT + "meanings: [{words: [all], means: n, member: a}]\n",
            "meanings.0.member",
            "has no members",
        ),
        (
            "meanings: [{words: [Kind], means: kind}, {words: {zh: kind}, means: place}]\n",
            "meanings.1.words",
            "two meanings",
        ),
        ("tables: {t: {columns: {a: {type: number, expr: b * 2}}}}\n", "tables.t.columns.a.expr", "b is not"),
        ("tables: {t: {columns: {a: {type: number}}, time: a}}\n", "tables.t.time", "no date"),
        ("goals: {g: {label: a, label: b}}\n", "goals.g.label", "twice"),
        ("goals: {g: {label: 618}}\n", "goals.g.label", "text"),
    ],
)
def test_problem_is_named(load, text, key, words):
    sound = "" if text.startswith("metrics:\n  m:") else metric("{type: simple, table: event, agg: count}", "n")
    found = problems(load, text, sound=sound)
    assert any(one.key.startswith(key) and words in str(one) for one in found), [str(one) for one in found]
    assert all(one.line > 0 and one.file.endswith(".yaml") for one in found)


@pytest.mark.parametrize(
    ("targets", "words"),
    [
        ("[{metric: m, period: 2026, value: 1}, {metric: m, period: FY2026, value: 2}]", "two targets for FY2026"),
        ("[{metric: m, period: 2026-Q5, value: 1}]", "is no period of a target"),
        ("[{metric: m, period: FY2026-03, value: 1}]", "is no period of a target"),
        ("[{metric: m, period: '0000', value: 1}]", "is no period of a target"),
        ("[{metric: m, period: 2026, value: 1, tolerance: 1.5}]", "less than 1"),
        ("[{metric: m, period: 2026, value: 1, segment: {elsewhere: x}}]", "m cannot be split by elsewhere"),
    ],
)
def test_a_target_that_cannot_be_met_is_a_problem(load, targets, words):
    found = problems(
        load, metric("{type: simple, table: event, agg: count}"),
        more_=f"""\
        tables: {{island: {{columns: {{name: {{type: text}}}}}}}}
        dimensions: {{elsewhere: {{table: island, column: name}}}}
        targets: {targets}
        """,
    )  # fmt: skip
    assert [one for one in found if words in one.message], [str(one) for one in found]


def test_targets_of_fiscal_periods_and_segments_are_loaded(load):
    model = load(
        metric("{type: simple, table: event, agg: count}"),
        more_="""\
        targets:
        - {metric: m, period: FY2026-P03, value: 1, tolerance: 0.1, profile: last_year}
        - {metric: m, period: FY2026-H2, value: 1}
        """,
    )
    assert [target.period for target in model.targets] == ["FY2026-P03", "FY2026-H2"]


def test_on_is_a_key_and_no_is_a_text(load):
    model = load(
        metric("{type: simple, table: event, agg: count, where: [{field: kind, op: in, value: [no, yes, 1:30]}]}")
    )
    assert model.joins[0].on == {"place_id": "place_id"}
    assert model.metrics["m"].calculation.where[0].value == ("no", "yes", "1:30")


def test_a_broken_part_is_not_missing_too(load):
    found = problems(
        load,
        metric("{type: simple, table: event, agg: nonsense}"),
        more_="""\
        targets: [{metric: m, period: 2026, value: 1}]
        """,
    )
    assert [one.key for one in found] == ["metrics.m.calculation.agg"]


@pytest.mark.parametrize(
    ("header", "key"),
    [
        (HEADER.replace("name: tiny\n", ""), "name"),
        (HEADER + "calender: {}\n", "calender"),
        (HEADER + "calendar: {time_zone: Asia/Nowhere}\n", "calendar.time_zone"),
        (HEADER + "seasons: {s: {start: 02-30, end: 03-01}}\n", "seasons.s.start"),
        (HEADER + "default_period: {kind: all}\n", "default_period"),
    ],
)
def test_header_problem_is_named(load, header, key):
    found = problems(load, header=header)
    assert [(one.file, one.key) for one in found] == [("model.yaml", key)]


def test_a_broken_header_hides_nothing_else(load):
    found = problems(load, metric("{type: simple, table: nowhere, agg: count}"), header="name: tiny\n")
    assert {one.file for one in found} == {"model.yaml", "metrics.yaml"}


@pytest.mark.parametrize(
    "content",
    [b"\xff\xfe\x00binary", b"tables: [", b"tables: &a [*a]", b"\t- x", b"just words", b"- 1", b"{[1]: 2}", b"x: \x00",
     b"a: &a [x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b]\n"
     b"d: &d [*c,*c,*c,*c,*c,*c,*c,*c]\ne: &e [*d,*d,*d,*d,*d,*d,*d,*d]\nf: &f [*e,*e,*e,*e,*e,*e,*e,*e]\n"
     b"g: &g [*f,*f,*f,*f,*f,*f,*f,*f]\nh: [*g,*g,*g,*g,*g,*g,*g,*g]\n"],
)  # fmt: skip
def test_a_file_that_is_no_model_is_a_problem(tmp_path, content):
    (tmp_path / "model.yaml").write_text(HEADER, encoding="utf-8")
    (tmp_path / "parts.yaml").write_bytes(content)
    with pytest.raises(ModelError) as caught:
        load_model(tmp_path)
    assert {one.file for one in caught.value.problems} == {"parts.yaml"}


def test_no_folder_and_no_model_file(tmp_path):
    for folder in (tmp_path, tmp_path / "nowhere"):
        with pytest.raises(ModelError, match="there is no"):
            load_model(folder)


def test_gold_and_truth_are_not_read(load, tmp_path):
    (tmp_path / "gold").mkdir()
    (tmp_path / "gold" / "suite.yaml").write_text("suite: x", encoding="utf-8")
    (tmp_path / "truth.yaml").write_text("events: []", encoding="utf-8")
    assert load(metric("{type: simple, table: event, agg: count}")).metrics.keys() == {"m"}


@pytest.mark.parametrize(
    ("own", "asked", "lost"),
    [
        ("{field: kind, op: '!=', value: gone}", "{field: kind, value: gone}", True),
        ("{field: kind, op: '!=', value: gone}", "{field: kind, op: in, value: [gone, lost]}", False),
        ("{field: kind, op: not_in, value: [gone, lost]}", "{field: kind, op: in, value: [gone, lost]}", True),
        ("{field: kind, value: gone}", "{field: kind, value: lost}", True),
        ("{field: kind, op: not_null}", "{field: kind, op: is_null}", True),
        ("{field: kind, op: '!=', value: gone}", "{field: kind, op: is_null}", False),
        ("{field: size, op: '<', value: 3}", "{field: size, value: 3}", True),
        ("{field: size, op: '<', value: 3}", "{field: kind, value: gone}", False),
        # A dimension of the rows' own column is that column; of two that are reached by joins each is another thing.
        ("{field: kind, op: '!=', value: gone}", "{field: sort, value: gone}", True),
        ("{field: here, value: 1}", "{field: there, value: 2}", False),
        ("{field: here, value: 1}", "{field: here, value: 2}", True),
    ],
)
def test_a_side_that_its_metric_leaves_out_is_an_error_and_no_zero(load, own, asked, lost):
    parts = f"""\
metrics:
  m: {{calculation: {{type: simple, table: event, agg: count, where: [{own}]}}}}
  part: {{calculation: {{type: ratio, numerator: {{metric: m, where: [{asked}]}}, denominator: m}}}}
  same: {{calculation: {{type: simple, table: event, agg: count, where: [{own}, {asked}]}}}}
dimensions:
  sort: {{table: event, column: kind}}
  here: {{table: place, column: place_id, via: [event_place]}}
  there: {{table: place, column: place_id, via: [event_place]}}
"""
    found = problems(load, parts) if lost else load(parts) and []
    where = ["metrics.part.calculation.numerator.where", "metrics.same.calculation.where"]
    assert [(one.key, one.code) for one in found] == [(key, "never_holds") for key in where if lost]


@pytest.mark.parametrize("formula", ["a + b", "b + a"])
def test_a_side_that_leaves_out_one_of_several_inputs_is_a_part(load, formula):
    """Freight is never of a surcharge kind, and the sum of both still has something under that filter."""
    text = """\
metrics:
  a: {calculation: {type: simple, table: event, agg: count, where: [{field: kind, op: "!=", value: gone}]}}
  b: {calculation: {type: simple, table: event, agg: count}}
  both: {calculation: {type: derived, formula: a + b}}
  part: {calculation: {type: ratio, numerator: {metric: both, where: [{field: kind, value: gone}]}, denominator: both}}
""".replace("a + b", formula)
    assert load(text)
    (found,) = problems(load, text.replace("type: simple, table: event, agg: count}", 'type: simple, table: event, agg: count, where: [{field: kind, value: kept}]}'))  # fmt: skip
    assert found.code == "never_holds"


def test_a_metric_of_what_is_left_out_is_named(load):
    (found,) = problems(load, """\
metrics:
  kept: {calculation: {type: simple, table: event, agg: count, where: [{field: kind, op: "!=", value: gone}]}}
  gone: {calculation: {type: simple, table: event, agg: count, where: [{field: kind, value: gone}]}}
  part: {calculation: {type: ratio, numerator: {metric: kept, where: [{field: kind, value: gone}]}, denominator: kept}}
""")  # fmt: skip
    assert found.suggestions == ("gone",) and found.message.startswith(
        "kept leaves out what the condition on kind asks"
    )
