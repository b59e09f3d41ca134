"""What a question of several sentences asks, where it is not read as one."""

from __future__ import annotations

from collections.abc import Iterator

from nlq.grammar.parse.chart import Item
from nlq.mentions.find import find_mentions
from nlq.reading import Readings
from nlq.sentences.asides import says_no_more
from nlq.sentences.background import peel
from nlq.sentences.cuts import cut_sentences, find_label
from nlq.sentences.naming import read_named
from nlq.sentences.refer import refer_back
from nlq.sentences.roles import read_in_role
from nlq.sentences.turns import ReadOne, read_in_turns
from nlq.text.normalise import Normalised
from nlq.text.splice import cut
from nlq.wording import Wording


def asks_twice(text: Normalised) -> bool:
    """Say whether two sentences end as questions: read as one, the second could take the place of the first."""
    return sum("?" in sentence.text for sentence in cut_sentences(text)) > 1


def read_sentences(text: Wording, read_one: ReadOne) -> Readings | None:
    """Return what sentences ask together; None where there is one only, or what one says is not known.

    What is told before is named, and what is asked without it is offered, where it binds nothing that is known.
    """
    if any(meaning.kind == "RETURN" and meaning.value == "noun" for _, _, meaning in text.index.look_up(text.atoms)):
        # "Return the name and …" says what columns are shown, and goes on from nothing.
        return None
    found = read_named(text, read_one) or read_in_turns(text, read_one) or _read_core(text, read_one)
    return found or (_read_beside(text, read_one) if text.context is None else None)


def _read_core(text: Wording, read_one: ReadOne) -> Readings | None:
    """Return what is asked beside what happened, who wants it and what for, all of which the answer names.

    What the asker answers for narrows it.
    """
    peeled = peel(text.normalised)
    if peeled is None:
        return None
    asked = text.part(peeled.core)
    around = [(told, text.part(told.text)) for told in peeled.told if told.kind not in ("role", "courtesy")]
    mentions = [find_mentions(each.normalised, each.atoms, each.index) for _, each in around]
    for (_, each), named in zip(around, mentions, strict=True):
        asked = _referred(asked, each, named)
    known, asked, readings = read_one(asked)
    found = Readings(readings=readings) if readings else read_named(asked, read_one) or read_in_turns(asked, read_one)
    if found is None or not all(
        says_no_more(_but_metrics(each) if told.kind in ("label", "opening") else each, known)
        for (told, _), each in zip(around, mentions, strict=True)
    ):
        return None
    for role in (told for told in peeled.told if told.kind == "role"):
        found = found.model_copy(update={"readings": read_in_role(found.readings, role, asked, read_one)})
    weighs = sorted((told.text for told, _ in around), key=lambda one: one.origins[0])
    told = tuple(_original(text, each) for each in weighs)
    return found.model_copy(update={"background": told}) if found.readings else None


def _but_metrics(mentions: list[Item]) -> list[Item]:
    """Return mentions without what may be of measures: "for the sales review" bounds nothing."""
    measures = {(item.start, item.end) for item in mentions if item.kind == "METRIC"}
    return [item for item in mentions if (item.start, item.end) not in measures]


def _referred(asked: Wording, told: Wording, mentions: list[Item]) -> Wording:
    referred = refer_back(asked, told, mentions)
    return asked if referred is None else asked.part(referred)


def _original(text: Wording, part: Normalised) -> str:
    """Return a part as it was written, without the space after it."""
    at = part.span(0, len(part.text.rstrip()))
    return text.normalised.original[at[0] : at[1]].strip()


def _read_beside(text: Wording, read_one: ReadOne) -> Readings | None:
    for told, asked in _asides(text):
        mentions = find_mentions(told.normalised, told.atoms, told.index)
        asked = _referred(asked, told, mentions)
        known, asked, readings = read_one(asked)
        found = Readings(readings=readings) if readings else read_in_turns(asked, read_one)
        if found is None or not says_no_more(mentions, known):
            continue
        return found.model_copy(update={"set_aside": _original(text, told.normalised)})
    return None


def _asides(text: Wording) -> Iterator[tuple[Wording, Wording]]:
    """Yield what is told and what is asked after it: the question may be the last sentence, the last few, or a part.

    A part comes after a label: "For the fire drill: complaints in May".
    """
    sentences = cut_sentences(text.normalised)
    for last in range(len(sentences) - 1, 0, -1):
        place = sum(len(each.text) for each in sentences[:last])
        if "?" not in text.normalised.text[:place]:
            whole = text.normalised
            yield text.part(cut(whole, 0, place)), text.part(cut(whole, place, len(whole.text)))
    label = find_label(text.normalised)
    if label:
        yield (
            text.part(cut(text.normalised, 0, label)),
            text.part(cut(text.normalised, label, len(text.normalised.text))),
        )
