"""People who are asked for: 多少人下单 is no number of orders."""

from __future__ import annotations

import re
from collections.abc import Iterable

from nlq.index import Index
from semantic_layer.model.inputs import counts_once

#: 多少人, but 多少人民币.
_WHO_ZH = re.compile(
    r"(?:多少|几)[个位名]?(?:人(?![民次份工均])|(?:客户|顾客|用户|会员|患者|病人|学生|学员|读者|家庭|住户|租客|[乘旅]客|客人|员工)(?=[\u3400-\u9fff])(?![数的]))"
    r"|(?:多少|几)[位名](?=[\u3400-\u9fff])"
)
#: How names end that count people.
_PERSON_ZH = re.compile(r"(?:人|人员|员工|会员|学员|客|户|者|生|师|众|民|家庭)(?:总?数|数量|量)?$")
_WHO_EN = (
    "people persons folks customers clients members users guests subscribers patients students tenants drivers"
    " passengers employees visitors buyers shoppers households readers travellers travelers"
)
_WHO = re.compile(
    rf"\b(?:how many|more|fewer)(?: different| of our)? (?:{_WHO_EN.replace(' ', '|')})"
    r" (?:who |that |have |had |has )*(?P<verb>[a-z]+)"
)
_NO_VERB = frozenset(
    """
    are is were was in by do did does of from with at on per we for than and or to there over under across each this
    last between since during within without not a the as about
    """.split()
)


def counts_who_is_asked_for(text: str, metrics: Iterable[str], index: Index) -> bool:
    """Say whether people are counted where it is asked how many of them did something: 多少人下单 is no orders."""
    asked = _WHO_ZH.search(text) or _asks_who_did(text)
    return not asked or all(_is_of_people(name, index) for name in metrics)


def _asks_who_did(text: str) -> bool:
    match = _WHO.search(text)
    return match is not None and match["verb"] not in _NO_VERB


def _is_of_people(name: str, index: Index) -> bool:
    metric = index.model.metrics[name]
    named = index.definitions.of_people(name) or any(_PERSON_ZH.search(said) for said in metric.names)
    return metric.unit == "count" and (counts_once(metric.calculation) or named)
