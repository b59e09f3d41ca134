"""The sentences of an explanation: the change, the largest contributions, what offset them, rate and mix, inputs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal

from nlq.tell.numbers import format_days, format_value
from nlq.tell.readback import measure_label
from nlq.tell.words import join_sentences, say
from semantic_layer.compiler.outcome import describe_measure
from semantic_layer.explain import Contribution, Explanation
from semantic_layer.model import Model
from semantic_layer.query import Metric

#: Members that a sentence names: of the first dimension, and of each other one.
NAMED, NAMED_ALSO = 3, 1
#: From this share of all movement on, what moved the other way is told.
NOTABLE = 0.1


class _Teller:
    """Numbers of one measure in words: its unit, its change's unit, its decimals."""

    def __init__(self, found: Explanation, model: Model, locale: str) -> None:
        self.found, self.model, self.locale = found, model, locale
        self.unit, _, self.metric = describe_measure(found.query.measure, model, locale)

    def value(self, number: Any) -> str:
        return format_value(number, self.unit, self.locale, self.model, self.metric)

    def change(self, number: float, signed: bool = True) -> str:
        unit = "percentage_point" if self.unit == "share" else self.unit
        text = format_value(number if signed else abs(number), unit, self.locale, self.model, self.metric)
        # What rounds to nothing went neither way.
        return f"+{text}" if signed and number > 0 and set(text) & set("123456789") else text

    def items(self, named: Sequence[tuple[Any, Contribution]], shares: bool) -> str:
        whole, told = self.found.change, []
        for name, part in named:
            words = {"name": say("no_value", self.locale) if name is None else name, "change": self.change(part.change)}
            if shares:
                words["share"] = format_value(part.change / whole, "share", self.locale, self.model)
            told.append(say("of_change" if shares else "of_nothing", self.locale, **words))
        return say("list_separator", self.locale).join(told)

    def has_shares(self, parts: Sequence[Contribution]) -> bool:
        """Say whether shares of the change tell anything: of one that is all but offset, they do not."""
        return bool(abs(self.found.change) > NOTABLE * sum(abs(part.change) for part in parts))


def told_change(found: Explanation, presumes: Literal["up", "down"] | None, model: Model, locale: str) -> str:
    """Return the change and who contributed to it; nothing is said of causes.

    A question that takes the measure to have moved the other way is told so.
    """
    teller = _Teller(found, model, locale)
    told = [_whole(teller, presumes)]
    for place, split in enumerate(found.splits):
        by = model.dimension_label(split.dimension, locale)
        moved = [(part.label, part) for part in split.parts if part.change]
        if moved:
            items = teller.items(moved[: NAMED_ALSO if place else NAMED], teller.has_shares(split.parts))
            told.append(say("also_by" if place else "largest", locale, by=by, items=items))
        if place == 0:
            told += _offset(teller, split.parts) + _effects(teller, split.parts, by)
    if found.inputs:
        named = [(input_label(found, part, model, locale), part) for part in found.inputs]
        told.append(say("inputs_moved", locale, items=teller.items(named, teller.has_shares(found.inputs))))
    return join_sentences(told, locale)


def input_label(found: Explanation, part: Contribution, model: Model, locale: str) -> str:
    """Return the name of one of the terms that a measure is the sum of."""
    term = found.shape.top[part.label]
    if isinstance(term.measure, Metric):
        return measure_label(term.measure, model, locale)
    return model.metric_label(term.leaf.name, locale)


def _whole(teller: _Teller, presumes: Literal["up", "down"] | None) -> str:
    found, locale = teller.found, teller.locale
    way = "same" if not found.change else "up" if found.change > 0 else "down"
    code = f"not_{presumes}_{way}" if presumes and way not in (presumes, "same") else f"moved_{way}"
    change = teller.change(found.change, signed=False)
    if teller.unit != "share" and found.whole.before:
        relative = abs(found.change / found.whole.before)
        change += say("aside", locale, what=format_value(relative, "share", locale, teller.model))
    period, other = found.compiled.period, found.compiled.comparisons[0]
    assert period is not None
    return say(
        code, locale, label=measure_label(found.query.measure, teller.model, locale), change=change,
        before=teller.value(found.whole.before), value=teller.value(found.whole.value),
        period=format_days(period.start, period.end, locale), other=format_days(other.start, other.end, locale),
    )  # fmt: skip


def _offset(teller: _Teller, parts: Sequence[Contribution]) -> list[str]:
    """Return what moved one way and what the other, where the smaller is of note."""
    up, down = (sum(part.change for part in parts if part.change * sign > 0) for sign in (1, -1))
    if min(up, -down) <= NOTABLE * (up - down):
        return []
    return [say("offset", teller.locale, up=teller.change(up, signed=False), down=teller.change(down, signed=False))]


def _effects(teller: _Teller, parts: Sequence[Contribution], by: str) -> list[str]:
    """Return how much of a ratio's change lies within the members, and how much between them."""
    if not teller.found.shape.bottom:
        return []
    rate, mix = (teller.change(sum(getattr(part, side) for part in parts)) for side in ("rate", "mix"))
    return [say("rate_and_mix", teller.locale, by=by, rate=rate, mix=mix)]
