"""Every issue and every refusal is told in both languages, with all that its sentence needs."""

import ast
import string
from pathlib import Path

import pytest

from nlq.tell.words import WORDS, say
from semantic_layer.issues import QueryRefused

ROOT = Path(__file__).parents[2]
#: Codes that a function is handed or puts together, by where the issue is made.
COMPUTED = {
    ("semantic_layer/names.py", "_unknown"): {"unknown_metric", "unknown_dimension", "unknown_table"},
    ("semantic_layer/standing.py", "_standing"): {"deprecated_metric", "deprecated_metric_alone"},
    ("semantic_layer/compiler/paths.py", "unreachable"): {"fan_out", "unreachable_dimension"},
    ("semantic_layer/compiler/compile.py", "_as_of"): {"as_of_fact", "as_of_today"},
    ("semantic_layer/calendar/resolve.py", "_outside"): {"no_data_yet", "before_data"},
    ("nlq/read.py", "_unread_issue"): {"unread_words"},
    ("nlq/read.py", "_issue"): {"not_together", "no_metric", "empty", "too_long"},
}


def issues():
    """Each place where an issue is made: the file and the function, its code, and the names of its params if they show."""
    for path in sorted([*(ROOT / "semantic_layer").rglob("*.py"), *(ROOT / "nlq").rglob("*.py")]):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for function in [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]:
            dicts = {}
            for node in ast.walk(function):
                if isinstance(node, ast.Assign) and isinstance(node.value, ast.Dict):
                    dicts[ast.unparse(node.targets[0])] = node.value
            for node in ast.walk(function):
                if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Issue":
                    given = {keyword.arg: keyword.value for keyword in node.keywords}
                    params = given.get("params")
                    params = dicts.get(ast.unparse(params), params) if params else ast.Dict(keys=[], values=[])
                    # Handed in from elsewhere, they do not show here.
                    names = {key.value for key in params.keys} if isinstance(params, ast.Dict) else None
                    yield (str(path.relative_to(ROOT)), function.name), given["code"], names


def placeholders(text):
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def test_each_code_has_a_sentence_in_both_languages_and_all_that_it_names():
    found = list(issues())
    assert {place for place, code, _ in found if not isinstance(code, ast.Constant)} == set(COMPUTED)
    for place, code, names in found:
        codes = {code.value} if isinstance(code, ast.Constant) else COMPUTED[place]
        for each in codes:
            for language in ("en", "zh"):
                assert WORDS[language].get(each), f"{each} {place} has no sentence in {language}"
                missing = placeholders(WORDS[language][each]) - names if names is not None else set()
                assert not missing, f"{each} {place} is told with {missing} in {language}, which it does not have"
    assert len(found) > 25


def test_a_sentence_that_lacks_a_name_is_none():
    assert say("no_link", "en", table="a") == "" and "{" not in say("no_link", "en", table="a", home="b")


def test_nothing_is_refused_without_a_reason():
    with pytest.raises(TypeError):
        QueryRefused()
    for path in (ROOT / "semantic_layer").rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        assert "QueryRefused()" not in text, path
