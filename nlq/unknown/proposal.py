"""What a language model returns: words of the question, quoted, and the metrics that they may stand for."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Literal

from pydantic import Field

from semantic_layer.query.period import Frozen


class Term(Frozen):
    """One phrase of the question that stands for a metric."""

    quote: str = Field(description="The exact words of the question, copied letter by letter.")
    metrics: tuple[str, ...] = Field(description="Names of metrics from the list, the likeliest first.")


class Proposal(Frozen):
    """What the unknown words stand for; no terms where none of the metrics is meant."""

    # Nothing bounds the lengths here, since not every provider takes a schema that does: the licence does.
    # The docstrings are part of the schema: a language model reads them.
    terms: tuple[Term, ...] = Field(description="Empty where no metric of the list is what was asked for.")


class Said(Frozen):
    """One message of the exchange with a language model."""

    by: Literal["system", "user", "assistant"]
    text: str


#: Messages in, a proposal out. Raises ProviderError where none came, for whatever reason.
Propose = Callable[[Sequence[Said]], Proposal]
