"""The rules of time against their corpus, and against phrases that others collected."""

import datetime as dt
import json
import re
from importlib.resources import files
from pathlib import Path

import pytest
import yaml
from pydantic import TypeAdapter

from nlq.periods import find_times
from nlq.periods.since import SINCE_WHEN
from nlq.text.normalise import normalise
from semantic_layer.calendar import Clock
from semantic_layer.calendar.resolve import find_span
from semantic_layer.issues import QueryRefused
from semantic_layer.model.definitions import Calendar
from semantic_layer.query import Compare, Grain, Period
from semantic_layer.query.canonical import canonical

PARTS = [
    yaml.safe_load(path.read_text(encoding="utf-8"))
    for path in sorted(files("nlq.periods").joinpath("corpus").iterdir(), key=lambda path: path.name)
    if path.name.endswith(".yaml")
]
CORPUS = {
    kind: [case for part in PARTS for case in part.get(kind, ())]
    for kind in ("periods", "grains", "compares", "means", "never")
}
PERIODS = TypeAdapter(Period)
CLOCK = Clock(Calendar(), {}, dt.date(2026, 11, 23), dt.date(2024, 1, 1), dt.date(2026, 11, 22))
EXTERNAL = [
    json.loads(line)
    for line in (Path(__file__).parents[1] / "fixtures/periods/external.jsonl").read_text(encoding="utf-8").splitlines()
]
#: Where the collectors' convention is not ours: a bare week is the latest that has begun, not the next to come;
#: "since" ends at the last complete day; the last five days of May begin on the 27th.
CONFLICTS = {"week 31", "二〇一九年5月8日起", "从去年9月起", "上月最后五天"}


def whole(text, kinds):
    """What a phrase is read as; what a flow may begin with besides (截至10月: since January?) has tests of its own."""
    normalised = normalise(text)
    length = len(normalised.text)
    return [
        m.value
        for m in find_times(normalised)
        if (m.start, m.end) == (0, length)
        and m.rule != SINCE_WHEN
        and isinstance(m.value, (Grain, Compare)) == bool(kinds)
        and (not kinds or isinstance(m.value, kinds))
    ]


@pytest.mark.parametrize(
    ("days", "text"), [(tuple(case["days"]), text) for case in CORPUS["periods"] for text in case["say"]]
)
def test_period(days, text):
    assert spans_of(str(text)) == {days}


def spans_of(text):
    """The days of what a phrase is read as; a preposition before it is no part of it."""
    found = whole(text, None) or whole(re.sub(r"^(?:in|on|over|during) |^在", "", text), None)
    return {(span.start, span.end) for span in (find_span(value, CLOCK) for value in found)}


@pytest.mark.parametrize(
    ("days", "text"), [(tuple(case["days"]), text) for case in CORPUS["periods"] for text in case.get("not_yet", ())]
)
def test_what_is_not_read_yet_is_read_as_no_other_days(days, text):
    assert spans_of(str(text)) <= {days}


@pytest.mark.parametrize(("mean", "text"), [(case["mean"], text) for case in CORPUS["means"] for text in case["say"]])
def test_meaning(mean, text):
    assert {canonical(value) for value in whole(text, None)} == {canonical(PERIODS.validate_python(mean))}


@pytest.mark.parametrize("part", [part for part in PARTS if any("rule" in case for case in part.get("periods", ()))])
def test_each_topic_has_enough_phrasings_in_each_language_and_once_each(part):
    texts = [str(text) for case in part["periods"] for text in case["say"]]
    chinese = [text for text in texts if re.search("[\u3400-\u9fff]", text)]
    assert min(len(chinese), len(texts) - len(chinese)) >= 60
    assert len(set(texts)) == len(texts)


@pytest.mark.parametrize(("unit", "text"), [(case["unit"], text) for case in CORPUS["grains"] for text in case["say"]])
def test_grain(unit, text):
    assert {value.unit for value in whole(text, Grain)} == {unit}


@pytest.mark.parametrize(
    ("basis", "text"), [(case["basis"], text) for case in CORPUS["compares"] for text in case["say"]]
)
def test_comparison(basis, text):
    assert {value.basis for value in whole(text, Compare)} == {basis}


@pytest.mark.parametrize("text", CORPUS["never"])
def test_nothing_of_time(text):
    assert find_times(normalise(text)) == ()


def read_external(case):
    today = dt.date.fromisoformat(case["today"])
    clock = Clock(Calendar(), {}, today, None, today - dt.timedelta(days=1))
    spans = set()
    for value in whole(case["text"], None):
        try:
            span = find_span(value, clock)
        except QueryRefused:
            continue
        spans.add((str(span.start), str(span.end)))
    return spans


def test_external_phrases_are_right_or_not_read():
    """A phrase that is read whole must not be read as other days; at least 60 % are read."""
    right = wrong = 0
    for case in EXTERNAL:
        spans = read_external(case)
        wanted = (case["start"], case["end_excluded"])
        right += wanted in spans
        if spans and wanted not in spans and case["text"] not in CONFLICTS:
            wrong += 1
            print(case["text"], wanted, spans)
    assert wrong == 0
    assert right / len(EXTERNAL) >= 0.6


def test_long_questions_stay_fast_enough():
    text = normalise("revenue from 2025-01-01 to 2025-02-01 and " * 10)
    assert len(find_times(text)) > 10


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("the first week of October", {("2026-09-28", "2026-10-05"), ("2026-10-01", "2026-10-08")}),
        ("the second week of October", {("2026-10-05", "2026-10-12"), ("2026-10-08", "2026-10-15")}),
        ("10月第一周", {("2026-09-28", "2026-10-05"), ("2026-10-01", "2026-10-08")}),
        ("10月前两周", {("2026-09-28", "2026-10-12"), ("2026-10-01", "2026-10-15")}),
        ("the last week of October", {("2026-10-26", "2026-11-02"), ("2026-10-25", "2026-11-01")}),
    ],
)
def test_a_week_of_a_month_is_one_of_the_calendar_or_seven_days(text, days):
    spans = [find_span(value, CLOCK) for value in whole(text, ())]
    assert {(span.start.isoformat(), span.end.isoformat()) for span in spans} == days
