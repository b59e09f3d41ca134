"""Owners and departments: one name in the files, and what each reader calls it."""

import pytest

from semantic_layer.issues import ModelError
from semantic_layer.model.diff import diff_models
from semantic_layer.model.load import load_model

LISTED = """
owners:
  Head of Shops: {label: {zh: 门店负责人}}
departments:
  Shops: {label: {en: Our shops, zh: 门店部}, synonyms: {zh: [门店团队]}}
"""


@pytest.fixture
def listed(shop, tmp_path):
    def load(text):
        for path in shop.folder.glob("*.yaml"):
            (tmp_path / path.name).write_text(path.read_text(encoding="utf-8"), encoding="utf-8")
        (tmp_path / "organisation.yaml").write_text(text, encoding="utf-8")
        return load_model(tmp_path)

    return load


def test_each_is_called_by_its_label_in_the_readers_language_else_by_its_name(listed):
    model = listed(LISTED)
    assert [model.owner_label("Head of Shops", each) for each in ("en", "zh", "zh-CN", "de")] == [
        "Head of Shops", "门店负责人", "门店负责人", "Head of Shops",
    ]  # fmt: skip
    assert [model.department_label("Shops", each) for each in ("en", "zh", "de")] == ["Our shops", "门店部", "Shops"]
    assert model.department_label("Nobody", "zh") == "Nobody"


def test_a_folder_without_a_list_shows_the_names(shop):
    assert shop.model.owner_label("Head of Shops", "zh") == "Head of Shops"
    assert shop.model.department_label("Shops", "zh") == "Shops"


def test_what_they_are_called_is_part_of_the_model_and_of_no_metric(listed, shop):
    diff = diff_models(shop.model, listed(LISTED))
    assert not diff.metrics and [part.part for part in diff.parts] == ["departments.Shops", "owners.Head of Shops"]
    other = listed(LISTED.replace("门店部", "店铺部"))
    assert other.version != listed(LISTED).version


@pytest.mark.parametrize(
    ("text", "key", "words"),
    [
        ("owners: {' ': {label: {zh: 无}}}", "owners. ", "no name"),
        ("owners: [Head of Shops]", "owners", "must be a map by name"),
        ("departments: {Shops: {labels: {zh: 门店部}}}", "departments.Shops.labels", "not a key that is known"),
        ("departments: {Shops: {}}\nowners: {}\n---\n", "organisation.yaml", "not valid YAML"),
    ],
)
def test_a_list_that_is_not_written_so_is_a_problem(listed, text, key, words):
    with pytest.raises(ModelError) as caught:
        listed(text)
    assert any(problem.key == key and words in problem.message for problem in caught.value.problems)
