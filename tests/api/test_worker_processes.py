"""Workers are looked after: who dies is replaced, and whatever they do, all end in time."""

import os
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path

import pytest
import worker_kinds
from slow_engine import wait_until


@contextmanager
def looking_after(kind):
    """The process that looks after two workers of a kind, once they have begun."""
    command = [sys.executable, worker_kinds.__file__, kind]
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    with subprocess.Popen(command, **pipes) as parent:
        try:
            parent.stdout.readline(), parent.stdout.readline()
            yield parent
        finally:
            for number in children(parent):
                os.kill(number, signal.SIGKILL)
            parent.kill()


def children(parent):
    """The workers of a process; that which looks after what they share is none."""
    listed = Path(f"/proc/{parent.pid}/task/{parent.pid}/children")
    numbers = listed.read_text().split() if listed.exists() else []
    return [int(each) for each in numbers if "spawn_main" in Path(f"/proc/{each}/cmdline").read_text()]


def is_there(number):
    try:
        return Path(f"/proc/{number}/stat").read_text().split()[2] != "Z"
    except OSError:
        return False


@pytest.mark.parametrize(("kind", "most"), [("serving", 4), ("beginning", 4), ("deaf", 9)])
@pytest.mark.parametrize("stopped", [False, True])
def test_all_end_in_time_whatever_they_do(kind, most, stopped):
    with looking_after(kind) as parent:
        workers = children(parent)
        if stopped:
            os.kill(workers[0], signal.SIGSTOP)
            time.sleep(0.5)
        begun = time.monotonic()
        parent.send_signal(signal.SIGTERM)
        assert parent.wait(20) == 0 and time.monotonic() - begun < (most if not stopped else 9)
        assert not any(map(is_there, workers))


def test_who_dies_is_replaced_and_who_cannot_begin_is_not():
    with looking_after("serving") as parent:
        first = children(parent)
        os.kill(first[0], signal.SIGKILL)
        assert wait_until(lambda: len(children(parent)) == 2 and first[0] not in children(parent))
        assert first[1] in children(parent)
        parent.send_signal(signal.SIGTERM)
        assert parent.wait(20) == 0
    with looking_after("broken") as parent:
        assert parent.wait(20) == 3


def test_workers_do_not_outlive_who_looks_after_them():
    with looking_after("serving") as parent:
        workers = children(parent)
        parent.kill()
        assert wait_until(lambda: not any(map(is_there, workers)))
