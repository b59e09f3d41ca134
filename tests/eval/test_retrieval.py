import json

import numpy as np
import pytest
from typer.testing import CliRunner

import eval.retrieval
from api.cli import app
from eval.demo import DEMOS, demo_folder
from eval.report.retrieval import save_retrieval
from eval.retrieval import (
    PHRASINGS,
    Found,
    Paraphrase,
    encode_once,
    find_paraphrases,
    indirect,
    load_paraphrases,
    measure_retrieval,
    recall,
)
from semantic_layer.model.load import load_model


def test_recall_counts_places_up_to_the_one_asked_for():
    said = Paraphrase("shop", "sales", "en", "takings")
    found = [Found(said, 1), Found(said, 3), Found(said, 0), Found(said, 5)]
    assert (recall(found, 1).value, recall(found, 5).value) == (0.25, 0.75)


def test_a_file_of_another_model_is_refused(tmp_path):
    (tmp_path / "shop.yaml").write_text("model: bakery\nparaphrases: {}\n", encoding="utf-8")
    with pytest.raises(ValueError, match="bakery"):
        load_paraphrases("shop", tmp_path)
    assert load_paraphrases("bakery", tmp_path) == []


@pytest.mark.parametrize("name", sorted(path.stem for path in PHRASINGS.glob("*.yaml")))
def test_hardly_a_paraphrase_holds_a_name_of_its_metric_and_all_are_of_the_model(name):
    model = load_model(demo_folder(name))
    said = load_paraphrases(name)
    assert said and len(set(said)) == len(said)
    for each in said:
        metric = model.metrics[each.metric]
        assert metric.status != "deprecated", each
    # A name given since may stand in one: it is left out of what is measured. Many of them would be no measure.
    assert len(indirect(model, said)) >= 0.97 * len(said)


def test_paraphrases_are_many_and_of_many_metrics():
    said = [each for name in DEMOS for each in load_paraphrases(name)]
    assert len(said) >= 300 and len({each[:2] for each in said}) >= 150
    assert {each.language for each in said} == {"en", "zh"}


def test_a_paraphrase_that_holds_a_name_is_left_out():
    model = load_model(demo_folder("retail"))
    said = [
        Paraphrase("retail", "first_response_time", "en", text) for text in ("First response time now", "how quick")
    ]
    assert indirect(model, said) == said[1:]


def test_without_embeddings_spelling_still_finds():
    model = load_model(demo_folder("retail"))
    said = Paraphrase("retail", "first_response_time", "en", "responding first")
    assert find_paraphrases(model, [said], None) == [Found(said, 1)]


def test_a_folder_without_paraphrases_has_nothing_to_report(tmp_path):
    assert not measure_retrieval([tmp_path], "off").recall


@pytest.fixture
def counted(monkeypatch):
    """An embedder that lets texts of one length be near, and keeps every text it is given."""
    given = []

    def encode(texts):
        given.extend(texts)
        return np.array([[np.cos(len(text)), np.sin(len(text))] for text in texts], dtype=np.float32)

    monkeypatch.setattr(eval.retrieval, "open_embedder", lambda name: encode)
    return given


def test_no_text_is_encoded_twice(counted):
    measure_retrieval([demo_folder("journey")])
    assert len(counted) == len(set(counted)) > len(load_paraphrases("journey"))


def test_a_remembered_vector_is_that_of_its_text():
    encode = encode_once(lambda texts: np.array([[len(text)] for text in texts]))
    assert encode(["a", "bcd"]).tolist() == [[1], [3]]
    assert encode(["bcd", "ef", "bcd"]).tolist() == [[3], [2], [3]]


def test_the_figures_are_printed_as_json_and_saved(counted, tmp_path):
    arguments = ["eval", "--retrieval", "--model", "journey", "--json", "--save"]
    ran = CliRunner().invoke(app, [*arguments, str(tmp_path / "found.json")])
    assert ran.exit_code == 0
    said = json.loads(ran.stdout)
    assert said == json.loads((tmp_path / "found.json").read_text(encoding="utf-8"))
    every = said["recall"][2]
    assert every[:3] == [True, "all", len(load_paraphrases("journey"))]
    assert len(said["missed"]) == every[-1][1] - every[-1][0]


def test_the_figures_are_saved_as_markdown_and_as_nothing_unknown(counted, tmp_path):
    measured = measure_retrieval([demo_folder("journey")])
    save_retrieval(measured, tmp_path / "found.md")
    assert (tmp_path / "found.md").read_text(encoding="utf-8").count("| with |") == 3
    ran = CliRunner().invoke(app, ["eval", "--retrieval", "--model", "journey", "--save", str(tmp_path / "found.xml")])
    assert ran.exit_code == 2 and not (tmp_path / "found.xml").exists()
