"""Names of a database as words: what they have in common is left out, and links are guessed from what is left."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import takewhile

from semantic_layer.model.facts import ColumnFacts, Link, TableFacts

Words = tuple[str, ...]
#: The column that is a table's key, its words, and those without what all of the table's columns begin with.
Key = tuple[ColumnFacts, Words, Words]


def name_words(name: str) -> Words:
    """Return the words of a name, in lower case.

    >>> name_words("sbTxCustId"), name_words("order_line"), name_words("URLPath2")
    (('sb', 'tx', 'cust', 'id'), ('order', 'line'), ('url', 'path', '2'))
    """
    return tuple(word.lower() for word in re.findall(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+|[^\W\d_a-zA-Z]+", name))


def shared_start(names: Sequence[Words]) -> int:
    """Return how many first words all of some names share, each keeping one of its own; 0 for fewer than two.

    >>> shared_start([("sb", "tx", "id"), ("sb", "tx", "cust", "id")])
    2
    """
    if len(names) < 2:
        return 0
    most = min(len(words) for words in names) - 1
    return next((place for place in range(most) if len({words[place] for words in names}) > 1), max(most, 0))


def guess_links(tables: Sequence[TableFacts]) -> Iterator[Link]:
    """Yield each column that by its name and type may hold the key of another table, the likelier table first."""
    nouns = table_words(tables)
    house = _house_prefix(tables)
    keys = [_key(table) for table in tables]
    for place, table in enumerate(tables):
        own = shared_start([name_words(column.name) for column in table.columns])
        for column in table.columns:
            said = {name_words(column.name), name_words(column.name)[own:]}
            found = [
                (not _is_noun(words[:-1], nouns[other]), other)
                for other, key in enumerate(keys)
                if key and other != place and (words := _leads(column, said, key, nouns[other], house))
            ]
            # Two tables with one key are one to one: the link leads to the one that the column is named for.
            own_key = table.key == (column.name,)
            for unlike, other in sorted(found):
                if not own_key or not (unlike or _names(said, nouns[place])):
                    yield Link(place, column.name, other, tables[other].key[0])


def table_words(tables: Sequence[TableFacts]) -> list[Words]:
    """Return the words of each table's name, without those that all tables begin with."""
    names = [name_words(table.source.rpartition(".")[2]) or ("table",) for table in tables]
    start = shared_start(names)
    return [words[start:] for words in names]


def _house_prefix(tables: Sequence[TableFacts]) -> int:
    return shared_start([name_words(column.name) for table in tables for column in table.columns])


def _key(table: TableFacts) -> Key | None:
    key = next((c for c in table.columns if (c.name,) == table.key), None)
    if key is None or key.type not in ("integer", "text"):
        return None
    words = name_words(key.name)
    return key, words, words[shared_start([name_words(c.name) for c in table.columns]) :]


def _leads(column: ColumnFacts, said: set[Words], key: Key, noun: Words, house: int) -> Words | None:
    """Return the words by which a column may hold the key of a table, or None."""
    own, words, short = key
    if own.type != column.type:
        return None
    for mine in said:
        if mine in (words, words[house:]) or (mine[-1:] == short[-1:] and _is_noun(mine[:-1], noun)):
            return mine
    return None


def _names(said: set[Words], noun: Words) -> bool:
    return any(_is_noun(words[:-1], noun) for words in said)


def _is_noun(words: Words, noun: Words) -> bool:
    """Say whether words name a table, in the singular or the plural: they part where one of them ends.

    >>> _is_noun(("category",), ("categories",)), _is_noun(("ship", "to"), ("ships",)), _is_noun(("tax",), ("taxi",))
    (True, False, True)
    """
    if words[:-1] != noun[:-1] or not words:
        return "".join(words) == "".join(noun)
    mine, other = words[-1], noun[-1]
    same = len(list(takewhile(lambda pair: pair[0] == pair[1], zip(mine, other, strict=False))))
    return same > 1 and same >= min(len(mine), len(other)) - 1 and abs(len(mine) - len(other)) <= 3
