"""Several workers, each a process of its own: one that dies is replaced, and all end when they are told to, in time."""

from __future__ import annotations

import multiprocessing
import os
import signal
import time
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing.context import SpawnProcess
from typing import Any

import structlog

log = structlog.get_logger()
#: Seconds between two looks at the workers, and for how long one that serves may say nothing: then it hangs.
TICK, SILENCE = 0.2, 120
#: Seconds after which one is begun anew that died before it served, and that all have beyond their own time to end.
PAUSE, LAST = 5, 5
_SPAWN = multiprocessing.get_context("spawn")


class Life:
    """What a worker says of its life to who looks after it, and how it knows whether somebody still does."""

    def __init__(self) -> None:
        """Begin with a worker that does not serve yet; for the process that looks after it."""
        self._last = _SPAWN.Value("d", 0.0, lock=False)
        self._parent = os.getpid()

    def beat(self) -> None:
        """Say that it serves."""
        self._last.value = time.monotonic()

    @property
    def serves(self) -> bool:
        """Say whether it ever served."""
        return bool(self._last.value)

    @property
    def silence(self) -> float:
        """Return the seconds for which one that serves has said nothing."""
        return time.monotonic() - self._last.value if self.serves else 0.0

    @property
    def is_orphan(self) -> bool:
        """Say whether who looked after it is gone."""
        return os.getppid() != self._parent


@dataclass
class _Worker:
    process: SpawnProcess
    life: Life
    #: When it is replaced, once it has died.
    again: float | None = None


class Workers:
    """Keeps ``count`` processes that ``work``, which is called with what is ``given`` and the worker's ``Life``.

    When it is told to stop it tells them, and after ``seconds`` and a few more it ends those that have not ended: no
    worker that is still beginning, or hangs, holds up the end for longer.
    """

    def __init__(self, count: int, work: Callable[..., None], given: tuple[Any, ...], seconds: float) -> None:
        """Begin with none."""
        self._count, self._work, self._given, self._seconds = count, work, given, seconds
        self._workers: list[_Worker] = []
        self._over, self._failed, self._any_served = False, False, False

    def run(self) -> bool:
        """Keep them working until told to stop; return whether any could begin."""
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            if signal.getsignal(number) is not signal.SIG_IGN:
                signal.signal(number, self._stop)
        self._workers = [self._begin() for _ in range(self._count)]
        while not self._over:
            # Nothing here waits for a worker: a signal is heeded by the next look.
            time.sleep(TICK)
            self._look()
        self._end()
        return not self._failed

    def _stop(self, number: int, frame: Any) -> None:
        self._over = True

    def _begin(self) -> _Worker:
        life = Life()
        process = _SPAWN.Process(target=self._work, args=(*self._given, life))
        process.start()
        return _Worker(process, life)

    def _look(self) -> None:
        for place, worker in enumerate(self._workers):
            if worker.life.silence > SILENCE:
                log.error("worker", outcome="hangs", worker=worker.process.pid)
                worker.process.kill()
                worker.process.join()
            if worker.process.is_alive():
                self._any_served |= worker.life.serves
            elif worker.again is None:
                self._note_death(worker)
            elif time.monotonic() >= worker.again:
                self._workers[place] = self._begin()

    def _note_death(self, worker: _Worker) -> None:
        log.error("worker", outcome="died", worker=worker.process.pid, code=worker.process.exitcode)
        served = worker.life.serves
        worker.again = time.monotonic() + (0 if served else PAUSE)
        if not served and not self._any_served:
            # What keeps the first from beginning keeps all: it was told by the worker.
            self._over = self._failed = True

    def _end(self) -> None:
        over = time.monotonic() + self._seconds + LAST
        for worker in self._workers:
            worker.process.terminate()
        for worker in self._workers:
            worker.process.join(max(0.0, over - time.monotonic()))
            if worker.process.is_alive():
                log.error("worker", outcome="killed", worker=worker.process.pid)
                worker.process.kill()
                worker.process.join()
