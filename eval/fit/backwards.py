"""Questions made by running the grammar backwards: a random semantic query, said in words; its gold is itself.

The words come from the model (names of metrics, dimensions and members), from the reader's own vocabularies and from
the corpus of periods; how they stand together comes from ``patterns.yaml``.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from eval.fit.pieces import NamedMembers, Pieces, draw_pieces, name_members
from eval.fit.shapes import SHAPES
from nlq.engine import Engine
from semantic_layer.issues import QueryRefused
from semantic_layer.query import Data
from semantic_layer.session import Session

PATTERNS = Path(__file__).parent / "patterns.yaml"
#: Draws before a shape is given up for a model that has nothing of the kind.
TRIES = 30
_PLACE = re.compile(r"\{([^}]+)\}")
_CHANCE = re.compile(r"\[([^\]]*)\]")


class Made(NamedTuple):
    """A question made of a query, in a language. ``shape`` says what kind of query it is."""

    text: str
    query: Any
    locale: str
    shape: str


@dataclass(frozen=True)
class Speaker:
    """Says queries over a model in a language, by chance: the same seed says the same."""

    engine: Engine
    session: Session
    named: NamedMembers
    chance: random.Random

    @property
    def locale(self) -> str:
        """Return the language that is spoken."""
        return self.session.locale

    def say(self, shape: str) -> Made | None:
        """Return a question of a shape; None where the model has no query of that shape that can be computed."""
        for _ in range(TRIES):
            pattern, _, beside = self.chance.choice(_patterns()[self.locale][shape]).partition("=")
            pieces = draw_pieces(self.engine.model, self.named, self.locale, self.chance)
            if pieces is None:
                continue
            if "{period}" not in pattern:
                pieces = pieces._replace(period=None)
            query = SHAPES[shape](pieces, beside)
            if query is not None and can_compute(query, self.session, self.engine):
                return Made(self._put_in(pattern, pieces), query, self.locale, shape)
        return None

    def _put_in(self, pattern: str, pieces: Pieces) -> str:
        kept = _CHANCE.sub(lambda match: match[1] if self.chance.random() < 0.5 else "", pattern)
        text = _PLACE.sub(lambda match: self._word(match[1], pieces.words), kept)
        return re.sub(r"\s+", " ", text).strip(" ,，")

    def _word(self, place: str, words: Mapping[str, str]) -> str:
        if "." not in place:
            return words[place]
        kind, _, value = place.partition(".")
        return self.chance.choice(_vocabulary(self.locale)[kind][value])


def can_compute(query: Any, session: Session, engine: Engine) -> bool:
    """Say whether a query of data has a true answer; of others it is taken that they have."""
    try:
        return not isinstance(query, Data) or bool(engine.compile(query, session))
    except QueryRefused:
        return False


def make_questions(engine: Engine, session: Session, count: int, seed: int = 0) -> Iterator[Made]:
    """Yield about ``count`` questions over a model in the language of the session, the same for the same seed.

    Shapes take turns, so that the rare ones are as well known as the frequent ones.
    """
    chance = random.Random(f"{engine.model.header.name} {session.locale} {seed}")
    speaker = Speaker(engine, session, name_members(engine, session.locale), chance)
    shapes = list(_patterns()[session.locale])
    seen = set()
    for number in range(count):
        made = speaker.say(shapes[number % len(shapes)])
        if made is not None and made.text not in seen:
            seen.add(made.text)
            yield made


@cache
def _patterns() -> Mapping[str, Mapping[str, Sequence[str]]]:
    held: Mapping[str, Mapping[str, Sequence[str]]] = yaml.safe_load(PATTERNS.read_text(encoding="utf-8"))
    return held


@cache
def _vocabulary(locale: str) -> Mapping[str, Mapping[str, Sequence[str]]]:
    text = files("nlq.words").joinpath(f"{locale}.yaml").read_text(encoding="utf-8")
    held: Mapping[str, Mapping[str, Sequence[str]]] = yaml.load(text, Loader=yaml.BaseLoader)
    return held
