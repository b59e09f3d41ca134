"""The command line ``kpi``."""

from __future__ import annotations

import datetime as dt
import json
import sys
from pathlib import Path
from typing import Annotated, Any

import typer
from pydantic import ValidationError
from rich.console import Console
from rich.progress import Progress

from api.app import guess_locale
from api.settings import Settings, today_of
from api.terminal import EXIT, print_answer, print_error
from eval.demo import DEMOS, build_demo, demo_folder
from nlq.ask import answer_query, ask
from nlq.engine import Engine, open_engine
from nlq.reading import Question
from semantic_layer.issues import KpiError, ModelError, WarehouseError
from semantic_layer.model.lint import lint_model
from semantic_layer.model.load import load_model
from semantic_layer.query import query_adapter
from semantic_layer.session import Session

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)
out, err = Console(), Console(stderr=True)
DEMO_NAMES = ", ".join(DEMOS)
ModelOption = Annotated[str | None, typer.Option("--model", help=f"A model folder, or a demo: {DEMO_NAMES}.")]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON.")]
TodayOption = Annotated[str | None, typer.Option(help="The day to ask on, YYYY-MM-DD.")]
LocaleOption = Annotated[str | None, typer.Option(help="en or zh.")]


def folder_of(model: str | None) -> Path:
    """Return the folder of a model or demo."""
    name = model or Settings().model
    return demo_folder(name) if name in DEMOS and not Path(name).is_dir() else Path(name)


def _open(model: str | None, embeddings: str = "off") -> Engine:
    settings = Settings()
    folder = folder_of(model)
    return open_engine(
        folder, embeddings=embeddings, time_limit=settings.time_limit, row_cap=settings.row_cap,
        memory_limit=settings.memory_limit,
        threads=settings.threads,
    )  # fmt: skip


def _day(text: str | None, engine: Engine) -> dt.date:
    try:
        return dt.date.fromisoformat(text) if text else today_of(engine.model)
    except ValueError:
        raise typer.BadParameter(f"“{text}” is not a day: write it as 2026-11-23.") from None


@app.command("ask")
def ask_command(
    question: Annotated[str | None, typer.Argument(help="What you want to know; without it, a chat.")] = None,
    model: ModelOption = None, today: TodayOption = None, locale: LocaleOption = None, as_json: JsonOption = False,
) -> None:  # fmt: skip
    """Answer a question."""
    engine = _open(model)
    try:
        if question is None:
            _chat(engine, _day(today, engine), locale)
            return
        answer = _ask(question, engine, _day(today, engine), locale, None)
    finally:
        engine.close()
    print_answer(answer, out, as_json)
    raise typer.Exit(EXIT[answer.status])


def _ask(question: str, engine: Engine, today: dt.date, locale: str | None, context: Any) -> Any:
    language = locale or guess_locale(question)
    return ask(Question(text=question, locale=language), Session(today=today, locale=language), engine, context)


def _chat(engine: Engine, today: dt.date, locale: str | None) -> None:
    """Ask and answer until the input ends; a number picks a choice of the last question back."""
    context: Any = None
    choices: tuple[Any, ...] = ()
    out.print("Ask a question; an empty line ends.")
    for line in iter(lambda: sys.stdin.readline(), ""):
        text = line.strip()
        if not text:
            return
        if text.isdigit() and 1 <= int(text) <= len(choices):
            session = Session(today=today, locale=locale or "en")
            answer = answer_query(choices[int(text) - 1].query, session, engine)
        else:
            answer = _ask(text, engine, today, locale, context)
        print_answer(answer, out, False)
        context = answer.query if answer.status == "answered" else context
        choices = answer.choices


