import datetime as dt

import pytest

from nlq.ask import ask
from nlq.reading import Question
from semantic_layer.session import Session


@pytest.mark.parametrize("locale", ["en", "zh"])
def test_what_is_suggested_is_answered(retail, locale):
    session = Session(today=dt.date(2026, 11, 23), locale=locale)
    for name in (
        "revenue",
        "average_order_value",
        "inventory_turnover",
        "complaint_resolution_rate",
        "headcount",
        "footfall",
    ):
        label = retail.model.metric_label(name, locale)
        text = f"上个月的{label}" if locale == "zh" else f"{label} last month"
        answer = ask(Question(text=text, locale=locale), session, retail)
        assert answer.status == "answered" and answer.suggestions
        for suggestion in answer.suggestions:
            following = ask(Question(text=suggestion, locale=locale), session, retail, answer.query)
            assert following.status == "answered", (name, suggestion, following.text)
            assert following.query.measures == answer.query.measures
