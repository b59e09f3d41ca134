"""One reading, a question back, or a refusal: never a guess between readings that differ."""

from __future__ import annotations

from collections.abc import Callable

from nlq.answer import Answer, Preference
from nlq.grammar.parse.weights import THRESHOLDS
from nlq.preference import settle
from nlq.reading import Choice, Clarification, Reading, Readings, Refusal, Settlement
from semantic_layer.issues import Issue, QueryRefused
from semantic_layer.model import Model
from semantic_layer.query import Describe
from semantic_layer.result import CompiledQuery, Result

#: From this share among the readings on, one answers without its rivals being run.
CLEAR = THRESHOLDS["clear"]
#: Readings less likely than this are not offered.
FAINT = THRESHOLDS["faint"]
#: Most readings that are run and offered.
OFFERED = 4
#: What came of a reading: SQL and its rows, or the answer where there is no one statement (a board).
Outcome = tuple[CompiledQuery, Result] | Answer
Run = Callable[[Reading], Outcome]
Ran = dict[int, Outcome]


def choose(
    readings: Readings, run: Run, model: Model, preferences: tuple[Preference, ...] = ()
) -> tuple[Choice, Ran, Settlement]:
    """Return what to do with the readings, what was run to find out, and what preferences did.

    One clear reading answers. Close ones are run: with the same metrics and equal rows, the first
    answers; else those that no preference sets aside are offered, each with its own numbers, or the one that is left
    answers. What cannot be computed is no reading; where it is what a preference says is meant, the others are none
    either. What was run is by the place of the reading: those to choose from first, then those set aside.
    """
    if not readings.readings:
        return Refusal(issues=readings.issues), {}, Settlement()
    if readings.lacks_metric or readings.set_aside or readings.asks or readings.apart:
        return (*_ask_back(readings, run), Settlement())
    close = [reading for reading in readings.readings if reading.probability >= FAINT][:OFFERED]
    best = close[0]
    if len(close) == 1 or best.probability >= CLEAR or isinstance(best.query, Describe):
        return best, {}, Settlement()
    ran, issues = _run_all(close, run)
    if not ran:
        return Refusal(issues=tuple(issues)), {}, Settlement()
    meant = _meant_in_vain(close, ran, preferences, model)
    if meant is not None:
        return Refusal(issues=tuple(issues)), dict(enumerate(ran[close.index(each)] for each in meant.aside)), meant
    places = [place for place in ran if not _is_told_by_another(ran[place], list(ran.values()))]
    if len({_outcome(ran[place]) for place in places}) == 1:
        return close[places[0]], {0: ran[places[0]]}, Settlement()
    settlement = settle([close[place] for place in places], preferences, model)
    left = [place for place in places if close[place] not in settlement.aside]
    outcomes = {new: ran[old] for new, old in enumerate([*left, *(place for place in places if place not in left)])}
    if len(left) == 1:
        return close[left[0]], outcomes, settlement
    issue = Issue(code="ambiguous", message="The question can be read in more than one way.")
    return Clarification(issue=issue, readings=tuple(close[place] for place in left)), outcomes, settlement


def _meant_in_vain(
    close: list[Reading], ran: Ran, preferences: tuple[Preference, ...], model: Model
) -> Settlement | None:
    """Return what preferences do where all that can be computed is what they set aside: that is no answer."""
    if len(ran) == len(close):
        return None
    settlement = settle(close, preferences, model)
    aside = {place for place, each in enumerate(close) if each in settlement.aside}
    if not settlement.settled or not set(ran) <= aside:
        return None
    return settlement.model_copy(update={"aside": tuple(close[place] for place in ran)})


def _ask_back(readings: Readings, run: Run) -> tuple[Choice, Ran]:
    """Return the question back for what was left open, with the first few readings that can be computed.

    The one of them whose metric could be no other by what was said answers.
    """
    ran: Ran = {}
    issues: list[Issue] = []
    for place, reading in enumerate(readings.readings):
        fresh, refused = _run_all([reading], run)
        ran |= {place: fresh[0]} if fresh else {}
        issues += [issue for issue in refused if issue not in issues]
        if len(ran) == OFFERED:
            break
    if not ran or (readings.apart and issues):
        # Of several questions none is dropped.
        return Refusal(issues=tuple(issues)), {}
    if readings.issues and not any(_has_value(outcome) for outcome in ran.values()):
        # What nobody has a number of is not what was meant by half a name.
        return Refusal(issues=readings.issues), {}
    offered = tuple(readings.readings[place] for place in ran)
    if len(offered) == 1 and offered[0].as_named and readings.lacks_metric:
        return offered[0].model_copy(update={"probability": 1.0}), dict(enumerate(ran.values()))
    if readings.asks:
        issue = readings.asks
    elif readings.set_aside:
        message = f"“{readings.set_aside}” is left out: I cannot tell what it changes."
        issue = Issue(code="set_aside", message=message, params={"words": readings.set_aside})
    elif readings.apart:
        issue = Issue(code="asked_apart", message="The question asks for things that no one answer tells.")
    else:
        issue = Issue(code="which_metric", message="The question names no KPI.")
    return Clarification(issue=issue, readings=offered), dict(enumerate(ran.values()))


def _run_all(close: list[Reading], run: Run) -> tuple[Ran, list[Issue]]:
    ran: Ran = {}
    issues: list[Issue] = []
    for place, reading in enumerate(close):
        try:
            ran[place] = run(reading)
        except QueryRefused as refused:
            issues += [issue for issue in refused.issues if issue not in issues]
    return ran, issues


def _is_told_by_another(ran: Outcome, all_of_them: list[Outcome]) -> bool:
    """Say whether members were counted, and a metric that has a definition comes to the same number."""
    names, columns, rows = _outcome(ran)
    return not names and isinstance(rows, tuple) and len(rows) == len(columns) == 1 and any(
        other_names and other_rows == rows for other_names, _, other_rows in map(_outcome, all_of_them)
    )  # fmt: skip


def _has_value(ran: Outcome) -> bool:
    """Say whether anything came out."""
    columns, rows = (ran.columns, ran.rows) if isinstance(ran, Answer) else (ran[1].columns, ran[1].rows)
    values = [place for place, column in enumerate(columns) if column.role == "value"]
    return any(row[place] is not None for row in rows for place in values)


def _outcome(ran: Outcome) -> tuple[tuple[str, ...], tuple[str, ...], tuple[object, ...]]:
    """Return what makes two readings the same answer: metrics, columns and rows, which are not empty.

    Sums of floats come out of the engine in any order: past the ninth digit they say nothing.
    """
    if isinstance(ran, Answer):
        names, columns, rows = tuple(card.name for card in ran.metrics), ran.columns, ran.rows
    else:
        names, columns, rows = ran[0].metrics, ran[1].columns, ran[1].rows
    told = tuple(tuple(f"{v:.9g}" if isinstance(v, float) else v for v in row) for row in rows)
    return names, tuple(column.name for column in columns), told or (id(ran),)