@app.command("query")
def query_command(
    file: Annotated[str, typer.Argument(help="A file with a semantic query in JSON, or - for the input.")],
    model: ModelOption = None, today: TodayOption = None, locale: LocaleOption = None, as_json: JsonOption = False,
) -> None:  # fmt: skip
    """Answer a semantic query."""
    try:
        text = sys.stdin.read() if file == "-" else Path(file).read_text(encoding="utf-8")
        query = query_adapter.validate_python(json.loads(text))
    except (OSError, UnicodeDecodeError):
        raise typer.BadParameter(f"“{file}” cannot be read.") from None
    except (ValueError, ValidationError) as error:
        raise typer.BadParameter(f"That is no semantic query: {str(error).splitlines()[0]}") from None
    engine = _open(model)
    try:
        answer = answer_query(query, Session(today=_day(today, engine), locale=locale or "en"), engine)
    finally:
        engine.close()
    print_answer(answer, out, as_json)
    raise typer.Exit(EXIT[answer.status])


@app.command("serve")
def serve_command(
    host: Annotated[str | None, typer.Option()] = None, port: Annotated[int | None, typer.Option()] = None,
    model: ModelOption = None,
) -> None:  # fmt: skip
    """Serve the API and the page."""
    import uvicorn

    from api.app import create_app

    settings = Settings()
    engine = _open(model, settings.embeddings)
    where = f"http://{host or settings.host}:{port or settings.port}"
    err.print(f"Serving {engine.model.header.name} on {where}")
    uvicorn.run(
        create_app(settings, engine), host=host or settings.host, port=port or settings.port, log_level="warning"
    )


@app.command("demo")
def demo_command(
    name: Annotated[str, typer.Argument(help=DEMO_NAMES)] = "retail",
    scale: Annotated[float, typer.Option(help="Times half a million orders (retail).", min=0.001, max=200)] = 1.0,
    force: Annotated[bool, typer.Option("--force", help="Build it even if it is there.")] = False,
) -> None:
    """Build a demo warehouse, where it is not there."""
    if name not in DEMOS:
        raise typer.BadParameter(f"There is no demo “{name}”: {DEMO_NAMES}.")
    with Progress(console=err, transient=True) as bar:
        task = bar.add_task(f"Building {name}", total=None)
        path = build_demo(
            name, scale=scale, force=force,
            progress=lambda table, done, total: bar.update(task, description=f"Writing {table}",
                                                           completed=done, total=total),
        )  # fmt: skip
    err.print(f"The {name} warehouse is ready ({path.stat().st_size / 1e6:.0f} MB).")


@app.command("lint")
def lint_command(
    model: ModelOption = None,
    live: Annotated[bool, typer.Option("--live", help="Ask the warehouse too.")] = False,
    as_json: JsonOption = False,
) -> None:
    """Check a model folder."""
    problems: tuple[Any, ...] = ()
    try:
        loaded = load_model(folder_of(model))
        problems = lint_model(loaded)
        if live:
            engine = _open(model)
            problems += engine.warehouse.check(loaded)
            engine.close()
    except ModelError as error:
        problems = error.problems
    if as_json:
        out.print_json(json.dumps([problem.model_dump() for problem in problems]))
    else:
        for problem in problems:
            out.print(str(problem), markup=False)
        errors = sum(problem.severity == "error" for problem in problems)
        out.print(f"{errors} error(s), {len(problems) - errors} warning(s)." if problems else "The model is sound.")
    raise typer.Exit(2 if any(problem.severity == "error" for problem in problems) else 0)


@app.command("eval")
def eval_command(
    suites: Annotated[list[str] | None, typer.Argument(help="Names of gold suites; all by default.")] = None,
    model: ModelOption = None,
    every: Annotated[bool, typer.Option("--all", help="All models that come with the product.")] = False,
    split: Annotated[str | None, typer.Option(help="dev or held_out; both by default.")] = None,
    held_out: Annotated[bool, typer.Option("--held-out", help="Show held-out cases one by one.")] = False,
    save: Annotated[list[Path] | None, typer.Option(help="Write the report: .json, .html, .xml (JUnit), .md.")] = None,
    against: Annotated[tuple[str, str] | None, typer.Option("--compare", help="Two saved reports or commits.")] = None,
    accepted: Annotated[bool, typer.Option("--accept", help="Take these verdicts as the new baseline.")] = False,
    answerer: Annotated[str, typer.Option(help="Who answers: kpi, or a peer that is installed.")] = "kpi",
    workers: Annotated[int | None, typer.Option(min=1, help="Questions asked at a time.")] = None,
    record: Annotated[str | None, typer.Option(help="Ask this, and keep it as a gold case if you confirm it.")] = None,
    today: TodayOption = None, locale: LocaleOption = None, as_json: JsonOption = False,
) -> None:  # fmt: skip
    """Run gold questions and report what is right; exit 1 where something got worse."""
    from eval.commands import compare, run_suites

    if record:
        _record(record, model, today, locale)
        return
    folders = [demo_folder(name) for name in DEMOS] if every else [folder_of(model)]
    try:
        if against:
            passed = compare(*against, folders, out).passed
        else:
            passed = run_suites(
                folders, suites or (), out, err, split=split, held_out=held_out, answerer=answerer, workers=workers,
                save=save or (), as_json=as_json, accepted=accepted,
            )  # fmt: skip
    except (ValueError, KeyError) as error:
        raise typer.BadParameter(str(error)) from None
    raise typer.Exit(0 if passed else 1)


