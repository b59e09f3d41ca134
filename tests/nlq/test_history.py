"""Questions about the history of a definition: read in both languages, told from what is kept, and never guessed."""

import dataclasses
import datetime as dt

import pytest

from nlq.ask import answer_query, ask
from nlq.engine import KEPT_VIEWS
from nlq.kept import Kept
from nlq.read import read
from nlq.reading import Question
from semantic_layer.model.history import Revision
from semantic_layer.query import Describe
from semantic_layer.query.canonical import canonical
from semantic_layer.session import Session, Viewer

TODAY = dt.date(2026, 4, 1)
SESSION = Session(today=TODAY)
ASKED = [
    "history of fees", "show me the history of the definition of fees", "how did the definition of fees change",
    "has the definition of fees changed", "who changed the definition of fees", "who last changed the definition of fees?",
    "version history of fees", "change history of fees", "revision history of fees", "fees change log",
    "when was the definition of fees last changed", "when did the definition of fees change",
    "has the definition of fees been modified", "was the formula of fees ever changed", "changes to the definition of fees",
    "what changed in the definition of fees", "what is the change history of fees", "the definition history of fees",
    "诊费的定义改过吗", "诊费口径变更历史", "诊费的口径变过吗", "谁改了诊费的定义", "诊费的定义是什么时候改的", "诊费的版本历史",
    "诊费定义的修改记录", "诊费的口径有没有调整过", "诊费的变更记录", "查看诊费的历史版本", "诊费口径有变化吗", "诊费的公式改过没有",
    "诊费的口径最近一次变更是什么时候", "诊费的口径被谁改过", "診費的定義改過嗎",
]  # fmt: skip
NOT_ASKED = [
    # A number that changed, or who made it change, is no definition that did.
    "how did fees change", "who changed fees", "fees last changed", "诊费改过吗", "谁改了诊费", "诊费的历史", "fees history last month",
    "what are the changes in fees", "what changed in fees", "what is the change of fees", "诊费的变化是什么", "诊费有什么调整",
    "history of fees by clinic", "how did the definition of fees increase",
]  # fmt: skip


@pytest.mark.parametrize("text", ASKED)
def test_the_history_of_a_definition_is_asked_for(clinics, text):
    readings = read(Question(text=text), SESSION, clinics.index)
    assert readings.readings, readings.issues
    assert canonical(readings.readings[0].query) == canonical(Describe(names=("fees",), aspects=("history",)))
    assert readings.readings[0].probability > 0.5


@pytest.mark.parametrize("text", NOT_ASKED)
def test_what_is_no_question_about_a_definition_is_not_read_as_one(clinics, text):
    kinds = {reading.query.kind for reading in read(Question(text=text), SESSION, clinics.index).readings}
    assert "describe" not in kinds


def test_a_definition_is_still_a_definition(clinics):
    for text in ("definition of fees", "how are fees calculated", "what is fees", "诊费的口径是什么"):
        (query,) = {canonical(r.query) for r in read(Question(text=text), SESSION, clinics.index).readings}
        assert query == canonical(Describe(names=("fees",)))


def test_history_is_told_beside_what_else_was_asked(clinics):
    for text in ("owner and version history of fees", "诊费的负责人和变更历史"):
        best = read(Question(text=text), SESSION, clinics.index).readings[0]
        assert best.query == Describe(names=("fees",), aspects=("history", "owner"))


CHANGES = (
    Revision(date=dt.date(2026, 3, 9), commit="c0ffee1", author="Ada", subject="Fees without missed visits", change="version", recalculated=True, before="1", after="2"),
    Revision(date=dt.date(2026, 2, 1), commit="beef002", author="Bo", subject="Typo", change="words", before="1", after="1"),
    Revision(date=dt.date(2026, 1, 7), commit="f00d003", author="Ada", subject="Clinics", change="added", after="1"),
)  # fmt: skip


@pytest.fixture
def kept(clinics):
    asked = []

    def history(name):
        asked.append(name)
        return CHANGES if name == "fees" else ()

    engine = dataclasses.replace(clinics, history=history)
    engine.asked = asked
    return engine


def tell(engine, text, locale):
    return ask(Question(text=text, locale=locale), Session(today=TODAY, locale=locale), engine)


def test_the_changes_are_told_newest_first(kept):
    answer = tell(kept, "how did the definition of fees change", "en")
    assert answer.status == "answered" and kept.asked == ["fees"]
    assert (
        answer.text
        == "Changes of fees: 3. The last one: Mar 9, 2026, Ada, version 1 → 2 (“Fees without missed visits”)."
    )
    assert [column.name for column in answer.columns] == ["metric", "date", "commit", "author", "change", "subject"]
    assert answer.rows[0] == (
        "fees",
        dt.date(2026, 3, 9),
        "c0ffee1",
        "Ada",
        "version 1 → 2",
        "Fees without missed visits",
    )
    assert [row[4] for row in answer.rows] == ["version 1 → 2", "only words", "added"]
    assert answer.readback == "fees · history" and answer.metrics[0].name == "fees" and answer.sql is None


def test_the_changes_are_told_in_chinese(kept):
    answer = tell(kept, "诊费的定义改过吗", "zh")
    assert answer.text == "诊费共有3次变更，最近一次：2026年3月9日，Ada，版本 1 → 2（“Fees without missed visits”）。"
    assert [row[4] for row in answer.rows] == ["版本 1 → 2", "仅文字变更", "新增"]
    assert answer.columns[3].label == "修改人" and answer.readback == "诊费 · 变更历史"


def test_where_nobody_keeps_it_that_is_said(clinics, kept):
    for text, locale, said in (
        ("history of fees", "en", "not under version control"),
        ("诊费的版本历史", "zh", "未纳入版本管理"),
    ):
        answer = tell(clinics, text, locale)
        assert answer.status == "answered" and said in answer.text and answer.rows == () == answer.columns
    assert "No change of visits is recorded yet" in tell(kept, "history of visits", "en").text
    assert tell(kept, "history of area", "en").text == "A history is kept of metrics."


def test_nothing_is_looked_up_where_nobody_asks(kept):
    tell(kept, "fees last month", "en")
    tell(kept, "definition of fees", "en")
    assert kept.asked == []


def test_a_metric_that_a_viewer_may_not_see_has_no_history_for_him(kept):
    metrics = kept.whole.metrics
    hidden = metrics | {"fees": metrics["fees"].model_copy(update={"visible_to": ("finance",)})}
    whole = kept.whole.model_copy(update={"metrics": hidden})
    engine = dataclasses.replace(kept, model=whole, whole=whole, _views=Kept(KEPT_VIEWS))
    answer = answer_query(
        Describe(names=("fees",), aspects=("history",)), Session(today=TODAY, viewer=Viewer()), engine
    )
    assert answer.status == "refused" and kept.asked == []


def test_a_card_carries_the_hash_of_its_definition(clinics):
    answer = tell(clinics, "fees last month", "en")
    assert answer.metrics[0].hash == clinics.whole.hashes["fees"] and len(answer.metrics[0].hash) == 8
