"""Choices that are remembered: they tip between readings that differ in the same words alone, and are said."""

import datetime as dt

import pytest
from small_models import columns, simple, values

from nlq.ask import ask
from nlq.preference import fingerprint, holds, prefer
from nlq.read import read
from nlq.reading import Question
from nlq.tell.choices import tell_kept
from semantic_layer.query.canonical import canonical
from semantic_layer.session import Session

PARTS = {
    "tables": {
        "sale": {"key": ["id"], "time": "day", "columns": columns(id="integer", day="date", net="number", gross="number", area="text", team="text")},
        "visit": {"key": ["vid"], "time": "day", "columns": columns(vid="integer", day="date")},
    },
    "dimensions": {
        "area": {"label": {"en": "area", "zh": "片区"}, "table": "sale", "column": "area"},
        "team": {"label": {"en": "team", "zh": "团队"}, "table": "sale", "column": "team"},
    },
    "metrics": {
        "net_revenue": simple("sale", "sum", "net", label={"en": "net revenue", "zh": "净收入"}, synonyms={"en": ["sales", "income"], "zh": ["收入"]}, unit="EUR"),
        "gross_revenue": simple("sale", "sum", "gross", label={"en": "gross revenue", "zh": "总收入"}, synonyms={"en": ["sales", "income"], "zh": ["收入"]}, unit="EUR"),
        "sale_count": simple("sale", "count", label={"en": "number of sales", "zh": "销售笔数"}, synonyms={"en": ["deals"]}),
        "visits": simple("visit", "count", label={"en": "visits", "zh": "到访量"}, synonyms={"en": ["deals"]}),
    },
}  # fmt: skip
ROWS = values("sale", "id, day, net, gross, area, team",
              "(1, DATE '2025-05-02', 80.0, 100.0, 'North', 'North'), (2, DATE '2025-05-09', 40.0, 55.0, 'South', 'Blue'), "
              "(3, DATE '2025-04-09', 10.0, 15.0, 'South', 'North')")  # fmt: skip
VISITS = values(
    "visit",
    "vid, day",
    "(1, DATE '2025-05-02'), (2, DATE '2025-05-03'), (3, DATE '2025-05-03'), (4, DATE '2025-04-03')",
)


def with_meanings(*meanings, metrics=None):
    return {**PARTS, "metrics": metrics or PARTS["metrics"], "meanings": list(meanings)}


@pytest.fixture(scope="module")
def shop(small):
    return small(PARTS, ROWS, VISITS)


def asked(model, text, preferences=(), locale="en"):
    session = Session(today=model.today, locale=locale)
    return ask(Question(text=text, locale=locale, preferences=tuple(preferences)), session, model.engine)


def chosen(model, text, name, locale="en"):
    """What a choice of a metric says, among the choices of a question back."""
    answer = asked(model, text, locale=locale)
    assert answer.status == "clarify"
    return next(each.remember for each in answer.choices if measure(each) == name)


def measure(answer):
    return answer.query.measures[0].name


@pytest.mark.parametrize("name", ["net_revenue", "gross_revenue"])
@pytest.mark.parametrize(
    "text",
    ["sales in May", "sales by area in May", "top 1 areas by sales in May", "how did sales change in May",
     "areas with sales above 45 in May", "share of sales by area in May", "sales and visits in May"],
)  # fmt: skip
def test_the_same_words_are_taken_as_chosen_before_and_it_is_said(shop, name, text):
    kept = chosen(shop, "sales in April", name)
    answer = asked(shop, text, kept)
    assert answer.status == "answered", answer.text
    other = {"net_revenue": "gross_revenue", "gross_revenue": "net_revenue"}[name]
    assert name in canonical(answer.query) and other not in canonical(answer.query)
    label = name.replace("_", " ")
    assert answer.notes[0].code == "as_you_chose"
    assert answer.notes[0].message == f"“sales” is taken as {label}, as you chose before."
    assert [(each.words, each.meaning, each.by) for each in answer.settled] == [("sales", label, "person")]
    # The other reading is offered with its own numbers, and says what its choice would be.
    assert [other in canonical(each.query) for each in answer.choices] == [True]
    assert answer.choices[0].rows != answer.rows
    again = asked(shop, text, answer.choices[0].remember)
    assert again.query == answer.choices[0].query


def test_in_chinese(shop):
    answer = asked(shop, "5月各片区的收入", chosen(shop, "4月的收入", "gross_revenue", "zh"), "zh")
    assert measure(answer) == "gross_revenue"
    assert answer.notes[0].message == "按您之前的选择，“收入”理解为总收入。"


def test_where_nothing_is_remembered_nothing_is_said(shop):
    answer = asked(shop, "net revenue in May", chosen(shop, "sales in April", "gross_revenue"))
    assert measure(answer) == "net_revenue" and not answer.settled and not answer.choices and not answer.notes
    assert asked(shop, "sales in May").status == "clarify"


