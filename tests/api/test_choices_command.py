"""``kpi choices``: counted, forgotten, promoted to the model, whose files are kept as they are."""

import json
import shutil
import sys

import pytest

from api import cli
from eval.demo import demo_folder
from semantic_layer.issues import ModelError
from semantic_layer.model.declare import declare_meaning
from semantic_layer.model.definitions import DefaultMeaning
from semantic_layer.model.load import load_model


@pytest.fixture
def folder(retail, tmp_path, monkeypatch):
    """A copy of the demo, over the demo's own warehouse."""
    made = shutil.copytree(demo_folder("retail"), tmp_path / "mine", ignore=shutil.ignore_patterns("gold", "*.duckdb*"))
    path = next(demo_folder("retail").glob("*.duckdb"))
    monkeypatch.setenv("KPI_WAREHOUSE", f"duckdb:///{path}")
    monkeypatch.setenv("KPI_STATE_URL", f"sqlite:///{tmp_path}/state.db")
    monkeypatch.setenv("COLUMNS", "200")
    return made


@pytest.fixture
def kpi(folder, capsys, monkeypatch):
    def run(*arguments, code=0):
        monkeypatch.setattr(sys, "argv", ["kpi", arguments[0], "--model", str(folder), *arguments[1:]])
        with pytest.raises(SystemExit) as ended:
            cli.main()
        shown = capsys.readouterr()
        assert (ended.value.code or 0) == code, shown
        return " ".join((shown.out + shown.err).split())

    return run


def answer_of(text):
    return json.loads(text)


def test_from_a_pick_to_a_default_for_everybody(kpi, folder):
    assert "Nothing is remembered yet" in kpi("choices")
    for person, number in (("ann", "1"), ("bob", "1"), ("cid", "2")):
        kpi("ask", "returns last month", "--pick", number, "--person", person)
    assert answer_of(kpi("choices", "--json")) == [
        {"words": "returns", "key": " return", "meaning": "refund amount", "others": ["returned orders"], "people": 2},
        {"words": "returns", "key": " return", "meaning": "returned orders", "others": ["refund amount"], "people": 1},
    ]
    shown = kpi("choices")
    assert "refund amount" in shown and not {"ann", "bob", "cid"} & set(shown.split())
    assert "--means" in kpi("choices", "--promote", "returns", code=2)
    assert "dan" not in kpi("ask", "returns last month", "--person", "dan", code=4)
    said = kpi("choices", "--promote", "returns", "--means", "refund amount")
    assert "meanings.yaml: “returns” means refund amount by default" in said
    answer = answer_of(kpi("ask", "returns by region last month", "--person", "dan", "--json"))
    assert answer["query"]["measures"][0]["name"] == "refund_amount"
    assert answer["notes"][0]["message"] == "“returns” is read as refund amount here, by the model's default."
    # Who chose otherwise keeps to it, until he forgets it.
    assert (
        answer_of(kpi("ask", "returns last month", "--person", "cid", "--json"))["query"]["measures"][0]["name"]
        == "returned_orders"
    )
    assert kpi("choices", "--forget", "Returns", "--person", "cid") == "Forgotten: 1."
    assert answer_of(kpi("ask", "returns last month", "--person", "cid", "--json"))["settled"][0]["by"] == "model"
    assert "says already" in kpi("choices", "--promote", "returns", "--means", "refund_amount", code=2)


def test_what_cannot_be_promoted(kpi):
    assert "Nobody has chosen" in kpi("choices", "--promote", "returns", code=2)
    kpi("ask", "returns last month", "--pick", "1", "--person", "ann")
    assert "Say with --means" in kpi("choices", "--promote", "returns", "--means", "revenue", code=2)
    assert "There is no choice 3" in kpi("ask", "returns in May", "--person", "bob", "--pick", "3", code=2)


def test_ones_own(kpi):
    kpi("ask", "上个月的退货", "--pick", "2", "--person", "ann")
    assert "退货订单量" in kpi("choices", "--mine", "--person", "ann", "--locale", "zh")
    assert "Nothing is remembered yet" in kpi("choices", "--mine", "--person", "bob")
    kpi("choices", "--promote", "退货")
    assert "按模型的默认设定" in kpi("ask", "9月退货情况", "--person", "bob")


def test_a_broken_state_is_told(kpi, tmp_path):
    (tmp_path / "state.db").write_text("no database " * 100)
    assert "cannot be read" in kpi("choices", code=1)
    assert "cannot be read just now" in kpi("ask", "revenue last month", "--person", "ann")


RETURNS = DefaultMeaning(words={"en": ("returns",)}, means="refund_amount")


@pytest.mark.parametrize(
    "before",
    [None, "", "# Ours.\nmeanings:\n  # Finance says so.\n  - {words: {en: [sales]}, means: revenue}  # since May\n",
     "meanings:\n- {words: {en: [sales]}, means: revenue}\n", "meanings:\n\n    - words: {en: [sales]}\n      means: revenue\n\n# The end.\n",
     "phrasings:\n- text: {en: what we turn over}\n  metrics: [revenue]\nmeanings:\n  - words: {en: [sales]}\n    means: revenue"],
)  # fmt: skip
def test_a_file_keeps_its_text(folder, before):
    path = folder / "meanings.yaml"
    if before is not None:
        path.write_text(before, encoding="utf-8")
    assert declare_meaning(folder, RETURNS) == path
    after = path.read_text(encoding="utf-8")
    assert after.startswith(before or "") and after.endswith("- {words: {en: [returns]}, means: refund_amount}\n")
    assert load_model(folder).meanings[-1] == RETURNS
    assert not list(folder.glob("*.new"))


@pytest.mark.parametrize(
    "before",
    ["meanings: [{words: {en: [sales]}, means: revenue}]\n", "meanings:\n- {words: {en: [sales]}, means: revenue}\ngoals: {}\n",
     "meanings:\n  - {words: {en: [Returns]}, means: returned_orders}\n",
     "meanings: {a: [\n"],
)  # fmt: skip
def test_what_cannot_be_added_leaves_the_file_as_it_was(folder, before):
    path = folder / "meanings.yaml"
    path.write_text(before, encoding="utf-8")
    with pytest.raises(ModelError):
        declare_meaning(folder, RETURNS)
    assert path.read_text(encoding="utf-8") == before


@pytest.mark.parametrize("word", ["on", "12:30", "a: b", "- x", "{y", "# z", "“q”", "2025", "null", "收入\n b", "'"])
def test_any_word_is_written_so_that_it_is_read_again(folder, word):
    meaning = DefaultMeaning(words={"en": (word,)}, means="refund_amount")
    declare_meaning(folder, meaning)
    assert load_model(folder).meanings == (meaning,)


def test_a_default_that_names_nothing_is_no_default(folder):
    with pytest.raises(ModelError, match="no metric or dimension “refunds_amount”. Closest: refund_amount"):
        declare_meaning(folder, DefaultMeaning(words={"en": ("returns",)}, means="refunds_amount"))
    assert not (folder / "meanings.yaml").exists()
