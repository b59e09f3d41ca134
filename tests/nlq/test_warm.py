"""What the first question needs is there before it is asked."""

import datetime as dt
from functools import cached_property

import pytest

from nlq.engine import open_engine
from nlq.warm import warm_up

CLINICS = dt.date(2026, 4, 1)


@pytest.fixture
def fresh(clinics_folder):
    engine = open_engine(clinics_folder)
    yield engine
    engine.close()


def test_all_that_is_made_once_is_made(fresh):
    parts = {name for name, part in vars(type(fresh.index)).items() if isinstance(part, cached_property)}
    assert parts - set(vars(fresh.index))
    warm_up(fresh, CLINICS)
    assert parts <= set(vars(fresh.index))


def test_a_statement_is_compiled_and_no_rows_are_read(fresh):
    warm_up(fresh, CLINICS)
    assert len(fresh.kept_sql) and not len(fresh.kept_results)


def test_a_warehouse_that_is_away_is_told_to_who_asks(fresh):
    fresh.warehouse.close()
    warm_up(fresh, CLINICS)
