"""What was understood, in a line: measures, days, filters, breakdown, order."""

from __future__ import annotations

from typing import Any

from nlq.tell.numbers import format_day, format_days, format_value
from nlq.tell.words import UNITS, language_of, say
from semantic_layer.compiler.components import find_leaf
from semantic_layer.model import Model, pick_text
from semantic_layer.query import (
    And,
    Contains,
    Data,
    Dimension,
    Exists,
    Grain,
    In,
    InKeys,
    IsNull,
    MeasureIs,
    Members,
    Not,
    Or,
    Range,
)
from semantic_layer.result import ComparisonShown, CompiledQuery, PeriodShown


def read_back(query: Any, compiled: CompiledQuery, model: Model, locale: str) -> str:
    """Return the readback: parts joined by a middle dot, each from the query and the resolved days."""
    if isinstance(query, Members):
        return _members_text(query, compiled, model, locale)
    parts = [say("list_separator", locale).join(measure_label(measure, model, locale) for measure in query.measures)]
    parts.append(period_text(compiled, locale))
    parts.append(filter_text(query.where, model, locale) if query.where is not None else say("all", locale))
    if query.by:
        parts.append(say("by", locale, by=axes_text(query, model, locale)))
    if query.having is not None:
        parts.append(having_text(query.having, model, locale))
    if query.top:
        parts.append(top_text(query, model, locale))
    return " · ".join(part for part in parts if part)


def _members_text(query: Members, compiled: CompiledQuery, model: Model, locale: str) -> str:
    of_dimension = query.dimension is not None
    label = model.dimension_label(query.dimension, locale) if query.dimension else ""
    label = (
        say("count", locale, label=label) if query.count else label or model.metric_label(query.metric or "", locale)
    )
    where = filter_text(query.where, model, locale) if query.where is not None else ""
    return " · ".join(part for part in (label, "" if of_dimension else period_text(compiled, locale), where) if part)


def top_text(query: Data, model: Model, locale: str) -> str:
    """Return how many are kept, after how many, by their change where they are ranked by it, and in each of what."""
    top = query.top
    assert top is not None
    key = ("place" if top.n == 1 else "places") if top.skip else "top"
    key = key if query.order[0].descending else {"top": "bottom"}.get(key, f"{key}_from_end")
    text = say(key, locale, n=top.skip + top.n, first=top.skip + 1)
    if query.order[0].side.startswith("change"):
        text = say(f"top_by_{query.order[0].side}", locale, top=text)
    if not top.per:
        return text
    by = say("list_separator", locale).join(axis_label(query.by[place], model, locale) for place in top.per)
    return say("top_per", locale, top=text, by=by)


def days_text(shown: PeriodShown | ComparisonShown, locale: str) -> str:
    """Return the days of a side, or the one that it is as of."""
    if shown.as_of is None:
        return format_days(shown.start, shown.end, locale)
    return say("as_of", locale, day=format_day(shown.as_of, locale))


def period_text(compiled: CompiledQuery, locale: str) -> str:
    """Return the days, and those of the other sides."""
    if compiled.period is None:
        return ""
    text = days_text(compiled.period, locale)
    for comparison in compiled.comparisons:
        text = say("vs", locale, period=text, other=other_text(comparison, locale))
    return text


def other_text(comparison: ComparisonShown, locale: str) -> str:
    """Return the days that something is set against; of what stands, the day alone: the first side says "as of"."""
    if comparison.as_of is None:
        return format_days(comparison.start, comparison.end, locale)
    return format_day(comparison.as_of, locale)


def axes_text(query: Data, model: Model, locale: str) -> str:
    """Return the names of the axes."""
    return say("list_separator", locale).join(axis_label(axis, model, locale) for axis in query.by)


def axis_label(axis: Any, model: Model, locale: str) -> str:
    """Return the name of an axis."""
    if isinstance(axis, Dimension):
        return model.dimension_label(axis.name, locale)
    return UNITS[language_of(locale)][axis.unit] if isinstance(axis, Grain) else str(axis.name)


