"""Why a measure moved, told: the whole change, who contributed how much, and what there is where nothing adds up."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from nlq.answer import Answer, AnswerChoice, TotalShown
from nlq.reading import Refusal
from nlq.tell.cards import metric_card
from nlq.tell.chart import draw_chart
from nlq.tell.contributions import input_label, told_change
from nlq.tell.formulas import side_text
from nlq.tell.issue_words import tell_issue
from nlq.tell.numbers import format_value
from nlq.tell.readback import measure_label, read_back
from nlq.tell.refuse import tell_refusal
from nlq.tell.suggest import breakdowns
from nlq.tell.words import say
from semantic_layer.compiler.outcome import describe_measure, measure_name
from semantic_layer.explain import Contribution, Explanation, Pair, can_explain, change_query, explain, held_fast
from semantic_layer.explain.explain import Run
from semantic_layer.issues import Issue, QueryRefused
from semantic_layer.model import Model
from semantic_layer.model.definitions import Ratio
from semantic_layer.names import walk
from semantic_layer.query import Data, Dimension, Explain, Metric
from semantic_layer.result import Result, ResultColumn
from semantic_layer.session import Session

Way = Literal["up", "down"] | None


def tell_explanation(
    query: Explain, run: Run, model: Model, sizes: Mapping[str, int], session: Session, presumes: Way
) -> Answer:
    """Return why a measure moved: contributions that add up, as rows and in a sentence.

    ``model`` and ``sizes`` are what the viewer may know; ``presumes`` is the way the question took it to have moved.
    What does not add up is refused, with its groups side by side as a choice.

    Raises:
        QueryRefused: a change that is not there, or whose parts cannot be had.
    """
    locale = session.locale
    try:
        found = explain(query, run, model, sizes)
    except QueryRefused as refused:
        issues = tuple(_labelled(issue, query, model, locale) for issue in refused.issues)
        if not any(issue.code in ("not_additive", "does_not_add_up") for issue in issues):
            raise QueryRefused(*issues) from refused
        return _side_by_side(query, issues, run, model, session)
    columns, rows, totals = _table(found, model, locale)
    notes = [*found.notes, *_inputs_of_ratio(found, model, locale)]
    by = tuple(Dimension(name=split.dimension) for split in found.splits)
    shown = Data(measures=(query.measure,), by=by, where=query.where)
    return Answer(
        status="answered", text=told_change(found, presumes, model, locale), query=query, locale=locale,
        readback=f"{say('why', locale)} · {read_back(shown, found.compiled, model, locale)}",
        sql=found.compiled.sql, dialect=found.compiled.dialect, columns=columns, rows=rows,
        totals=TotalShown(row=totals, sql=found.compiled.sql), period=found.compiled.period,
        comparison=found.compiled.comparisons[0], watermark=found.compiled.watermark,
        chart=_chart(found, columns, rows, model, locale),
        metrics=tuple(metric_card(name, model, locale) for name in found.compiled.metrics if name in model.metrics),
        warnings=tuple(tell_issue(issue, locale) for issue in found.warnings),
        notes=tuple(tell_issue(issue, locale) for issue in notes), confidence=1.0,
        suggestions=_suggestions(found, model, locale),
    )  # fmt: skip


# --- rows -----------------------------------------------------------------------------------------


def _table(found: Explanation, model: Model, locale: str) -> tuple[tuple[ResultColumn, ...], Any, tuple[Any, ...]]:
    """Return columns and rows, and the row of the whole: each dimension's rows add up to it."""
    is_ratio = bool(found.shape.bottom)
    rows = [
        (model.dimension_label(split.dimension, locale), part.label, *_cells(part, found.change, is_ratio))
        for split in found.splits
        for part in split.parts
    ]
    for part in found.inputs:
        label = input_label(found, part, model, locale)
        rows.append((say("inputs", locale), label, *_cells(part, found.change, is_ratio)))
    effects: tuple[Any, ...] = (None, None) if is_ratio else ()
    if is_ratio and len(found.splits) == 1:
        effects = tuple(sum(getattr(part, side) for part in found.splits[0].parts) for side in ("rate", "mix"))
    whole = (found.whole.before, found.whole.value, found.change, 1.0 if found.change else None)
    return _columns(found, model, locale), tuple(rows), (None, None, *whole, *effects)


def _cells(part: Contribution, whole: float, is_ratio: bool) -> tuple[Any, ...]:
    share = part.change / whole if whole else None
    return (part.before, part.value, part.change, share, *((part.rate, part.mix) if is_ratio else ()))


