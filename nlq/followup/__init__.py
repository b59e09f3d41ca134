"""What is said after an answer: typed changes to the query before, which keep all that they do not name."""

from nlq.followup.context import go_on_from
from nlq.followup.related import without_related
from nlq.followup.shortened import find_shortened
from nlq.followup.turn import continue_query, is_follow_up

__all__ = ["continue_query", "find_shortened", "go_on_from", "is_follow_up", "without_related"]
