"""Words that are in no name as it stands, but say one in other forms: "how many people bought a ticket", ticket buyers.

They mean it where the question asks for the kind of number that it is (people, money, a time, a unit) and says all that
one of its names does. Words that only its description holds are too little to answer: the metrics they may mean are
asked back, each with its number.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from nlq.grammar.composing.ordering import adds_up, is_time, is_whole
from nlq.grammar.parse.chart import Item
from nlq.index import Index
from nlq.mentions.meant import BY_DEFINITION
from nlq.mentions.names.acts import other_words, says_it_of_us, verbs_in
from nlq.mentions.names.split_names import FORM, PEOPLE
from nlq.offers.asked_kind import Asked, asked_kind
from nlq.reading import Meant, Reading
from nlq.text.atoms import Atom
from nlq.text.lemma import lemma
from nlq.text.people import DISTINCT
from nlq.unread import left_out
from nlq.wording import Wording
from semantic_layer.model.inputs import is_percentile
from semantic_layer.names import metrics_of
from semantic_layer.query import Data

Read = Callable[[Wording], tuple[Reading, ...]]
Span = tuple[int, int]
#: Metrics that are tried.
TRIED = 4
#: From this share on a reading is clear.
_CLEAR = 0.7
#: What says nothing of what is measured.
_SILENT = frozenset(
    """
    a an the of to for in on at by with from and or we us our they them their you your i me my it its this that these
    those there here do does did done has have had is are was were be been being get gets got go goes went gone
    come comes came thing things stuff very average really actually so much many how what which who when people person
    persons folks someone till til until typically usually normally different
    """.split()
)
_SILENT_ZH = (
    *"平均 一般 大概 通常 一共 总共 一个 一次 每次".split(),
    *"的了过来去给把被都在着得地有是人我们咱会能要到从和与个",
)
#: Before what a mean is of.
_ONE = frozenset({"each", "every", "a", "an", "one", "per"})
_MEAN = frozenset({"average", "avg", "mean", "typically", "usually", "normally"})
#: What words may not be taken for what is defined: times, members and numbers stay what they are.
_FIXED = frozenset({"PERIOD", "MEMBER", "GRAIN", "COMPARE", "AXIS", "NOT", "NONE", "EXC"})
#: What ends a word or a clause: no words are taken for anything over it.
_ENDING = frozenset({"mark", "number"})


def read_defined(mentions: list[Item], text: Wording, read: Read) -> tuple[tuple[Reading, ...], bool]:
    """Return the readings of words by definitions, and whether there is one that answers."""
    left, forms = set(left_out(mentions, text)), _forms(mentions)
    known = {place for item in mentions for place in range(item.start, item.end)} - forms
    spans = _spans(mentions, _with_acts(left | forms, text), text.atoms)
    asked = asked_kind(text.atoms, text.index)
    if left <= known or not spans or _is_named(mentions, spans, asked, text.index):
        return (), False
    words = frozenset(word for first, last in spans for word in _content(text.atoms[first:last], asked))
    if not (words or asked.tells):
        return (), False
    asked = replace(asked, mean=asked.mean or _is_of_one(spans, text.atoms))
    names = _best(words, asked, text.index)
    found = [each for name in names[:TRIED] if (each := _read_as(name, spans, mentions, text, read)) is not None]
    told = len(found) == 1 == len(names) and _is_told(names[0], words, asked, text)
    # Where nothing says what kind of number is asked for, words of definitions are too little to offer a metric by.
    return tuple(found) if told or asked.words else (), told


def _read_as(name: str, spans: list[Span], mentions: list[Item], text: Wording, read: Read) -> Reading | None:
    *others, last = spans
    beside = tuple(Meant(at=_at(span, text), metric="", how=BY_DEFINITION) for span in others)
    for span in _reaching(name, last, mentions, text):
        meant = Meant(at=_at(span, text), metric=name, how=BY_DEFINITION)
        readings = read(replace(text, meant=(*beside, meant)))
        if readings and readings[0].probability >= _CLEAR and isinstance(readings[0].query, Data):
            if metrics_of(readings[0].query, text.index.model) == {name}:
                return readings[0]
    return None


def _at(span: Span, text: Wording) -> Span:
    return text.normalised.span(text.atoms[span[0]].start, text.atoms[span[1] - 1].end)


# --- which words ----------------------------------------------------------------------------------


def _forms(mentions: list[Item]) -> set[int]:
    """Return the places of words that are only another form of a name: "charged" of charges."""
    return {
        place
        for item in mentions if item.kind == "METRIC" and item.rule in (FORM, PEOPLE)
        for place in range(item.start, item.end)
    }  # fmt: skip


def _with_acts(unread: set[int], text: Wording) -> set[int]:
    """Return the places with all of the Chinese verbs that they are parts of."""
    found = set(unread)
    whole = "".join(atom.text if atom.kind == "han" else " " for atom in text.atoms)
    for verb in verbs_in(whole) if unread else ():
        at = whole.find(verb)
        places = set(range(at, at + len(verb)))
        found |= places if places & unread else set()
    return found


def _spans(mentions: list[Item], unread: set[int], atoms: Sequence[Atom]) -> list[Span]:
    """Return from where to where words are left, those in one between which nothing means anything of its own.

    None where a mark or a number stands between them.
    """
    fixed = {place for item in mentions if item.kind in _FIXED for place in range(item.start, item.end)} - unread
    spans: list[Span] = []
    for place in sorted(unread):
        between = range(spans[-1][1], place) if spans else range(0)
        if any(atoms[each].kind in _ENDING for each in between if each not in fixed):
            return []
        if spans and not fixed & set(between):
            spans[-1] = (spans[-1][0], place + 1)
        else:
            spans.append((place, place + 1))
    return spans


def _is_named(mentions: list[Item], spans: list[Span], asked: Asked, index: Index) -> bool:
    """Say whether a metric is named beside the words, or among them one of the kind that is asked for."""
    inside = {place for first, last in spans for place in range(first, last)}
    return any(
        not inside & set(range(item.start, item.end)) or asked.fits(item.value[0], index)
        for item in mentions
        if item.kind == "METRIC" and item.rule not in (FORM, PEOPLE) and isinstance(item.value[0], str)
    )


def _is_of_one(spans: list[Span], atoms: Sequence[Atom]) -> bool:
    """Say whether the words are of each of many: "each visitor spends", "what do visitors spend on average"."""
    said = "".join(atom.text for atom in atoms if atom.kind == "han")
    each = any(first and atoms[first - 1].text in _ONE for first, _ in spans)
    return each or "平均" in said or any(atom.text in _MEAN for atom in atoms)


def _content(atoms: Sequence[Atom], asked: Asked) -> frozenset[str]:
    """Return the words that say something, and the pieces of Chinese between characters that say nothing."""
    words = {atom.text for atom in atoms if atom.kind == "word"} - _SILENT - asked.words
    text = "".join(atom.text if atom.kind == "han" else " " for atom in atoms)
    acts = verbs_in(text)
    for word in (*acts, *asked.words, *_SILENT_ZH):
        text = text.replace(word, " ")
    return frozenset((*words, *acts, *text.split(), *asked.counted))


def _reaching(name: str, span: Span, mentions: list[Item], text: Wording) -> Iterable[Span]:
    """Return how far the words may reach: no further, else over those beside them that the metric's names say too."""
    first, last = span
    members = {place for item in mentions if item.kind in _FIXED for place in range(item.start, item.end)}
    said = [place not in members and _says(name, atom, text.index) for place, atom in enumerate(text.atoms)]
    before = DISTINCT if is_whole(name, text.index) else _ONE
    begin, end = first, last
    while begin and (said[begin - 1] or text.atoms[begin - 1].text in before):
        begin -= 1
    while (ahead := _next_said(end, said, text.atoms)) is not None:
        end = ahead + 1
    return dict.fromkeys((span, (begin, last), (first, end), (begin, end)))


