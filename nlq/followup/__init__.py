"""What is said after an answer: typed changes to the query before, which keep all that they do not name."""

from nlq.followup.asked_back import read_after
from nlq.followup.context import Open, go_on_from, metrics_of
from nlq.followup.rates import rate_instead
from nlq.followup.related import is_split_apart, without_related
from nlq.followup.shift import without_year
from nlq.followup.shortened import find_shortened, settle_qualities
from nlq.followup.shown import rows_instead
from nlq.followup.turn import continue_query, is_follow_up, keep_period, keep_place, starts_anew

__all__ = [
    "Open", "continue_query", "find_shortened", "go_on_from", "is_follow_up", "is_split_apart", "keep_period",
    "keep_place", "metrics_of", "rate_instead", "read_after", "rows_instead", "settle_qualities", "starts_anew",
    "without_related", "without_year",
]  # fmt: skip
