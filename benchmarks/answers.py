"""How long answers take, warm, beside the gold SQL of the same questions in bare DuckDB.

``--scale 20`` asks over a retail group of ten million orders, built once in ``var/``; ``--cases 100`` asks that many
of the questions, spread evenly over the suites.
"""

from __future__ import annotations

import argparse
import os
import platform
import shutil
import statistics
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

from rich.console import Console
from rich.table import Table

from eval.demo import DEMOS, build_demo, demo_folder
from eval.suite import Case, Suite, load_suites
from nlq.answer import Answer
from nlq.ask import ask
from nlq.engine import Engine, open_engine
from nlq.read import read
from nlq.reading import Question
from semantic_layer.query import Data
from semantic_layer.result import CompiledQuery
from semantic_layer.session import Session
from semantic_layer.warehouse import open_locked, write_database

ROUNDS = 5
Spent = dict[str, list[float]]
Slow = list[tuple[float, str]]
BIG = Path(__file__).parents[1] / "var"


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--scale", type=float, default=1.0)
    options.add_argument("--cases", type=int)
    asked = options.parse_args()
    folder = retail_at(asked.scale)
    engine, gold = open_engine(folder, time_limit=60), open_locked(folder / "retail.duckdb")
    # A dialogue's questions lean on one another: none of them is asked alone.
    cases = [(suite, case) for suite in load_suites(demo_folder("retail")) for case in suite.cases if not case.turns]
    slow: Slow = []
    spent: Spent = {"read": [], "compile and guard": [], "run": [], "whole answer": [], "gold SQL": []}
    for suite, case in cases[:: max(len(cases) // asked.cases, 1) if asked.cases else 1]:
        clock_case(suite, case, engine, gold.run_sql, spent, slow)
    engine.close()
    gold.close()
    show(spent, slow, asked.scale)


def retail_at(scale: float) -> Path:
    """The folder of the retail demo, its warehouse built at a scale."""
    if scale == 1.0:
        return build_demo("retail").parent
    folder = BIG / f"retail-{scale:g}"
    folder.mkdir(parents=True, exist_ok=True)
    for file in demo_folder("retail").glob("*.yaml"):
        shutil.copy(file, folder)
    if not (folder / "retail.duckdb").is_file():
        write_database(folder / "retail.duckdb", DEMOS["retail"](scale))
    return folder


def clock_case(
    suite: Suite, case: Case, engine: Engine, run_sql: Callable[[str], object], spent: Spent, slow: Slow
) -> None:
    session = Session(today=suite.today, locale=suite.locale)
    question = Question(text=case.question, locale=suite.locale)
    spent["read"].append(clock(partial(read, question, session, engine.index)))
    answered = ask_cold(question, session, engine)
    if case.sql is None or answered.status != "answered" or not isinstance(answered.query, Data):
        return
    # A refusal is quick and proves nothing: only what is computed is set beside its gold SQL.
    spent["gold SQL"].append(clock(partial(run_sql, suite.whole_sql(case.sql))))
    spent["whole answer"].append(clock(partial(ask_cold, question, session, engine)))
    spent["compile and guard"].append(clock(partial(compile_cold, answered.query, session, engine)))
    compiled = engine.compile(answered.query, session)
    spent["run"].append(clock(partial(engine.warehouse.run, compiled)))
    slow.append((spent["whole answer"][-1] / spent["gold SQL"][-1], case.question))


def compile_cold(query: Data, session: Session, engine: Engine) -> CompiledQuery:
    """Compile with nothing remembered."""
    engine.kept_sql.clear()
    return engine.compile(query, session)


def ask_cold(question: Question, session: Session, engine: Engine) -> Answer:
    """Ask with nothing remembered: the result cache would answer the second time."""
    engine.kept_results.clear()
    engine.kept_sql.clear()
    return ask(question, session, engine)


def clock(action: Callable[[], object]) -> float:
    """Milliseconds: the median of several rounds after a warm one."""
    action()
    times = []
    for _ in range(ROUNDS):
        begun = time.perf_counter()
        action()
        times.append((time.perf_counter() - begun) * 1000)
    return statistics.median(times)


def show(spent: Spent, slow: Slow, scale: float) -> None:
    machine = f"{os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}"
    table = Table(title=f"retail at scale {scale:g}, warm, a median of {ROUNDS} rounds a question; {machine}")
    for heading in ("stage", "questions", "median ms", "95 % ms"):
        table.add_column(heading, justify="left" if heading == "stage" else "right")
    for stage, times in spent.items():
        ranked = sorted(times)
        high = ranked[min(len(ranked) - 1, int(len(ranked) * 0.95))]
        table.add_row(stage, str(len(ranked)), f"{statistics.median(ranked):.1f}", f"{high:.1f}")
    out = Console()
    out.print(table)
    # Question by question: a ratio of medians would compare two different questions.
    ratios = sorted(ratio for ratio, _ in slow)
    high = ratios[min(len(ratios) - 1, int(len(ratios) * 0.95))]
    out.print(f"A whole answer takes {statistics.median(ratios):.1f} times its gold SQL (median; 95 %: {high:.1f}).")
    for ratio, question in sorted(slow, reverse=True)[:3]:
        out.print(f"{ratio:5.1f} times: {question}", markup=False)


if __name__ == "__main__":
    main()
