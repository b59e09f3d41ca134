"""How answers slow down as a catalogue grows: made-up models of 100, 1,000 and 10,000 metrics, a process for each.

``python benchmarks/scale.py`` takes some minutes, and so is no part of ``make bench``. The last two rows have a
dimension of a million members: once with as many of them read as the product reads, once with all.
``--sizes 100 1000`` measures those alone; a size is METRICS, METRICS:MEMBERS or METRICS:MEMBERS:all.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import os
import platform
import random
import statistics
import subprocess
import sys
import tempfile
import time
from itertools import islice, product
from pathlib import Path
from typing import Any, NamedTuple

import duckdb
import yaml
from rich.console import Console
from rich.table import Table

SIZES = ("100", "1000", "10000", "10000:1000000", "10000:1000000:all")
ROUNDS, METRICS_ASKED, FEW_MEMBERS, ROWS, METRICS_A_FILE = 5, 4, 1_000, 200_000, 1_000
TODAY = dt.date(2026, 1, 1)
STAGES = ("read", "compile", "run")

_KINDS = (
    "copper 铜 timber 木材 cement 水泥 cotton 棉花 rubber 橡胶 marble 石材 glass 玻璃 barley 大麦 coffee 咖啡 "
    "sugar 食糖 leather 皮革 paper 纸张 paint 油漆 salmon 三文鱼 honey 蜂蜜 cheese 奶酪 silk 丝绸 brick 砖块 "
    "zinc 锌 nickel 镍 garlic 大蒜 pepper 胡椒 peanut 花生 ginger 生姜 walnut 核桃"
).split()
_TRADES = (
    "wholesale 批发 roadside 路边 airport 机场 harbour 港口 rural 乡村 military 军用 hospital 医院 school 学校 "
    "hotel 酒店 railway 铁路 museum 博物馆 factory 工厂 embassy 使馆 stadium 体育场 theatre 剧院 bakery 面包房 "
    "pharmacy 药房 library 图书馆 farm 农场 shipyard 船厂"
).split()
_HEADS = (
    "freight 运费 premiums 保费 insurance 保险费 wages 工资 rent 租金 duties 关税 royalties 版税 subsidies 补贴 "
    "fines 罚款 deposits 押金 donations 捐款 tolls 过路费 packaging 包装费 storage 仓储费 repairs 维修费 "
    "inspections 质检费 printing 印刷费 catering 餐饮费 cleaning 清洁费 heating 供暖费"
).split()
_REGIONS = ("Norland 诺兰", "Sudmark 苏马克", "Estvale 艾斯谷", "Westmere 西米尔", "Midholm 米霍姆")
_GIVEN, _MIDDLE, _LAST = ("bel cor dav fen gol hur jov kel lom mur".split(), "an eb ic od us".split(), "ra to".split())
_HAN = "岚峪沁湛琅筠", "霖钰柏瑾翊珩", "轩皓嵘翀弈祺"
_LATIN_WORDS = ["".join(parts) for parts in product(_GIVEN, _MIDDLE, _LAST)]
_HAN_WORDS = ["".join(parts) for parts in product(*_HAN)]


class Size(NamedTuple):
    """How much there is of what: ``whole`` reads every member, also those past the product's own limit."""

    metrics: int
    members: int = FEW_MEMBERS
    whole: bool = False

    @classmethod
    def of(cls, text: str) -> Size:
        """Return the size that METRICS:MEMBERS:all says."""
        metrics, members, whole = (*text.split(":"), "", "")[:3]
        return cls(int(metrics), int(members or FEW_MEMBERS), whole == "all")


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--sizes", nargs="+", default=SIZES)
    options.add_argument("--one", nargs=2, help=argparse.SUPPRESS)
    asked = options.parse_args()
    if asked.one:
        print(json.dumps(measure(Size.of(asked.one[0]), Path(asked.one[1]))))
        return
    found = []
    for text in asked.sizes:
        with tempfile.TemporaryDirectory() as folder:
            write_model(Path(folder), Size.of(text))
            # What a process has once held would lie in the memory and the caches of what is measured after it.
            command = [sys.executable, __file__, "--one", text, folder]
            run = subprocess.run(command, stdout=subprocess.PIPE, check=True, text=True)
        found.append(json.loads(run.stdout.splitlines()[-1]))
    show(found)


# --- one size -------------------------------------------------------------------------------------


