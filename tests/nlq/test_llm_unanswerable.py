"""Questions that must not be answered, and a language model that would have every metric for every word of them."""

import json
from pathlib import Path

import pytest
from language_models import with_model, with_near

from eval.suite import load_suites
from nlq.ask import ask
from nlq.reading import Question
from nlq.unknown.proposal import Proposal, Term
from nlq.unknown.suggest import suggest
from semantic_layer.names import metrics_of
from semantic_layer.session import Session

MODELS = Path(__file__).parents[2] / "eval/models"


class Everything:
    """Finds every metric near to any words, from another one on for each question."""

    def __init__(self, names):
        self.names, self.first = list(names), 0

    def find(self, text, count, among, least=0.0):
        turned = self.names[self.first :] + self.names[: self.first]
        return tuple(name for name in turned if name in among)[:count]


class Hostile:
    """Takes the unknown words for each metric it is told of, three at a time; then them and all around them for one."""

    def __init__(self):
        self.proposed, self.round, self.said = set(), 0, False

    def begin(self):
        self.said = False
        return self._propose

    def _propose(self, said):
        if self.said:
            return Proposal(terms=())
        self.said = True
        told = json.loads(said[1].text)
        text, unknown = told["question"], told["unknown_words"]
        names = [metric["name"] for metric in told["metrics"]]
        chosen = names[3 * self.round : 3 * self.round + 3] or names[:1]
        self.proposed.update(chosen)
        wide = text[text.index(unknown[0]) :].strip(" ?？。")
        quotes = unknown[:2] if self.round < 2 else [wide]
        return Proposal(terms=tuple(Term(quote=quote, metrics=tuple(chosen)) for quote in quotes))


def unanswerable(name):
    for suite in load_suites(MODELS / name):
        for case in suite.cases:
            turn = case.steps[0]
            if case.split == "dev" and len(case.steps) == 1 and (turn.expect == "refuse" or turn.beyond):
                yield suite, turn.question


@pytest.mark.parametrize("name", ["retail", "journey"])
def test_whatever_a_language_model_says_nothing_is_told(name, request):
    engine = request.getfixturevalue(name)
    near = Everything(engine.model.metrics)
    engine = with_near(engine, near)
    questions = list(unanswerable(name))
    asked_back = set()
    for number, (suite, text) in enumerate(questions):
        near.first = 5 * number % len(near.names)
        session = Session(today=suite.today, locale=suite.locale)
        question, hostile = Question(text=text, locale=suite.locale), Hostile()
        for hostile.round in range(3):
            # What is not even offered is refused as it was: only the rest is asked in full.
            if suggest(question, session, engine.index, hostile.begin(), None, lambda reading: None):
                answer = ask(question, session, with_model(engine, hostile))
                assert answer.status in ("refused", "clarify") and answer.query is None and not answer.rows, text
                if answer.status == "clarify":
                    asked_back.add(text)
                    assert [issue.code for issue in answer.issues] == ["did_you_mean"], text
                    assert [note.code for note in answer.notes] == ["read_with_language_model"], text
                    assert all(metrics_of(each.query, engine.model) <= hostile.proposed for each in answer.choices), (
                        text
                    )
    # A word that could be a metric's ("EBITDA in Q3") may be asked about; one that narrows, orders or negates may not.
    assert len(questions) > 3 and len(asked_back) <= len(questions) / 4, sorted(asked_back)
