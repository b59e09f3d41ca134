"""The corpora of the operators: one meaning, many phrasings, each read whole and as nothing else; and what is near it."""

import datetime as dt
import shutil
from importlib.resources import files

import pytest
import yaml
from depots_data import build_depots
from short_queries import expand_query

from nlq.engine import open_engine
from nlq.read import read
from nlq.reading import Question
from semantic_layer.query.canonical import canonical
from semantic_layer.session import Session

CORPORA = {
    path.name.removesuffix(".yaml"): yaml.safe_load(path.read_text(encoding="utf-8"))
    for path in sorted(files("nlq.grammar").joinpath("corpus").iterdir(), key=lambda path: path.name)
    if path.name.endswith(".yaml")
}
TODAY = dt.date(2026, 11, 23)
#: From this probability on a reading answers alone.
CLEAR = 0.9
LEAST = 30


@pytest.fixture(scope="module")
def depots(tmp_path_factory, request):
    folder = tmp_path_factory.mktemp("models") / "depots"
    shutil.copytree(request.config.rootpath / "tests/fixtures/depots", folder)
    build_depots(folder / "depots.duckdb")
    engine = open_engine(folder)
    yield engine
    engine.close()


def is_chinese(text):
    return any("\u3400" <= char <= "\u9fff" for char in text)


def readings(engine, text):
    locale = "zh" if is_chinese(text) else "en"
    return read(Question(text=text, locale=locale), Session(today=TODAY, locale=locale), engine.index).readings


def told(found):
    """What was read, and which rule read which words: a failure shows it."""
    return "\n".join(
        f"{reading.probability:.2f} {canonical(reading.query)}\n"
        + "\n".join(f"       {step.words!r}: {step.meaning} [{step.rule}]" for step in reading.trace)
        for reading in found
    )


def cases(section, said="say"):
    return [
        pytest.param(case.get("read"), str(text), id=f"{name}: {text}")
        for name, corpus in CORPORA.items()
        for case in corpus.get(section, ())
        for text in case.get(said, ())
    ]


@pytest.mark.parametrize(("short", "text"), cases("meanings"))
def test_a_phrasing_is_read_as_what_it_means(depots, short, text):
    found = readings(depots, text)
    assert found, f"{text!r} is not read"
    assert canonical(found[0].query) == canonical(expand_query(short)), told(found[:2])
    assert found[0].probability >= CLEAR, told(found[:2])


@pytest.mark.parametrize(("short", "text"), cases("meanings", "not_yet"))
def test_what_is_not_read_yet_is_read_as_nothing_else(depots, short, text):
    found = readings(depots, text)
    clear = [reading for reading in found if reading.probability >= CLEAR]
    assert all(canonical(reading.query) == canonical(expand_query(short)) for reading in clear), told(found[:2])


@pytest.mark.parametrize(("short", "text"), cases("near"))
def test_what_is_near_is_read_as_what_it_means_itself_or_not_at_all(depots, short, text):
    found = readings(depots, text)
    if short:
        assert found and canonical(found[0].query) == canonical(expand_query(short)), told(found[:2])
    assert bool(short) == any(reading.probability >= CLEAR for reading in found), told(found[:2])


@pytest.mark.parametrize(("short", "text"), cases("refused"))
def test_what_is_not_to_be_read_is_not(depots, short, text):
    found = readings(depots, text)
    assert not any(reading.probability >= CLEAR for reading in found), told(found[:2])


@pytest.mark.parametrize("name", CORPORA)
def test_each_operator_has_enough_phrasings_in_each_language_and_once_each(name):
    texts = [str(text) for case in CORPORA[name]["meanings"] for text in case["say"]]
    near = [str(text) for case in CORPORA[name]["near"] for text in case["say"]]
    assert min(sum(map(is_chinese, texts)), sum(not is_chinese(text) for text in texts)) >= LEAST
    assert any(map(is_chinese, near)) and not all(map(is_chinese, near))
    assert len(set(texts + near)) == len(texts + near)
    assert all(case["why"] for section in ("near", "refused") for case in CORPORA[name].get(section, ()))
