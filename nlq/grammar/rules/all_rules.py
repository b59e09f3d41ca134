"""Every rule of the grammar: each module of rules registers its own as it is imported."""

from __future__ import annotations

from nlq.grammar.rules import (
    ages,
    changes,
    combinations,
    commonest,
    dates,
    doing,
    either,
    folds,
    goals,
    groups,
    leaving_out,
    listed,
    measures,
    more_of,
    moved_by,
    moving,
    names,
    notation,
    nth,
    onward,
    own,
    ranges,
    ranks,
    running,
    shares,
    shown,
    signs,
    such_groups,
    thresholds,
    unfilled,
    wholes,
)
from nlq.grammar.rules.rules import RULES

__all__ = ["REGISTERED", "RULES"]

#: What has registered its rules.
REGISTERED = (
    ages, changes, combinations, commonest, dates, doing, either, folds, goals, groups, leaving_out, listed, measures,
    more_of, moved_by, moving, names, notation, nth, onward, own, ranges, ranks, running, shares, shown, signs,
    such_groups, thresholds, unfilled, wholes,
)  # fmt: skip
