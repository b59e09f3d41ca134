"""Commands that measure: ``eval``, ``gaps`` and ``trial``."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from api.cli.options import (
    JsonOption,
    LocaleOption,
    ModelOption,
    TodayOption,
    day_of,
    err,
    folder_of,
    open_model,
    out,
)
from api.desk import guess_locale
from api.terminal import print_answer
from eval.demo import DEMOS, demo_folder
from nlq.ask import answer_query, ask
from nlq.reading import Question
from semantic_layer.session import Session


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
    retrieval: Annotated[bool, typer.Option("--retrieval", help="How well metrics are found by meaning.")] = False,
    record: Annotated[str | None, typer.Option(help="Ask this, and keep it as a gold case if you confirm it.")] = None,
    today: TodayOption = None, locale: LocaleOption = None, as_json: JsonOption = False,
) -> None:  # fmt: skip
    """Run gold questions and report what is right; exit 1 where something got worse."""
    from eval.commands import compare, run_suites

    if record:
        _record(record, model, today, locale)
        return
    folders = [demo_folder(name) for name in DEMOS] if every else [folder_of(model)]
    if retrieval:
        _report_retrieval(folders, save or (), as_json)
        return
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


def _report_retrieval(folders: Sequence[Path], save: Sequence[Path], as_json: bool) -> None:
    from eval.report.retrieval import print_retrieval, save_retrieval
    from eval.retrieval import measure_retrieval

    retrieval = measure_retrieval(folders)
    if not retrieval.recall:
        raise typer.BadParameter("There are no phrasings of this model's metrics to look for.")
    try:
        for path in save:
            save_retrieval(retrieval, path)
    except ValueError as error:
        raise typer.BadParameter(str(error)) from None
    out.print_json(retrieval.model_dump_json()) if as_json else print_retrieval(retrieval, out)


def _record(question: str, model: str | None, today: str | None, locale: str | None) -> None:
    """Ask, show, and keep what the person confirms; a number picks a choice of a question back."""
    from eval.record import record_case

    engine = open_model(model)
    try:
        session = Session(today=day_of(today, engine), locale=locale or guess_locale(question))
        # What somebody chose before is no part of a gold case.
        answer = ask(Question(text=question, locale=session.locale), session, engine)
        print_answer(answer, out, False)
        if answer.choices and (number := typer.prompt("Which one? 0 for none", type=int, default=0)):
            answer = answer_query(answer.choices[min(number, len(answer.choices)) - 1].query, session, engine)
            print_answer(answer, out, False)
        if typer.confirm("Is that right?"):
            path = record_case(folder_of(model), question, answer, session, dt.datetime.now(dt.UTC).date())
            out.print(f"Recorded in {path.parent.name}/{path.name}.", markup=False)
    finally:
        engine.close()


def fit_command(
    model: ModelOption = None,
    every: Annotated[bool, typer.Option("--all", help="All models that come with the product.")] = False,
    made: Annotated[int, typer.Option(min=0, help="Questions made of each model in each language.")] = 84,
    examples: Annotated[
        Path | None, typer.Option(help="Read examples from this file; write it if there is none.")
    ] = None,
    reliability: Annotated[bool, typer.Option("--reliability", help="Judge the weights in use; fit none.")] = False,
    accepted: Annotated[bool, typer.Option("--accept", help="Take the fitted weights for the reader's.")] = False,
    only_confidence: Annotated[
        bool, typer.Option("--confidence", help="Keep the weights by hand, and all answers; fit the confidence.")
    ] = False,
) -> None:
    """Fit the reader's weights to gold and to questions made of queries, and show how far they can be trusted."""
    from eval.fit.commands import gather_examples, judge_in_use, run_fit

    folders = [demo_folder(name) for name in DEMOS] if every else [folder_of(model)]
    found = gather_examples(folders, made, examples, err)
    if reliability:
        judge_in_use(found, out)
    else:
        run_fit(found, out, accepted=accepted, only_confidence=only_confidence)


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
    engine = open_model(model, "auto")
    try:
        gaps = find_gaps(questions, Session(today=day_of(today, engine), locale=locale or "en"), engine)
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


def trial_command(
    kind: Annotated[str, typer.Argument(help="gold, defects or questions.")], model: ModelOption = None
) -> None:
    """Try the evaluation itself: mutated gold, planted defects, varied questions; exit 1 where one gets through."""
    from eval.trials.commands import TRIALS

    if kind not in TRIALS:
        raise typer.BadParameter(f"“{kind}” is no trial: {', '.join(TRIALS)}.")
    raise typer.Exit(0 if TRIALS[kind](folder_of(model), out) else 1)
