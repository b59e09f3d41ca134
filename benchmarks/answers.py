"""How long answers take, warm, beside the gold SQL of the same questions in bare DuckDB."""

from __future__ import annotations

import os
import platform
import statistics
import time
from collections.abc import Callable
from functools import partial

from rich.console import Console
from rich.table import Table

from eval.demo import build_demo, demo_folder
from eval.suite import load_suites
from nlq.answer import Answer
from nlq.ask import ask
from nlq.engine import Engine, open_engine
from nlq.read import read
from nlq.reading import Question
from semantic_layer.query import Data
from semantic_layer.session import Session
from semantic_layer.warehouse import open_locked

ROUNDS = 5


def main() -> None:
    build_demo("retail")
    engine, gold = open_engine(demo_folder("retail")), open_locked(demo_folder("retail") / "retail.duckdb")
    spent: dict[str, list[float]] = {"read": [], "compile and guard": [], "run": [], "whole answer": [], "gold SQL": []}
    for suite in load_suites(demo_folder("retail")):
        session = Session(today=suite.today, locale=suite.locale)
        for case in suite.cases:
            question = Question(text=case.question, locale=suite.locale)
            spent["read"].append(clock(partial(read, question, session, engine.index)))
            if case.sql is None:
                continue
            sql = case.sql
            spent["gold SQL"].append(clock(partial(gold.run_sql, sql)))
            spent["whole answer"].append(clock(partial(ask_cold, question, session, engine)))
            readings = read(question, session, engine.index).readings
            if readings and isinstance(readings[0].query, Data):
                query = readings[0].query
                spent["compile and guard"].append(clock(partial(engine.compile, query, session)))
                compiled = engine.compile(query, session)
                spent["run"].append(clock(partial(engine.warehouse.run, compiled)))
    engine.close()
    gold.close()
    show(spent)


def ask_cold(question: Question, session: Session, engine: Engine) -> Answer:
    """Ask with nothing remembered: the result cache would answer the second time."""
    engine._results.clear()
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


def show(spent: dict[str, list[float]]) -> None:
    machine = f"{os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}"
    table = Table(title=f"retail, warm, a median of {ROUNDS} rounds a question; {machine}")
    for heading in ("stage", "questions", "median ms", "95 % ms"):
        table.add_column(heading, justify="left" if heading == "stage" else "right")
    for stage, times in spent.items():
        ranked = sorted(times)
        high = ranked[min(len(ranked) - 1, int(len(ranked) * 0.95))]
        table.add_row(stage, str(len(ranked)), f"{statistics.median(ranked):.1f}", f"{high:.1f}")
    out = Console()
    out.print(table)
    # Question by question: a ratio of medians would compare two different questions.
    pairs = zip(spent["whole answer"], spent["gold SQL"], strict=True)
    ratios = sorted(whole / bare for whole, bare in pairs)
    high = ratios[min(len(ratios) - 1, int(len(ratios) * 0.95))]
    out.print(f"A whole answer takes {statistics.median(ratios):.1f} times its gold SQL (median; 95 %: {high:.1f}).")


if __name__ == "__main__":
    main()
