import pytest
from fastapi.testclient import TestClient
from running import running

from api.app import create_app
from api.settings import Settings


@pytest.fixture(scope="session")
def client(retail, tmp_path_factory):
    settings = Settings(state_url=f"sqlite:///{tmp_path_factory.mktemp('var')}/state.db")
    with TestClient(create_app(settings, retail), raise_server_exceptions=False) as made:
        yield made


@pytest.fixture(scope="session")
def address(retail, tmp_path_factory):
    settings = Settings(state_url=f"sqlite:///{tmp_path_factory.mktemp('var')}/state.db")
    with running(create_app(settings, retail)) as made:
        yield made
