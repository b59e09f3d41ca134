"""A mill: a made-up plant whose days are known, so that targets can be checked against SQL written by hand."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from typing import Any

import pyarrow as pa
import pytest

from semantic_layer.compiler.compile import compile_query
from semantic_layer.model import Model
from semantic_layer.model.definitions import Target
from semantic_layer.model.load import load_model
from semantic_layer.query import Data
from semantic_layer.session import Session, Viewer
from semantic_layer.targets import Aims, set_beside, settle_board
from semantic_layer.warehouse import Warehouse, open_locked, open_warehouse, write_database

FIRST, LAST = dt.date(2022, 1, 5), dt.date(2025, 3, 20)
MODEL = """
name: mill
warehouse: duckdb:///mill.duckdb
calendar: {as_of: 2025-03-21}
default_period: {kind: relative, unit: month}
"""
PARTS = """
tables:
  output:
    key: [batch_id]
    time: day
    columns: {batch_id: {type: integer}, day: {type: date}, site_id: {type: integer}, line: {type: text},
              made: {type: number}, scrap: {type: number}, result: {type: number}}
  outage: {key: [outage_id], time: day, columns: {outage_id: {type: integer}, day: {type: date}, site_id: {type: integer}}}
  stock: {key: [day, site_id], time: day, columns: {day: {type: date}, site_id: {type: integer}, pieces: {type: integer}}}
  site: {key: [site_id], columns: {site_id: {type: integer}, name_en: {type: text}, name_zh: {type: text}}}
joins:
  - {name: output_site, table: output, to: site, on: {site_id: site_id}}
  - {name: outage_site, table: outage, to: site, on: {site_id: site_id}}
  - {name: stock_site, table: stock, to: site, on: {site_id: site_id}}
dimensions:
  site:
    label: {en: site, zh: 厂区}
    table: site
    column: site_id
    labels: {en: name_en, zh: name_zh}
    members: [{value: 1, label: {en: North}}, {value: 2, label: {en: South}}, {value: 3, label: {en: Twin}}, {value: 4, label: {en: Twin}}]
  line: {label: {en: line, zh: 产线}, table: output, column: line}
metrics:
  made: {label: {en: output, zh: 产量}, calculation: {type: simple, table: output, agg: sum, column: made}, unit: t, direction: up, department: Plant}
  scrap: {label: {en: scrap, zh: 废料}, calculation: {type: simple, table: output, agg: sum, column: scrap}, unit: t, direction: down, department: Plant}
  good: {label: {en: good output, zh: 合格产量}, calculation: {type: derived, formula: made - scrap}, unit: t, direction: up}
  batches: {label: {en: batches, zh: 批次}, calculation: {type: simple, table: output, agg: count}, direction: none}
  scrap_rate: {label: {en: scrap rate, zh: 废品率}, calculation: {type: ratio, numerator: scrap, denominator: made}, unit: share, direction: down}
  lines: {label: {en: lines used, zh: 产线数}, calculation: {type: simple, table: output, agg: count_distinct, column: batch_key}, direction: up}
  result: {label: {en: result, zh: 结果}, calculation: {type: simple, table: output, agg: sum, column: result}, unit: t, direction: up}
  outages: {label: {en: outages, zh: 停机}, calculation: {type: simple, table: outage, agg: count}, direction: down}
  pieces: {label: {en: stock, zh: 库存}, calculation: {type: balance, table: stock, column: pieces, entity: [site_id]}, direction: none}
  turns: {label: {en: turns, zh: 周转}, calculation: {type: ratio, numerator: made, denominator: pieces}, unit: ratio, direction: up}
  doubled: {label: {en: doubled, zh: 两倍}, calculation: {type: derived, formula: made * 2}, unit: t, direction: up}
  topped: {label: {en: topped, zh: 加一}, calculation: {type: derived, formula: made + 1}, unit: t, direction: up}
  rolling: {label: {en: rolling output, zh: 滚动产量}, calculation: {type: cumulative, metric: made, window: 3, unit: month}, unit: t, direction: up}
  made_north: {label: {en: output north, zh: 北产量}, calculation: {type: simple, table: output, agg: sum, column: made, where: [{field: site, value: 1}]}, unit: t, direction: up, parent: made}
  made_south: {label: {en: output south, zh: 南产量}, calculation: {type: simple, table: output, agg: sum, column: made, where: [{field: site, value: 2}]}, unit: t, direction: up, parent: made}
