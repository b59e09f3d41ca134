"""What becomes of every question, written down: who asked, what it was read as, and what it cost."""

from __future__ import annotations

import datetime as dt
import threading
from dataclasses import asdict, dataclass
from typing import Literal

import structlog

from api.access.guard import now_utc
from api.access.limits import Limits
from api.access.secret import hide_secrets
from api.access.words import say
from api.caller import Caller
from api.problems import Problem
from api.state import Audit, Entry
from nlq.answer import Answer
from semantic_layer.issues import KpiError, StateError
from semantic_layer.model import Model
from semantic_layer.model.sight import is_exempt
from semantic_layer.query.canonical import canonical
from semantic_layer.session import Viewer

log = structlog.get_logger()
#: Between two looks for entries that are too old.
HOUR = dt.timedelta(hours=1)


@dataclass(frozen=True)
class Origin:
    """By which way a question came that nobody asked just now; the fields are those of an entry."""

    replayed: bool = False
    shared_by: str = ""
    computed_for: str = ""


ASKED = Origin()


class Ledger:
    """Writes the audit trail and charges who asked. Safe to use from several threads.

    ``how`` is ``required``: what cannot be written down is not answered; ``on``: it is, and the log says so; ``off``:
    nothing is written down. Entries are forgotten after ``days``; 0 keeps them.
    """

    def __init__(self, audit: Audit, limits: Limits, how: Literal["required", "on", "off"], days: int) -> None:
        """Keep the trail and the limits."""
        self._audit, self._limits, self._how, self._days = audit, limits, how, days
        self._lock = threading.Lock()
        self._looked = dt.datetime.min.replace(tzinfo=dt.UTC)

    def close(
        self, asked: str, answer: Answer, caller: Caller, model: Model, seconds: float, *, origin: Origin = ASKED
    ) -> None:
        """Write down a question that has its answer, which took seconds.

        Raises:
            Problem: 503, it cannot be written down, and has to be.
        """
        entry = _entry(asked, caller, model, seconds).model_copy(update=_of_answer(answer) | asdict(origin))
        self._charge(caller, answer.elapsed_ms.get("run", 0.0) / 1000)
        self._write(entry, answer.locale)

    def show(self, asked: str, answer: Answer, caller: Caller, model: Model, origin: Origin) -> None:
        """Write down an answer that somebody is shown as it was computed before; that costs him nothing.

        Raises:
            Problem: 503, it cannot be written down, and has to be.
        """
        entry = _entry(asked, caller, model, 0.0)
        self._write(entry.model_copy(update=_of_answer(answer) | asdict(origin)), answer.locale)

    def fail(
        self, asked: str, error: Exception, caller: Caller, model: Model, seconds: float, locale: str,
        *, origin: Origin = ASKED,
    ) -> None:  # fmt: skip
        """Write down a question that failed; all the time it took is charged.

        Raises:
            Problem: 503, it cannot be written down, and has to be.
        """
        code = getattr(error, "code", "") or type(error).__name__
        entry = _entry(asked, caller, model, seconds)
        self._charge(caller, seconds if isinstance(error, KpiError) else 0.0)
        update = {"status": "failed", "issues": (str(code),)} | asdict(origin)
        self._write(entry.model_copy(update=update), locale)

    def _charge(self, caller: Caller, seconds: float) -> None:
        try:
            self._limits.charge(caller.person or "", seconds)
        except StateError as error:
            log.warning("usage", code=error.code)

    def _write(self, entry: Entry, locale: str) -> None:
        if self._how == "off":
            return
        try:
            self._audit.keep(entry)
            self._forget(entry.at)
        except StateError as error:
            log.error("audit", code=error.code, cause=type(error.__cause__).__name__)
            if self._how == "required":
                told = say("audit", "zh" if locale.startswith("zh") else "en")
                raise Problem(503, *told, headers={"Retry-After": "5"}) from None

    def _forget(self, now: dt.datetime) -> None:
        with self._lock:
            if not self._days or now - self._looked < HOUR:
                return
            self._looked = now
        self._audit.forget(now - dt.timedelta(days=self._days))


def _entry(asked: str, caller: Caller, model: Model, seconds: float) -> Entry:
    return Entry(
        at=now_utc(), person=caller.person, credential=caller.credential, model=model.header.name,
        version=model.version, question=hide_secrets(asked), status="", policies=held(model, caller.viewer),
        elapsed_ms=round(seconds * 1000, 2),
    )  # fmt: skip


def _of_answer(answer: Answer) -> dict[str, object]:
    """Return what an entry has of an answer: nothing that was computed."""
    totals = (answer.totals.sql,) if answer.totals else ()
    return {
        "status": answer.status, "readback": hide_secrets(answer.readback), "answer_id": answer.answer_id or "",
        "query": hide_secrets(canonical(answer.query)) if answer.query else "",
        "offered": tuple(hide_secrets(canonical(choice.query)) for choice in answer.choices),
        "sql": hide_secrets(";\n".join((*((answer.sql,) if answer.sql else ()), *totals))),
        "rows": len(answer.rows) + sum(len(choice.rows) for choice in answer.choices),
        "issues": tuple(issue.code for issue in answer.issues),
    }  # fmt: skip


def held(model: Model, viewer: Viewer) -> dict[str, tuple[str, ...]]:
    """Return the row policies that hold for a viewer with the values they hold by, and the masks."""
    rows = {
        each.name: viewer.attributes.get(each.attribute, ()) for each in model.policies if not is_exempt(each, viewer)
    }
    return rows | {each.name: () for each in model.masks if not is_exempt(each, viewer)}
