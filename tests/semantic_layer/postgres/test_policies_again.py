"""Who may see what, on PostgreSQL: the same rows as on DuckDB, and no scan outside a policy."""

import random
import shutil

import pytest
from test_policies import (
    BOTH,
    CHIEF,
    CLERK,
    NOBODY,
    POLICIES,
    TODAY,
    governed,
    random_query,
    test_a_scan_outside_its_policy_is_not_run,
    test_a_viewer_without_the_attribute_sees_no_row,
    test_hidden_members_are_unknown_words,
    test_records_show_a_viewers_own_rows_without_masked_columns,
    test_results_of_one_viewer_are_never_another_s,
    test_what_a_mask_hides_is_unknown_not_empty,
)
from two_engines import difference

from nlq.engine import open_engine
from semantic_layer.compiler.guard import check_sql
from semantic_layer.compiler.policies import govern
from semantic_layer.issues import GuardError, QueryRefused
from semantic_layer.session import Session

__all__ = [
    "test_a_scan_outside_its_policy_is_not_run", "test_a_viewer_without_the_attribute_sees_no_row",
    "test_hidden_members_are_unknown_words", "test_records_show_a_viewers_own_rows_without_masked_columns",
    "test_results_of_one_viewer_are_never_another_s", "test_what_a_mask_hides_is_unknown_not_empty",
]  # fmt: skip


@pytest.fixture(scope="module")
def folder(clinics_folder, tmp_path_factory):
    folder = tmp_path_factory.mktemp("governed") / "clinics"
    shutil.copytree(clinics_folder, folder)
    return folder


@pytest.fixture(scope="module")
def duck_guarded(folder):
    engine = governed(folder, POLICIES)
    yield engine
    engine.close()


@pytest.fixture(scope="module")
def guarded(duck_guarded, folder, clinics_url):
    engine = open_engine(folder, warehouse=clinics_url)
    yield engine
    engine.close()


@pytest.mark.parametrize("viewer", [CLERK, BOTH, CHIEF, NOBODY], ids=lambda viewer: viewer.name)
def test_a_viewer_sees_the_same_on_both(guarded, duck_guarded, viewer):
    rng, ran, session = random.Random(11), 0, Session(today=TODAY, viewer=viewer)
    for _ in range(60):
        query = random_query(rng)
        try:
            assert difference(query, session, duck_guarded, guarded) == "", query
            ran += 1
        except QueryRefused:
            continue
    assert ran > 40


def test_members_of_a_viewer_are_the_same_on_both(guarded, duck_guarded):
    for viewer in (CLERK, BOTH, NOBODY):
        for name in guarded.whole.dimensions:
            found = [
                sorted(engine.warehouse.members(engine.whole, name, viewer), key=str)
                for engine in (guarded, duck_guarded)
            ]
            assert found[0] == found[1], (viewer.name, name)


def test_a_view_of_the_other_engine_is_no_view(guarded, duck_guarded):
    """Letter by letter, in the words of the engine that runs it."""
    session = Session(today=TODAY, viewer=CLERK)
    query = random_query(random.Random(1))
    mine, theirs = (engine.compile(query, session).sql for engine in (guarded, duck_guarded))
    seen = govern(guarded.whole, session, guarded.state(TODAY)).seen
    check_sql(mine, guarded.whole, seen, "postgres")
    check_sql(theirs, guarded.whole, seen, "duckdb")
    with pytest.raises(GuardError):
        check_sql(mine.replace("'North'", "'South'"), guarded.whole, seen, "postgres")
