"""The YAML of a model folder as plain values, with the line of every key."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from semantic_layer.issues import ModelProblem

Path_ = tuple[str | int, ...]


@dataclass
class Source:
    """One file: its values, and the line (from 1) of every path in them."""

    name: str
    values: Any = None
    lines: dict[Path_, int] = field(default_factory=dict)

    def line(self, path: Path_) -> int:
        """Return the line of the path, or of the nearest thing around it."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)


def read_source(path: Path) -> tuple[Source, list[ModelProblem]]:
    """Return the values of a YAML file and what is wrong with its writing."""
    source = Source(path.name)
    problems: list[ModelProblem] = []
    try:
        node = yaml.compose(path.read_text(encoding="utf-8"), Loader=yaml.SafeLoader)
    except (UnicodeDecodeError, ValueError, OSError):
        return source, [ModelProblem(file=path.name, line=1, key="", message="is not a readable UTF-8 text file.")]
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        why = getattr(error, "problem", None) or "cannot be read"
        line = mark.line + 1 if mark else 1
        return source, [ModelProblem(file=path.name, line=line, key="", message=f"YAML: {why}.")]
    if node is not None:
        source.values = _build(node, (), source, problems)
    return source, problems


def _build(node: yaml.Node, path: Path_, source: Source, problems: list[ModelProblem]) -> Any:
    source.lines.setdefault(path, node.start_mark.line + 1)
    if isinstance(node, yaml.MappingNode):
        return _build_map(node, path, source, problems)
    if isinstance(node, yaml.SequenceNode):
        return [_build(item, (*path, place), source, problems) for place, item in enumerate(node.value)]
    try:
        return yaml.SafeLoader("").construct_object(node)
    except (yaml.YAMLError, ValueError):
        problems.append(_problem(source, node, path, f"the value “{node.value}” cannot be read."))
        return None


def _build_map(node: yaml.MappingNode, path: Path_, source: Source, problems: list[ModelProblem]) -> dict[str, Any]:
    built: dict[str, Any] = {}
    for key_node, value_node in node.value:
        # YAML 1.1 reads a bare `on` as true: keys are always the text that is written.
        key = str(getattr(key_node, "value", ""))
        if key in built:
            problems.append(_problem(source, key_node, (*path, key), "is written twice."))
        source.lines[(*path, key)] = key_node.start_mark.line + 1
        built[key] = _build(value_node, (*path, key), source, problems)
    return built


def _problem(source: Source, node: yaml.Node, path: Path_, message: str) -> ModelProblem:
    key = ".".join(map(str, path))
    return ModelProblem(file=source.name, line=node.start_mark.line + 1, key=key, message=message)
