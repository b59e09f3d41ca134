"""Everything that is counted, for Prometheus: over all workers, where there are several."""

from __future__ import annotations

import os
from pathlib import Path

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector, mark_process_dead

from nlq.answer import Answer

#: The folder that workers share their counts in. The library looks for it when it is imported.
SHARED = "PROMETHEUS_MULTIPROC_DIR"
#: Upper bounds of the seconds that an answer and its stages take: most are answered in hundredths.
SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)


class Counters:
    """The counts of one service. Each may be read by its name under ``/metrics``."""

    def __init__(self) -> None:
        """Begin to count."""
        self._registry = registry = CollectorRegistry()
        self.requests = Counter("kpi_requests", "Requests", ["method", "route", "status"], registry=registry)
        self.request_seconds = Histogram(
            "kpi_request_seconds", "Seconds until the response began", ["route"], buckets=SECONDS, registry=registry
        )
        self.in_flight = self._gauge("kpi_requests_in_flight", "Requests under way")
        self.working = self._gauge("kpi_questions_working", "Questions that are worked on")
        self.waiting = self._gauge("kpi_questions_waiting", "Questions that wait for their turn")
        self.shed = Counter("kpi_questions_shed", "Questions that were told to come again", registry=registry)
        self.left = Counter("kpi_questions_left", "Questions whose asker went away before", registry=registry)
        self.answers = Counter("kpi_answers", "Answers by status", ["status"], registry=registry)
        self.answer_seconds = Histogram(
            "kpi_answer_seconds", "Seconds an answer took", buckets=SECONDS, registry=registry
        )
        self.stage_seconds = Histogram(
            "kpi_stage_seconds", "Seconds of each stage of an answer", ["stage"], buckets=SECONDS, registry=registry
        )
        self.reloads = Counter("kpi_model_reloads", "Changes of the model or its data", ["outcome"], registry=registry)
        self.model = self._gauge("kpi_model", "The model that is served", ["model", "version"])
        self.stale = self._gauge("kpi_model_stale", "1 where the folder as it is cannot be served")

    def _gauge(self, name: str, says: str, labels: tuple[str, ...] | list[str] = ()) -> Gauge:
        return Gauge(name, says, labels, registry=self._registry, multiprocess_mode="livesum")

    def answered(self, answer: Answer) -> None:
        """Count an answer, and the time of each of its stages."""
        self.answers.labels(answer.status).inc()
        self.answer_seconds.observe(sum(answer.elapsed_ms.values()) / 1000)
        for stage, took in answer.elapsed_ms.items():
            self.stage_seconds.labels(stage).observe(took / 1000)

    def serves(self, model: str, version: str, before: str = "") -> None:
        """Say which version of a model is served, and no more which ``before``."""
        if before and before != version:
            self.model.labels(model, before).set(0)
        self.model.labels(model, version).set(1)

    def tell(self) -> bytes:
        """Return all of it, as Prometheus reads it."""
        if SHARED not in os.environ:
            return generate_latest(self._registry)
        everybody = CollectorRegistry()
        MultiProcessCollector(everybody)  # type: ignore[no-untyped-call]
        return generate_latest(everybody)


def forget_dead() -> None:
    """Forget what workers that have ended were in the middle of: nobody is in the middle of it any more."""
    for path in Path(os.environ[SHARED]).glob("gauge_live*_*.db"):
        number = int(path.stem.rpartition("_")[2])
        try:
            os.kill(number, 0)
        except OSError:
            mark_process_dead(number)  # type: ignore[no-untyped-call]