def measure(size: Size, folder: Path) -> dict[str, Any]:
    """Return what the model of one size takes: seconds to build, milliseconds a question, megabytes."""
    from nlq.engine import open_engine
    from nlq.text.atoms import key_of
    from nlq.text.normalise import normalise
    from semantic_layer.warehouse import warehouse

    if size.whole:
        warehouse.MOST_MEMBERS = max(warehouse.MOST_MEMBERS, size.members)
    before, begun = _resident(), time.perf_counter()
    engine = open_engine(folder, time_limit=60)
    built, grown = time.perf_counter() - begun, _resident() - before
    # Of more members than are read, those are asked for that are known.
    drawn = map(_member, random.Random(5).sample(range(size.members), size.members))
    known = (name for name in drawn if engine.index.find(key_of(normalise(name).text)))
    names = list(islice(known, FEW_MEMBERS))
    clear, unclear = questions(_labels(size), names)
    first = _clock(clear[0], engine)[0]
    told = [_median(question, engine) for question in clear]
    hard = [_median(question, engine) for question in unclear]
    after = _resident() - before
    engine.close()
    return {
        "metrics": size.metrics, "members": size.members, "indexed": engine.index.sizes["buyer"],
        "build s": built, "first ms": first,
        "built MB": grown, "asked MB": after, "questions": len(told),
        "answered": sum(each["status"] == "answered" for each in told),
        "whole ms": statistics.median(each["whole"] for each in told),
        "worst ms": max(each["whole"] for each in told),
        "unclear ms": statistics.median(each["whole"] for each in hard),
        **{f"{stage} ms": statistics.median(each[stage] for each in told) for stage in STAGES},
    }  # fmt: skip


def questions(labels: list[tuple[str, str]], members: list[str]) -> tuple[list[str], list[str]]:
    """Return questions that a model answers, and some that it has to look hard at: misspelt, or about nothing."""
    chosen = random.Random(7)
    english = [name for name in members if name.isascii()]
    # Of a million names those are read that come first in order, all of them Latin.
    chinese = [name for name in members if not name.isascii()] or english
    clear, unclear = [], []
    for number, (en, zh) in enumerate(chosen.sample(labels, METRICS_ASKED)):
        clear += [
            f"{en} in March 2025", f"{en} by region in 2025", f"{en} for {chosen.choice(english)} in 2025",
            f"2025年3月{zh}", f"2025年各地区{zh}", f"2025年{chosen.choice(chinese)}的{zh}",
        ]  # fmt: skip
        slip = en[:2] + en[3] + en[2] + en[4:]
        unclear.append(f"{slip} in March 2025" if number % 2 else f"weather of the moon {number} in 2025")
    return clear, unclear


def _clock(text: str, engine: Any) -> tuple[float, Any]:
    """Return milliseconds and the answer, with nothing remembered of the question."""
    from nlq.ask import ask
    from nlq.reading import Question
    from semantic_layer.session import Session

    engine.kept_results.clear()
    engine.kept_sql.clear()
    locale = "en" if text.isascii() else "zh"
    begun = time.perf_counter()
    answer = ask(Question(text=text, locale=locale), Session(today=TODAY, locale=locale), engine)
    return (time.perf_counter() - begun) * 1000, answer


def _median(text: str, engine: Any) -> dict[str, Any]:
    """Return the medians of a question, whole and by stage, after a warm round."""
    _clock(text, engine)
    rounds = [_clock(text, engine) for _ in range(ROUNDS)]
    answer = rounds[0][1]
    stages = {s: statistics.median(told.elapsed_ms.get(s, 0.0) for _, told in rounds) for s in STAGES}
    return {"status": answer.status, "whole": statistics.median(ms for ms, _ in rounds), **stages}


def _resident() -> float:
    """Return the megabytes of memory this process holds now; 0 where the system does not say."""
    try:
        pages = int(Path("/proc/self/statm").read_text().split()[1])
    except OSError:
        return 0.0
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


# --- a made-up model ------------------------------------------------------------------------------


def write_model(folder: Path, size: Size) -> None:
    """Write a model folder and its warehouse."""
    _write_rows(folder / "warehouse.duckdb", size)
    _dump(folder / "model.yaml", _header())
    labels = _labels(size)
    metrics = {en.replace(" ", "_"): _metric(number, en, zh) for number, (en, zh) in enumerate(labels)}
    named = list(metrics.items())
    for begin in range(0, len(named), METRICS_A_FILE):
        _dump(folder / f"metrics_{begin}.yaml", {"metrics": dict(named[begin : begin + METRICS_A_FILE])})


def _labels(size: Size) -> list[tuple[str, str]]:
    """Return the labels of the metrics, in English and Chinese: the same for the same size."""
    words = list(product(_pairs(_HEADS), _pairs(_KINDS), _pairs(_TRADES)))
    if size.metrics > len(words):
        raise SystemExit(f"There are words for {len(words)} metrics.")
    random.Random(3).shuffle(words)
    return [
        (f"{trade[0]} {kind[0]} {head[0]}", f"{trade[1]}{kind[1]}{head[1]}")
        for head, kind, trade in words[: size.metrics]
    ]


