"""The index: phrases to meanings, looked up from every place of a question at once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

import marisa_trie

from nlq.index.spellings import Spellings
from nlq.nearness.definitions import Definitions
from nlq.nearness.holding import NameParts
from nlq.nearness.names import Names
from nlq.nearness.vectors import Retriever
from nlq.text.atoms import Atom
from semantic_layer.model import Model

if TYPE_CHECKING:
    from nlq.mentions.names.english_verbs import Doing
    from nlq.mentions.names.undone import Undone
    from nlq.mentions.names.verbal import Verbal


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a phrase may mean. ``kind`` is a type of the grammar; ``match`` says how it is known.

    ``spelt`` is an abbreviation as the model writes it: it is met whole, and never as a slip of the pen. ``counts``
    says that it is the name of a count, and ``who`` of those who do something, not of what is done.
    """

    kind: str
    value: Any
    match: str
    spelt: str = ""
    counts: bool = False
    who: bool = False


@dataclass(frozen=True)
class Index:
    """Phrases of one model and warehouse. Immutable; look-ups cost what the question is long.

    ``sizes`` is how many members each dimension has whose members are words; ``cut`` says of one
    with more of them how many are read.
    """

    model: Model
    trie: marisa_trie.Trie
    meanings: tuple[tuple[Meaning, ...], ...] = field(repr=False)
    keys: tuple[str, ...] = field(repr=False)
    reach: dict[str, frozenset[str]] = field(repr=False)
    seasons: dict[str, str] = field(default_factory=dict, repr=False)
    sizes: dict[str, int] = field(default_factory=dict, repr=False)
    cut: dict[str, int] = field(default_factory=dict, repr=False)
    retriever: Retriever | None = field(default=None, repr=False, compare=False)

    def warm_up(self) -> None:
        """Make every part that is made with the first question that needs it."""
        for name, part in vars(type(self)).items():
            if isinstance(part, cached_property):
                getattr(self, name)

    @cached_property
    def names(self) -> Names:
        """Return the names of the metrics, to find the nearest."""
        return Names(self.model)

    @cached_property
    def definitions(self) -> Definitions:
        """Return what the definitions of metrics say."""
        return Definitions(self.model)

    @cached_property
    def parts(self) -> NameParts:
        """Return the names of the metrics by what they are made of."""
        return NameParts(self.model)

    @cached_property
    def words(self) -> Spellings:
        """Return every word of every phrase that is known, as it is looked up."""
        return Spellings(word for key in self.keys for word in key.split())

    @cached_property
    def said(self) -> frozenset[str]:
        """Return every word of every phrase that is more than a member's name, as it is looked up."""
        more = (
            key for key, found in zip(self.keys, self.meanings, strict=True) if any(m.kind != "MEMBER" for m in found)
        )
        return frozenset(word for key in more for word in key.split())

    @cached_property
    def marks(self) -> frozenset[str]:
        """Return the marks that words come after in a Latin name: "%" of "% of orders"."""
        return frozenset(key[0] for key in self.keys if key.isascii() and not key.startswith(" ") and " " in key)

    @cached_property
    def characters(self) -> frozenset[str]:
        """Return every character of every phrase that is known."""
        return frozenset().union(*self.keys)

    @cached_property
    def counts(self) -> dict[str, list[str]]:
        """Return, by table, the metrics that count, without those that are given up."""
        found: dict[str, list[str]] = {}
        for name, metric in self.model.metrics.items():
            if metric.unit == "count" and metric.status != "deprecated":
                found.setdefault(getattr(metric.calculation, "table", ""), []).append(name)
        return found

    @cached_property
    def verbal(self) -> dict[str, list[Verbal]]:
        """Return the names of metrics that hold a verb, by its ground form."""
        from nlq.mentions.names.verbal import verbal_names  # it names these meanings

        return verbal_names(zip(self.keys, self.meanings, strict=True))

    @cached_property
    def cohorts(self) -> dict[str, list[tuple[str, str]]]:
        """Return the metrics that are of whoever did something by the day of that, each with its table, by the verb."""
        from nlq.mentions.names.cohorts import cohort_verbs  # it looks names up here

        return cohort_verbs(self.model)

    @cached_property
    def made_by(self) -> dict[str, frozenset[tuple[str]]]:
        """Return, by table, the metrics whose every row belongs to one of its rows."""
        from nlq.mentions.around.agents import made_by  # it looks names up here

        return made_by(self.model, self.reach)

    @cached_property
    def undone(self) -> tuple[Undone, ...]:
        """Return the names of metrics that say that something is not done."""
        from nlq.mentions.names.undone import undone_names  # it names these meanings

        return undone_names(zip(self.keys, self.meanings, strict=True))

    @cached_property
    def doings(self) -> dict[str, list[Doing]]:
        """Return what the phrasings of the model say by an English verb, by its ground form."""
        from nlq.mentions.names.english_verbs import english_verbs  # it looks names up here

        return english_verbs(self.model)

    @cached_property
    def heads(self) -> dict[str, tuple[tuple[str, str], ...]]:
        """Return the dimensions, each with the rest of its name, by the last word of their names."""
        from nlq.mentions.names.heads import dimension_heads  # it looks names up here

        return dimension_heads(self.model)

    @cached_property
    def kinds(self) -> dict[str, frozenset[str]]:
        """Return what the rows of each table are called by what says of which kind they are."""
        from nlq.mentions.names.heads import kinds_by_table  # it looks names up here

        return kinds_by_table(self.model)

    @cached_property
    def begun(self) -> dict[str, list[tuple[str, str]]]:
        """Return the names of metrics by how they begin."""
        from nlq.followup.shortened import names_by_beginning  # it looks names up here

        return names_by_beginning(self.model)

    @cached_property
    def ended(self) -> dict[str, list[tuple[str, str]]]:
        """Return the names of metrics by how they end."""
        from nlq.followup.shortened import names_by_ending  # it looks names up here

        return names_by_ending(self.model)

    @cached_property
    def timed(self) -> dict[str, frozenset[str]]:
        """Return, by the ground form of a verb, the metrics whose rows have the time that it names."""
        from nlq.mentions.names.time_verbs import timed_names  # it names these meanings

        return timed_names(self.model)

    @cached_property
    def stocks(self) -> dict[str, tuple[str, ...]]:
        """Return, by the look-up key of what there is, the balances that count it."""
        from nlq.mentions.names.stock import stocks_of  # it names metrics

        return stocks_of(self.model)

    @cached_property
    def standing(self) -> dict[str, str]:
        """Return, by its table, the one balance that counts all of its rows."""
        from nlq.mentions.names.stock import stocks_by_table  # it names metrics

        return stocks_by_table(self.model)

    @cached_property
    def stock_heads(self) -> frozenset[str]:
        """Return the look-up keys of the things of which some balance counts a kind."""
        from nlq.mentions.names.stock import stock_heads  # it names metrics

        return stock_heads(self.model)

    def look_up(self, atoms: tuple[Atom, ...]) -> Iterator[tuple[int, int, Meaning]]:
        """Yield (first atom, atom after the last, meaning) of every known phrase in the question."""
        offsets, text = [0], ""
        for atom in atoms:
            text += atom.key
            offsets.append(len(text))
        ends = {offset: place for place, offset in enumerate(offsets)}
        for first, offset in enumerate(offsets[:-1]):
            for key in self.trie.prefixes(text[offset : offset + 120]):
                last = ends.get(offset + len(key))
                if last is not None and last > first:
                    for meaning in self.meanings[self.trie[key]]:
                        yield first, last, meaning

    def find(self, key: str) -> tuple[Meaning, ...]:
        """Return what a whole key means; nothing if it is unknown."""
        return self.meanings[self.trie[key]] if key in self.trie else ()

    def reaches(self, table: str, other: str) -> bool:
        """Say whether rows of ``table`` have at most one row of ``other``."""
        return other in self.reach.get(table, frozenset())
