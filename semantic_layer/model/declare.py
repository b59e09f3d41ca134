"""Write what a word means by default into a model folder: in a file of its own, whose text is kept as it is."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import yaml

from semantic_layer.issues import ModelError, ModelProblem
from semantic_layer.model.definitions import DefaultMeaning
from semantic_layer.model.load import load_model
from semantic_layer.model.source import read_source

#: The file in a model folder that takes the defaults which are not written by hand.
FILE = "meanings.yaml"
_SECTION = "meanings"
_HEAD = f"# What words mean by default, where they can mean several things.\n{_SECTION}:\n"


def declare_meaning(folder: Path, meaning: DefaultMeaning) -> Path:
    """Return the file that declares the default now, after all that it held before, comments too.

    Raises:
        ModelError: the folder would not load with it, or the file cannot be added to; then it is as it was.
    """
    path = folder / FILE
    before = path.read_text(encoding="utf-8") if path.is_file() else None
    entry = _entry(meaning)
    _write(path, _open_end(before or "") + f"{_indent(before or '')}- {entry}\n")
    try:
        if before is not None:
            _require_added(path, before, meaning, entry)
        load_model(folder)
    except ModelError:
        if before is None:
            path.unlink()
        else:
            _write(path, before)
        raise
    return path


def _entry(meaning: DefaultMeaning) -> str:
    words = {language: list(words) for language, words in meaning.words.items()}
    plain: dict[str, Any] = {"words": words, "means": meaning.means}
    if meaning.member is not None:
        plain["member"] = meaning.member
    told = yaml.safe_dump(plain, default_flow_style=True, allow_unicode=True, sort_keys=False, width=10_000)
    return str(told).strip()


def _open_end(text: str) -> str:
    """Return a text that the next item can be written after."""
    if not text.strip():
        return text + _HEAD
    return text if text.endswith("\n") else text + "\n"


def _indent(text: str) -> str:
    """Return what stands before the items of the list."""
    found = re.search(rf"^{_SECTION}:.*\n(?:\s*#.*\n|\s*\n)*( *)- ", text, re.MULTILINE)
    return found.group(1) if found else "  "


def _require_added(path: Path, before: str, meaning: DefaultMeaning, entry: str) -> None:
    """Hold what the file says now against what it said before, and the one default more."""
    try:
        said = yaml.safe_load(before) or {_SECTION: None}
    except yaml.YAMLError:
        said = None
    now: Any = read_source(path, FILE).value
    old = (said.get(_SECTION) or []) if isinstance(said, dict) else None
    added = now.get(_SECTION) if isinstance(now, dict) else None
    fits = isinstance(old, list) and isinstance(added, list) and len(added) == len(old) + 1
    if not fits or DefaultMeaning.model_validate(added[-1]) != meaning:  # type: ignore[index]
        message = f"the list does not end the file, so nothing can be added to it. Write by hand: {entry}"
        raise ModelError((ModelProblem(file=FILE, line=1, key=_SECTION, message=message),))


def _write(path: Path, text: str) -> None:
    fresh = path.with_name(path.name + ".new")
    fresh.write_text(text, encoding="utf-8")
    fresh.replace(path)
