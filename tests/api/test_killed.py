"""Killed in the middle of its work, the service has kept all of which somebody was told that it is kept."""

import os
import signal
import subprocess
import sys
import threading
from collections import Counter

import httpx
from free_port import free_port
from shops import PARTS, STATEMENTS, TODAY
from slow_engine import wait_until
from sqlalchemy import select

from api.access.guard import now_utc
from api.access.issue import make_key
from api.state import Audit, Grant, Keys, Sought, open_door
from api.state.tables import FEEDBACK

SERVE = "import sys; from api.cli import main; sys.argv = ['kpi', 'serve', *sys.argv[1:]]; main()"


def test_nothing_that_was_acknowledged_is_lost(small, tmp_path):
    made = small(PARTS, *STATEMENTS, today=TODAY, calendar={"as_of": TODAY})
    state, port = f"sqlite:///{tmp_path}/state.db", free_port()
    address = f"http://127.0.0.1:{port}"
    _, secret = make_key(Keys(open_door(state)), Grant(person="ann", roles=("head_office",), scopes=("ask", "feedback")), now_utc())  # fmt: skip
    env = os.environ | {"KPI_STATE_URL": state, "KPI_AUTH": "on", "KPI_EMBEDDINGS": "off", "KPI_CACHE": str(tmp_path), "KPI_RATE_LIMIT": "0"}  # fmt: skip
    feedback, answers, over = [], [], threading.Event()

    def use(person):
        number = 0
        with httpx.Client(base_url=address, headers={"Authorization": f"Bearer {secret.text}"}, timeout=10) as client:
            while not over.is_set():
                number += 1
                try:
                    told = {"answer_id": f"{person}-{number}", "right": True}
                    if client.post("/v1/feedback", json=told).status_code == 204:
                        feedback.append(told["answer_id"])
                    answer = client.post("/v1/ask", json={"question": "sales by area"})
                    if answer.status_code == 200:
                        answers.append(answer.json()["answer_id"])
                except httpx.HTTPError:
                    return

    def is_up():
        try:
            return httpx.get(f"{address}/readyz").status_code == 200
        except httpx.HTTPError:
            return False

    command = [sys.executable, "-c", SERVE, "--model", str(made.path), "--port", str(port)]
    with subprocess.Popen(command, env=env, stderr=subprocess.DEVNULL) as served:
        try:
            assert wait_until(is_up)
            people = [threading.Thread(target=use, args=(number,)) for number in range(4)]
            for each in people:
                each.start()
            assert wait_until(lambda: len(feedback) > 30 and len(answers) > 30, 120)
        finally:
            served.send_signal(signal.SIGKILL)
            over.set()
        for each in people:
            each.join(20)
    door = open_door(state)
    with door.reading() as connection:
        kept = Counter(connection.execute(select(FEEDBACK.c.answer_id)).scalars().all())
    assert set(feedback) <= set(kept) and set(kept.values()) == {1}
    written = {entry.answer_id for entry in Audit(door).all(Sought())}
    assert set(answers) <= written
    door.close()
