"""An answer that a person confirmed, as a gold case."""

from __future__ import annotations

import datetime as dt
import json
import re
from pathlib import Path
from typing import Any

import yaml

from eval.suite import Suite
from nlq.answer import Answer
from semantic_layer.query.canonical import canonical
from semantic_layer.session import Session


def record_case(folder: Path, question: str, answer: Answer, session: Session, confirmed: dt.date) -> Path:
    """Append a confirmed answer to the folder's recorded suite of that day and language; return the file.

    An answer is recorded as its semantic query, a refusal with the reason's code. A question that is recorded
    already is replaced: the last word of a person counts.
    """
    path = folder / "gold" / f"recorded-{session.today}-{session.locale}.yaml"
    suite = _load(path, session)
    case = _case(question, answer, confirmed)
    taken = {old["id"] for old in suite["cases"] if old["question"] != question}
    case["id"] = _free(case["id"], taken)
    suite["cases"] = [old for old in suite["cases"] if old["question"] != question] + [case]
    Suite.model_validate(suite)
    path.parent.mkdir(exist_ok=True)
    path.write_text(yaml.safe_dump(suite, allow_unicode=True, sort_keys=False, width=120), encoding="utf-8")
    return path


def _load(path: Path, session: Session) -> dict[str, Any]:
    if path.is_file():
        return dict(yaml.safe_load(path.read_text(encoding="utf-8")))
    name = f"recorded_{session.today}_{session.locale}"
    return {"suite": name, "today": session.today, "locale": session.locale, "cases": []}


def _case(question: str, answer: Answer, confirmed: dt.date) -> dict[str, Any]:
    case: dict[str, Any] = {"id": _slug(question), "question": question, "tags": ["recorded"]}
    if answer.query is not None and answer.status == "answered":
        case["query"] = json.loads(canonical(answer.query))
    else:
        case["expect"] = "refuse" if answer.status == "refused" else "clarify"
        if answer.issues:
            case["issue_code"] = answer.issues[0].code
    case["source"] = f"confirmed by the person who asked, {confirmed}"
    return case


def _slug(question: str) -> str:
    return "-".join(re.findall(r"\w+", question.lower())[:8])[:60] or "question"


def _free(name: str, taken: set[str]) -> str:
    number = 2
    found = name
    while found in taken:
        found, number = f"{name}-{number}", number + 1
    return found
