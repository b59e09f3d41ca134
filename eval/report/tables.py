"""The tables that every report shows: figures with their bounds, verdicts by suite, language, model and tag."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from eval.figures import Share, count_verdicts, headline
from eval.grade import VERDICTS
from eval.outcome import Outcome, Report

HEADLINES = {
    "right": "right, of the answerable",
    "silently_wrong": "told with confidence and wrong, of all",
    "withheld": "withheld, of what must not be answered",
    "needless": "asked back, of the answerable",
    "turns": "right turns of dialogues",
}


class Table(NamedTuple):
    """Headings and rows of text."""

    title: str
    headings: Sequence[str]
    rows: Sequence[Sequence[str]]


def name_verdict(verdict: str) -> str:
    """Return a verdict as people read it."""
    return verdict.replace("_", " ")


def tell_share(share: Share) -> str:
    """Return a share with its bounds, both in percent.

    >>> tell_share(Share(9, 10, 0.596, 0.982))
    '90.0 % (59.6–98.2), 9 of 10'
    """
    return f"{share.value * 100:.1f} % ({tell_bounds(share)}" if share.total else "·"


def tell_bounds(share: Share) -> str:
    """Return the bounds and the counts behind a share."""
    return f"{share.low * 100:.1f}–{share.high * 100:.1f}), {share.hits} of {share.total}"


def figures_table(report: Report) -> Table:
    """Return the headline figures of each split, with Wilson's 95 % bounds."""
    splits = {split: [o for o in report.outcomes if o.split == split] for split in ("dev", "held_out")}
    told = {split: headline(outcomes)._asdict() for split, outcomes in splits.items()}
    rows = [(text, *(tell_share(told[split][key]) for split in splits)) for key, text in HEADLINES.items()]
    return Table("figures", ("", "dev", "held out"), rows)


def verdict_tables(report: Report, held_out: bool = False) -> Iterator[Table]:
    """Yield verdicts by model, suite, language and tag; tags without held-out cases unless asked."""
    everything = report.outcomes
    seen = [outcome for outcome in everything if held_out or outcome.split == "dev"]
    if len(report.models) > 1:
        yield _by("model", everything, lambda o: (o.model,))
    yield _by("suite", everything, lambda o: (o.suite,))
    yield _by("language", everything, lambda o: (o.locale,))
    yield _by("split", everything, lambda o: (o.split.replace("_", " "),))
    yield _expressible(everything)
    yield _by("tag", seen, lambda o: o.tags)


def _by(title: str, outcomes: Sequence[Outcome], of: Callable[[Outcome], Sequence[str]]) -> Table:
    names = sorted({name for outcome in outcomes for name in of(outcome)})
    rows = [_row(name, [o for o in outcomes if name in of(o)]) for name in names]
    return Table(title, (title, "cases", *map(name_verdict, VERDICTS)), [*rows, _row("all", outcomes)])


def _expressible(outcomes: Sequence[Outcome]) -> Table:
    """Return what share of the questions of a suite a semantic query can express at all, where some cannot."""
    suites = sorted({outcome.suite for outcome in outcomes if outcome.beyond})
    rows = []
    for suite in suites:
        mine = [outcome for outcome in outcomes if outcome.suite == suite]
        can = [outcome for outcome in mine if not outcome.beyond]
        right = sum(outcome.verdict == "right" for outcome in can)
        shares = (f"{len(can)} ({len(can) / len(mine):.0%})", f"{right} ({right / max(len(can), 1):.0%})")
        rows.append((suite, str(len(mine)), *shares))
    return Table("expressible", ("suite", "questions", "a semantic query can express", "right, of those"), rows)


def _row(name: str, outcomes: Sequence[Outcome]) -> tuple[str, ...]:
    counts, total = count_verdicts(outcomes), len(outcomes)
    cells = [str(counts[verdict]) if counts.get(verdict) else "·" for verdict in VERDICTS]
    return (name, str(total), f"{cells[0]} ({counts.get('right', 0) / max(total, 1):.0%})", *cells[1:])


def shown_cases(report: Report, held_out: bool = False) -> list[Outcome]:
    """Return the cases that may be looked at one by one."""
    return [outcome for outcome in report.outcomes if held_out or outcome.split == "dev"]


def markdown_rows(table: Table) -> list[str]:
    """Return the lines of a table in Markdown.

    >>> markdown_rows(Table("fruit", ("name", "count"), [("apple", "3")]))
    ['| name | count |', '| --- | --- |', '| apple | 3 |']
    """
    return [f"| {' | '.join(row)} |" for row in (table.headings, ["---"] * len(table.headings), *table.rows)]


def markdown_report(report: Report, held_out: bool = False) -> str:
    """Return the report as Markdown: the tables, then the cases that are not right."""
    lines = [f"# {', '.join(report.models)} ({report.about.answerer} {report.about.commit})".rstrip(), ""]
    for table in (figures_table(report), *verdict_tables(report, held_out)):
        if table.rows:
            lines += [f"## By {table.title}" if table.title != "figures" else "## Figures", ""]
            lines += [*markdown_rows(table), ""]
    lines += [
        f"- `{o.suite}/{o.id}` {name_verdict(o.verdict)}: {o.question} — {o.reason}"
        for o in shown_cases(report, held_out)
        if o.verdict != "right"
    ]
    return "\n".join(lines).rstrip() + "\n"
