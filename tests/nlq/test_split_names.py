"""Names of metrics taken apart by a question: noun and verb mean the metric together, and nothing without each other."""

import datetime as dt

import pytest
from small_models import columns, simple, values

from nlq.ask import ask
from nlq.read import read
from nlq.reading import Question
from nlq.text.lemma import lemma
from semantic_layer.session import Session

SESSION = Session(today=dt.date(2025, 5, 20))


@pytest.fixture(scope="module")
def shelter(small):
    """A shelter for animals, whose names no rule was written for."""
    kinds = columns(id="integer", day="date", state="text", house="text")
    named = lambda en, zh, state, **more: simple("animal", label={"en": en, "zh": zh}, unit="count", where=[{"field": "state", "value": state}], **more)  # fmt: skip
    parts = {
        "tables": {"animal": {"key": ["id"], "time": "day", "noun": {"en": "animal", "zh": "动物"}, "columns": kinds}},
        "dimensions": {
            "house": {"table": "animal", "column": "house", "label": {"en": "house", "zh": "馆"}},
            "state": {"table": "animal", "column": "state", "label": {"en": "state", "zh": "状态"}},
        },
        "metrics": {
            "adopted": named("animals adopted", "领养动物数", "adopted"), "lost": named("lost animals", "走失动物数", "lost"),
            "chips": named("chips given", "芯片发放量", "chipped"), "admitted": named("animals admitted", "接收动物数", "admitted"),
            "ill": named("ill animals", "生病动物数", "ill"), "barking": named("barking dogs", "吠犬数", "lost"), "walks": named("walks", "遛弯数", "walked"),
            "fee": named("usual price", "平均动物金额", "lost"),
            "invoices": named("invoices", "发票数", "lost"), "parcels": named("parcels", "票数", "adopted"),
        },
    }  # fmt: skip
    rows = ", ".join(f"({n}, DATE '2025-04-{1 + n % 28:02}', '{['adopted', 'lost', 'chipped', 'admitted', 'adopted'][n % 5]}', '{'AB'[n % 2]}')" for n in range(60))  # fmt: skip
    return small(parts, values("animal", "id, day, state, house", rows), default_period={"kind": "relative", "unit": "month", "offset": -1})  # fmt: skip


def metrics_of(engine, text):
    locale = "zh" if any("一" <= char <= "鿿" for char in text) else "en"
    found = read(Question(text=text, locale=locale), SESSION, engine.index).readings
    return [measure.name for measure in found[0].query.measures] if found else None


SPLIT = {
    "adopted": [
        "how many animals did we adopt last month", "how many animals were adopted last month", "animals adopted last month", "how many animals have been adopted in April",
        "animals of house A adopted last month", "which house adopted the most animals last month", "how many animals did each house adopt last month",
        "上个月领养了多少动物", "4月领养了多少动物", "有多少动物被领养了", "上月有多少动物被领养",
    ],
    "lost": ["how many animals did we lose last month", "how many animals were lost in April", "lost animals in April", "上月走失了多少动物"],
    "chips": ["how many chips did we give last month", "how many chips were given last month", "how many chips are we giving this year"],
    # What a noun is or does stands after it.
    "ill": ["how many animals are ill", "how many animals were ill last month", "how many of the animals of house A were still ill last month"],
    "barking": ["how many dogs barked last month"],
    "walks": ["how many walks last month"],
    "admitted": ["how many animals did we admit last month", "上个月接收了多少动物"],
}  # fmt: skip


@pytest.mark.parametrize(("name", "text"), [(name, text) for name, texts in SPLIT.items() for text in texts])
def test_noun_and_verb_together_are_the_metric(shelter, name, text):
    assert metrics_of(shelter.engine, text) == [name]


