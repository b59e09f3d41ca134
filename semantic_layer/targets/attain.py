"""Values against their targets: what is due by now, how much of it is reached, and whether that is good."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from semantic_layer.model import Model
from semantic_layer.targets.batch import Run
from semantic_layer.targets.find import Aim, Part
from semantic_layer.targets.growth import Growth, growth_of
from semantic_layer.targets.last_year import Due, last_year_shares, linear_share

Status = Literal["on_track", "behind", "unknown"]
#: How a value is set against its target: the period is over (``whole``) or has not begun; a level is compared
#: directly; a quantity is due by the days gone, by last year's shape, or by the days because last year has none; its
#: parts each by their own way (``mixed``); or it stands against the whole, and only says how much time is gone.
How = Literal["whole", "not_begun", "direct", "linear", "last_year", "no_last_year", "mixed", "time_gone"]


@dataclass(frozen=True)
class Reached:
    """A value (None: there is none), its target, and the day (excluded) up to which the value is known."""

    metric: str
    aim: Aim
    value: float | None
    end: dt.date


@dataclass(frozen=True)
class Attained:
    """A value beside its target, in the metric's unit.

    ``due`` is the target to date, ``share`` that of the whole which it is (``time_gone``: of the days). ``gap`` is how
    far the value is ahead of what is due: negative is behind, whichever way is good. ``per_day`` is what each of the
    ``days_left`` has to bring to reach the whole.
    """

    metric: str
    period: str
    made_of: str
    value: float | None
    whole: float
    due: float
    share: float
    how: How
    tolerance: float
    status: Status
    tolerated: bool
    attainment: float | None
    gap: float | None
    days_left: int
    per_day: float | None


def attain(reached: Sequence[Reached], model: Model, run: Run) -> list[Attained]:
    """Return each value against its target. ``run`` is asked for last year's shape, where a target goes by it."""
    growths = [growth_of(each.metric, model) for each in reached]
    wanted = [
        (part, each.end)
        for each, growth in zip(reached, growths, strict=True)
        for part in each.aim.parts
        if growth != "level" and part.target.profile == "last_year" and part.start < each.end < part.end
    ]
    shares = last_year_shares(wanted, model, run) if wanted else {}
    return [_attain(each, growth, model, shares) for each, growth in zip(reached, growths, strict=True)]


def _attain(reached: Reached, growth: Growth, model: Model, shares: Mapping[Due, float | None]) -> Attained:
    aim, value = reached.aim, reached.value
    ways = [_due(part, reached.end, growth, shares) for part in aim.parts]
    how = _joint([way for way, _ in ways])
    whole = aim.whole
    due = sum(part.target.value * share for part, (way, share) in zip(aim.parts, ways, strict=True))
    share = due / whole if whole else ways[0][1]
    if how in ("time_gone", "not_begun"):
        due = whole
    direction = model.metrics[reached.metric].direction
    slack = aim.tolerance * abs(due)
    exact, tolerant = (_status(value, due, spare, direction, how) for spare in (0.0, slack))
    sign = -1 if direction == "down" else 1
    last_day = max(part.end for part in aim.parts)
    left = max((last_day - reached.end).days, 0)
    still = None if value is None else whole - value
    paced = growth == "adds" and direction == "up" and left > 0
    return Attained(
        metric=reached.metric, period=aim.period, made_of=aim.made_of, value=value, whole=whole, due=due, share=share,
        how=how, tolerance=aim.tolerance, status=tolerant, tolerated=exact != tolerant,
        # A share of nothing, or of a loss, says nothing.
        attainment=value / due if value is not None and due > 0 else None,
        gap=None if value is None else (value - due) * sign, days_left=left,
        per_day=still / left if paced and still is not None and still > 0 else None,
    )  # fmt: skip


def _due(part: Part, end: dt.date, growth: Growth, shares: Mapping[Due, float | None]) -> tuple[How, float]:
    """Return how much of one target is due by a day, as a share, and how that is known."""
    if end >= part.end:
        return "whole", 1.0
    if end <= part.start:
        return "not_begun", 0.0
    if growth == "level":
        return "direct", 1.0
    gone = linear_share(part, end)
    if part.target.profile == "last_year":
        share = shares[part, end]
        if share is not None:
            return "last_year", share
    if growth == "grows":
        return "time_gone", gone
    return ("no_last_year" if part.target.profile == "last_year" else "linear"), gone


def _joint(ways: Sequence[How]) -> How:
    """Return the way of an aim of several parts: that of those which are running."""
    running = {way for way in ways if way not in ("whole", "not_begun")}
    if len(running) == 1:
        return running.pop()
    return ways[0] if not running and len(set(ways)) == 1 else "mixed"


def _status(value: float | None, due: float, slack: float, direction: str, how: How) -> Status:
    if value is None or direction == "none" or how == "not_begun":
        return "unknown"
    limit = due + slack if direction == "down" else due - slack
    reached = value <= limit if direction == "down" else value >= limit
    # A sum of floats that is just the target has reached it.
    reached = reached or math.isclose(value, limit, rel_tol=1e-9)
    if how == "time_gone" and reached != (direction == "up"):
        # Below the whole in mid-period: not missed yet, nor kept yet.
        return "unknown"
    return "on_track" if reached else "behind"
