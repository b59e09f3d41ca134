"""Time in a question: periods, grains and comparisons, by rules beside their corpora."""

from nlq.periods.find import TimeMention, find_times

__all__ = ["TimeMention", "find_times"]
