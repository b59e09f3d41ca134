"""Where a dimension has more members than are read, it is said: at the start, by lint, and of words nobody knows."""

import datetime as dt

import pytest

from api.cli import serve
from api.cli.lint import find_problems
from nlq.ask import ask
from nlq.engine import open_engine
from nlq.reading import Question
from semantic_layer.session import Session
from semantic_layer.warehouse import warehouse

TODAY = dt.date(2025, 6, 1)


@pytest.fixture
def few(clinics_folder, monkeypatch):
    monkeypatch.setattr(warehouse, "MOST_MEMBERS", 2)
    engine = open_engine(clinics_folder)
    yield engine
    engine.close()


def told(engine, text, locale):
    return ask(Question(text=text, locale=locale), Session(today=TODAY, locale=locale), engine)


def test_a_refusal_says_which_names_are_not_read(few, clinics):
    assert few.index.cut["clinic"] == 2 and "plan" not in clinics.index.cut
    answer = told(few, "fees in Xyzzyland", "en")
    assert answer.issues[-1].code == "names_not_read"
    assert "Not all names of clinic are read: there are more than 2." in answer.text
    assert "诊所的名称没有全部读入：超过2个。" in told(few, "某某某的诊费", "zh").text
    # Of a dimension whose members are all read there is nothing to say.
    assert [issue.code for issue in told(clinics, "fees in Xyzzyland", "en").issues] == ["unread_words"]


def test_lint_and_the_start_say_so_too(few, clinics_folder, monkeypatch, capsys):
    assert "live_many_members" in [problem.code for problem in find_problems(str(clinics_folder), live=True)]
    monkeypatch.setattr(serve, "open_to_ask", lambda model: few)
    monkeypatch.setattr("api.operations.server.serve_app", lambda app, settings: None)
    serve.serve_command(None, None, None, None)
    assert "Not all names of clinic are read" in capsys.readouterr().err


def test_all_members_are_read_of_a_dimension_with_as_many_as_are_read_at_most(clinics_folder, monkeypatch):
    engine = open_engine(clinics_folder)
    monkeypatch.setattr(warehouse, "MOST_MEMBERS", max(engine.index.sizes.values()))
    assert not [problem for problem in engine.warehouse.check(engine.model) if problem.code == "live_many_members"]
    engine.close()
