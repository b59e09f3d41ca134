"""Every issue is told with all that its sentence needs."""

import ast
import string
from pathlib import Path

import pytest

from nlq.tell.words import SENTENCES, say
from semantic_layer.issues import QueryRefused

ROOT = Path(__file__).parents[2]


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
                    shows = isinstance(params, ast.Dict) and None not in params.keys
                    names = {key.value for key in params.keys} if shows else None
                    yield (str(path.relative_to(ROOT)), function.name), given["code"], names


def placeholders(text):
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def test_a_sentence_has_all_that_it_names():
    told = [(place, code.value, names) for place, code, names in issues() if isinstance(code, ast.Constant)]
    assert len(told) > 25
    for place, code, names in told:
        if names is not None and {"start", "end"} <= names:
            # Days are told as each language writes them.
            names = names | {"days"}
        for language in ("en", "zh"):
            missing = placeholders(SENTENCES[language].get(code, "")) - names if names is not None else set()
            assert not missing, f"{code} {place} is told with {missing} in {language}, which it does not have"


def test_a_sentence_that_lacks_a_name_is_none():
    assert say("no_link", "en", table="a") == "" and "{" not in say("no_link", "en", table="a", home="b")


def test_nothing_is_refused_without_a_reason():
    with pytest.raises(TypeError):
        QueryRefused()
    for path in (ROOT / "semantic_layer").rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        assert "QueryRefused()" not in text, path
