"""Notes in the reader's words: what was chosen before or could not be remembered, what was told around a question."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from nlq.answer import Answer, Preference, SettledShown
from nlq.preference import APART, is_named
from nlq.reading import Question, Settled, Settlement
from nlq.tell.readback import member_label
from nlq.tell.words import say
from semantic_layer.issues import Issue
from semantic_layer.model import Model
from semantic_layer.session import Session


def tell_settlement(
    answer: Answer, settlement: Settlement, question: Question, model: Model, session: Session
) -> Answer:  # fmt: skip
    """Return the answer with what preferences did said first, in its notes."""
    shown = tuple(
        SettledShown(
            words=_words(each, question), key=each.preference.words, by=each.preference.by,
            meaning=meaning_label(each.preference.chosen, model, session.locale) or answer.readback,
        )
        for each in settlement.settled
    )  # fmt: skip
    told = [_note(each, settled.preference.chosen, session.locale)
            for each, settled in zip(shown, settlement.settled, strict=True)]  # fmt: skip
    told += [_outdated(_words(each, question), session.locale) for each in settlement.outdated]
    return answer.model_copy(update={"settled": shown, "notes": (*told, *answer.notes)})


def _words(settled: Settled, question: Question) -> str:
    return APART.join(question.text[start:end] for start, end in settled.at)


def _note(shown: SettledShown, chosen: str, locale: str) -> Issue:
    code = "as_you_chose" if shown.by == "person" else "by_default"
    message = say(code if is_named(chosen) else "as_you_chose_so", locale, words=shown.words, meaning=shown.meaning)
    return Issue(code=code, message=message, params={"words": shown.words, "meaning": shown.meaning})


def _outdated(words: str, locale: str) -> Issue:
    return Issue(code="choice_outdated", message=say("choice_outdated", locale, words=words), params={"words": words})


def tell_background(answer: Answer, told: tuple[str, ...], locale: str) -> Answer:
    """Return the answer with what was told around the question named in a note: it changes nothing in it."""
    if not told or answer.status == "refused":
        return answer
    words = say("list_separator", locale).join(say("quoted", locale, words=each) for each in told)
    note = Issue(code="background", message=say("background", locale, words=words), params={"words": words})
    return answer.model_copy(update={"notes": (note, *answer.notes)})


def tell_unread(locale: str) -> Issue:
    """Return the note that what was chosen before could not be read."""
    return Issue(code="choices_unread", message=say("choices_unread", locale))


def tell_unkept(locale: str, *, unfit: bool = False) -> Issue:
    """Return the note that a choice was not remembered: it could not be written, or (``unfit``) holds no more."""
    code = "choice_unfit" if unfit else "choice_not_kept"
    return Issue(code=code, message=say(code, locale))


def tell_kept(answer: Answer, kept: Iterable[Preference], model: Model) -> Answer:
    """Return the answer to what was chosen, with what will be remembered said first."""
    shown, told = [], []
    for each in kept:
        meaning = meaning_label(each.chosen, model, answer.locale) or answer.readback
        shown.append(SettledShown(words=each.said, key=each.words, meaning=meaning, by="person"))
        sentence = "choice_kept" if is_named(each.chosen) else "choice_kept_so"
        message = say(sentence, answer.locale, words=each.said, meaning=meaning)
        told.append(Issue(code="choice_kept", message=message, params={"words": each.said, "meaning": meaning}))
    return answer.model_copy(update={"settled": tuple(shown), "notes": (*told, *answer.notes)})


def meaning_label(meaning: str, model: Model, locale: str) -> str:
    """Return what people call a meaning that is a metric, a dimension or a member; "" of any other."""
    if not is_named(meaning):
        return ""
    kind, value = json.loads(meaning)[0]
    return _label(kind, value, model, locale)


def meaning_text(meaning: str, model: Model, locale: str) -> str:
    """Return any meaning in words, as well as can be: by the names in it where it has none of its own."""
    named = meaning_label(meaning, model, locale)
    return named or " · ".join(_part_text(part, model, locale) for part in json.loads(meaning))


def _part_text(part: list[Any], model: Model, locale: str) -> str:
    kind, value = part[:2]
    label = _label(kind, value, model, locale) if kind in ("METRIC", "DIM", "MEMBER") else ""
    return label or (value if isinstance(value, str) else kind.lower())


def _label(kind: str, value: Any, model: Model, locale: str) -> str:
    if kind == "METRIC" and len(value) == 1 and isinstance(value[0], str) and value[0] in model.metrics:
        return model.metric_label(value[0], locale)
    if kind == "DIM" and value in model.dimensions:
        return model.dimension_label(value, locale)
    if kind == "MEMBER" and value[0] in model.dimensions:
        members = say("list_separator", locale).join(member_label(value[0], each, model, locale) for each in value[1])
        return f"{model.dimension_label(value[0], locale)} {members}"
    return ""
