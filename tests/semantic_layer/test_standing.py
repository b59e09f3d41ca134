"""Draft, certified, deprecated: said in every answer, refused where the folder says so, whatever way it is asked."""

import pytest

from nlq.ask import answer_query, ask
from nlq.reading import Question
from semantic_layer import query as q
from semantic_layer.compiler.compile import compile_query
from semantic_layer.issues import QueryRefused
from semantic_layer.model.definitions import Governance
from semantic_layer.session import Session
from semantic_layer.standing import check_standing


@pytest.mark.parametrize(
    ("locale", "name", "said"),
    [("en", "gross_merchandise", "no longer kept up. Use"), ("zh", "sales_quota", "尚为草案")],
)
def test_an_answer_says_how_far_its_metric_may_be_trusted(retail, locale, name, said):
    query = q.Data(measures=(q.Metric(name=name),), period=q.Named(unit="year", year=2025))
    answer = answer_query(query, Session(today=retail.model.calendar.as_of, locale=locale), retail)
    assert answer.status == "answered" and said in " ".join(issue.message for issue in answer.warnings)
    certified = answer_query(
        q.Data(measures=(q.Metric(name="revenue"),), period=q.Named(unit="year", year=2025)),
        Session(today=retail.model.calendar.as_of, locale=locale), retail,
    )  # fmt: skip
    assert not certified.warnings and certified.metrics[0].certified


def test_a_folder_may_refuse_them_with_what_to_use(retail):
    header = retail.whole.header.model_copy(update={"governance": Governance(deprecated="refuse")})
    strict = retail.whole.model_copy(update={"header": header})
    query = q.Data(measures=(q.Metric(name="revenue"), q.Metric(name="gross_merchandise")))
    today = retail.model.calendar.as_of
    with pytest.raises(QueryRefused) as refused:
        compile_query(query, strict, Session(today=today), retail.state(today))
    issue = refused.value.issues[0]
    assert issue.code == "deprecated_metric" and issue.suggestions == (
        retail.model.metric_label(retail.model.metrics["gross_merchandise"].replaced_by, "en"),
    )


def test_where_nothing_is_certified_a_draft_is_nothing_to_warn_of(clinics):
    assert check_standing(("fees", "visits"), clinics.whole, "en") == ()


def test_words_that_fit_both_go_to_the_live_metric(retail):
    answer = ask(Question(text="revenue last month"), Session(today=retail.model.calendar.as_of), retail)
    assert [card.name for card in answer.metrics] == ["revenue"]
