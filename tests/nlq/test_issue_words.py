"""What is said of an answer is in the reader's language throughout: days, brackets, and how sentences are joined."""

import datetime as dt
import re

import pytest

from nlq.ask import ask
from nlq.reading import Question
from nlq.tell.issue_words import tell_issue
from semantic_layer.issues import Issue
from semantic_layer.session import Session


def told(engine, text, locale):
    return ask(Question(text=text, locale=locale), Session(today=dt.date(2026, 11, 23), locale=locale), engine)


@pytest.mark.parametrize(
    ("text", "locale", "message"),
    [
        ("revenue this quarter", "en", "The period is not over: data up to Nov 22, 2026 are in."),
        ("本季度销售额", "zh", "该时间段尚未结束，数据截至2026年11月22日。"),
        ("revenue in January 2040", "en", "There are no data for Jan 1 – 31, 2040 yet: they end on Nov 22, 2026."),
        ("2012年的销售额", "zh", "2012年1月1日至12月31日没有数据，数据从2024年1月1日开始。"),
    ],
)
def test_days_are_written_as_the_reader_writes_them(retail, text, locale, message):
    found = told(retail, text, locale)
    assert message in [issue.message for issue in (*found.warnings, *found.issues)]


def test_what_somebody_typed_is_left_as_it_is():
    issue = Issue(code="unread_words", message="", params={"words": "2026-10-05"})
    assert "“2026-10-05”" in tell_issue(issue, "en").message


@pytest.mark.parametrize(
    ("text", "locale", "said"),
    [
        # What changed by something did not change by 0.
        ("average delivery time last month vs the month before", "en", "was 2.49 days (Oct 1 – 31, 2026), up 0.004 days"),
        ("上个月的首次响应时长", "zh", "首次响应时长为50.7分钟。"), ("floor area", "en", "101,377 m²"),
    ],
)  # fmt: skip
def test_a_number_has_its_unit_and_is_not_rounded_to_nothing(retail, text, locale, said):
    assert said in told(retail, text, locale).text


@pytest.mark.parametrize(
    "text",
    ["上个月销售额同比", "今年各月的销售额", "上季度各地区的销售额环比", "为什么上个月销售额下降", "火星的天气怎么样"],
)
def test_chinese_has_chinese_brackets_and_no_space_between_sentences(retail, text):
    found = told(retail, text, "zh")
    assert not re.search(r"[()]|[。，；] ", found.text), found.text


def test_a_board_does_not_say_of_each_line_again_which_days_it_is_of(retail):
    found = told(retail, "which KPIs are behind target", "en")
    assert len(found.rows) > 5 and not {issue.code for issue in found.warnings} & {"other_days", "incomplete_period"}
