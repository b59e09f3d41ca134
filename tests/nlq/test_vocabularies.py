"""The lists of words by which questions are read."""

import re
from importlib.resources import files

import pytest


@pytest.mark.parametrize("language", ["en", "zh"])
def test_no_kind_of_word_is_declared_twice(language):
    """The second list would take the place of the first, without a word."""
    text = files("nlq.words").joinpath(f"{language}.yaml").read_text(encoding="utf-8")
    kinds = re.findall(r"^([A-Z]+):", text, re.MULTILINE)
    assert sorted({kind for kind in kinds if kinds.count(kind) > 1}) == []
