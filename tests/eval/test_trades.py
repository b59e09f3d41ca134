"""Other trades, each asked about by somebody who had seen neither the reader nor any other case.

A maker of fans and heaters, a chain of language schools, a company that delivers parcels, fitness clubs, an airline, a
landlord, a city's libraries, wind and solar parks, a personnel department, a lender, a mobile network, groceries by
courier, theme parks, an advertising agency, car dealers, a hospital, hotels, software by subscription, an insurer, a
utility, a marketplace, a bank, pharmacies, city buses: their models, their data (made by seeded programs, for this
test) and their questions were written before the reader met them. Of the answerable it then read 58, 69, 71, 58, 56, 70, 64, 65, 72, 71, 68, 64, 73, 77, 71, 65, 83, 74, 79,
69, 78, 74, 78 and 79 % rightly; they are developed with since.
"""

import pytest
from trades import made_trade

from eval.run import evaluate

#: What must never be: a question answered otherwise than it was asked.
WRONG = {"silently_wrong", "answered_though_unanswerable", "error"}
#: Of each trade its cases, and those that are right; more is better.
TRADES = {
    "factory": (190, 163), "school": (122, 104), "parcel": (122, 112), "gym": (110, 89), "air": (110, 91),
    "flat": (110, 89), "lib": (110, 86), "wind": (110, 88),
    "staff": (110, 94), "loan": (110, 89), "cell": (110, 88), "fresh": (110, 90),
    "park": (110, 98), "ads": (110, 102), "cars": (110, 94), "hosp": (110, 82),
    "hotel": (110, 105), "saas": (110, 103), "insur": (110, 98), "util": (110, 90),
    "market": (110, 106), "bank": (110, 96), "pharm": (110, 91), "bus": (110, 90),
}  # fmt: skip


@pytest.fixture(scope="module", params=TRADES)
def met(request, tmp_path_factory):
    """The name of a trade, and the report on it."""
    name = request.param
    return name, evaluate(made_trade(name, tmp_path_factory.mktemp("trades")))


def test_nothing_is_told_wrong(met):
    name, report = met
    assert [(each.name, each.verdict) for each in report.outcomes if each.verdict in WRONG] == [], name


def test_most_is_answered(met):
    name, report = met
    cases, right = TRADES[name]
    assert len(report.outcomes) == cases
    assert sum(each.verdict == "right" for each in report.outcomes) >= right
