"""Who answers the questions of a suite: this product, or a peer behind the same protocol."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, Protocol

from nlq.answer import Answer
from nlq.ask import ask
from nlq.engine import Engine, open_engine
from nlq.reading import Question
from semantic_layer.session import Session


class Answerer(Protocol):
    """A question in; rows, a question back or a refusal out. Called from several threads at once.

    An answerer whose columns have other names or units than the model's metrics translates them itself.
    """

    name: str

    def answer(self, question: Question, session: Session, context: Any) -> Answer:
        """Return the answer; ``context`` is the ``query`` to go on from, as this answerer gave it."""
        ...

    def close(self) -> None:
        """Let go of whatever was opened."""
        ...


class KpiAnswerer:
    """This product, as a person would ask it."""

    name = "kpi"

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def answer(self, question: Question, session: Session, context: Any) -> Answer:
        """Return the answer of the main path."""
        return ask(question, session, self._engine, context)

    def close(self) -> None:
        """Close the warehouse."""
        self._engine.close()


def open_kpi(folder: Path) -> Answerer:
    """Return this product over a model folder.

    Raises:
        ModelError, WarehouseError: the model or its warehouse cannot be opened.
    """
    return KpiAnswerer(open_engine(folder))


def open_gibran(folder: Path) -> Answerer:
    """Return the peer gibran over a copy of the folder's warehouse.

    Raises:
        ValueError: the package is not installed.
    """
    try:
        from eval.peers.gibran import open_peer
    except ImportError as error:
        raise ValueError("gibran is not installed: pip install 'kpi-answers[peers]'.") from error
    return open_peer(folder)


ANSWERERS: dict[str, Callable[[Path], Answerer]] = {"kpi": open_kpi, "gibran": open_gibran}
