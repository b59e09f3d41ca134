"""One reading, a question back, or a refusal: never a guess between readings that differ."""

from __future__ import annotations

from collections.abc import Callable

from nlq.answer import Answer
from nlq.reading import Choice, Clarification, Reading, Readings, Refusal
from semantic_layer.issues import Issue, QueryRefused
from semantic_layer.query import Board, Data, Explain
from semantic_layer.result import CompiledQuery, Result

#: From this probability on, a reading answers without its rivals being run.
CLEAR = 0.9
#: Readings less likely than this are not offered.
FAINT = 0.08
#: Most readings that are run and offered.
OFFERED = 4
#: What came of a reading: SQL and its rows, or the answer where there is no one statement (a board).
Outcome = tuple[CompiledQuery, Result] | Answer
Run = Callable[[Reading], Outcome]
Ran = dict[int, Outcome]


def choose(readings: Readings, run: Run) -> tuple[Choice, Ran]:
    """Return what to do with the readings, and what was run to find out, by the reading's place.

    One clear reading answers. Close ones are run: with the same metrics and equal rows, the first
    answers; else all are offered, each with its own numbers. What cannot be computed is no reading.
    """
    if not readings.readings:
        return Refusal(issues=readings.issues), {}
    close = [reading for reading in readings.readings if reading.probability >= FAINT][:OFFERED]
    best = close[0]
    if len(close) == 1 or best.probability >= CLEAR or not isinstance(best.query, Data | Board | Explain):
        return best, {}
    ran, issues = _run_all(close, run)
    if not ran:
        return Refusal(issues=tuple(issues)), {}
    places = list(ran)
    if len({_outcome(ran[place]) for place in places}) == 1:
        return close[places[0]], {0: ran[places[0]]}
    offered = tuple(close[place] for place in places)
    issue = Issue(code="ambiguous", message="The question can be read in more than one way.")
    return Clarification(issue=issue, readings=offered), {new: ran[old] for new, old in enumerate(places)}


def _run_all(close: list[Reading], run: Run) -> tuple[Ran, list[Issue]]:
    ran: Ran = {}
    issues: list[Issue] = []
    for place, reading in enumerate(close):
        try:
            ran[place] = run(reading)
        except QueryRefused as refused:
            issues += [issue for issue in refused.issues if issue not in issues]
    return ran, issues


def _outcome(ran: Outcome) -> tuple[object, ...]:
    """Return what makes two readings the same answer: metrics, columns and rows, which are not empty.

    Sums of floats come out of the engine in any order: past the ninth digit they say nothing.
    """
    if isinstance(ran, Answer):
        names, columns, rows = tuple(card.name for card in ran.metrics), ran.columns, ran.rows
    else:
        names, columns, rows = ran[0].metrics, ran[1].columns, ran[1].rows
    told = tuple(tuple(f"{v:.9g}" if isinstance(v, float) else v for v in row) for row in rows)
    return names, tuple(column.name for column in columns), told or (id(ran),)
