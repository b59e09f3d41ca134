import socket
import threading
import time

import pytest
import uvicorn
from fastapi.testclient import TestClient

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
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = uvicorn.Server(uvicorn.Config(create_app(settings, retail), port=port, log_level="error"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.02)
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    thread.join(10)
