"""A report as one self-contained page: nothing is fetched, everything can be filtered and searched."""

from __future__ import annotations

import html
import json
from pathlib import Path
from typing import Any

import vl_convert

from eval.calibration import bin_confidences, risk_by_coverage, told_of
from eval.figures import headline
from eval.grade import VERDICTS
from eval.outcome import Outcome, Report, Step
from eval.report.tables import HEADLINES, Table, name_verdict, shown_cases, tell_bounds, tell_share, verdict_tables
from eval.rows import same_cell

HERE = Path(__file__).parent


def page_report(report: Report, held_out: bool = False) -> str:
    """Return the page."""
    cases = [_case(outcome) for outcome in shown_cases(report, held_out)]
    about = report.about
    title = f"{', '.join(report.models)} · {about.answerer}{f' {about.commit}' if about.commit else ''}"
    # "</" would end the script that holds the data.
    data = json.dumps({"cases": cases, "verdicts": [[v, name_verdict(v)] for v in VERDICTS]}, ensure_ascii=False)
    parts = {
        "TITLE": html.escape(title),
        "SUMMARY": f"{len(report.outcomes)} cases in {about.seconds:.1f} s",
        "STYLE": (HERE / "page.css").read_text(encoding="utf-8"),
        "SCRIPT": (HERE / "page.js").read_text(encoding="utf-8"),
        "CARDS": _cards(report),
        "TABLES": "".join(_table(table) for table in verdict_tables(report, held_out) if table.rows),
        "PLOTS": _plots(report),
        "DATA": data.replace("</", "<\\/"),
    }
    page = (HERE / "page.html").read_text(encoding="utf-8")
    for name, text in parts.items():
        page = page.replace(f"<!--{name}-->", text)
    return page


def _cards(report: Report) -> str:
    cards = []
    told = {s: headline([o for o in report.outcomes if o.split == s])._asdict() for s in ("dev", "held_out")}
    for key, text in HEADLINES.items():
        dev, held = told["dev"][key], told["held_out"][key]
        cards.append(
            f"<div class='card'><h3>{text}</h3><p class='figure'>{f'{dev.value:.1%}' if dev.total else '·'}</p>"
            f"<p>{f'({tell_bounds(dev)}' if dev.total else 'none asked'}</p>"
            f"<p class='held'>held out: {tell_share(held)}</p></div>"
        )
    return "".join(cards)


def _table(table: Table) -> str:
    def cells(row: Any, tag: str) -> str:
        return "".join(f"<{tag}>{html.escape(cell)}</{tag}>" for cell in row)

    body = "".join(f"<tr>{cells(row, 'td')}</tr>" for row in table.rows)
    opened = " open" if table.title in ("suite", "model") else ""
    return (
        f"<details class='table'{opened}><summary>By {table.title}</summary><div class='scroll'><table><thead><tr>"
        f"{cells(table.headings, 'th')}</tr></thead><tbody>{body}</tbody></table></div></details>"
    )


def _plots(report: Report) -> str:
    told, asked = told_of(report.outcomes), sum(len(outcome.steps) for outcome in report.outcomes)
    risk = [{"coverage": each.coverage, "risk": each.wrong.value} for each in risk_by_coverage(told, asked)]
    sure = [
        {"confidence": each.mean, "right": each.right.value, "answers": each.right.total}
        for each in bin_confidences(told)
    ]
    curve = {
        "data": {"values": risk}, "mark": {"type": "line", "point": True},
        "encoding": {
            "x": _share("coverage", "share of questions answered"), "y": _share("risk", "wrong, of those answered"),
        },
    }  # fmt: skip
    line = {
        "data": {"values": [{"confidence": 0, "right": 0}, {"confidence": 1, "right": 1}]},
        "mark": {"type": "line", "strokeDash": [4, 4], "color": "gray"},
        "encoding": {"x": _share("confidence", "confidence told"), "y": _share("right", "share right")},
    }
    points = {
        "data": {"values": sure}, "mark": {"type": "circle", "opacity": 0.9},
        "encoding": {
            "x": _share("confidence", "confidence told"), "y": _share("right", "share right"),
            "size": {"field": "answers", "type": "quantitative", "legend": None},
        },
    }  # fmt: skip
    figures = (("Risk and coverage", curve), ("Reliability of confidence", {"layer": [line, points]}))
    return "".join(f"<figure><figcaption>{name}</figcaption>{_draw(spec)}</figure>" for name, spec in figures)


def _share(field: str, title: str) -> dict[str, Any]:
    scale = {"domain": [0, 1]} if field != "risk" else {"domainMin": 0, "nice": True}
    return {"field": field, "type": "quantitative", "title": title, "scale": scale, "axis": {"format": "%"}}


def _draw(spec: dict[str, Any]) -> str:
    ink = "currentColor"
    axis = {"labelColor": ink, "titleColor": ink, "domainColor": ink, "tickColor": ink, "gridOpacity": 0.25}
    config = {"axis": axis, "view": {"stroke": "transparent"}, "background": "transparent", "font": "sans-serif"}
    return str(vl_convert.vegalite_to_svg({"width": 340, "height": 200, "config": config, **spec}))


def _case(outcome: Outcome) -> dict[str, Any]:
    told = outcome.model_dump(mode="json", include={"model", "suite", "locale", "tags", "split", "beyond"})
    more = {"name": f"{outcome.suite}/{outcome.id}", "verdict": outcome.verdict, "question": outcome.question}
    return {**told, **more, "steps": [_step(step) for step in outcome.steps]}


def _step(step: Step) -> dict[str, Any]:
    return {
        **step.model_dump(mode="json", exclude={"rows", "gold_rows"}),
        "rows": [[_cell(cell) for cell in row] for row in step.rows],
        "gold_rows": [[_cell(cell) for cell in row] for row in step.gold_rows],
        "odd": odd_rows(step),
    }


def odd_rows(step: Step) -> list[list[int]]:
    """Return the places of the answer's rows that the gold lacks, and of the gold's that the answer lacks.

    Rows are the same where the columns that both name hold the same cells.
    """
    if not step.gold_columns:
        return [[], []]
    both = [name for name in step.gold_columns if name in step.columns]
    mine = [[row[step.columns.index(name)] for name in both] for row in step.rows]
    theirs = [[row[step.gold_columns.index(name)] for name in both] for row in step.gold_rows]

    def missing(rows: list[list[Any]], among: list[list[Any]]) -> list[int]:
        return [n for n, row in enumerate(rows) if not any(all(map(same_cell, row, other)) for other in among)]

    return [missing(mine, theirs), missing(theirs, mine)]


def _cell(cell: Any) -> Any:
    return cell if cell is None or isinstance(cell, bool | int | float | str) else str(cell)
