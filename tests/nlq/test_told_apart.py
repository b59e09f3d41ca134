"""A sentence of rows: one name does not run into the next, nor one number."""

import datetime as dt

import pytest

from nlq.ask import answer_query
from semantic_layer import query as q
from semantic_layer.session import Session


@pytest.mark.parametrize("locale", ["en", "zh"])
def test_names_and_numbers_of_a_row_are_told_apart(retail, locale):
    """It read “Beijing Store 1 Nov 2025 CN¥519,932.06 255 27.6%”."""
    by = (q.Dimension(name="region"), q.Dimension(name="channel"))
    two = q.Data(
        measures=(q.Metric(name="gross_margin"), q.Metric(name="orders")),
        by=by,
        period=q.Relative(unit="month", offset=-1),
    )
    answer = answer_query(two, Session(today=dt.date(2026, 11, 23), locale=locale), retail)
    region, channel, margin, orders = answer.rows[0]
    assert f"{region} · {channel} {margin:.1%} / {orders:,}" in answer.text
    one = two.model_copy(update={"measures": two.measures[:1], "by": by[:1]})
    alone = answer_query(one, Session(today=dt.date(2026, 11, 23), locale=locale), retail)
    assert " · " not in alone.text and " / " not in alone.text
