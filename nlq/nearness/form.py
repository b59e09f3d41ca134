"""What kind of number a phrasing asks for, and which metrics are one: "what part of" asks for a share, 多久 for a time.

The words are of the language, and name no business. Source of the kinds: the units and calculations of metrics.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import numpy as np

from nlq.nearness.meaning import Floats
from semantic_layer.model import Model
from semantic_layer.model.inputs import counts_once, is_mean
from semantic_layer.model.values import TIMES, is_currency

#: What a kind of unit counts that is asked for, a mean that is (or is not) asked for, and people or times.
UNIT, MEAN, PEOPLE = 0.08, 0.05, 0.05
#: The first that a phrasing holds is asked for.
_ASKED = {
    "time": re.compile(
        r"how (?:long|fast|quick|quickly|soon|many (?:days|hours|minutes))|多久|多长时间|多快|[几多]少?(?:天|小时|分钟)"
    ),
    "share": re.compile(
        r"\bwhat (?:part|share|percentage|portion|proportion|fraction|percent)|\bby what percentage|\bpercent"
        r"|how many of\b|how (?:big|large) (?:a|is our) (?:part|share|slice|piece)|\bhow often|how likely"
        r"|\bthe odds|\bchance"
        r"|比例|几成|百分|占|概率|机率|多大可能|[里当]中?有多少|的有几个|每.{0,4}里"
    ),
    "money": re.compile(r"how much|\bspen[dt]\b|\bpa(?:y|id)\b|\bworth\b|\bmoney\b|\bearn|花|赚|收入|钱"),
    "count": re.compile(r"how many|number of|[多几]少?[个人次件单家位笔台张条户]"),
}  # fmt: skip
_OF_ONE = re.compile(
    r"\b(?:each|per|average|typical|typically|apiece|a single|one|usually|normally|at once|at a time|every|half of)\b"
    r"|平均|人均|每(?![天月周年])|单个|一般|通常|一[个位次单笔]"
)
_WHO = re.compile(
    r"how many (?:different |distinct |new )?(?:people|customers|clients|families|persons|who)\b"
    r"|多少[个位名]?(?:人|客户|顾客|家庭|户)"
)
_TIMES = re.compile(r"how (?:many times|often)|number of times|多少次|几次|次数")


class Forms:
    """The kind of number that each metric is."""

    def __init__(self, model: Model, names: Sequence[str]) -> None:
        """Look at the metrics of a model that are named, in order."""
        metrics = [model.metrics[name] for name in names]
        self._units = np.array([_unit(metric.unit) for metric in metrics])
        self._means = np.array([_is_of_one(metric) for metric in metrics], dtype=np.float32)
        self._people = np.array([counts_once(metric.calculation) for metric in metrics], dtype=np.float32)

    def scores(self, text: str) -> Floats:
        """Return how far each metric is of the kind that a text asks for: shape (metrics,), about -0.1 to 0.2."""
        said = text.lower()
        asked = next((kind for kind, pattern in _ASKED.items() if pattern.search(said)), "")
        score = UNIT * (self._units == asked).astype(np.float32)
        if asked != "share":
            score += self._means * (MEAN if _OF_ONE.search(said) else -MEAN / 2)
            score += PEOPLE * self._people * bool(_WHO.search(said))
            score -= PEOPLE * self._people * bool(_TIMES.search(said))
        return np.asarray(score, dtype=np.float32)


def _unit(unit: str) -> str:
    if unit in ("share", "count"):
        return unit
    return "money" if is_currency(unit) else "time" if unit in TIMES else "other"


def _is_of_one(metric: Any) -> bool:
    """Say whether a metric tells what one of many has: a mean, a median, a percentile; a share is of all."""
    return metric.unit != "share" and (
        is_mean(metric) or getattr(metric.calculation, "agg", "") in ("median", "percentile")
    )