""".replace("column: batch_key", "column: line")


def build_mill(path):
    rows, outages, stock, day = [], [], [], FIRST
    while day <= LAST:
        number = day.toordinal()
        for site in (1, 2, 3, 4, None):
            # More in December and on the 29th of February; the lines come into use one after the other.
            made = (
                10.0
                + number % 7
                + (site or 0)
                + (40.0 if day.month == 12 else 0.0)
                + (90.0 if (day.month, day.day) == (2, 29) else 0)
            )
            result = -3.0 if day.month > 6 else 5.0
            rows.append((len(rows), day, site, f"l{day.month}", made, made * (number % 5) / 50, result))
        if day.year != 2023 and day.day < 9:
            outages.append((len(outages), day, 1 + day.day % 2))
        if day.weekday() == 6:
            stock += [(day, site, 100 + number % 13) for site in (1, 2)]
        day += dt.timedelta(1)
    write_database(path, {
        "output": _table(("batch_id", "day", "site_id", "line", "made", "scrap", "result"), rows),
        "outage": _table(("outage_id", "day", "site_id"), outages),
        "stock": _table(("day", "site_id", "pieces"), stock),
        "site": _table(("site_id", "name_en", "name_zh"), [(1, "North", "北厂"), (2, "South", "南厂"), (3, "Twin", "双一"), (4, "Twin", "双二")]),
    })  # fmt: skip


def _table(names, rows):
    return pa.table({name: list(column) for name, column in zip(names, zip(*rows, strict=True), strict=True)})


@dataclass(frozen=True)
class Mill:
    """A model over an open warehouse, asked as somebody on a day."""

    model: Model
    warehouse: Warehouse
    sql: Any
    session: Session = Session(today=dt.date(2025, 3, 21))

    def until(self, last, **calendar):
        """Return the mill with data up to a day (included), and another calendar."""
        last = dt.date.fromisoformat(last)
        tables = {name: table.model_copy(update={"watermark": last}) for name, table in self.model.tables.items()}
        header = self.model.header
        header = header.model_copy(update={"calendar": header.calendar.model_copy(update=calendar)})
        session = self.session.model_copy(update={"today": last + dt.timedelta(1)})
        model = self.model.model_copy(update={"tables": tables, "header": header})
        return replace(self, model=model, session=session)

    def aiming(self, *targets):
        """Return the mill with these targets, each written as in a model folder."""
        made = tuple(Target.model_validate(target) for target in targets)
        return replace(self, model=self.model.model_copy(update={"targets": made}))

    def seen_by(self, viewer):
        return replace(self, session=self.session.model_copy(update={"viewer": viewer}))

    def run(self, query):
        compiled = compile_query(query, self.model, self.session, self.warehouse.state(self.model, self.session.today))
        return compiled, self.warehouse.run(compiled)

    def beside(self, **parts):
        """Return a data query's result with its targets."""
        query = Data.model_validate(parts)
        return set_beside(query, *self.run(query), Aims(self.model), self.session, self.run)

    def single(self, metric, **parts):
        """Return what is said of one number's target."""
        return self.beside(measures=[{"kind": "metric", "name": metric}], **parts).single[0]

    def board(self, query):
        return settle_board(query, Aims(self.model), self.session, self.run)


@pytest.fixture(scope="session")
def mill(tmp_path_factory):
    folder = tmp_path_factory.mktemp("mill")
    (folder / "model.yaml").write_text(MODEL, encoding="utf-8")
    (folder / "parts.yaml").write_text(PARTS, encoding="utf-8")
    build_mill(folder / "mill.duckdb")
    model = load_model(folder)
    warehouse, database = open_warehouse(model.header.warehouse, folder), open_locked(folder / "mill.duckdb")
    yield Mill(model, warehouse, lambda sql: database.run_sql(sql)[1])
    warehouse.close()
    database.close()


@pytest.fixture(scope="session")
def shop_mill(shop):
    """The shop, asked like the mill by somebody of the head office."""
    database = open_locked(shop.path)
    head = Viewer(roles=("head_office",))
    yield Mill(
        shop.model,
        shop.warehouse,
        lambda sql: database.run_sql(sql)[1],
        Session(today=dt.date(2026, 11, 23), viewer=head),
    )
    database.close()
