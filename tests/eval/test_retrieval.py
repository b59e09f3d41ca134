import re

import pytest
from rich.console import Console

from eval.demo import DEMOS, demo_folder
from eval.retrieval import PHRASINGS, Found, Paraphrase, find_paraphrases, load_paraphrases, recall, report_retrieval
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


def holds(text, name):
    """Say whether a name stands in a text: in Latin letters as whole words."""
    edge = r"\b" if name.isascii() else ""
    return re.search(f"{edge}{re.escape(name)}{edge}", text, re.IGNORECASE) is not None


@pytest.mark.parametrize("name", sorted(path.stem for path in PHRASINGS.glob("*.yaml")))
def test_paraphrases_hold_no_name_of_their_metric_and_are_of_the_model(name):
    model = load_model(demo_folder(name))
    said = load_paraphrases(name)
    assert said and len(set(said)) == len(said)
    for each in said:
        metric = model.metrics[each.metric]
        assert not [name for name in metric.names if holds(each.text, name)], each
        assert metric.status != "deprecated", each


def test_paraphrases_are_many_and_of_many_metrics():
    said = [each for name in DEMOS for each in load_paraphrases(name)]
    assert len(said) >= 300 and len({each[:2] for each in said}) >= 150
    assert {each.language for each in said} == {"en", "zh"}


def test_without_embeddings_spelling_still_finds():
    model = load_model(demo_folder("retail"))
    said = Paraphrase("retail", "first_response_time", "en", "responding first")
    assert find_paraphrases(model, [said], "off") == [Found(said, 1)]


def test_a_folder_without_paraphrases_has_nothing_to_report(tmp_path):
    assert not report_retrieval([tmp_path], Console(quiet=True))