@pytest.mark.parametrize(
    "text",
    ["income in May", "deals in May", "5月的收入", "North in May", "sales income in May"],
)
def test_other_words_are_not_touched(shop, text):
    kept = chosen(shop, "sales in April", "gross_revenue")
    locale = "zh" if "月" in text else "en"
    assert told(asked(shop, text, kept, locale)) == told(asked(shop, text, (), locale))


def told(answer):
    return answer.model_dump(exclude={"elapsed_ms"})


@pytest.mark.parametrize(
    "text",
    ["number of sales in May", "net sales in May", "gross sales in May", "sales returned in May", "unpaid sales in May",
     "sales tax in May", "sales without tax in May", "sales per unicorn in May", "new sales in May", "sales not in North in May",
     "sales excluding North in May", "target sales in May", "lost sales by area", "first sales in May", "sales sales in May"],
)  # fmt: skip
@pytest.mark.parametrize("name", ["net_revenue", "gross_revenue"])
def test_further_words_never_change_their_meaning(shop, text, name):
    """Whatever else is said: what is told is what would have been offered, and what was withheld is withheld still."""
    kept = chosen(shop, "sales in April", name)
    before, after = asked(shop, text), asked(shop, text, kept)
    if before.status == "clarify":
        assert after.status in ("answered", "clarify")
        offered = {canonical(each.query) for each in before.choices}
        left = [after] if after.status == "answered" else after.choices
        assert (
            all(canonical(each.query) in offered and name in canonical(each.query) for each in left) and after.settled
        )
    else:
        assert (after.status, after.query, after.rows) == (before.status, before.query, before.rows)
        assert not after.settled


def test_of_two_words_each_is_remembered_by_itself(shop):
    answer = asked(shop, "sales and deals in May")
    assert answer.status == "clarify" and len(answer.choices) == 4
    pick = next(each for each in answer.choices if [m.name for m in each.query.measures] == ["net_revenue", "visits"])
    assert sorted(each.said for each in pick.remember) == ["deals", "sales"]
    both = asked(shop, "deals and sales in April", pick.remember)
    assert both.status == "answered" and [m.name for m in both.query.measures] == ["visits", "net_revenue"]
    assert len(both.notes) == 2 and len(both.choices) == 3
    # One of them is known: the other is asked about, and nothing else.
    half = asked(shop, "sales and deals in May", [each for each in pick.remember if each.said == "sales"])
    assert half.status == "clarify" and half.notes[0].code == "as_you_chose"
    assert [[m.name for m in each.query.measures] for each in half.choices] == [
        ["net_revenue", "sale_count"],
        ["net_revenue", "visits"],
    ]


def test_another_word_with_the_same_meanings_is_another(shop):
    kept = chosen(shop, "sales in April", "net_revenue")
    answer = asked(shop, "areas with income above 20 by sales in May", kept)
    assert answer.status == "clarify" and [each.words for each in answer.settled] == ["sales"]
    assert {measure(each) for each in answer.choices} == {"net_revenue"}
    assert {each.query.having.measure.name for each in answer.choices} == {"net_revenue", "gross_revenue"}


def test_members_and_what_they_are_members_of(shop):
    answer = asked(shop, "number of sales in North")
    assert answer.status == "clarify"
    pick = next(each for each in answer.choices if each.query.where.dimension == "team")
    again = asked(shop, "net revenue of North in April", pick.remember)
    assert again.status == "answered" and again.query.where.dimension == "team"
    assert again.notes[0].message == "“North” is taken as team North, as you chose before."
    # Blue is a team alone, and South an area.
    assert asked(shop, "net revenue of South in April", pick.remember).query.where.dimension == "area"


def test_a_choice_among_other_meanings_is_another(shop, small):
    """A third thing is called so since: which of the three is meant was never said."""
    kept = chosen(shop, "sales in April", "net_revenue")
    third = {**PARTS["metrics"], "visits": {**PARTS["metrics"]["visits"], "synonyms": {"en": ["sales"]}}}
    wider = small({**PARTS, "metrics": third}, ROWS, VISITS)
    assert asked(wider, "sales in May", kept).status == "clarify"
    assert asked(wider, "sales by area in May", kept).status == "answered", "visits have no area"


@pytest.mark.parametrize("name", ["net_revenue", "gross_revenue"])
@pytest.mark.parametrize(
    "change",
    [
        {"version": "2"},
        {"unit": "USD"},
        {"calculation": {"type": "simple", "table": "sale", "agg": "max", "column": "net"}},
    ],
)
def test_a_definition_that_has_changed_asks_anew_and_says_why(shop, small, name, change):
    kept = chosen(shop, "sales in April", "net_revenue")
    metrics = {**PARTS["metrics"], name: {**PARTS["metrics"][name], **change}}
    changed = small({**PARTS, "metrics": metrics}, ROWS, VISITS)
    answer = asked(changed, "sales in May", kept)
    assert answer.status == "clarify" and [each.code for each in answer.notes] == ["choice_outdated"]
    assert "“sales”" in answer.notes[0].message
    # Words are no part of a definition.
    metrics = {**PARTS["metrics"], name: {**PARTS["metrics"][name], "owner": "Head", "description": "All of it."}}
    assert asked(small({**PARTS, "metrics": metrics}, ROWS, VISITS), "sales in May", kept).status == "answered"


