"""Who may see what: policies inside every fact, proven on the final SQL and against copies filtered beforehand."""

import datetime as dt
import json
import random
import shutil

import duckdb
import pytest

from nlq.ask import answer_query, ask
from nlq.engine import open_engine
from nlq.reading import Question
from semantic_layer import query as q
from semantic_layer.compiler.compile import compile_query
from semantic_layer.compiler.guard import check_sql
from semantic_layer.compiler.policies import govern
from semantic_layer.issues import GuardError, QueryRefused
from semantic_layer.session import Session, Viewer
from semantic_layer.warehouse import open_warehouse

TODAY = dt.date(2026, 4, 1)
NORTH = Viewer(name="n", attributes={"areas": ("North",)})
NOBODY = Viewer(name="x")
CHIEF = Viewer(name="c", roles=("chief",))
POLICIES = """
policies:
  - {name: own_area, dimension: area, attribute: areas, except_roles: [chief]}
  - {name: own_plan, dimension: plan, attribute: plans, except_roles: [chief, clerk]}
masks:
  - {name: money, table: credit, columns: [amount], except_roles: [chief]}
"""
CLERK = Viewer(name="k", roles=("clerk",), attributes={"areas": ("North",)})
BOTH = Viewer(name="b", attributes={"areas": ("North", "South"), "plans": ("plus",)})


def governed(folder, text=POLICIES):
    parts = folder / "parts.yaml"
    parts.write_text(parts.read_text(encoding="utf-8").replace("policies: []\n", text), encoding="utf-8")
    return open_engine(folder)


@pytest.fixture(scope="module")
def guarded(clinics_folder, tmp_path_factory):
    folder = tmp_path_factory.mktemp("governed") / "clinics"
    shutil.copytree(clinics_folder, folder)
    engine = governed(folder)
    yield engine
    engine.close()


def filtered_copy(folder, target, areas, plans):
    """Copy the database with only what a viewer of these areas and plans may see."""
    shutil.copy(folder / "clinics.duckdb", target)
    with duckdb.connect(str(target)) as db:
        db.execute(f"DELETE FROM clinic WHERE area IS NULL OR area NOT IN {areas}")
        if plans:
            db.execute(f"DELETE FROM patient WHERE plan NOT IN {plans}")
            db.execute(
                "DELETE FROM visit WHERE patient_id IS NULL OR patient_id NOT IN (SELECT patient_id FROM patient)"
            )
        for table in ("visit", "credit", "stock"):
            db.execute(
                f"DELETE FROM {table} WHERE clinic_id IS NULL OR clinic_id NOT IN (SELECT clinic_id FROM clinic)"
            )
        db.execute("DELETE FROM item WHERE visit_id NOT IN (SELECT visit_id FROM visit)")


METRICS = ["fees", "visits", "missed_rate", "average_fee", "fee_per_visit", "patients", "returning", "new_patients",
           "credit_notes", "running_fees", "lately_seen", "loyalty", "doses"]  # fmt: skip
WHERES = [
    None, None, q.Is(dimension="area", value="North"), q.Is(dimension="area", value="South"),
    q.Not(part=q.Is(dimension="area", value="North")), q.In(dimension="plan", values=("plus", "basic")),
    q.Is(dimension="code", value="c1"), q.Not(part=q.Is(dimension="code", value="c1")), q.IsNull(dimension="clinic"),
    q.Or(parts=(q.Is(dimension="area", value="South"), q.Is(dimension="plan", value="basic"))),
]  # fmt: skip
PERIODS = [
    q.Named(unit="month", number=3, year=2026), q.Named(unit="year", year=2025), q.Named(unit="quarter", number=1, year=2026),
    q.AllTime(), None,
]  # fmt: skip


def random_query(rng):
    metric = rng.choice(METRICS)
    measure = q.Metric(name=metric, where=rng.choice(WHERES) if rng.random() < 0.2 else None)
    axes = rng.sample(["area", "clinic", "plan"], rng.choice([0, 1, 1, 2]))
    by = tuple(q.Dimension(name=name) for name in axes)
    if rng.random() < 0.3:
        by = (*by, q.Grain(unit=rng.choice(["month", "quarter"])))
    kind = rng.random()
    if by and kind < 0.25:
        measure = q.Combine(op="share", measures=(measure,), of=rng.choice(["filtered", "grand"]))
    elif kind < 0.35:
        measure = q.Fold(agg=rng.choice(["avg", "max", "sum"]), measure=measure, over=(q.Dimension(name="clinic"),))
    elif kind < 0.45:
        having = q.MeasureIs(measure=measure, op=">", value=rng.choice([0, 1, 10]))
        measure = q.CountGroups(axis=q.Dimension(name="clinic"), having=having)
    more = {}
    if rng.random() < 0.3:
        more["compare"] = (q.Compare(basis=rng.choice(["previous_unit", "previous_year"])),)
    if by and rng.random() < 0.2:
        more |= {"order": (q.Order(measure=0),), "top": q.Top(n=rng.choice([1, 2]))}
    return q.Data(measures=(measure,), by=by, where=rng.choice(WHERES), period=rng.choice(PERIODS), **more)


