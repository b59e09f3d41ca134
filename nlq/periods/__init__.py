"""Time in a question: periods, grains and comparisons, by rules beside their corpora."""

from nlq.periods.english import ADVERBS, MONTHS
from nlq.periods.figures import keeps_one_order
from nlq.periods.find import TimeMention, find_times
from nlq.periods.meaning import AT_ENDS, OF_WEEKDAY, SAME_DAYS, SINGLE, fits_weekday
from nlq.periods.shifts import Shift, find_shifts
from nlq.periods.since import AT_PRESENT
from nlq.periods.vague import VAGUE
from nlq.periods.years import put_in_year

__all__ = [
    "AT_ENDS",
    "AT_PRESENT",
    "OF_WEEKDAY",
    "SAME_DAYS",
    "SINGLE",
    "TIME_WORDS",
    "TIME_WORDS_ZH",
    "VAGUE",
    "Shift",
    "TimeMention",
    "find_shifts",
    "find_times",
    "fits_weekday",
    "keeps_one_order",
    "put_in_year",
]

_UNITS = ("week", "month", "quarter", "year")
#: English words of time that are long enough to be misspelled.
TIME_WORDS = tuple(
    word
    for word in (*MONTHS, *ADVERBS, *_UNITS, "yesterday", "today", "previous", "current", "between")
    if len(word) > 3
)
#: Chinese words of time in which a character may stand for another of the same sound.
TIME_WORDS_ZH = (
    "季度", "月份", "星期", "礼拜", "去年", "今年", "前年", "昨天", "前天", "今天", "上个月", "这个月", "上周", "本周",
    "上月", "本月", "本季", "上半年", "下半年", "年初", "月初", "年底", "月底", "同比", "环比", "以来", "至今",
    "最近", "近期",
)  # fmt: skip