def _columns(found: Explanation, model: Model, locale: str) -> tuple[ResultColumn, ...]:
    name = measure_name(found.query.measure)
    unit, _, metric = describe_measure(found.query.measure, model, locale)
    label = measure_label(found.query.measure, model, locale)
    kind: Any = "integer" if unit == "count" and not found.shape.bottom else "double"
    moved = "percentage_point" if unit == "share" else unit

    def column(suffix: str, role: Any, own: str | None, code: str = "") -> ResultColumn:
        shown, type_ = say(code, locale) if code else label, "double" if role == "change_pct" else kind
        return ResultColumn(name=name + suffix, role=role, type=type_, unit=own, metric=metric, label=shown)

    effects = [column(f"__{code}", "change", moved, code) for code in ("rate_effect", "mix_effect")]
    return (
        ResultColumn(name="dimension", role="dimension", type="text", label=say("split_by", locale)),
        ResultColumn(name="member", role="dimension", type="text", label=say("member", locale)),
        column("__previous", "previous", unit), column("", "value", unit),
        column("__contribution", "change", moved, "contribution"),
        column("__contribution_share", "change_pct", "share", "contribution_share"),
        *(effects if found.shape.bottom else ()),
    )  # fmt: skip


def _chart(
    found: Explanation, columns: tuple[ResultColumn, ...], rows: Any, model: Model, locale: str
) -> dict[str, Any] | None:
    """Return bars of the contributions along the first dimension, the largest first."""
    value = columns[4]
    bars = value.model_copy(update={"role": "value"})
    count = len(found.splits[0].parts) if found.splits else len(found.inputs)
    shown = Result(columns=(columns[1], bars), rows=tuple((row[1], row[4]) for row in rows[:count]))
    return draw_chart(shown, model, locale)


# --- notes, suggestions ---------------------------------------------------------------------------


def _inputs_of_ratio(found: Explanation, model: Model, locale: str) -> list[Issue]:
    """Return what numerator and denominator were; of an average, how many values it is of."""
    measure = found.query.measure
    if found.numerator is None or found.denominator is None or not isinstance(measure, Metric):
        return []
    calculation = model.metrics[measure.name].calculation
    if not isinstance(calculation, Ratio):
        return [Issue(code="averaged", message="", params=_both(found.denominator, "count", model, locale))]
    notes = []
    for side, pair in ((calculation.numerator, found.numerator), (calculation.denominator, found.denominator)):
        told = _both(pair, model.metrics[side.metric].unit, model, locale, side.metric)
        notes.append(Issue(code="moved_input", message="", params={"label": side_text(side, model, locale), **told}))
    return notes


def _both(pair: Pair, unit: str, model: Model, locale: str, metric: str | None = None) -> dict[str, str]:
    before, value = (format_value(side, unit, locale, model, metric) for side in pair)
    return {"before": before, "value": value}


def _suggestions(found: Explanation, model: Model, locale: str) -> tuple[str, ...]:
    """Return what can be asked next and is answered: other dimensions, and the year before."""
    shown = {split.dimension for split in found.splits} | held_fast(found.query)
    others = [
        name
        for name, spec in model.dimensions.items()
        if spec.index and name not in shown and can_explain(found.query.model_copy(update={"by": (name,)}), model)
    ]
    zh = locale.startswith("zh")
    asked = [f"{'按' if zh else 'by '}{model.dimension_label(name, locale)}" for name in others[:2]]
    if found.query.compare.basis != "previous_year":
        asked.append("同比" if zh else "year over year")
    return tuple(asked)


# --- what does not add up -------------------------------------------------------------------------


def _labelled(issue: Issue, query: Explain, model: Model, locale: str) -> Issue:
    """Return an issue that names the measure in the reader's words."""
    if "label" not in issue.params:
        return issue
    return issue.model_copy(update={"params": {**issue.params, "label": measure_label(query.measure, model, locale)}})


def _side_by_side(query: Explain, issues: tuple[Issue, ...], run: Run, model: Model, session: Session) -> Answer:
    """Return the refusal with what works instead: the groups before and after, which no one adds up."""
    metrics = [node.name for node in walk(query.measure) if isinstance(node, Metric)]
    names = query.by[:1] or tuple(breakdowns(metrics[0], model, ())[:1] if metrics else ())
    label = measure_label(query.measure, model, session.locale)
    choices = []
    for name in names:
        data = change_query(query).model_copy(update={"by": (Dimension(name=name),)})
        compiled, result = run(data)
        by = model.dimension_label(name, session.locale)
        choices.append(
            AnswerChoice(
                label=say("before_and_after", session.locale, label=label, by=by), query=data, period=compiled.period,
                readback=read_back(data, compiled, model, session.locale), columns=result.columns, rows=result.rows,
            )
        )  # fmt: skip
    refused = tell_refusal(Refusal(issues=issues), model, session, query)
    return refused.model_copy(update={"choices": tuple(choices)})
