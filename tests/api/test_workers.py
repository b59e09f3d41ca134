"""Several workers behind one port: what one person may ask, what is counted and what is remembered are everybody's."""

import json
import os
import signal
import subprocess
import sys

import httpx
import pytest
from free_port import free_port
from shops import PARTS, STATEMENTS, TODAY
from slow_engine import wait_until

from api.access.guard import now_utc
from api.access.issue import make_key
from api.state import Grant, Keys, open_door

HEADERS = {"Connection": "close"}


@pytest.fixture
def folder(small):
    made = small(PARTS, *STATEMENTS, today=TODAY, calendar={"as_of": TODAY})
    made.close()
    return made.path


def test_two_workers_are_one_service(folder, tmp_path):
    state, port, log = f"sqlite:///{tmp_path}/state.db", free_port(), tmp_path / "log"
    env = os.environ | {"KPI_STATE_URL": state, "KPI_AUTH": "on", "KPI_LOG": "json", "KPI_RATE_LIMIT": "20", "KPI_SHUTDOWN_TIME": "10", "KPI_EMBEDDINGS": "off", "KPI_CACHE": str(tmp_path)}  # fmt: skip
    grant = {"roles": ["head_office"], "scopes": ["ask", "operations"]}
    _, secret = make_key(Keys(open_door(state)), Grant(person="ann", **grant), now_utc())
    _, looker = make_key(Keys(open_door(state)), Grant(person="ops", **grant), now_utc())
    address = f"http://127.0.0.1:{port}"
    command = [sys.executable, "-c", "from api.cli import main; main()", "serve", "--model", str(folder), "--port", str(port), "--workers", "2"]  # fmt: skip

    def get(path, who=looker):
        try:
            return httpx.get(f"{address}{path}", headers={**HEADERS, "Authorization": f"Bearer {who.text}"}, timeout=10)
        except httpx.HTTPError:
            return None

    def ask(question, **more):
        headers = {**HEADERS, "Authorization": f"Bearer {secret.text}"}
        return httpx.post(f"{address}/v1/ask", json={"question": question, **more}, headers=headers, timeout=20)

    def lines():
        return [json.loads(line) for line in log.read_text().splitlines() if line.startswith("{")]

    def asked_by():
        return [line["pid"] for line in lines() if line.get("event") == "request" and line["route"] == "/v1/ask"]

    with log.open("w") as out, subprocess.Popen(command, env=env, stderr=out) as served:
        try:
            assert wait_until(lambda: (found := get("/readyz")) is not None and found.status_code == 200)
            first = ask("sales").json()
            codes, more = [], {"conversation_id": first["conversation_id"]}
            # Whichever worker answers, it knows what was asked of the other.
            for question in ("by area", "sales") * 10:
                answer = ask(question, **more)
                codes.append(answer.status_code)
                if answer.status_code == 200 and question == "by area":
                    assert answer.json()["query"]["by"], answer.json()
            assert codes == [200] * 19 + [429]
            assert wait_until(lambda: len(asked_by()) == 21) and len(set(asked_by())) == 2
            counts = 'kpi_requests_total{method="POST",route="/v1/ask",status="%s"} %s.0'
            for _ in range(4):
                text = get("/metrics").text.splitlines()
                assert counts % (200, 20) in text and counts % (429, 1) in text
            # A worker that dies is replaced, and the other goes on; the end does not wait until the new one has begun.
            os.kill(asked_by()[0], signal.SIGKILL)
            assert wait_until(lambda: (found := get("/readyz")) is not None and found.status_code == 200)
        finally:
            served.send_signal(signal.SIGTERM)
            assert served.wait(30) == 0
    for number in set(asked_by()):
        with pytest.raises(ProcessLookupError):
            os.kill(number, 0)
