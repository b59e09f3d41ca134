import datetime as dt
import os
import shutil
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

# That a busy machine draws slowly is no fault of what is tested.
settings.register_profile("busy", suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("busy")

# How wide the terminal is of whoever runs the tests is nothing to them.
os.environ.pop("COLUMNS", None)
os.environ.pop("LINES", None)
sys.path.insert(0, str(Path(__file__).parent / "fixtures"))

from clinics_data import build_clinics  # noqa: E402
from small_models import Small  # noqa: E402

from eval.demo import build_demo, demo_folder  # noqa: E402
from nlq.engine import open_engine  # noqa: E402
from semantic_layer.warehouse import open_locked  # noqa: E402

FIXTURES = Path(__file__).parent / "fixtures"


@pytest.fixture(scope="session", autouse=True)
def own_state(tmp_path_factory):
    """What whoever runs the tests chose is nothing to them. They call the service by the name of the test client."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("KPI_STATE_URL", f"sqlite:///{tmp_path_factory.mktemp('state')}/state.db")
        patch.setenv("KPI_HOSTS", "testserver")
        yield


@pytest.fixture(scope="session")
def clinics_folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("models") / "clinics"
    shutil.copytree(FIXTURES / "clinics", folder)
    build_clinics(folder / "clinics.duckdb")
    return folder


@pytest.fixture(scope="session")
def clinics(clinics_folder):
    engine = open_engine(clinics_folder)
    yield engine
    engine.close()


@pytest.fixture(scope="session")
def clinics_sql(clinics_folder):
    database = open_locked(clinics_folder / "clinics.duckdb")
    yield lambda sql: database.run_sql(sql)[1]
    database.close()


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    """Opens a model of a few rows: its parts, the statements that make its tables, and the day it is."""
    opened = []

    def open_small(parts, *statements, today=dt.date(2025, 5, 20), **header):
        opened.append(Small(tmp_path_factory.mktemp("small") / "model", parts, statements, today, **header))
        return opened[-1]

    yield open_small
    for each in opened:
        each.close()


@pytest.fixture(scope="session")
def retail():
    build_demo("retail")
    engine = open_engine(demo_folder("retail"))
    yield engine
    engine.close()


@pytest.fixture(scope="session")
def journey():
    build_demo("journey")
    engine = open_engine(demo_folder("journey"))
    yield engine
    engine.close()
