"""What a query said without words is told in words: readback, sentence, total row; in both languages."""

import datetime as dt

import pytest

from nlq.ask import answer_query, ask
from nlq.reading import Question
from semantic_layer import query as q
from semantic_layer.session import Session

TODAY = dt.date(2026, 4, 1)
YEAR = q.Named(unit="year", year=2025)
VISITS = (q.Metric(name="visits"),)
BUSY = q.Data(
    measures=VISITS, by=(q.Dimension(name="clinic"),), period=YEAR, order=(q.Order(measure=0),), top=q.Top(n=1)
)


@pytest.mark.parametrize(
    ("query", "en", "zh"),
    [
        (
            q.Data(measures=VISITS, where=q.InKeys(dimension="clinic", query=BUSY), period=YEAR),
            "clinic among those picked by visits, top 1",
            "诊所属于按就诊量, 前1选出的范围",
        ),
        (q.Data(measures=VISITS, where=q.Exists(table="item", negated=True), period=YEAR), "without item", "没有item"),
        (
            q.Data(measures=VISITS, where=q.Range(dimension="area", low="A", high="O"), period=YEAR),
            "area A – O",
            "片区 A – O",
        ),
        (q.Data(measures=VISITS, where=q.IsNull(dimension="area"), period=YEAR), "area = (none)", "片区 = （空）"),
        (q.Members(metric="visits", period=YEAR, limit=2), "visits · Jan 1", "就诊量 · 2025年1月1日"),
    ],
)
def test_a_condition_is_read_back(clinics, query, en, zh):
    for locale, words in (("en", en), ("zh", zh)):
        answer = answer_query(query, Session(today=TODAY, locale=locale), clinics)
        assert answer.status == "answered" and words in answer.readback, answer.readback


def test_the_days_of_the_keys_are_said(clinics):
    query = q.Data(
        measures=VISITS,
        where=q.InKeys(dimension="clinic", query=BUSY),
        period=q.Named(unit="month", number=1, year=2026),
    )
    answer = answer_query(query, Session(today=TODAY), clinics)
    assert [note.message for note in answer.notes] == ["The condition looks at Jan 1 – Dec 31, 2025."]


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("visits by area in 2025 with totals", "In all: "),
        ("visits and missed visits by area in 2025 and the total", "In all: "),
        ("2025年各片区的就诊量和合计", "合计："),
        ("2025年按片区的爽约率，含合计", "合计："),
    ],
)
def test_a_total_row_is_asked_for_in_words(clinics, question, said):
    locale = "zh" if "年" in question else "en"
    answer = ask(Question(text=question, locale=locale), Session(today=TODAY, locale=locale), clinics)
    assert answer.status == "answered" and said in answer.text, answer.text
    whole = answer_query(answer.query.model_copy(update={"by": (), "totals": False}), Session(today=TODAY), clinics)
    assert answer.totals is not None and answer.totals.row == (None, *whole.rows[0])
    assert answer.totals.sql.startswith("WITH") or answer.totals.sql.startswith("SELECT")


def test_a_total_of_a_single_number_is_no_question(clinics):
    assert ask(Question(text="visits in 2025 with totals"), Session(today=TODAY), clinics).status == "refused"
