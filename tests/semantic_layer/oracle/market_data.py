"""A small nasty warehouse: NULL and orphan keys on every join, a month without rows, zero denominators."""

import datetime as dt
import random
from pathlib import Path

import duckdb

FIRST, LAST = dt.date(2024, 1, 29), dt.date(2026, 3, 31)
TABLES = {
    "country": "country_id INT, zone VARCHAR",
    "store": "store_id INT, kind VARCHAR, city VARCHAR, country_id INT",
    "client": "client_id INT, tier VARCHAR",
    "sale": "sale_id INT, store_id INT, client_id INT, day DATE, amount DOUBLE, pieces INT, state VARCHAR, channel VARCHAR, score INT",
    "refund": "refund_id INT, store_id INT, day DATE, amount DOUBLE",
    "stock": "stock_id INT, store_id INT, day DATE, pieces INT",
    "spine": "day DATE",
}


def build_market(path: Path) -> None:
    """Write the database: the same rows every time, and a row for each day that the peer wants."""
    draw = random.Random(20261)
    days = [FIRST + dt.timedelta(days=n) for n in range((LAST - FIRST).days + 1)]
    rows = {
        "country": [(1, "north"), (2, "south"), (3, None)],
        # Store 6 is in a country that is not there, 7 in none; nobody buys in 8.
        "store": [(1, "big", "Ase", 1), (2, "big", "Bo", 1), (3, "small", "Bo", 2), (4, None, "Cid", 2),
                  (5, "small", None, 3), (6, "small", "Dax", 77), (7, "kiosk", "Ase", None), (8, "shut", "Eke", 1)],
        "client": [(n, ("gold", "silver", "basic", None)[n % 4]) for n in range(1, 30)],
        "sale": _sales(draw, days),
        "refund": [(n, draw.choice((1, 2, 4, 8, None, 98)), draw.choice(days), draw.choice((None, 0.0, 0.25, 12.5, 40.0)))
                   for n in range(1, 90)],
        "stock": _stock(draw),
        "spine": [(dt.date(2023, 1, 1) + dt.timedelta(days=n),) for n in range(1400)],
    }  # fmt: skip
    with duckdb.connect(str(path)) as db:
        for name, columns in TABLES.items():
            db.execute(f"CREATE TABLE {name} ({columns})")
            marks = ", ".join("?" for _ in columns.split(","))
            db.executemany(f"INSERT INTO {name} VALUES ({marks})", rows[name])


def _sales(draw: random.Random, days: list[dt.date]) -> list[tuple]:
    rows = []
    for number in range(1, 1501):
        day = draw.choice(days)
        if (day.year, day.month) == (2025, 8):
            continue
        rows.append((
            number, draw.choice((1, 1, 2, 3, 4, 5, 6, 7, None, 99)), draw.choice((*range(1, 34), None, None)), day,
            draw.choice((None, 0.0, -3.5, *(n / 4 for n in range(1, 60)))), draw.choice((None, 0, 1, 2, 3)),
            draw.choice(("done", "done", "done", "void", None)), draw.choice(("web", "desk", None)),
            draw.choice((None, 1, 2, 3, 4, 5)),
        ))  # fmt: skip
    rows.append((2000, 1, 1, dt.date(2024, 2, 29), 8.0, 1, "done", "web", 5))
    rows.append((2001, 1, 1, LAST, 9.0, 1, "done", "web", 5))
    rows.append((2002, 2, 2, FIRST, 10.0, 1, "done", "desk", None))
    return rows


def _stock(draw: random.Random) -> list[tuple]:
    """Every Saturday; store 3 is counted no more after June 2025."""
    rows, day = [], dt.date(2024, 2, 3)
    while day <= LAST:
        for store in (1, 2, 3, 5, 98):
            if not (store == 3 and day >= dt.date(2025, 7, 1)):
                rows.append((len(rows) + 1, store, day, draw.choice((None, *range(20)))))
        day += dt.timedelta(days=7)
    return rows
