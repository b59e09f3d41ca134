"""Time in a question: periods, grains and comparisons, by rules beside their corpora."""

from nlq.periods.english import ADVERBS, MONTHS
from nlq.periods.figures import keeps_one_order
from nlq.periods.find import TimeMention, find_times
from nlq.periods.shifts import Shift, find_shifts
from nlq.periods.vague import VAGUE

__all__ = ["TIME_WORDS", "VAGUE", "Shift", "TimeMention", "find_shifts", "find_times", "keeps_one_order"]

#: English words of time that are long enough to be misspelled.
TIME_WORDS = tuple(
    word
    for word in (*MONTHS, *ADVERBS, "week", "month", "quarter", "yesterday", "today", "previous", "current", "between")
    if len(word) > 3
)
