"""What people ask that is refused: the words nobody knows, put together, with the names they may stand for."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path

from pydantic import BaseModel, ConfigDict
from rapidfuzz import fuzz

from eval.outcome import Report
from nlq.ask import ask
from nlq.engine import Engine
from nlq.reading import Question
from nlq.text.normalise import normalise
from semantic_layer.session import Session

#: Two words spelt as alike as this (0–100) are one gap: singular and plural, a hyphen more.
ALIKE = 85
#: Fillings of a sentence that are no name: they are gaps of the reader and no model can close them.
MOST_WORDS = 4


class Gap(BaseModel):
    """Words that were not understood: as typed, in how many questions, and the names nearest to them."""

    model_config = ConfigDict(frozen=True)

    words: str
    variants: tuple[str, ...]
    questions: tuple[str, ...]
    nearest: tuple[str, ...] = ()


def find_gaps(questions: Sequence[Question], session: Session, engine: Engine) -> tuple[Gap, ...]:
    """Return the gaps of a model, the most frequent first; questions that are answered have none.

    Raises:
        WarehouseError: the warehouse failed or ran out of time.
    """
    found: list[tuple[str, str, tuple[str, ...]]] = []
    for question in questions:
        answer = ask(question, session.model_copy(update={"locale": question.locale}), engine)
        for issue in answer.issues if answer.status == "refused" else ():
            words = issue.params.get("words", "")
            if issue.code == "unread_words" and any(map(str.isalpha, words)) and len(words.split()) <= MOST_WORDS:
                found.append((words, question.text, issue.suggestions))
    gaps = [_gap(group) for group in _put_together(found)]
    return tuple(sorted(gaps, key=lambda gap: (-len(gap.questions), gap.words)))


def _put_together(found: list[tuple[str, str, tuple[str, ...]]]) -> Iterator[list[tuple[str, str, tuple[str, ...]]]]:
    """Yield the findings in groups of words that are spelt alike."""
    groups: list[list[tuple[str, str, tuple[str, ...]]]] = []
    for each in found:
        key = normalise(each[0]).text
        near = next((group for group in groups if fuzz.ratio(key, normalise(group[0][0]).text) >= ALIKE), None)
        groups.append([each]) if near is None else near.append(each)
    yield from groups


def _gap(group: list[tuple[str, str, tuple[str, ...]]]) -> Gap:
    variants = tuple(dict.fromkeys(words for words, _, _ in group))
    questions = tuple(dict.fromkeys(question for _, question, _ in group))
    nearest = tuple(dict.fromkeys(name for _, _, names in group for name in names))
    return Gap(words=variants[0], variants=variants, questions=questions, nearest=nearest[:3])


def read_questions(path: Path, locale: str) -> tuple[Question, ...]:
    """Return the questions of a file: one a line, JSON lines with a ``question``, or a saved report's refused ones.

    Raises:
        ValueError: the file holds no questions.
    """
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".json":
        outcomes = [outcome for outcome in Report.model_validate_json(text).outcomes if outcome.split == "dev"]
        asked = [(o.steps[0].question, o.locale) for o in outcomes if o.answerable and o.steps[0].status == "refused"]
    elif path.suffix == ".jsonl":
        entries = [json.loads(line) for line in text.splitlines() if line.strip()]
        asked = [(entry["question"], entry.get("locale") or locale) for entry in entries if entry.get("question")]
    else:
        asked = [(line.strip(), locale) for line in text.splitlines() if line.strip()]
    if not asked:
        raise ValueError(f"{path.name} holds no questions.")
    return tuple(Question(text=question, locale=language) for question, language in asked)
