"""Names of metrics by the verbs that they hold, or that people say for what they hold."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Literal

from nlq.index import Meaning
from nlq.mentions.names.acts import acts_of
from nlq.mentions.spelling.respell import is_word
from nlq.text.lemma import SAME_PAST, lemma

Role = Literal["done", "does", "is"]


@dataclass(frozen=True, slots=True)
class Verbal:
    """A name that holds a word which may stand elsewhere: the ``rest`` of it, and what the name means.

    ``leads`` says that the word comes first ("cancelled orders"). ``role`` says what it tells of the noun: what was
    done with it, what it does ("shopping households", the households that shopped), or what it is ("open stores").
    ``particle`` is the word that goes with the verb: "orders called off". ``by_us`` says that the verb is one
    only where it stands after who did it: "did we bill". ``act`` says that the name holds another word for it,
    and ``people`` that this is one for those who do it.
    """

    rest: str
    meaning: Meaning
    leads: bool = False
    role: Role = "done"
    particle: str = ""
    by_us: bool = False
    act: bool = False
    people: bool = False


#: What goes with a verb and makes it another: called off, sent back.
_PARTICLES = frozenset({"off", "out", "back", "in", "up", "down", "over"})
#: Nouns that say how much of what was done, and no more.
_SO_MUCH = frozenset({"amount", "value", "volume", "quantity", "money", "sum"})


def verbal_names(keys: Iterable[tuple[str, tuple[Meaning, ...]]]) -> dict[str, list[Verbal]]:
    """Return, by the ground form of a verb, the names of metrics that hold it.

    Adjectives that lead a name are there too.
    """
    found: dict[str, list[Verbal]] = {}
    for key, meanings in keys:
        words = key.split()
        named = [meaning for meaning in meanings if meaning.kind == "METRIC" and not meaning.spelt]
        if not words or not named or not key.isascii():
            continue
        if len(words) == 1:
            found.setdefault(lemma(words[0]), []).extend(Verbal("", meaning) for meaning in named)
            for ground in _doing(words[0]):
                found.setdefault(ground, []).extend(Verbal("", meaning, by_us=True) for meaning in named)
            continue
        if len(words) > 2 and words[-1] in _PARTICLES:
            rest = "".join(f" {word}" for word in words[:-2])
            found.setdefault(lemma(words[-2]), []).extend(Verbal(rest, each, particle=words[-1]) for each in named)
        if words[0] in _SO_MUCH or words[-1] in _SO_MUCH:
            # "How much did we invoice" is the amount invoiced.
            verb = lemma(words[-1] if words[0] in _SO_MUCH else words[0])
            measured = [Verbal("", meaning, by_us=True) for meaning in named if len(words) == 2 and not meaning.counts]
            # "How much did we refund" may be counted in refunds: "how much did we give back" asks for the amount.
            found.setdefault(verb, []).extend(measured if verb not in words else ())
            for act in (act for act in acts_of(verb) if act.alone):
                # "How much did customers pay back" is not what we do.
                given = [replace(each, particle=act.particle, act=True) for each in measured]
                found.setdefault(act.verb, []).extend(given)
        for verb, name in _at_the_ends(words, named):
            found.setdefault(verb, []).append(name)
    return _with_acts(found)


def _at_the_ends(words: list[str], named: list[Meaning]) -> Iterator[tuple[str, Verbal]]:
    """Yield the verbs that begin or end a name, each with what is left of it."""
    for place in (0, len(words) - 1):
        ground = lemma(words[place])
        rest = "".join(f" {word}" for number, word in enumerate(words) if number != place)
        leads = place == 0
        # "Shopping trips" are no trips that were shopped.
        role: Role = "is" if ground == words[place] else "does" if leads and words[0].endswith("ing") else "done"
        # "Let flats" are those that are let, "flats let" those that were.
        role = "done" if not leads and ground in SAME_PAST else role
        if place and words[place - 1] == "of":
            # "Frequency of shopping" is no frequency that was shopped.
            continue
        if role != "is" or leads:
            yield from ((ground, Verbal(rest, meaning, leads, role)) for meaning in named)
            continue
        # "Maintenance cost" is what was spent on maintenance.
        for act in (act for act in acts_of(ground) if not act.people):
            yield from ((act.verb, Verbal(rest, meaning, particle=act.particle, act=True)) for meaning in named)


def _with_acts(found: dict[str, list[Verbal]]) -> dict[str, list[Verbal]]:
    """Return names by the everyday words for what they hold, too."""
    whole = {ground: list(names) for ground, names in found.items()}
    for ground, names in found.items():
        for name in names:
            # "Parcels sent back" are those that were returned.
            for act in acts_of(f"{ground} {name.particle}".rstrip()) if _is_sayable(name) else ():
                # "How many people did we lose" is asked of leavers: "lost" alone of nobody.
                rest = name.rest or ("" if act.alone or not act.people else " people")
                if (rest or act.alone) and (act.people or not name.meaning.who):
                    said = replace(name, rest=rest, particle=act.particle, act=True, people=act.people)
                    whole.setdefault(act.verb, []).append(replace(said, by_us=act.ours and not name.rest))
    return whole


def _is_sayable(name: Verbal) -> bool:
    """Say whether a name may be said by another verb: of "shipping customers" it is those who do it."""
    return not name.by_us and name.role != "does"


def _doing(word: str) -> tuple[str, ...]:
    """Return the verb of a noun made of it: bill of billings, book of bookings.

    >>> _doing("booking"), _doing("ring")
    (('book',), ())
    """
    verb = word.removesuffix("ing")
    return (verb,) if verb != word and len(verb) > 3 and is_word(verb) else ()
