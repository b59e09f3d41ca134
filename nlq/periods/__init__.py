"""Time in a question: periods, grains and comparisons, by rules beside their corpora."""

from nlq.periods.find import TimeMention, find_times
from nlq.periods.shifts import Shift, find_shifts

__all__ = ["Shift", "TimeMention", "find_shifts", "find_times"]