def rounded(rows):
    plain = [tuple(round(cell, 6) if isinstance(cell, float) else cell for cell in row) for row in rows]
    return sorted(plain, key=str)


@pytest.mark.parametrize(
    ("viewer", "areas", "plans"),
    [(CLERK, "('North')", None), (BOTH, "('North', 'South')", "('plus')")],
    ids=["one area", "areas and plan"],
)
def test_a_viewer_sees_what_a_filtered_copy_holds(guarded, clinics_folder, tmp_path, viewer, areas, plans):
    filtered_copy(clinics_folder, tmp_path / "clinics.duckdb", areas, plans)
    copy = open_warehouse("duckdb:///clinics.duckdb", tmp_path)
    open_model = guarded.whole.model_copy(update={"policies": (), "masks": ()})
    rng, ran, refused, filled = random.Random(7), 0, 0, 0
    for _ in range(1_000):
        query = random_query(rng)
        # Both sides know the same days: what is compared is the rows.
        try:
            plain = compile_query(query, open_model, Session(today=TODAY), guarded.state(TODAY))
        except QueryRefused:
            refused += 1
            continue
        mine = guarded.run(guarded.compile(query, Session(today=TODAY, viewer=viewer)))
        theirs = copy.run(plain)
        assert rounded(mine.rows) == rounded(theirs.rows), query
        ran += 1
        filled += bool(theirs.rows)
    copy.close()
    assert ran > 800 and filled > 0.6 * ran, (ran, refused, filled)


def test_a_viewer_without_the_attribute_sees_no_row(guarded):
    for metric in ("visits", "doses", "patients"):
        query = q.Data(measures=(q.Metric(name=metric),), period=q.Named(unit="year", year=2025))
        assert guarded.run(guarded.compile(query, Session(today=TODAY, viewer=NOBODY))).rows[0][0] in (0, None)
        assert guarded.run(guarded.compile(query, Session(today=TODAY, viewer=CHIEF))).rows[0][0] > 0


def test_a_scan_outside_its_policy_is_not_run(guarded):
    session = Session(today=TODAY, viewer=CLERK)
    query = q.Data(
        measures=(q.Metric(name="fees"),), by=(q.Dimension(name="clinic"),), where=q.Is(dimension="code", value="c1")
    )
    compiled = guarded.compile(query, session)
    seen = govern(guarded.whole, session, guarded.state(TODAY)).seen
    check_sql(compiled.sql, guarded.whole, seen, compiled.dialect)
    for table in ("visit", "clinic", "item"):
        leak = compiled.sql.replace(f'"__seen_{table}" AS', f'"{table}" AS')
        assert leak != compiled.sql
        with pytest.raises(GuardError):
            check_sql(leak, guarded.whole, seen, compiled.dialect)
    with pytest.raises(GuardError):
        check_sql(compiled.sql.replace("'North'", "'South'"), guarded.whole, seen, compiled.dialect)
    with pytest.raises(GuardError):
        wider = compiled.sql.replace("IN ('North')", "IN ('North') OR TRUE")
        check_sql(wider, guarded.whole, seen, compiled.dialect)
    with pytest.raises(GuardError):
        other = 'WITH "__seen_visit" AS (SELECT fee FROM visit) SELECT fee FROM "__seen_visit"'
        check_sql(other, guarded.whole, seen, compiled.dialect)


def test_two_tables_of_one_source_are_each_read_through_their_own_view(clinics_folder, tmp_path):
    folder = tmp_path / "clinics"
    shutil.copytree(clinics_folder, folder)
    (folder / "second.yaml").write_text(
        """
        tables:
          past_visit:
            {source: visit, key: [visit_id], time: begun_at, watermark: 2025-12-31,
             columns: {visit_id: {type: integer}, clinic_id: {type: integer}, begun_at: {type: timestamptz}}}
        joins: [{name: past_clinic, table: past_visit, to: clinic, on: {clinic_id: clinic_id}}]
        metrics: {past_visits: {calculation: {type: simple, table: past_visit, agg: count}}}
        """,
        encoding="utf-8",
    )
    engine = governed(folder)
    session = Session(today=TODAY, viewer=CLERK)
    for measures in (("all_visits",), ("past_visits",), ("all_visits", "past_visits")):
        query = q.Data(measures=tuple(q.Metric(name=name) for name in measures), period=q.Named(unit="year", year=2025))
        compiled = engine.compile(query, session)
        ((count, *_),) = engine.run(compiled).rows
        ((whole, *_),) = engine.run(engine.compile(query, Session(today=TODAY, viewer=CHIEF))).rows
        assert 0 < count < whole
        for table in ("visit", "past_visit"):
            leak = compiled.sql.replace(f'"__seen_{table}" AS', f'"{table}" AS')
            if leak != compiled.sql:
                with pytest.raises(GuardError):
                    check_sql(leak, engine.whole, govern(engine.whole, session, engine.state).seen)
    engine.close()


