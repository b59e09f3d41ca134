"""YAML files as plain values, with the line of every key kept."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from semantic_layer.issues import ModelProblem

Key = tuple[str | int, ...]
HEADER_FILE = "model.yaml"
MOST_BYTES = 20_000_000
MOST_NODES = 2_000_000


class _Loader(yaml.SafeLoader):
    """YAML whose ``on``, ``yes`` and ``12:30`` are the texts they look like."""


# YAML 1.1 reads the key ``on`` and the country NO as booleans and 12:30 as 750; here only what looks
# like a boolean, a number or a date is one.
_Loader.yaml_implicit_resolvers = {}
for _tag, _pattern, _first in (
    ("bool", r"^(?:true|True|TRUE|false|False|FALSE)$", "tTfF"),
    ("null", r"^(?:~|null|Null|NULL|)$", ["~", "n", "N", ""]),
    ("int", r"^[-+]?(?:0|[1-9][0-9]*)$", "-+0123456789"),
    ("float", r"^[-+]?(?:[0-9]+\.[0-9]*|\.[0-9]+|[0-9]+)(?:[eE][-+]?[0-9]+)?$", "-+.0123456789"),
    ("timestamp", r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$", "0123456789"),
):
    _Loader.add_implicit_resolver(f"tag:yaml.org,2002:{_tag}", re.compile(_pattern), list(_first))


@dataclass(frozen=True)
class Source:
    """One file: its value, and the line (from 1) of each key and item by its path."""

    file: str
    value: Any = None
    lines: dict[Key, int] = field(default_factory=dict)
    problems: tuple[ModelProblem, ...] = ()

    def line(self, key: Key) -> int:
        """Return the line of the key, or of the nearest thing around it."""
        while key and key not in self.lines:
            key = key[:-1]
        return self.lines.get(key, 1)

    def problem(
        self, key: Key, message: str, near: tuple[str, ...] = (), code: str = "invalid", severity: str = "error"
    ) -> ModelProblem:
        """Return a problem at the key."""
        name = ".".join(str(part) for part in key) or self.file
        return ModelProblem(
            file=self.file, line=self.line(key), key=name, message=message, suggestions=near, code=code,
            severity=severity,
        )  # fmt: skip


def read_source(path: Path, file: str) -> Source:
    """Return the file's value with lines; what is wrong with it as problems, never raised."""
    try:
        if path.stat().st_size > MOST_BYTES:
            return _broken(file, 1, f"is larger than {MOST_BYTES // 1_000_000} MB.")
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        return _broken(file, 1, "is not text in UTF-8.")
    except OSError as error:
        return _broken(file, 1, f"cannot be read ({type(error).__name__}).")
    return parse_source(text, file)


def parse_source(text: str, file: str) -> Source:
    """Return the value of YAML text with lines; duplicate keys and bad syntax are problems."""
    try:
        loader, node = _compose(text)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        reason = getattr(error, "problem", None) or "cannot be read"
        return _broken(file, mark.line + 1 if mark else 1, f"is not valid YAML: {reason}.")
    except (RecursionError, ValueError):
        return _broken(file, 1, "is nested too deeply or holds characters that YAML does not know.")
    if node is None:
        return Source(file, {}, {(): 1})
    return _build(loader, node, file)


def _compose(text: str) -> tuple[_Loader, yaml.Node | None]:
    """Return what makes values of the nodes of a text, and its outermost node.

    libyaml cuts the text, five times as fast; nodes are put together in Python, where depth has a bound. What libyaml
    refuses, or where a PyYAML was built without it, is read in Python, which says better what is wrong.
    """
    try:
        parser, loader = yaml.CSafeLoader(text), _Loader("")
        for step in ("check_event", "peek_event", "get_event"):
            setattr(loader, step, getattr(parser, step))
        return loader, loader.get_single_node()
    except (AttributeError, yaml.YAMLError):
        loader = _Loader(text)
        return loader, loader.get_single_node()


def _build(loader: _Loader, node: yaml.Node, file: str) -> Source:
    builder = _Builder(loader, file)
    try:
        value = builder.build(node, ())
    except RecursionError:
        return _broken(file, 1, "is nested too deeply, or an alias holds itself.")
    return Source(file, value, builder.lines, tuple(builder.problems))


def _broken(file: str, line: int, message: str) -> Source:
    return Source(file, None, {(): line}, (ModelProblem(file=file, line=line, key=file, message=message, code="file"),))


class _Builder:
    """Walks composed nodes once, keeping values, lines and problems."""

    def __init__(self, loader: _Loader, file: str) -> None:
        self.loader, self.file = loader, file
        self.lines: dict[Key, int] = {}
        self.problems: list[ModelProblem] = []
        self.seen = 0

    def build(self, node: yaml.Node, key: Key) -> Any:
        self.lines.setdefault(key, node.start_mark.line + 1)
        self.seen += 1
        if self.seen > MOST_NODES:
            # Aliases of aliases grow without bound; a recursion error is how the caller hears of it.
            raise RecursionError
        if isinstance(node, yaml.MappingNode):
            return {name: self.build(value, (*key, name)) for name, value in self._pairs(node, key)}
        if isinstance(node, yaml.SequenceNode):
            return [self.build(item, (*key, index)) for index, item in enumerate(node.value)]
        return self._scalar(node, key)

    def _pairs(self, node: yaml.MappingNode, key: Key) -> Iterator[tuple[str, yaml.Node]]:
        seen: dict[str, int] = {}
        for name_node, value in node.value:
            line = name_node.start_mark.line + 1
            if not isinstance(name_node, yaml.ScalarNode):
                self._add(line, key, "a key is one word, not a list or a map.")
                continue
            name = name_node.value
            if name in seen:
                self._add(line, (*key, name), f"is written twice (first on line {seen[name]}).", "duplicate")
                continue
            seen[name] = line
            self.lines[(*key, name)] = line
            yield name, value

    def _scalar(self, node: yaml.Node, key: Key) -> Any:
        try:
            return self.loader.construct_object(node)
        except (yaml.YAMLError, ValueError):
            self._add(node.start_mark.line + 1, key, f"cannot be read: {str(node.value)[:60]}")
            return None

    def _add(self, line: int, key: Key, message: str, code: str = "invalid") -> None:
        name = ".".join(str(part) for part in key) or self.file
        self.problems.append(ModelProblem(file=self.file, line=line, key=name, message=message, code=code))