def test_a_meaning_that_cannot_be_had_is_refused_not_replaced(shop):
    """Visits have no area: what was meant by the word is refused, and the other meaning is only offered."""
    kept = chosen(shop, "deals in April", "visits")
    assert measure(asked(shop, "deals by area in May")) == "sale_count"
    answer = asked(shop, "deals by area in May", kept)
    assert answer.status == "refused" and answer.issues[0].code == "unreachable_dimension"
    assert answer.notes[0].code == "as_you_chose" and [measure(each) for each in answer.choices] == ["sale_count"]
    assert measure(asked(shop, "deals by area in May", chosen(shop, "deals in April", "sale_count"))) == "sale_count"


def test_the_models_default_holds_for_everybody_and_is_said(small):
    declared = {"words": {"en": ["sales"], "zh": ["收入"]}, "means": "net_revenue"}
    model = small(with_meanings(declared), ROWS, VISITS)
    answer = asked(model, "sales by area in May")
    assert measure(answer) == "net_revenue" and answer.settled[0].by == "model"
    assert answer.notes[0].message == "“sales” is read as net revenue here, by the model's default."
    assert asked(model, "5月的收入", locale="zh").notes[0].message == "按模型的默认设定，“收入”在这里指净收入。"
    assert asked(model, "income in May").status == "clarify"
    # Who means the other says so once.
    again = asked(model, "sales in April", answer.choices[0].remember)
    assert measure(again) == "gross_revenue" and again.settled[0].by == "person"
    assert [measure(each) for each in again.choices] == ["net_revenue"]


def test_a_default_of_a_member(small):
    model = small(with_meanings({"words": ["North"], "means": "area", "member": "North"}), ROWS, VISITS)
    answer = asked(model, "number of sales in North")
    assert answer.status == "answered" and answer.query.where.dimension == "area"
    assert "area North" in answer.notes[0].message


def test_a_default_does_not_make_a_reading(small):
    model = small(with_meanings({"words": ["sales"], "means": "visits"}), ROWS, VISITS)
    assert asked(model, "sales in May").status == "clarify"


def test_equal_numbers_and_clear_readings_are_not_touched(shop):
    kept = chosen(shop, "sales in April", "gross_revenue")
    assert not asked(shop, "visits in May", kept).settled
    unread = asked(shop, "sales of unicorns in May", kept)
    assert unread.status == "refused" and unread.issues[0].code == "unread_words" and not unread.settled


def test_what_comes_from_outside_is_held_against_the_model(shop):
    model = shop.engine.model
    kept = chosen(shop, "sales in April", "gross_revenue")[0]
    assert holds(kept, model)
    for text in (
        "",
        "[]",
        "{}",
        "nonsense",
        "[[1,2]]",
        '[["METRIC"]]',
        '[["MEMBER",[["a"],["b"]]]]',
        '[["DIM",[1]]]',
        "[" * 900,
    ):
        forged = kept.model_copy(update={"chosen": text})
        assert not holds(forged, model), text
    assert not holds(kept.model_copy(update={"chosen": '[["METRIC",["nothing"]]]'}), model)
    odd = '[["METRIC",[["x"]]]]'
    forged = kept.model_copy(update={"chosen": odd, "definitions": fingerprint((odd, *kept.others), model)})
    told = tell_kept(asked(shop, "net revenue in May"), [forged], model)
    assert told.notes[0].code == "choice_kept"
    assert asked(shop, "sales in May", [forged]).status == "clarify"


def test_structure_is_remembered_for_the_words_it_joins(retail):
    """What differs may be how words are joined: then all of these are the words of it."""
    session = Session(today=dt.date(2026, 11, 23))
    question = "how many open stores made at least 200 orders in October, by region"

    def of(text, kept=()):
        return ask(Question(text=text, preferences=tuple(kept)), session, retail)

    first = of(question)
    assert first.status == "clarify" and len(first.choices) == 2
    for pick in first.choices:
        assert pick.remember
        again = of(question.replace("October", "September"), pick.remember)
        assert again.status == "answered" and again.query.measures == pick.query.measures
        assert again.query.having == pick.query.having and again.settled
        assert of(question.replace("200", "300"), pick.remember).status == "clarify"


def test_choices_of_a_question_agree_with_its_readings(retail):
    session = Session(today=dt.date(2026, 11, 23))
    text = "returns by region in October"
    readings = read(Question(text=text), session, retail.index).readings
    for each in readings:
        (kept,) = prefer(each, readings, text, retail.model)
        assert kept.said == "returns" and len(kept.others) == 1
        again = ask(Question(text="returns last month", preferences=(kept,)), session, retail)
        assert again.query.measures == each.query.measures