def _metric(number: int, en: str, zh: str) -> dict[str, Any]:
    counts: dict[str, Any] = {"type": "simple", "table": "sale", "agg": "count"}
    sums = {"type": "simple", "table": "sale", "agg": "sum", "column": "amount" if number % 3 else "pieces"}
    return {"label": {"en": en, "zh": zh}, "calculation": sums if number % 2 else counts}


def _header() -> dict[str, Any]:
    columns = {"id": "integer", "day": "date", "region": "text", "channel": "text", "buyer_id": "integer",
               "amount": "number", "pieces": "integer"}  # fmt: skip
    regions = [{"value": en, "label": _named(en, zh)} for en, zh in map(str.split, _REGIONS)]
    return {
        "name": "scale",
        "warehouse": "duckdb:///warehouse.duckdb",
        "calendar": {"as_of": str(TODAY)},
        "default_period": {"kind": "all"},
        "tables": {
            "sale": {"key": ["id"], "time": "day", "columns": {name: {"type": kind} for name, kind in columns.items()}},
            "buyer": {"key": ["buyer_id"], "columns": {"buyer_id": {"type": "integer"}, "name": {"type": "text"}}},
        },
        "joins": [{"name": "sold_to", "table": "sale", "to": "buyer", "on": {"buyer_id": "buyer_id"}}],
        "dimensions": {
            "region": {"label": _named("region", "地区"), "table": "sale", "column": "region", "members": regions},
            "channel": {"label": _named("channel", "渠道"), "table": "sale", "column": "channel"},
            "buyer": {"label": _named("buyer", "买家"), "table": "buyer", "column": "name"},
        },
    }


def _write_rows(path: Path, size: Size) -> None:
    members = [_member(number) for number in range(size.members)]
    regions = ", ".join(f"'{each.split()[0]}'" for each in _REGIONS)
    with duckdb.connect(str(path)) as connection:
        import pyarrow as pa

        connection.register("names", pa.table({"buyer_id": pa.array(range(len(members))), "name": pa.array(members)}))
        connection.execute("CREATE TABLE buyer AS SELECT CAST(buyer_id AS INTEGER) AS buyer_id, name FROM names")
        connection.execute(f"""
            CREATE TABLE sale AS SELECT CAST(i AS INTEGER) AS id, DATE '2024-01-01' + CAST(i % 731 AS INTEGER) AS day,
              ([{regions}])[1 + i % {len(_REGIONS)}] AS region, (['online', 'shop'])[1 + i % 2] AS channel,
              CAST((i * 7919) % {size.members} AS INTEGER) AS buyer_id, (i % 997) / 10.0 AS amount,
              CAST(1 + i % 5 AS INTEGER) AS pieces
            FROM range({ROWS}) t(i)""")


def _member(number: int) -> str:
    """Return the name of a member, of three words: Latin and Chinese by turns, each distinct up to two million."""
    rest, place = divmod(number // 2, 100)
    chosen = (place, rest % 100, rest // 100)
    if number % 2:
        return "".join(_HAN_WORDS[each] for each in chosen)
    return " ".join(_LATIN_WORDS[each].title() for each in chosen)


def _pairs(words: list[str]) -> list[tuple[str, str]]:
    return list(zip(words[::2], words[1::2], strict=True))


def _named(en: str, zh: str) -> dict[str, str]:
    return {"en": en, "zh": zh}


def _dump(path: Path, value: Any) -> None:
    dumper = getattr(yaml, "CSafeDumper", yaml.SafeDumper)
    path.write_text(yaml.dump(value, Dumper=dumper, allow_unicode=True, sort_keys=False), encoding="utf-8")


# --- what is shown --------------------------------------------------------------------------------


def show(found: list[dict[str, Any]]) -> None:
    machine = f"{os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}"
    table = Table(title=f"made-up models, warm, a median of {ROUNDS} rounds a question; {machine}")
    columns = ("metrics", "members", "indexed", "build s", "built MB", "asked MB", "first ms", "whole ms", "worst ms",
               "read ms", "compile ms", "run ms", "unclear ms", "answered")  # fmt: skip
    for heading in columns:
        table.add_column(heading, justify="right")
    for each in found:
        each["answered"] = f"{each['answered']}/{each['questions']}"
        table.add_row(*(_shown(each[column]) for column in columns))
    out = Console(width=160)
    out.print(table)
    small = found[0]
    for each in found[1:]:
        ratios = [
            f"{stage} {each[f'{stage} ms'] / max(small[f'{stage} ms'], 0.01):.2f}" for stage in ("whole", *STAGES)
        ]
        size = f"{each['metrics']:,} metrics, {each['indexed']:,} members read"
        out.print(f"{size}: {', '.join(ratios)} times the ms of {small['metrics']:,} metrics")


def _shown(value: Any) -> str:
    return f"{value:,.1f}" if isinstance(value, float) else f"{value:,}" if isinstance(value, int) else str(value)


if __name__ == "__main__":
    main()
