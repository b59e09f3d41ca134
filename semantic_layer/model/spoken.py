"""What people say: phrasings that name no metric, and what words mean that can mean several things."""

from __future__ import annotations

from pydantic import Field

from semantic_layer.model.calculations import Scalar
from semantic_layer.model.text import LocalText, LocalWords
from semantic_layer.query.parts import Name
from semantic_layer.query.period import Frozen, Unit


class Phrasing(Frozen):
    """How people say it without naming a metric: ``{customer} buys {product}``, and what it measures.

    ``by`` is the unit of time that it is told by, where the words say that too ("per month sign-ups").
    """

    text: LocalText
    metrics: tuple[Name, ...] = Field(min_length=1)
    by: Unit | None = None


class DefaultMeaning(Frozen):
    """What words that can mean several things mean by default: a metric or dimension, or a ``member`` of a dimension.

    It tips between readings of a question that differ in these words alone, and is said in the answer. What a person
    chose goes before it.
    """

    words: LocalWords
    means: Name
    member: Scalar | None = None

    @property
    def spoken(self) -> tuple[str, ...]:
        """Return the words, in every language."""
        return tuple(word for words in self.words.values() for word in words)
