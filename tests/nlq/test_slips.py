"""What is found of a slip is what a comparison with every name would find, in either script."""

from types import SimpleNamespace

import marisa_trie
from hypothesis import given, settings
from hypothesis import strategies as st
from rapidfuzz.distance import DamerauLevenshtein

from nlq.index import Index
from nlq.mentions.spelling.slips import Slips, _most_slips, is_long_enough, is_slip
from nlq.text.atoms import cut_atoms, key_of
from nlq.text.normalise import normalise

#: Few letters, so that names lie close together; characters of which several sound the same.
LETTERS, MARKS, HAN = "abc", "%(", "华东花冬洞计季鸡加复阿a"
WORDS = st.text(LETTERS, min_size=1, max_size=9)
LATIN = st.builds(
    lambda mark, words: mark + " ".join(words),
    st.sampled_from(("", "", "", *MARKS)), st.lists(WORDS, min_size=1, max_size=4),
)  # fmt: skip
CHINESE = st.builds(
    lambda latin, han: latin + han, st.sampled_from(("", "", "ab ")), st.text(HAN, min_size=2, max_size=6)
)
#: Where in a text a slip is, of what kind, and the character that comes in.
EDITS = st.lists(
    st.tuples(st.integers(0, 40), st.sampled_from("idsx"), st.sampled_from(LETTERS + "  " + HAN)), max_size=3
)


def index_of(phrases):
    keys = [key for phrase in phrases if (key := key_of(normalise(phrase).text)).strip()]
    trie = marisa_trie.Trie(keys)
    ordered = sorted(set(keys), key=lambda key: trie[key])
    return Index(SimpleNamespace(), trie, ((),) * len(ordered), tuple(ordered), {})


def slipped(text, edits):
    for place, kind, character in edits:
        at = place % (len(text) + 1)
        if kind == "i":
            text = text[:at] + character + text[at:]
        elif kind == "d":
            text = text[:at] + text[at + 1 :]
        elif kind == "s":
            text = text[:at] + character + text[at + 1 :]
        else:
            text = text[:at] + text[at + 1 : at + 2] + text[at : at + 1] + text[at + 2 :]
    # A span that is looked at holds no mark.
    return "".join(atom.key for atom in cut_atoms(normalise(text).text) if atom.kind != "mark")


def plainly(key, index):
    """Return what ``Slips.of`` is to return: by the definition, from every name."""
    if not is_long_enough(key):
        return []
    far = ((name, DamerauLevenshtein.distance(key, name)) for name in index.keys)
    near = [(name, off) for name, off in far if off <= _most_slips(key) and is_slip(key, name, index)]
    return sorted(near, key=lambda each: (each[1], index.trie[each[0]]))


def are_all_found(names, data):
    index = index_of(names)
    slips = Slips(index)
    for name in data.draw(st.lists(st.sampled_from(names), min_size=1, max_size=6)):
        key = slipped(name, data.draw(EDITS))
        assert slips.of(key) == plainly(key, index), key


@settings(deadline=None)
@given(st.lists(LATIN, min_size=1, max_size=60), st.data())
def test_slips_of_latin_names_are_all_found(names, data):
    are_all_found(names, data)


@settings(deadline=None)
@given(st.lists(CHINESE, min_size=1, max_size=60), st.data())
def test_slips_of_chinese_names_are_all_found(names, data):
    are_all_found(names, data)