def test_what_a_mask_hides_is_unknown_not_empty(guarded):
    for viewer, known in ((CHIEF, True), (NORTH, False)):
        session = Session(today=TODAY, viewer=viewer)
        answer = answer_query(
            q.Data(measures=(q.Metric(name="credits"),), period=q.Named(unit="year", year=2025)), session, guarded
        )
        assert (answer.status == "answered") is known
        assert ("unknown_metric" in {issue.code for issue in answer.issues}) is not known
        asked = ask(Question(text="credits in 2025"), session, guarded)
        assert (asked.status == "answered") is known
        assert known or "credits" not in " ".join(s for i in asked.issues for s in i.suggestions).split(", ")


@pytest.mark.parametrize("text", ["visits in South in 2025", "visits of Ash in 2025"])
def test_hidden_members_are_unknown_words(guarded, text):
    session = Session(today=TODAY, viewer=CLERK)
    answer = ask(Question(text=text), session, guarded)
    assert answer.status == "refused" and "South" not in answer.model_dump_json(exclude={"query", "text", "issues"})
    assert "Ash" not in str([issue.suggestions for issue in answer.issues])
    assert ask(Question(text=text), session.model_copy(update={"viewer": CHIEF}), guarded).status == "answered"
    areas = answer_query(q.Members(dimension="area"), session, guarded)
    assert areas.rows == (("North",),)


def test_roles_open_a_metric_and_a_dimension(clinics_folder, tmp_path):
    folder = tmp_path / "clinics"
    shutil.copytree(clinics_folder, folder)
    parts = folder / "parts.yaml"
    text = parts.read_text(encoding="utf-8")
    text = text.replace("  missed_rate: {", "  missed_rate: {visible_to: [chief], ").replace(
        "  plan: {", "  plan: {visible_to: [chief], "
    )
    parts.write_text(text, encoding="utf-8")
    engine = open_engine(folder)
    for viewer, status in ((CHIEF, "answered"), (NOBODY, "refused")):
        for words in ("no-show rate in 2025", "visits by insurance plan in 2025", "what is the no-show rate"):
            answer = ask(Question(text=words), Session(today=TODAY, viewer=viewer), engine)
            assert answer.status == status, (words, answer.text)
        board = answer_query(q.Describe(names=("missed_rate",)), Session(today=TODAY, viewer=viewer), engine)
        assert board.status == status
    engine.close()


def test_results_of_one_viewer_are_never_another_s(guarded):
    query = q.Data(measures=(q.Metric(name="visits"),), period=q.Named(unit="year", year=2025))
    values = {
        viewer.name: guarded.run(guarded.compile(query, Session(today=TODAY, viewer=viewer))).rows[0][0]
        for viewer in (CHIEF, CLERK, BOTH, NOBODY, CHIEF)
    }
    assert len(set(values.values())) == 4


def test_records_show_a_viewers_own_rows_without_masked_columns(guarded):
    query = q.Members(metric="credit_notes", period=q.Named(unit="year", year=2025), limit=1_000)
    for viewer, masked in ((CLERK, True), (CHIEF, False)):
        session = Session(today=TODAY, viewer=viewer)
        compiled = guarded.compile(query, session)
        names = [column.name for column in compiled.columns]
        assert ("amount" not in names) is masked
        clinics = {row[names.index("clinic_id")] for row in guarded.run(compiled).rows}
        assert (clinics == {1, 2}) if masked else (None in clinics)
        count = q.Data(measures=(q.Metric(name="credit_notes"),), period=q.Named(unit="year", year=2025))
        assert guarded.run(guarded.compile(count, session)).rows[0][0] == len(guarded.run(compiled).rows)


def test_the_command_line_asks_as_somebody(guarded):
    from typer.testing import CliRunner

    from api.cli import app

    folder = str(guarded.whole.folder)
    asked = ["ask", "visits by area in 2025", "--model", folder, "--today", "2026-04-01", "--json"]
    for options, areas in (
        (["--role", "clerk", "--attribute", "areas=North"], {"North"}),
        (["--role", "chief"], {"North", "South", None}),
    ):
        found = CliRunner().invoke(app, [*asked, *options])
        assert found.exit_code == 0, found.output
        assert {row[0] for row in json.loads(found.stdout)["rows"]} == areas
    wrong = CliRunner().invoke(app, [*asked, "--attribute", "North"])
    assert wrong.exit_code == 2


def test_a_copy_of_a_model_is_judged_by_its_own_parts(clinics):
    model = clinics.whole
    assert not model.governed
    from semantic_layer.model.definitions import Policy

    copy = model.model_copy(update={"policies": (Policy(name="own", dimension="area", attribute="areas"),)})
    assert copy.governed and copy.version != model.version
