"""The same questions to MetricFlow: equal rows, or a difference that is explained and still occurs."""

from collections import Counter

import pytest
from peer_differences import DIFFERENCES, find_reasons
from peer_queries import make_asks

from semantic_layer import query as q

COUNT, SEED = 280, 5
pytestmark = [
    # Said while the peer is imported and built; nothing here is about our own code.
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
    pytest.mark.filterwarnings("ignore::SyntaxWarning"),
]


@pytest.fixture(scope="module")
def verdicts(market, peer):
    """Ask everything once: for each question the reasons of a difference; none if the rows are equal."""
    found = {}
    for ask in make_asks(COUNT, SEED):
        columns, rows = market.run(ask.data())
        places = [columns.index(name) for name in ask.columns()]
        ours = [tuple(row[place] for place in places) for row in rows]
        found[ask] = find_reasons(ask, ours, peer, market.model)
    return found


def test_rows_are_equal_or_the_difference_is_explained(verdicts, record_property):
    unexplained = [ask.data().model_dump_json(exclude_defaults=True) for ask, why in verdicts.items() if why is None]
    assert not unexplained, "\n".join(unexplained)
    counts = Counter(" and ".join(why) or "equal" for why in verdicts.values() if why is not None)
    record_property("peer", dict(counts))
    print(len(verdicts), counts)
    assert len(verdicts) >= 200 and counts["equal"] >= len(verdicts) // 3


@pytest.mark.parametrize("name", [difference.name for difference in DIFFERENCES])
def test_every_explanation_is_still_needed(verdicts, name):
    assert any(why and name in why for why in verdicts.values())


def test_the_questions_cover_every_metric(verdicts, market):
    assert {name for ask in verdicts for name in ask.metrics} == set(market.model.metrics)


def test_a_percentile_lies_between_two_values_as_the_median_does(market):
    query = q.Data(measures=(q.Metric(name="ninth"),), by=(q.Dimension(name="city"),), period=q.AllTime())
    database = market.warehouse._database
    gold = database.run_sql(
        "SELECT city, QUANTILE_CONT(amount, 0.9) FROM sale LEFT JOIN store USING (store_id) GROUP BY 1"
    )[1]
    plain = database.run_sql(
        "SELECT city, QUANTILE(amount, 0.9) FROM sale LEFT JOIN store USING (store_id) GROUP BY 1"
    )[1]
    assert dict(market.run(query)[1]) == dict(gold) and dict(gold) != dict(plain)
