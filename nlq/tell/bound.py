"""Yes or no before a number that was asked to be past a bound: "No. Gross margin was 28.9 % …"."""

from __future__ import annotations

import operator

from nlq.answer import Answer
from nlq.reading import Bound
from nlq.tell.numbers import format_value
from nlq.tell.words import join_sentences, say
from semantic_layer.issues import Issue
from semantic_layer.model import Model

_PAST = {">": operator.gt, ">=": operator.ge, "<": operator.lt, "<=": operator.le, "=": operator.eq}


def tell_bound(answer: Answer, bound: Bound, model: Model) -> Answer:
    """Return the answer with yes or no said first, the bound in readback and note; as it is without a value."""
    values = [place for place, column in enumerate(answer.columns) if column.role == "value"]
    if len(values) != 1 or len(answer.rows) != 1 or answer.rows[0][values[0]] is None:
        return answer
    column, value = answer.columns[values[0]], answer.rows[0][values[0]]
    told = format_value(bound.value, column.unit, answer.locale, model, answer.metrics[0].name)
    met = _PAST[bound.op](value, bound.value)
    params = {"op": say(f"bound {bound.op}", answer.locale), "bound": told}
    note = Issue(code="bound", message=say("bound", answer.locale, **params), params=params)
    return answer.model_copy(update={
        "text": join_sentences([say("yes" if met else "no", answer.locale), answer.text], answer.locale),
        "readback": f"{answer.readback} · {bound.op} {told}?", "notes": (note, *answer.notes),
    })  # fmt: skip
