import os
import socket
import subprocess
import time

import httpx
import pytest
from commands import KPI
from fake_platform import FakePlatform
from slack_wire import answer

from eval.demo import build_demo


@pytest.fixture
def slack():
    """A platform that takes what is posted to it, as Slack does."""
    made = FakePlatform(answer)
    yield made
    made.close()


@pytest.fixture(scope="session")
def serving(tmp_path_factory):
    """Starts `kpi serve` on a port of its own, with settings; gives its address."""
    build_demo("retail")
    started = []

    def serve(**settings):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        state = f"sqlite:///{tmp_path_factory.mktemp('state')}/state.db"
        given = {f"KPI_{name.upper()}": value for name, value in settings.items()}
        environment = os.environ | {"KPI_STATE_URL": state, "KPI_EMBEDDINGS": "off"} | given
        log = tmp_path_factory.mktemp("log") / "log"
        with log.open("wb") as out:
            command = [*KPI, "serve", "--model", "retail", "--port", str(port)]
            process = subprocess.Popen(command, stdout=out, stderr=out, env=environment)
        started.append(process)
        for _ in range(600):
            if process.poll() is not None:
                raise AssertionError(log.read_text())
            try:
                if httpx.get(f"http://127.0.0.1:{port}/healthz", timeout=1).status_code == 200:
                    return f"http://127.0.0.1:{port}"
            except httpx.TransportError:
                time.sleep(0.1)
        raise AssertionError("the service did not start")

    yield serve
    for process in started:
        process.terminate()
    for process in started:
        process.wait(20)
