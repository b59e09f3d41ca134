"""Time in a question: periods, grains and comparisons, by rules beside their corpora."""

from nlq.periods.english import ADVERBS, MONTHS
from nlq.periods.find import TimeMention, find_times
from nlq.periods.shifts import Shift, find_shifts

__all__ = ["TIME_WORDS", "Shift", "TimeMention", "find_shifts", "find_times"]

#: English words of time that are long enough to be misspelled.
TIME_WORDS = tuple(
    word
    for word in (*MONTHS, *ADVERBS, "week", "month", "quarter", "yesterday", "today", "previous", "current", "between")
    if len(word) > 3
)