def _record(question: str, model: str | None, today: str | None, locale: str | None) -> None:
    """Ask, show, and keep what the person confirms; a number picks a choice of a question back."""
    from eval.record import record_case

    engine = _open(model)
    try:
        session = Session(today=_day(today, engine), locale=locale or guess_locale(question))
        answer = _ask(question, engine, session.today, session.locale, None)
        print_answer(answer, out, False)
        if answer.choices and (number := typer.prompt("Which one? 0 for none", type=int, default=0)):
            answer = answer_query(answer.choices[min(number, len(answer.choices)) - 1].query, session, engine)
            print_answer(answer, out, False)
        if typer.confirm("Is that right?"):
            path = record_case(folder_of(model), question, answer, session, dt.datetime.now(dt.UTC).date())
            out.print(f"Recorded in {path.parent.name}/{path.name}.", markup=False)
    finally:
        engine.close()


@app.command("gaps")
def gaps_command(
    file: Annotated[Path, typer.Argument(help="Questions: one a line, .jsonl, or a report saved by kpi eval.")],
    model: ModelOption = None, today: TodayOption = None, locale: LocaleOption = None, as_json: JsonOption = False,
) -> None:  # fmt: skip
    """Put together what was refused, and propose what the words may be other names of."""
    from eval.gaps import find_gaps, read_questions

    try:
        questions = read_questions(file, locale or "en")
    except (OSError, ValueError) as error:
        raise typer.BadParameter(f"“{file}” cannot be read as questions: {error}") from None
    engine = _open(model, "auto")
    try:
        gaps = find_gaps(questions, Session(today=_day(today, engine), locale=locale or "en"), engine)
    finally:
        engine.close()
    if as_json:
        out.print_json(json.dumps([gap.model_dump() for gap in gaps], ensure_ascii=False))
        return
    for gap in gaps:
        near = f" Another name of {', '.join(gap.nearest)}?" if gap.nearest else ""
        out.print(f"“{gap.words}”, {len(gap.questions)} question(s).{near}", markup=False)
        for question in gap.questions[:3]:
            out.print(f"    {question}", markup=False, style="dim")
    if not gaps:
        out.print("Every question was understood.")


@app.command("trial")
def trial_command(
    kind: Annotated[str, typer.Argument(help="gold, defects or questions.")], model: ModelOption = None
) -> None:
    """Try the evaluation itself: mutated gold, planted defects, varied questions; exit 1 where one gets through."""
    from eval.trials.commands import TRIALS

    if kind not in TRIALS:
        raise typer.BadParameter(f"“{kind}” is no trial: {', '.join(TRIALS)}.")
    raise typer.Exit(0 if TRIALS[kind](folder_of(model), out) else 1)


def main() -> None:
    """Run a command; errors are told, never traced."""
    try:
        app()
    except ModelError as error:
        print_error(err, "The model cannot be used:", str(error))
        sys.exit(2)
    except WarehouseError as error:
        hint = "Build the demo with: kpi demo" if error.code == "missing" else ""
        print_error(err, str(error), hint)
        sys.exit(1)
    except KpiError as error:
        print_error(err, str(error), "")
        sys.exit(1)
