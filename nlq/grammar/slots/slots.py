"""Slots: what a question fixes. Phrases fill them in any order; what clashes is no reading."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any

#: Superlatives of a change: "fell the most", "by growth".
OF_CHANGES = frozenset({"supchg", "bychg"})


@dataclass(frozen=True, slots=True)
class Slots:
    """What has been said so far. Values are those of the grammar (see ``rules``)."""

    metrics: tuple[Any, ...] = ()
    preds: tuple[Any, ...] = ()
    axes: tuple[Any, ...] = ()
    bare: tuple[str, ...] = ()
    period: Any = None
    compares: tuple[Any, ...] = ()
    #: The unit of "than last month", which names its other side by the unit alone.
    before: str | None = None
    which: str | None = None
    rank: Any = None
    sup: Any = None
    having: tuple[Any, ...] = ()
    #: A number that the one measure is compared with, wherever it stands: (operator, number, unit).
    threshold: Any = None
    count: Any = None
    order_by: tuple[Any, ...] = ()
    ranking: str | None = None
    change: str | None = None
    trend: bool = False
    #: The share that was asked for, of no metric named: of the "share", or only in the "form" of one.
    portion: str = ""
    #: The filters that name the whole of which a share is: "women among directors".
    within: tuple[Any, ...] = ()
    #: How far the period goes: up to now ("far"), or in total ("sum").
    so_far: str = ""
    #: The unit or the currency that is named for the number.
    told_in: str = ""
    #: Whether one unit of time is asked for of many: the highest "on a single day".
    single: bool = False
    #: Whether each value along time is asked for as it stood at an end.
    at_ends: bool = False
    #: Whether what was said is more or fewer than in another period, which then is named.
    against: bool = False
    #: Whether the question is one that yes or no answers.
    whether: bool = False
    #: Whether a period is set against the same days of the unit before.
    same_days: bool = False
    #: Whether what is to come is asked for.
    ahead: bool = False
    #: The mean that stands apart from its measure, and what it is over.
    mean: str | None = None
    over: Any = None
    aspects: tuple[str, ...] = ()
    what: bool = False
    pronoun: bool = False
    follows: bool = False
    board: str = ""
    comparing: bool = False
    #: Whether members in a list are told one by one: those of an "average", or of a "share".
    one_by_one: str = ""
    #: How two periods stand side by side: by "and", or "between" them.
    paired: str = ""
    apart: bool = False
    #: Whether a sum was asked for in so many words: members in a list are one number then.
    summed: bool = False
    #: Whether "or" joins what is listed: of a mean it is one number then.
    either: bool = False
    adding: bool = False
    totals: bool = False
    status: str | None = None
    meet: str | None = None
    far: bool = False
    from_: bool = False
    attain: str = ""
    versus: bool = False
    #: Whether one number is asked to be more than another: of groups it would be a condition.
    outdone: bool = False
    department: str | None = None
    department_alone: bool = False
    departments: str = ""
    listing: bool = False
    catalogue: bool = False
    counting: bool = False
    why: str | None = None
    verbs: tuple[Any, ...] = ()
    #: Whether "makes up" was said, of which a share must be asked.
    makes_up: bool = False
    #: The metrics of what is done (卖了多少), one of which is named elsewhere.
    done: tuple[str, ...] = ()
    still: bool = False
    #: The metrics whose day each verb names ("reported in May").
    timed: tuple[Any, ...] = ()
    #: What numbers are told in: (thousands, the money named with it).
    scale: tuple[float, str] | None = None
    together: tuple[str, ...] = ()
    columns: tuple[Any, ...] | None = None
    #: Whether there is an answer to go on from, and what is said of it: (what, value), in order.
    going_on: bool = False
    on: tuple[tuple[str, Any], ...] = ()
    #: Whether what was shown is to be taken apart further.
    down: bool = False
    last: str = ""


def asks_change(slots: Slots) -> bool:
    """Say whether a change is asked for, by itself, as an order or as a condition on groups."""
    moved = any(isinstance(item[0], tuple) for item in slots.having)
    return bool(slots.change or moved or (slots.sup and slots.sup[0] in OF_CHANGES))


def filled(slots: Slots) -> frozenset[str]:
    """Return the names of the slots that say something."""
    return frozenset(each.name for each in fields(slots) if getattr(slots, each.name) not in (None, False, (), ""))
