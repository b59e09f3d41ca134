"""Which words of a question were taken for what, by which rule."""

from __future__ import annotations

from nlq.answer import TraceStep
from nlq.grammar.parse.chart import Item
from nlq.grammar.parse.cover import Cover
from nlq.text.atoms import Atom
from nlq.text.normalise import Normalised


def trace_cover(cover: Cover, normalised: Normalised, atoms: tuple[Atom, ...]) -> tuple[TraceStep, ...]:
    """Return each piece of a question with its meaning, in its place in the original, in the order of the phrases."""
    steps = []
    for phrase in cover.phrases:
        for leaf in phrase.leaves():
            if leaf.kind in ("COMMA", "VERB"):
                continue
            at = normalised.span(atoms[leaf.start].start, atoms[leaf.end - 1].end)
            words = normalised.original[at[0] : at[1]]
            steps.append(TraceStep(at=at, words=words, meaning=_meaning(leaf), rule=f"{phrase.rule}: {leaf.rule}"))
    return tuple(steps)


def _meaning(leaf: Item) -> str:
    value = leaf.value
    if leaf.kind == "MEMBER":
        return f"{value[0]} = {', '.join(map(str, value[1]))}"
    if leaf.kind == "METRIC":
        return f"metric {', '.join(map(str, value))}"
    return f"{leaf.kind.lower()} {value}" if isinstance(value, str | int | float) else leaf.kind.lower()