@pytest.mark.parametrize(
    "text",
    [
        # A verb without its noun, a noun without its verb, another verb, another noun; a "not" that nothing takes up.
        "how much did we adopt last month", "how many animals last month", "how many animals did we feed last month", "how many chips did we adopt last month",
        "how many animals did we not adopt last month", "animals except adopted ones last month", "how many animals adopted chips last month",
        # What is ill before the animals is said of nothing, and a dog that is barked at does not bark.
        "how many ill did animals last month", "how many animals ill last month", "how many dogs were barked last month",
        # A verb is not what is counted.
        "how many dogs walked last month", "how many houses walked last month", "how many As were walked last month", "how much did house A walk last month",
        "上月喂了多少动物", "上月领养了多少芯片", "上月没领养多少动物",
        # An average of animals, and no average price of one.
        "上月平均多少动物", "4月一共平均多少动物",
        # What is sent is counted in 票 here: no 发票 were asked for.
        "上月发了多少票", "上月一共发了多少票",
    ],
)  # fmt: skip
def test_apart_from_each_other_they_are_nothing(shelter, text):
    assert ask(Question(text=text), SESSION, shelter.engine).status != "answered"


def test_a_member_of_the_same_name_is_no_other_answer(shelter):
    # “Animals” alone is no metric here: what is adopted is a state too, and no second reading comes of it.
    answer = ask(Question(text="how many animals were adopted by house last month"), SESSION, shelter.engine)
    gold = shelter.sql("SELECT house, count(*) FROM animal WHERE state = 'adopted' GROUP BY 1")
    assert answer.status == "answered" and sorted(answer.rows) == gold


@pytest.mark.parametrize(
    ("word", "ground"),
    [
        ("sold", "sell"),
        ("redeemed", "redeem"),
        ("given", "give"),
        ("adopts", "adopt"),
        ("losing", "lose"),
        ("x9", "x9"),
    ],
)
def test_words_have_a_ground_form(word, ground):
    assert lemma(word) == ground


@pytest.fixture(scope="module")
def floor(small):
    """A trading floor, where what is traded is called as a kind of thing, and as a part of a whole, too."""
    kinds = columns(id="integer", day="date", many="integer", kind="text")
    members = [{"value": "stock", "label": {"en": "stock"}, "synonyms": {"en": ["shares"]}}, {"value": "bond"}]
    parts = {
        "tables": {"deal": {"key": ["id"], "time": "day", "noun": {"en": "deal"}, "columns": kinds}},
        "dimensions": {"kind": {"table": "deal", "column": "kind", "label": {"en": "kind"}, "members": members}},
        "metrics": {
            "trades": simple("deal", label={"en": "deals"}, synonyms={"en": ["trades"]}, unit="count"),
            "traded": simple("deal", "sum", "many", label={"en": "shares traded"}, synonyms={"en": ["shares"]}, unit="count"),
        },
    }  # fmt: skip
    rows = ", ".join(f"({n}, DATE '2025-04-{1 + n % 28:02}', {n}, '{['stock', 'bond'][n % 2]}')" for n in range(20))
    return small(parts, values("deal", "id, day, many, kind", rows))


@pytest.mark.parametrize(
    "text", ["trades and shares in April", "number of trades and shares in April", "shares and trades in April"]
)
def test_what_is_listed_is_not_told_of_each_other(floor, text):
    answer = ask(Question(text=text), SESSION, floor.engine)
    assert answer.status == "answered" and sorted(answer.rows[0]) == [20, 190]


@pytest.mark.parametrize("text", ["trades and stock in April", "trades and share by kind", "trades in April and bond"])
def test_a_metric_is_joined_to_nothing_of_another_kind(floor, text):
    assert ask(Question(text=text), SESSION, floor.engine).status != "answered"


def test_a_share_stands_where_it_was_named(retail):
    today = Session(today=dt.date(2026, 11, 23))
    answer = ask(Question(text="top 1 region by share of revenue and orders last month"), today, retail)
    assert [getattr(measure, "op", None) for measure in answer.query.measures] == ["share", None]
    assert answer.query.order[0].measure == 0 and 0 < answer.rows[0][1] < 1 < answer.rows[0][2]