def _next_said(place: int, said: Sequence[bool], atoms: Sequence[Atom]) -> int | None:
    """Return the next word that the names say, with no more than two that say nothing before it."""
    for at in range(place, min(place + 3, len(atoms))):
        if said[at]:
            return at
        if atoms[at].text not in _SILENT:
            return None
    return None


def _says(name: str, atom: Atom, index: Index) -> bool:
    if atom.kind == "han" and atom.text in "了过的":
        return True
    return atom.text not in _SILENT and index.definitions.called(name, ((atom.text,),)) > 0


# --- which metric ---------------------------------------------------------------------------------


def _best(words: frozenset[str], asked: Asked, index: Index) -> list[str]:
    """Return the metrics of the kind that is asked for whose definitions say all of the words, the nearest alone."""
    known = index.definitions
    ways = _ways(words, asked)
    fitting = [name for name in known.saying(ways) if asked.fits(name, index)]
    if asked.sums:
        # How much all of it is no mean tells, nor how much each of it a sum.
        fitting = [name for name in fitting if is_whole(name, index) != asked.mean]
    called = {name: known.called(name, ways) for name in fitting}
    nearest = [name for name in fitting if called[name] == max(called.values())]
    narrow = {name: _narrowness(name, asked, index) for name in nearest}
    return [name for name in nearest if narrow[name] == min(narrow.values())]


