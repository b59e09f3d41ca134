"""Does what the blocks of a page say, in a folder of the page's own, and holds what they show against what comes out."""

from __future__ import annotations

import datetime as dt
import io
import json
import os
import re
import shlex
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import chdir, redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Any

import duckdb
import httpx
from commands import KPI
from page_blocks import Block, WrongPage, read_blocks

from api.cli import main
from api.settings import today_of
from nlq.answer import Answer
from nlq.ask import answer_query
from nlq.engine import Engine, open_engine
from semantic_layer.query import query_adapter
from semantic_layer.session import Session, Viewer
from semantic_layer.warehouse import open_locked

ROOT = Path(__file__).parents[2]
DATABASE = "warehouse.duckdb"
#: Where pages say that the service is; it is run on a port that is free.
SERVED = "127.0.0.1:8000"
DAY = dt.timedelta(days=1)
ANYTHING = "…"
FACT = re.compile(r"(period:|as of:|compared with:|total:|warning|note) ")


def run_page(text: str, folder: Path) -> None:
    """Run a page in an empty folder.

    Raises:
        WrongPage: at the first block that does not do what the page says.
    """
    page = Page(folder)
    try:
        with chdir(folder):
            for block in read_blocks(text):
                page.run(block)
        page.check_shown()
    finally:
        page.end()


class Page:
    """A page on its way: the engine over the model written so far, and the answer that is not shown yet."""

    def __init__(self, folder: Path) -> None:
        self.folder = self.model = folder
        self.engine: Engine | None = None
        self.answer: Answer | None = None
        self.query_line: int | None = None
        self.exit_code = 0
        self.served: list[subprocess.Popen[bytes]] = []
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = str(free.getsockname()[1])

    def run(self, block: Block) -> None:
        if block.action in ("query", "console", "file", "warehouse"):
            self.check_shown()
            self.answer = None
        try:
            getattr(self, f"_{block.action}")(block)
        except WrongPage as wrong:
            raise WrongPage(f"line {block.line}: {wrong}") from None

    def check_shown(self) -> None:
        if self.query_line is not None:
            raise WrongPage(f"line {self.query_line}: the query does not show what comes of it")

    def end(self) -> None:
        self.close()
        for process in self.served:
            process.terminate()
            process.wait(20)

    def close(self) -> None:
        if self.engine is not None:
            self.engine.close()
            self.engine = None

    def _nothing(self, block: Block) -> None:
        pass

    def _file(self, block: Block) -> None:
        self.close()
        path = self.folder / block.words[0]
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(block.text.replace(SERVED, f"127.0.0.1:{self.port}"), encoding="utf-8")
        if path.name == "model.yaml":
            self.model = path.parent

    def _warehouse(self, block: Block) -> None:
        self.close()
        with duckdb.connect(str(self.folder / DATABASE)) as database:
            database.execute(block.text)

    def _query(self, block: Block) -> None:
        if self.engine is None:
            self.engine = open_engine(self.model)
        given = dict(word.split("=", 1) for word in block.words)
        today = dt.date.fromisoformat(given.pop("today", today_of(self.engine.model).isoformat()))
        locale = given.pop("locale", "en")
        roles = tuple(given.pop("role").split(",")) if "role" in given else ()
        viewer = Viewer(roles=roles, attributes={name: tuple(value.split(",")) for name, value in given.items()})
        session = Session(today=today, locale=locale, viewer=viewer)
        self.answer = answer_query(query_adapter.validate_json(block.text), session, self.engine)
        self.query_line = block.line

    def _shown(self) -> Answer:
        self.query_line = None
        if self.answer is None:
            raise WrongPage("there is no query before it")
        return self.answer

    def _result(self, block: Block) -> None:
        answer = self._shown()
        if answer.status != "answered":
            raise WrongPage(f"{answer.status}: {answer.issues}")
        lines = [line.rstrip() for line in block.text.splitlines() if line.strip()]
        rows = [re.split(r"\s{2,}", line.strip()) for line in lines if not FACT.match(line)]
        found = [
            [column.name for column in answer.columns],
            *[[show_cell(cell) for cell in row] for row in answer.rows],
        ]
        _same("the rows", rows, found)
        facts = list(_facts(answer))
        for line in lines:
            if FACT.match(line) and line not in facts:
                raise WrongPage(f"“{line}” is not so: {facts}")

    def _refused(self, block: Block) -> None:
        answer = self._shown()
        _same("the status", "refused", answer.status)
        _same("the refusal", block.text.splitlines(), [f"{issue.code}: {issue.message}" for issue in answer.issues])

    def _part(self, block: Block) -> None:
        answer = json.loads(self._shown().model_dump_json())
        _hold(json.loads(block.text), answer, "answer")

    def _check(self, block: Block) -> None:
        if self.answer is None or self.query_line is not None:
            raise WrongPage("SQL by hand stands after what comes of a query")
        database = open_locked(self.folder / DATABASE)
        try:
            _, rows = database.run_sql(block.text)
        finally:
            database.close()
        by_hand, ours = ([[show_cell(cell) for cell in row] for row in some] for some in (rows, self.answer.rows))
        _same("the rows by hand", sorted(by_hand), sorted(ours))

    def _console(self, block: Block) -> None:
        self.close()
        if not block.text.startswith("$ "):
            raise WrongPage("a console begins with a command")
        for part in re.split(r"^\$ ", block.text, flags=re.MULTILINE)[1:]:
            command, _, shown = part.partition("\n")
            if self.exit_code and command != "echo $?":
                raise WrongPage(f"the command before “{command}” ended with {self.exit_code}, which is not shown")
            said = self._do(command)
            if not matches(shown, said):
                raise WrongPage(f"“{command}” said:\n{said}")
        if self.exit_code and not part.startswith("echo $?"):
            raise WrongPage(f"“{command}” ended with {self.exit_code}, which is not shown:\n{said}")
        self.exit_code = 0

    def _do(self, command: str) -> str:
        if command == "echo $?":
            code, self.exit_code = self.exit_code, 0
            return str(code)
        if command.endswith(" &"):
            return self._serve(shlex.split(command.removesuffix(" &")))
        name, *arguments = shlex.split(command)
        if name == "python":
            command, path = [sys.executable, *arguments], os.environ | {"PYTHONPATH": str(ROOT)}
            done = subprocess.run(command, capture_output=True, text=True, check=False, env=path)
            self.exit_code = done.returncode
            return done.stdout + done.stderr
        if name != "kpi":
            raise WrongPage(f"“{name}” is no command that is run here")
        said, before = io.StringIO(), sys.argv
        sys.argv = ["kpi", *arguments]
        try:
            with redirect_stdout(said), redirect_stderr(said):
                main()
        except SystemExit as ended:
            self.exit_code = int(ended.code or 0)
        finally:
            sys.argv = before
        return said.getvalue()

    def _serve(self, words: list[str]) -> str:
        """Start the service with the settings before its name, and wait until it answers."""
        settings = dict(word.split("=", 1) for word in words[: words.index("kpi")])
        command = [*KPI, *words[words.index("kpi") + 1 :], "--port", self.port]
        environment = os.environ | {"PYTHONPATH": str(ROOT), "KPI_EMBEDDINGS": "off"} | settings
        log = (self.folder / "service.log").open("wb")
        with log:
            self.served.append(subprocess.Popen(command, env=environment, stdout=log, stderr=log))
        for _ in range(600):
            try:
                if httpx.get(f"http://127.0.0.1:{self.port}/healthz", timeout=1).status_code == 200:
                    return ""
            except httpx.TransportError:
                time.sleep(0.1)
            if self.served[-1].poll() is not None:
                break
        raise WrongPage(f"the service did not start:\n{(self.folder / 'service.log').read_text()}")


