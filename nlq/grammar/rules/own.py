"""Rules of what is the viewer's own: "my region", 我们门店. Which that is says the profile of who asks, or nothing."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from nlq.grammar.rules import rules
from nlq.grammar.slots.slots import Slots
from nlq.index import Index
from semantic_layer.model import Model
from semantic_layer.model.values import dimension_type, from_text
from semantic_layer.session import Viewer

rule = rules.rule


@rule("OWN", "DIM")
def own_thing(left: str, right: str, index: Index) -> rules.Made:
    """Read "my region" as the members that the viewer's profile names."""
    return [("OWNDIM", right, 0.5)]


rule("PREP ALL", "OWNDIM")(rules._keep("OWNDIM")[0])
rule("OWNDIM", "DE POSS")(rules._keep("OWNDIM")[1])


def take_own(slots: Slots, value: str) -> Slots | None:
    """Take a filter on what is the viewer's own: which members that are is settled when all is read."""
    own = ("own", value, ())
    return replace(slots, preds=tuple(sorted((*slots.preds, own), key=repr))) if own not in slots.preds else None


def settle_own(slots: Slots, viewer: Viewer, model: Model) -> Slots | None:
    """Return the slots with the members that are the viewer's own; None where the profile does not say."""
    if not any(pred[0] == "own" for pred in slots.preds):
        return slots
    settled = []
    for pred in slots.preds:
        own = own_members(pred[1], viewer, model) if pred[0] == "own" else None
        if own == ():
            return None
        settled.append(pred if own is None else ("in", pred[1], own))
    return replace(slots, preds=tuple(sorted(settled, key=repr)))


def own_members(name: str, viewer: Viewer, model: Model) -> tuple[Any, ...]:
    """Return the members of a dimension that are the viewer's: of the attribute a policy reads, else of its name."""
    attributes = [policy.attribute for policy in model.policies if policy.dimension == name] or [name]
    given = {text for attribute in attributes for text in viewer.attributes.get(attribute, ())}
    kind = dimension_type(model, name)
    return tuple(sorted({from_text(text, kind) for text in given} - {None}, key=str))
