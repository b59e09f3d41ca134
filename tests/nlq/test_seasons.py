"""Festivals by what people call them, in both languages, where the model's country has them."""

import datetime as dt

import pytest

from nlq.index import build_index
from nlq.read import read
from nlq.reading import Question
from semantic_layer.query import Season
from semantic_layer.session import Session

TODAY = dt.date(2026, 11, 23)
CALLED = {
    "national day": ["visits during National Day", "visits over the National Day holiday", "国庆的就诊量", "国庆期间的就诊量",
                     "国庆节就诊量", "十一假期的就诊量", "国庆黄金周就诊量", "visits in the October holiday"],
    "golden week": ["visits in Golden Week", "黄金周的就诊量"],
    "chinese new year (spring festival)": ["visits during the Spring Festival", "Chinese New Year visits", "春节就诊量",
                                           "春节期间的就诊量", "Lunar New Year visits", "农历新年就诊量"],
    "labor day": ["May Day visits", "visits over the Labour Day holiday", "五一就诊量", "五一假期的就诊量", "劳动节就诊量"],
    "mid-autumn festival": ["visits on Mid-Autumn Festival", "中秋节的就诊量", "中秋就诊量"],
    "dragon boat festival": ["Dragon Boat Festival visits", "端午的就诊量", "端午节就诊量"],
    "black friday": ["visits on Black Friday", "黑五就诊量", "黑色星期五的就诊量"],
    "christmas day": ["visits on Christmas", "Christmas Day visits", "圣诞节就诊量"],
    "new year's day": ["New Year's Day visits", "元旦就诊量", "元旦假期的就诊量"],
}  # fmt: skip
NOT_SEASONS = [
    "visits in May",
    "clinics with more than 51 visits in October 2025",
    "五月就诊量",
    "visits this year",
    "11月的就诊量",
]


@pytest.fixture(scope="module")
def index(clinics):
    header = clinics.model.header
    calendar = header.calendar.model_copy(update={"holidays": "CN"})
    model = clinics.model.model_copy(update={"header": header.model_copy(update={"calendar": calendar})})
    return build_index(model, {})


def seasons(text, index):
    locale = "en" if text.isascii() else "zh"
    found = read(Question(text=text, locale=locale), Session(today=TODAY, locale=locale), index).readings
    return {getattr(reading.query, "period", None) for reading in found}


@pytest.mark.parametrize(("name", "text"), [(name, text) for name, texts in CALLED.items() for text in texts])
def test_a_festival_is_read(name, text, index):
    assert seasons(text, index) == {Season(name=name)}


@pytest.mark.parametrize("text", NOT_SEASONS)
def test_what_is_no_festival_is_read_as_none(text, index):
    assert not any(isinstance(period, Season) for period in seasons(text, index))


@pytest.mark.parametrize(
    ("text", "season"),
    [
        ("visits during National Day 2025", Season(name="national day", year=2025)),
        ("2025年国庆的就诊量", Season(name="national day", year=2025)),
        ("去年春节的就诊量", Season(name="chinese new year (spring festival)", year_offset=-1)),
        ("last year's Spring Festival visits", Season(name="chinese new year (spring festival)", year_offset=-1)),
    ],
)
def test_its_year_may_be_named(text, season, index):
    assert seasons(text, index) == {season}


def test_a_model_without_a_country_has_only_what_is_the_same_everywhere(clinics):
    assert seasons("visits on Christmas", clinics.index) == {Season(name="christmas day")}
    assert not seasons("国庆的就诊量", clinics.index) and not seasons("visits in Golden Week", clinics.index)