def show_cell(value: Any) -> str:
    """Return a cell as pages show it: numbers to four decimals, nothing as a dash."""
    if value is None:
        return "–"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float):
        text = f"{value:.4f}".rstrip("0").rstrip(".")
        return "0" if text == "-0" else text
    return str(value)


def matches(shown: str, said: str) -> bool:
    """Say whether an output is what is shown, white space aside; … stands for anything."""
    parts = [r"\s+".join(map(re.escape, part.split())) for part in shown.split(ANYTHING)]
    return re.fullmatch(r"\s*" + r"(?s:.*)".join(rf"\s*{part}\s*" for part in parts) + r"\s*", said) is not None


def _facts(answer: Answer) -> Iterator[str]:
    if answer.period:
        day = answer.period.as_of
        yield f"as of: {day}" if day else f"period: {answer.period.start} to {answer.period.end - DAY}"
    if answer.comparison:
        day = answer.comparison.as_of
        yield f"compared with: {day or f'{answer.comparison.start} to {answer.comparison.end - DAY}'}"
    if answer.totals:
        shown = zip(answer.columns, answer.totals.row, strict=True)
        cells = [show_cell(cell) for column, cell in shown if column.role not in ("dimension", "period")]
        yield f"total: {'  '.join(cells)}"
    yield from (f"warning {issue.code}: {issue.message}" for issue in answer.warnings)
    yield from (f"note {issue.code}: {issue.message}" for issue in answer.notes)


def _hold(shown: Any, found: Any, where: str) -> None:
    if shown == ANYTHING or (isinstance(shown, str) and isinstance(found, str) and matches(shown, found)):
        return
    if isinstance(shown, dict) and isinstance(found, dict):
        for key, value in shown.items():
            if key not in found:
                raise WrongPage(f"there is no {where}.{key}")
            _hold(value, found[key], f"{where}.{key}")
    elif isinstance(shown, list) and isinstance(found, list) and len(shown) == len(found):
        for place, (one, other) in enumerate(zip(shown, found, strict=True)):
            _hold(one, other, f"{where}[{place}]")
    else:
        _same(where, shown, found)


def _same(what: str, shown: Any, found: Any) -> None:
    if shown != found:
        raise WrongPage(f"{what}: the page shows {shown}, and there is {found}")
