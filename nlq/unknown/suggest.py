"""Readings that a refused question has once a language model has said what its unknown words may stand for.

The language model names metrics for quoted words and nothing else. Whatever else the question asks is read as ever, and
what comes of it is asked back with its numbers, never told as the answer: how near a name lies to a word does not tell
one for that metric (“takings”) from one for something that nobody defined (“churn”, beside staff turnover).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from nlq.choose import CLEAR, Ran, Run
from nlq.index import Index
from nlq.mentions.meant import BY_MODEL
from nlq.read import read
from nlq.reading import Clarification, Meant, Question, Reading
from nlq.tell.words import say
from nlq.unknown.brief import write_brief, write_repair
from nlq.unknown.licence import license_proposal
from nlq.unknown.proposal import Proposal, Propose
from nlq.unknown.words import Words, know_words
from semantic_layer.issues import Issue, ProviderError, QueryRefused, WarehouseError
from semantic_layer.names import metrics_of
from semantic_layer.query import Data, Explain
from semantic_layer.session import Session

#: Ways to take the words that are tried, and offered; times the language model is asked.
MOST_WAYS, TRIES = 3, 2
Suggestion = tuple[Clarification, Ran]


def suggest(
    question: Question, session: Session, index: Index, propose: Propose, context: Any, run: Run
) -> Suggestion | None:
    """Return the question back “did you mean …”, and what was run for it; None where there is nothing to offer."""
    words = know_words(question.text, index)
    brief = write_brief(words, index, session.today) if words.unknown else None
    if brief is None:
        return None
    said = brief
    try:
        for _ in range(TRIES):
            proposal = propose(said)
            if not proposal.terms:
                return None
            found, faults = _read_so(proposal, words, question, session, index, context)
            if found:
                return _offer(found, words, session, index, run)
            said = (*brief, *write_repair(proposal, faults))
    except ProviderError:
        # It is told to whoever runs the service; who asked has the reader's own refusal.
        return None
    return None


def _read_so(
    proposal: Proposal, words: Words, question: Question, session: Session, index: Index, context: Any
) -> tuple[list[tuple[tuple[Meant, ...], Reading]], Sequence[str]]:
    """Return the one clear reading of each way to take the words; or what is wrong with the proposal."""
    licensed = license_proposal(proposal, words, index)
    faults = [*licensed.faults]
    found = []
    for way in licensed.ways[:MOST_WAYS]:
        readings = read(question, session, index, context, way)
        if readings.readings and is_sound(readings.readings[0], way, index):
            found.append((way, readings.readings[0]))
        faults += [f"“{left}” is still unread." for issue in readings.issues if (left := issue.params.get("words"))]
    return found, faults or ["The question cannot be read so."]


def is_sound(reading: Reading, way: Sequence[Meant], index: Index) -> bool:
    """Say whether a reading is clear, and measures what the quoted words are taken for and nothing else.

    Beside a metric that the question names itself an unknown word says which part of it is meant ("pending orders").
    """
    if reading.probability < CLEAR or not isinstance(reading.query, Data | Explain):
        return False
    traced = {(step.at, step.meaning) for step in reading.trace if step.rule.endswith(f": {BY_MODEL}")}
    used = all((each.at, f"metric {each.metric}") in traced for each in way)
    return used and metrics_of(reading.query, index.model) == {each.metric for each in way}


def _offer(
    found: Sequence[tuple[tuple[Meant, ...], Reading]], words: Words, session: Session, index: Index, run: Run
) -> Suggestion | None:
    """Return the readings that have an answer, as a question back that says who took the words for what."""
    kept: list[tuple[tuple[Meant, ...], Reading]] = []
    ran: Ran = {}
    for way, reading in found:
        try:
            ran[len(kept)] = run(reading)
        except (QueryRefused, WarehouseError):
            continue
        kept.append((way, reading))
    if not kept:
        return None
    quoted = [words.normalised.original[each.at[0] : each.at[1]] for each in kept[0][0]]
    labels = dict.fromkeys(" + ".join(index.model.metric_label(each.metric, session.locale) for each in way)
                           for way, _ in kept)  # fmt: skip
    params = {
        "words": say("list_separator", session.locale).join(quoted),
        "labels": say("or", session.locale).join(labels),
    }
    issue = Issue(code="did_you_mean", message="A word is unknown: is this meant?", at=kept[0][0][0].at, params=params)
    note = Issue(code="read_with_language_model", message="Read with the help of a language model.", params=params)
    readings = tuple(reading for _, reading in kept)
    return Clarification(issue=issue, readings=readings, notes=(note,), trace=readings[0].trace), ran