def _ways(words: frozenset[str], asked: Asked) -> list[tuple[str, ...]]:
    """Return each word with what definitions may say for it."""
    return [(word, *_other_words(word, asked)) for word in sorted(words)]


def _other_words(word: str, asked: Asked) -> tuple[str, ...]:
    """Return what definitions may say for a word, where the question says what kind of number it asks for."""
    return other_words(lemma(word) if word.isascii() else word, asks=True) if asked.words else ()


def _narrowness(name: str, asked: Asked, index: Index) -> int:
    """Return how much less than all of its rows a metric takes: who came for the first time are fewer than who came.

    A median is more special than a mean, and a mean is no sum unless it is asked for.
    """
    calculation, whole = index.model.metrics[name].calculation, is_whole(name, index)
    special = bool(getattr(calculation, "having", None)) + (calculation.type == "first_time")
    special += getattr(calculation, "agg", "") in ("median", "percentile")
    return len(getattr(calculation, "where", ())) + special + (whole == asked.mean)


def _is_told(name: str, words: frozenset[str], asked: Asked, text: Wording) -> bool:
    """Say whether so much tells one metric: all the words stand in its names, and the question says all of one.

    A unit that no other sum is measured in tells it with a word of its names.
    """
    known = text.index.definitions
    ways = _ways(words, asked)
    if known.called(name, ways) < len(ways) or not (asked.words or len(words) > 1):
        return False
    if any(says_it_of_us(word, text.normalised.text) for word in words):
        # What we owe is no receivable.
        return False
    if is_time(name, text.index) and (adds_up(name, text.index) or is_percentile(text.index.model.metrics[name])):
        # Hours that add up are not how long one of them takes, nor what nine of ten took.
        return False
    if asked.tells and len(_of_kind(asked, text.index)) == 1:
        return True
    spoken = {atom.text for atom in text.atoms if atom.kind == "word"}
    said = {other for word in spoken for other in (word, *_other_words(word, asked))}
    han = "".join(atom.text for atom in text.atoms if atom.kind == "han")
    han += "".join(other for word in words if not word.isascii() for other in _other_words(word, asked))
    if is_time(name, text.index):
        said |= {f"{word.removesuffix('e')}ing" for word in said}
    return known.is_all_said(name, said, han, people=asked.people)


def _of_kind(asked: Asked, index: Index) -> list[str]:
    """Return the metrics of the kind that is asked for, sums alone where so much of all is."""
    fitting = (name for name in index.model.metrics if asked.fits(name, index))
    return [name for name in fitting if is_whole(name, index) != asked.mean or not asked.sums]
