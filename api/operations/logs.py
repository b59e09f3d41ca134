"""Logs: one line an event, for people or as JSON, on the standard error stream; never the values of variables."""

from __future__ import annotations

import logging
import os
import sys
from typing import Any, Literal

import structlog
from structlog.typing import Processor

Form = Literal["text", "json"]
Level = Literal["debug", "info", "warning", "error"]


def set_up_logs(form: Form = "text", level: Level = "warning") -> None:
    """Have our own log written in a form, from a level on."""
    structlog.configure(
        processors=[*_SHARED, _renderer(form)],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[level.upper()]),
        # Looked up with each line: the stream may be another by then.
        logger_factory=lambda *_: structlog.PrintLogger(sys.stderr),
        cache_logger_on_first_use=False,
    )


def set_up_logs_once() -> None:
    """Have our own log written where nobody said how: by itself it would go where a program prints."""
    if not structlog.is_configured():
        set_up_logs()


def server_logs(form: Form) -> dict[str, Any]:
    """Return how the server and libraries log: in the same form, warnings and worse."""
    handler = {"class": "logging.StreamHandler", "formatter": "ours", "stream": "ext://sys.stderr"}
    return {
        "version": 1, "disable_existing_loggers": False,
        "formatters": {"ours": {"()": "api.operations.logs.formatter", "form": form}},
        "handlers": {"ours": handler},
        "root": {"handlers": ["ours"], "level": "WARNING"},
    }  # fmt: skip


def formatter(form: Form) -> logging.Formatter:
    """Return what writes lines of the standard library's logging in a form."""
    last = [structlog.stdlib.ProcessorFormatter.remove_processors_meta, _renderer(form)]
    return structlog.stdlib.ProcessorFormatter(foreign_pre_chain=_SHARED, processors=last)


def _trace(logger: Any, name: str, event: Any) -> Any:
    """Write a trace as a text, as Python does: told by rich, it would show the locals of every frame, an index too."""
    return structlog.processors.format_exc_info(logger, name, event)


def _process(logger: Any, name: str, event: Any) -> Any:
    """Say which of several workers writes."""
    return {**event, "pid": os.getpid()}


def _renderer(form: Form) -> Processor:
    if form == "json":
        return structlog.processors.JSONRenderer(ensure_ascii=False)
    return structlog.dev.ConsoleRenderer(
        colors=sys.stderr.isatty(), exception_formatter=structlog.dev.plain_traceback, pad_event_to=0
    )


_SHARED: tuple[Processor, ...] = (
    structlog.contextvars.merge_contextvars,
    structlog.processors.add_log_level,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    _process,
    _trace,
)
