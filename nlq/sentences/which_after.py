"""Who or when it is, and after that of what: "who sold the most last month? which store I mean"."""

from __future__ import annotations

import re

from nlq.text.atoms import key_of
from nlq.text.splice import cut, pad, splice
from nlq.wording import Wording

_AFTER = (
    re.compile(
        r"(?P<who>(?:so |and |ok,? |hey,? |hi,? )?(?:who|when|where|what)) (?P<rest>.+?)\s*[,?;:-]+\s*"
        r"(?:(?:i mean|meaning|as in|that is),? )?(?:in |on |at )?(?P<which>(?:which|what) (?P<thing>[^\W_][\w' -]*?))"
        r"(?:,? (?:do )?i mean|,? (?:is|was) (?:it|that)|,? that is|,? though|,? exactly)?\s*[?.!]*"
    ),
    re.compile(
        r"(?P<who>谁|哪里|哪儿|什么时候|啥时候)(?P<rest>.+?)[,?。;\s]+(?:我是说|我指的是|我的意思是|指的是|也就是)?(?:是|在)?"
        r"(?P<which>哪(?:一?[个家条款种类位座部间台])?(?P<thing>[\u3400-\u9fff]{1,6}?))[呢啊]?[?。!]*"
    ),
)
_THINGS = frozenset({"DIM", "UNIT"})


def put_which_first(text: Wording) -> Wording:
    """Return a question with what it asks for in the place of the "who" or "when" that it begins with."""
    whole = text.normalised
    match = next((found for each in _AFTER if (found := each.fullmatch(whole.text))), None)
    if match is None or not any(each.kind in _THINGS for each in text.index.find(key_of(match["thing"]))):
        return text
    which = cut(whole, *match.span("which"))
    which = pad(which, "", " ") if which.text.isascii() else which
    return text.part(splice(which, len(which.text), len(which.text), cut(whole, *match.span("rest"))))
