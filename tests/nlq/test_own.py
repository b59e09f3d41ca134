"""What is the viewer's own: read from the profile of who asks, or asked for, never guessed."""

import datetime as dt

import pytest

from nlq.ask import ask
from nlq.reading import Question
from semantic_layer.query.canonical import canonical
from semantic_layer.session import Session, Viewer

TODAY = dt.date(2026, 4, 1)
NORTH = Viewer(name="north", attributes={"area": ("North",)})


def answered(engine, text, viewer):
    locale = "zh" if any("\u3400" <= char <= "\u9fff" for char in text) else "en"
    return ask(Question(text=text, locale=locale), Session(today=TODAY, locale=locale, viewer=viewer), engine)


@pytest.mark.parametrize(("own", "named"), [
    ("fees of my area in March", "fees in North in March"), ("What were the fees in our area in March?", "fees in North in March"),
    ("March fees for my area", "fees in North in March"), ("visits by insurance plan in my area in March", "visits by insurance plan in North in March"),
    ("我们片区3月的诊费", "North 3月的诊费"), ("3月我的片区的就诊量", "North 3月的就诊量"),
])  # fmt: skip
def test_it_is_what_the_profile_names(clinics, own, named):
    assert answered(clinics, named, NORTH).status == "answered"
    assert canonical(answered(clinics, own, NORTH).query) == canonical(answered(clinics, named, NORTH).query)
    # Nobody else's profile is asked.
    south = answered(clinics, own, Viewer(name="south", attributes={"area": ("South",)}))
    assert canonical(south.query) == canonical(answered(clinics, named, NORTH).query).replace('"North"', '"South"')


@pytest.mark.parametrize(
    "text", ["fees of my area in March", "visits by insurance plan in our area in March", "我们片区3月的诊费"]
)
def test_without_one_it_is_asked_for(clinics, text):
    for viewer in (Viewer(), Viewer(attributes={"region": ("North",)}), Viewer(attributes={"area": ()})):
        found = answered(clinics, text, viewer)
        assert (found.status, [issue.code for issue in found.issues]) == ("refused", ["own_unknown"])
        assert "area" in found.text or "片区" in found.text


def test_several_are_all_of_them_and_what_is_not_there_has_no_rows(clinics):
    both = answered(clinics, "fees of my area in March", Viewer(attributes={"area": ("South", "North")}))
    assert both.query.where.values == ("North", "South")
    nowhere = answered(clinics, "visits of my area in March", Viewer(attributes={"area": ("Q",)}))
    assert nowhere.rows in ((), ((0,),), ((None,),))
