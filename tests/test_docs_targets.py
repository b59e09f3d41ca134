"""What docs/targets.md shows works as it stands there."""

import datetime as dt
import json
import re
from pathlib import Path

import pytest
import yaml

from nlq.ask import answer_query, ask
from nlq.reading import Question
from semantic_layer.model.definitions import Target
from semantic_layer.query import query_adapter
from semantic_layer.session import Session

TEXT = (Path(__file__).parents[1] / "docs/targets.md").read_text(encoding="utf-8")
ASKED = [
    phrase
    for line in TEXT.splitlines()
    if line.startswith("| “")
    for phrase in re.split("”, “|”, |“", line.split("|")[1].strip())
    if phrase
]
TODAY = dt.date(2026, 11, 23)


def test_the_targets_are_targets():
    (block,) = re.findall(r"```yaml\n(.*?)```", TEXT, re.DOTALL)
    targets = [Target.model_validate(target) for target in yaml.safe_load(block)["targets"]]
    assert [target.tolerance for target in targets] == [0.02, 0, 0, 0] and targets[1].segment == {"region": "EC"}
    for period in re.search(r"\| `period` \| (.*?) \|", TEXT)[1].replace(";", ",").split("`")[1::2]:
        Target(metric="m", period=period, value=1)


def test_the_board_is_answered(retail):
    (block,) = re.findall(r"```json\n(.*?)```", TEXT, re.DOTALL)
    found = answer_query(query_adapter.validate_python(json.loads(block)), Session(today=TODAY), retail)
    named = re.search(r"Columns: (.*?)\. The farthest", TEXT, re.DOTALL)[1].split("`")[1::2]
    assert [column.name for column in found.columns if column.name != "region"] == named


@pytest.mark.parametrize("text", ASKED)
def test_what_is_said_to_be_asked_is_answered(retail, text):
    locale = "zh" if any("\u3400" <= char <= "\u9fff" for char in text) else "en"
    answer = ask(Question(text=text, locale=locale), Session(today=TODAY, locale=locale), retail)
    assert answer.status == "answered", answer.text
    assert answer.query.kind == "board" or answer.query.targets


def test_every_question_of_the_table_is_found():
    assert len(ASKED) == 17