def measure_label(measure: Any, model: Model, locale: str) -> str:
    """Return the name of a measure in words."""
    if measure.kind == "metric":
        label = model.metric_label(measure.name, locale)
        return narrow_label(label, measure.where, model, locale)
    if measure.kind == "component":
        leaf = find_leaf(model, measure.metric, measure.part)
        # The parts of an average have no name of their own.
        part = measure.part[-1] if leaf.name == measure.metric else model.metric_label(leaf.name, locale)
        return say("part_of", locale, label=model.metric_label(measure.metric, locale), part=part)
    if measure.kind == "count_groups":
        label = say("count", locale, label=axis_label(measure.axis, model, locale))
        return say("narrowed", locale, label=label, what=having_text(measure.having, model, locale))
    if measure.kind == "fold":
        by = say("list_separator", locale).join(axis_label(axis, model, locale) for axis in measure.over)
        return say(f"fold_{measure.agg}", locale, label=measure_label(measure.measure, model, locale), by=by)
    parts = [measure_label(part, model, locale) for part in measure.measures]
    if measure.op in ("share", "change", "change_pct"):
        return say(measure.op, locale, label=parts[0])
    return (" ÷ " if measure.op == "divide" else " − ").join(parts)


def narrow_label(label: str, where: Any, model: Model, locale: str) -> str:
    """Return a label with the filter that its numbers are under: without it they would pass for those of all."""
    if where is None:
        return label
    return say("narrowed", locale, label=label, what=filter_text(where, model, locale))


def filter_text(predicate: Any, model: Model, locale: str) -> str:
    """Return a filter in words, members by the names people use."""
    if isinstance(predicate, And | Or):
        joint = ", " if isinstance(predicate, And) else say("or", locale)
        return joint.join(filter_text(part, model, locale) for part in predicate.parts)
    if isinstance(predicate, Not):
        return say("not", locale, what=filter_text(predicate.part, model, locale))
    if isinstance(predicate, Exists):
        return _exists_text(predicate, model, locale)
    label = model.dimension_label(predicate.dimension, locale)
    if isinstance(predicate, InKeys):
        return say("among", locale, label=label, what=_keys_text(predicate.query, model, locale))
    if isinstance(predicate, IsNull):
        return f"{label} = {say('no_value', locale)}"
    if isinstance(predicate, Contains):
        return f"{label} ~ {predicate.text}"
    if isinstance(predicate, Range):
        low, high = ("…" if end is None else str(end) for end in (predicate.low, predicate.high))
        return f"{label} {low} – {high}"
    values = predicate.values if isinstance(predicate, In) else (predicate.value,)
    shown = say("or", locale).join(member_label(predicate.dimension, value, model, locale) for value in values)
    return f"{label} {getattr(predicate, 'op', '=')} {shown}"


def _exists_text(predicate: Exists, model: Model, locale: str) -> str:
    noun = pick_text(model.tables[predicate.table].noun, locale) or predicate.table
    text = say("has_not" if predicate.negated else "has", locale, noun=noun)
    if predicate.of:
        text = f"{model.dimension_label(predicate.of, locale)} {text}"
    return text + (f" ({filter_text(predicate.where, model, locale)})" if predicate.where is not None else "")


def _keys_text(query: Data, model: Model, locale: str) -> str:
    """Return what picks the keys: the measures, and the condition or the rank they are picked by."""
    parts = [say("list_separator", locale).join(measure_label(measure, model, locale) for measure in query.measures)]
    parts += [filter_text(query.where, model, locale)] if query.where is not None else []
    parts += [having_text(query.having, model, locale)] if query.having is not None else []
    parts += [top_text(query, model, locale)] if query.top else []
    return ", ".join(parts)


def member_label(dimension: str, value: Any, model: Model, locale: str) -> str:
    """Return the name of a member where the model gives one, else its raw value.

    A model that names a text member in another language only leaves it, in English, at what it is called in the rows.
    """
    for member in model.dimensions[dimension].members:
        if member.value == value and member.label:
            is_own_name = locale == "en" and isinstance(value, str) and "en" not in member.label
            return value if is_own_name else pick_text(member.label, locale)
    return str(value)


def having_text(predicate: Any, model: Model, locale: str) -> str:
    """Return a condition on groups in words."""
    if isinstance(predicate, MeasureIs):
        relative = getattr(predicate.measure, "op", "") == "change_pct"
        moved = getattr(predicate.measure, "measures", (predicate.measure,))[0]
        metric = getattr(moved, "name", None)
        unit = "share" if relative else model.metrics[metric].unit if metric else None
        value = format_value(predicate.value, unit, locale, model, metric)
        return say(
            "having", locale, label=measure_label(predicate.measure, model, locale), op=predicate.op, value=value
        )
    parts = getattr(predicate, "parts", None) or (predicate.part,)
    return ", ".join(having_text(part, model, locale) for part in parts)
