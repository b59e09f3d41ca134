"""The day of a moment, in zones as far from UTC as there are: rows are first looked for by bounds in UTC."""

import datetime as dt

import pytest

from semantic_layer.compiler.compile import compile_query
from semantic_layer.query import Data, Explicit, Grain, Metric
from semantic_layer.session import Session, Viewer

HEAD = Viewer(roles=("head_office",))
OCTOBER = Explicit(start="2026-10-01", end="2026-11-01")


@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "Etc/GMT+12", "America/New_York", "Asia/Shanghai", "UTC"])
@pytest.mark.parametrize("by", [(), (Grain(unit="day"),)])
def test_no_row_at_the_edge_is_lost(shop, zone, by):
    calendar = shop.model.header.calendar.model_copy(update={"time_zone": zone})
    model = shop.model.model_copy(update={"header": shop.model.header.model_copy(update={"calendar": calendar})})
    query = Data(measures=(Metric(name="sale_count"),), by=by, period=OCTOBER)
    compiled = compile_query(
        query, model, Session(today="2026-11-23", viewer=HEAD), shop.warehouse.state(model, dt.date(2026, 11, 23))
    )
    assert "2026-09-30 00:00:00+00" in compiled.sql and "2026-11-02 00:00:00+00" in compiled.sql
    found = sum(row[-1] for row in shop.warehouse.run(compiled).rows)
    plain = compiled.model_copy(update={"sql": f"""SELECT COUNT(*) FROM sale WHERE status <> 'cancelled'
        AND (ordered_at AT TIME ZONE '{zone}')::DATE BETWEEN '2026-10-01' AND '2026-10-31'"""})  # fmt: skip
    assert found == shop.warehouse.run(plain).rows[0][0] > 0


def test_the_first_day_there_is_has_no_day_before_it(shop):
    first = Explicit(start="0001-01-01", end="2026-11-01")
    compiled = compile_query(
        Data(measures=(Metric(name="sale_count"),), period=first),
        shop.model,
        Session(today="2026-11-23", viewer=HEAD),
        shop.warehouse.state(shop.model, dt.date(2026, 11, 23)),
    )
    assert shop.warehouse.run(compiled).rows[0][0] > 0
