"""Two parts of a question as one query: where the second holds what the first asks, or both ask of the same."""

from __future__ import annotations

from typing import Any

from nlq.followup.context import metrics_of
from nlq.followup.parts import put_beside
from nlq.grammar.composing.predicates import conditions, members_of
from semantic_layer.query import Board, Data, Explain


def put_together(first: Any, last: Any, *, modifies: bool) -> Any:
    """Return the one query that tells what both ask; None where it takes two.

    ``modifies`` says that the second part asks nothing by itself ("Only the top 3."): what it leaves out was not asked.
    """
    if isinstance(last, Data) and isinstance(first, Data):
        return last if _holds(first, last, modifies) else _side_by_side(first, last) or _of_two_members(first, last)
    if isinstance(last, Explain):
        return last if _explains(first, last, modifies) else None
    return last if isinstance(last, Board) and _judges(first, last) else None


def _holds(first: Data, last: Data, modifies: bool) -> bool:
    """Say whether a table shows all that the one before shows, but for what it was told to leave out."""
    # The top 3 and the bottom 3 differ in their order alone.
    cuts = (last.having, last.top) != (first.having, first.top) or (first.top and last.order != first.order)
    return (
        set(first.measures) <= set(last.measures)
        and first.period in (None, last.period)
        and set(first.compare) <= set(last.compare)
        and set(first.by) <= set(last.by)
        and (not cuts or (modifies and first.by == last.by and first.having is None and first.top is None))
        and _is_filtered_as(first.where, last.where, modifies)
    )


def _is_filtered_as(first: Any, last: Any, modifies: bool) -> bool:
    held, said = set(conditions(first)), set(conditions(last))
    return held <= said and (modifies or held == said)


def _side_by_side(first: Data, last: Data) -> Data | None:
    """Return measures of both, where they are of the same things and times."""
    same = ("by", "where", "period", "having", "top")
    if any(getattr(first, name) != getattr(last, name) for name in same) or last.order not in ((), first.order):
        return None
    if not set(first.compare) <= set(last.compare):
        return None
    measures = tuple(dict.fromkeys((*first.measures, *last.measures)))
    return first.model_copy(update={"measures": measures, "compare": last.compare, "targets": False})


def _of_two_members(first: Data, last: Data) -> Data | None:
    """Return "East China revenue and South China revenue" as those two, side by side."""
    same = ("measures", "by", "having", "top", "order", "compare")
    if any(getattr(first, name) != getattr(last, name) for name in same) or first.by:
        return None
    if first.period not in (None, last.period):
        # "… and South China revenue in Q3" is of both in Q3.
        return None
    one, other = conditions(first.where), conditions(last.where)
    apart = [part for part in one if part not in other], [part for part in other if part not in one]
    if any(len(parts) != 1 or len(members_of(parts[0])) != 1 for parts in apart):
        return None
    there = apart[1][0]
    # None where they are of two dimensions: the first is of no member of the other's.
    return put_beside(last.model_copy(update={"where": first.where}), (("in", there.dimension, members_of(there)),))


def _explains(first: Any, last: Explain, modifies: bool) -> bool:
    """Say whether reasons tell what was asked before: the same change, or the value that changed."""
    if not isinstance(first, Data | Explain) or first.period not in (None, last.period):
        return False
    if not _is_filtered_as(first.where, last.where, modifies):
        return False
    if isinstance(first, Explain):
        return first.measure == last.measure and first.compare == last.compare and set(first.by) <= set(last.by)
    plain = first.measures == (last.measure,) and not first.by and first.having is None
    return plain and set(first.compare) <= {last.compare}


def _judges(first: Any, last: Board) -> bool:
    """Say whether a board tells the values that were asked for too."""
    return (
        isinstance(first, Data) and not (first.by or first.compare or first.having)
        and metrics_of(first) == last.metrics and first.where == last.where and first.period == last.period
    )  # fmt: skip
