"""Chinese names of metrics whose last word stands by itself: App充值今年哪个月笔数最多 asks for 充值笔数."""

from __future__ import annotations

import re
from collections.abc import Iterator

from nlq.grammar.parse.chart import Item, mention
from nlq.index import Index
from nlq.mentions.names.split_names import NOUN, VERB
from nlq.text.atoms import Atom, places_of
from nlq.text.normalise import Normalised

#: What names end in, after what it is of.
_HEAD = re.compile(r"笔数|金额|次数|人数|人次|时长|件数|数量|单量|单数|台数|场数|天数|户数|票数|均价|单价|余额")
_SHORTEST, _LONGEST = 2, 5


def find_heads_apart(normalised: Normalised, atoms: tuple[Atom, ...], index: Index) -> Iterator[Item]:
    """Yield the last word of a name and what it is of, which together mean the metric, or nothing."""
    starts, ends = places_of(atoms)
    whole = [(first, last) for first, last, meaning in index.look_up(atoms) if meaning.kind == "METRIC"]
    for head in _HEAD.finditer(normalised.text):
        if head.start() not in starts or head.end() not in ends:
            continue
        place, end = starts[head.start()], ends[head.end()]
        if any(first <= place and end <= last for first, last in whole):
            continue
        for begin in range(head.start() - _SHORTEST):
            for size in range(_SHORTEST, min(_LONGEST, head.start() - 1 - begin) + 1):
                of = normalised.text[begin : begin + size]
                named = [each for each in index.find(of + head.group()) if each.kind == "METRIC"]
                if not named or begin not in starts or begin + size not in ends:
                    continue
                first, last = starts[begin], ends[begin + size]
                if any(at <= first and last < after for at, after in whole):
                    continue
                values = {each.value for each in named}
                for value in values:
                    yield mention(place, end, "METRIC", value, NOUN, split_name=1, per_atom=end - place + size)
                yield mention(first, last, "VERB", frozenset(values), VERB)
