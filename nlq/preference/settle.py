"""Which of several meanings of words is preferred: what a choice says, and what follows from it the next time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import permutations

from nlq.answer import LONGEST_MEANING, LONGEST_WORDS, Preference
from nlq.preference.difference import APART, Difference, Run, find_difference
from nlq.preference.meaning import fingerprint, is_meaning, is_named, meaning_of
from nlq.reading import Reading, Settled, Settlement
from nlq.text.atoms import phrase_key
from semantic_layer.model import Model


def prefer(chosen: Reading, offered: Sequence[Reading], question: str, model: Model) -> tuple[Preference, ...]:
    """Return what the choice of one of the readings offered says of the words in which they differ."""
    found: dict[tuple[Run, ...], list[Difference]] = {}
    for each in offered:
        difference = find_difference(chosen, each) if each is not chosen else None
        if difference:
            found.setdefault(difference.runs, []).append(difference)
    alone = {runs[0] for runs in found if len(runs) == 1}
    # Of two words that vary independently, each is told by itself.
    kept = [parts for runs, parts in found.items() if len(runs) == 1 or not set(runs) <= alone]
    made = [told for parts in kept if (told := _preference(parts, question, model))]
    meanings = {(each.words, each.chosen) for each in made}
    return tuple(each for each in made if sum(words == each.words for words, _ in meanings) == 1)


def _preference(parts: list[Difference], question: str, model: Model) -> Preference | None:
    """Return what several differences in the same words say; None where that is longer than anything worth keeping."""
    first = parts[0]
    said = APART.join(question[start:end] for start, end in first.at)
    others = tuple(sorted({part.theirs for part in parts} - {first.mine}))
    meanings = (first.mine, *others)
    if max(len(first.words), len(said)) > LONGEST_WORDS or max(map(len, meanings)) > LONGEST_MEANING:
        return None
    return Preference(words=first.words, said=said, chosen=first.mine, others=others,
                      definitions=fingerprint(meanings, model))  # fmt: skip


def default_preferences(model: Model) -> tuple[Preference, ...]:
    """Return what words mean by default, as the model declares it."""
    return tuple(
        Preference(words=phrase_key(word), said=word, chosen=meaning_of(each.means, each.member, model), by="model")
        for each in model.meanings
        for word in each.spoken
    )


def settle(offered: Sequence[Reading], preferences: Sequence[Preference], model: Model) -> Settlement:
    """Return which of the readings offered are set aside by preferences, each for one that differs in those words.

    Where several are left, only what can be named has tipped: nobody would know otherwise what is asked about.
    """
    known = {(a, b): each for a, b in permutations(range(len(offered)), 2)
             if (each := find_difference(offered[a], offered[b]))}  # fmt: skip
    words = {each.words for each in known.values()}
    told = [rule for rule in (*preferences, *default_preferences(model)) if rule.words in words]
    current = [rule for rule in told if holds(rule, model)]
    tipped = {pair: rule for pair, each in known.items() if (rule := _preferred(pair[0], each, known, current))}
    if len({theirs for _, theirs in tipped}) != len(offered) - 1:
        tipped = {pair: rule for pair, rule in tipped.items() if is_named(rule.chosen)}
    aside = {theirs for _, theirs in tipped}
    if len(aside) == len(offered):
        return Settlement()
    at = {each.words: each.at for each in known.values()}
    settled = {rule.words: Settled(preference=rule, at=at[rule.words]) for rule in tipped.values()}
    missed = {rule.words: Settled(preference=rule, at=at[rule.words]) for rule in told if rule not in current}
    return Settlement(
        settled=tuple(settled.values()), aside=tuple(offered[place] for place in sorted(aside)),
        outdated=tuple(rule for key, rule in missed.items() if key not in settled),
    )  # fmt: skip


def holds(preference: Preference, model: Model) -> bool:
    """Say whether what a person chose is defined as it was then; a default is the model's own."""
    meanings = (preference.chosen, *preference.others)
    return preference.by == "model" or (
        all(map(is_meaning, meanings)) and preference.definitions == fingerprint(meanings, model)
    )


def _preferred(
    mine: int, difference: Difference, known: Mapping[tuple[int, int], Difference], preferences: Sequence[Preference]
) -> Preference | None:
    """Return what makes one meaning of words go before another: a person's own preference before the model's."""
    rivals = {each.theirs for (one, _), each in known.items() if one == mine and each.runs == difference.runs}
    for each in preferences:
        if each.words == difference.words and {each.chosen, *(each.others or rivals)} == {difference.mine, *rivals}:
            # What a person chose of these is all that counts, also where it is another.
            return each if each.chosen == difference.mine else None
    return None
