"""A model folder to a checked model: every problem at once, each with file, line and key."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from semantic_layer.issues import ModelError, ModelProblem
from semantic_layer.model.build import build_part
from semantic_layer.model.check import check_references
from semantic_layer.model.definitions import (
    DefaultMeaning,
    DimensionDef,
    Goal,
    Header,
    Join,
    Mask,
    MetricDef,
    MetricGroup,
    Party,
    Phrasing,
    Policy,
    Table,
    Target,
)
from semantic_layer.model.findings import Locate, Place, nowhere
from semantic_layer.model.model import Model
from semantic_layer.model.nearest import nearest
from semantic_layer.model.shapes import NAME, tell_no_name
from semantic_layer.model.source import HEADER_FILE, Key, Source, read_source

#: What was planted in a synthetic warehouse lies beside its model, and is no part of it.
NOT_READ = frozenset({"truth.yaml"})
MAPS: dict[str, Any] = {
    "tables": Table, "dimensions": DimensionDef, "metrics": MetricDef, "goals": Goal, "groups": MetricGroup,
    "owners": Party, "departments": Party,
}  # fmt: skip
#: Sections whose names are words for people, as metrics say them.
SPOKEN = frozenset({"owners", "departments"})
LISTS: dict[str, Any] = {
    "joins": Join, "targets": Target, "phrasings": Phrasing, "meanings": DefaultMeaning, "policies": Policy,
    "masks": Mask,
}  # fmt: skip
#: Stands in for a header that cannot be read, so that the rest is checked all the same.
_NO_HEADER = Header.model_validate({"name": "unknown", "warehouse": "", "default_period": {"kind": "all"}})


@dataclass(frozen=True)
class Folder:
    """What a folder declares: the model, where each part of it is written, and what is wrong, by file and line.

    With problems, the model holds the parts that could be built; ``broken`` names those that could not.
    """

    model: Model
    locate: Locate
    problems: tuple[ModelProblem, ...] = ()
    broken: frozenset[str] = frozenset()


def load_model(folder: Path | str) -> Model:
    """Return the model of a folder.

    Raises:
        ModelError: anything is wrong with it; ``problems`` holds all there is, by file and line.
    """
    found = read_folder(folder)
    if found.problems:
        raise ModelError(found.problems)
    return found.model


def read_folder(folder: Path | str) -> Folder:
    """Return what a folder declares, sound or not.

    Raises:
        ModelError: there is no such folder, or no header in it.
    """
    folder = Path(folder)
    _require_folder(folder)
    return gather_sources([read_source(path, path.name) for path in _model_files(folder)], folder)


def gather_sources(sources: Iterable[Source], folder: Path | None = None) -> Folder:
    """Return what the files of a folder declare, sound or not."""
    gathered = _Gathered()
    for source in sources:
        gathered.add(source)
    lists = {key: tuple(gathered.lists[key]) for key in LISTS}
    model = Model(header=gathered.header or _NO_HEADER, folder=folder, **gathered.maps, **lists)
    broken = frozenset(gathered.broken)
    problems = gathered.problems + check_references(model, gathered.locate, broken)
    problems.sort(key=lambda problem: (problem.file, problem.line, problem.key))
    return Folder(model, gathered.locate, tuple(problems), broken)


def _require_folder(folder: Path) -> None:
    if (folder / HEADER_FILE).is_file():
        return
    what = f"there is no {HEADER_FILE} in the model folder." if folder.is_dir() else "there is no such model folder."
    raise ModelError((ModelProblem(file=HEADER_FILE, line=1, key=HEADER_FILE, message=what, code="missing"),))


def _model_files(folder: Path) -> Iterator[Path]:
    yield from (path for path in sorted(folder.iterdir()) if is_model_file(path.name) and path.is_file())


def is_model_file(name: str) -> bool:
    """Say whether a file of a model folder, by its name, is a part of the model."""
    return name.endswith((".yaml", ".yml")) and name not in NOT_READ


@dataclass
class _Gathered:
    """Everything the files declare, with where each part stands."""

    header: Header | None = None
    maps: dict[str, dict[str, Any]] = field(default_factory=lambda: {key: {} for key in MAPS})
    lists: dict[str, list[Any]] = field(default_factory=lambda: {key: [] for key in LISTS})
    places: dict[Place, tuple[Source, Key]] = field(default_factory=dict)
    broken: set[str] = field(default_factory=set)
    problems: list[ModelProblem] = field(default_factory=list)

    def add(self, source: Source) -> None:
        self.problems += source.problems
        value = source.value
        if value is not None and not isinstance(value, dict):
            self.problems.append(source.problem((), "must be a map of parts."))
            value = None
        parts: dict[str, Any] = value or {}
        if source.file == HEADER_FILE:
            self._add_header(source, {key: parts[key] for key in parts if key not in MAPS and key not in LISTS})
        for key, value in parts.items():
            if key in MAPS:
                self._add_map(source, key, value)
            elif key in LISTS:
                self._add_list(source, key, value)
            elif source.file != HEADER_FILE:
                near = nearest(key, [*MAPS, *LISTS])
                self.problems.append(source.problem((key,), "is no part of a model.", near, "unknown_key"))

    def locate(self, place: Place, rest: Key) -> tuple[Source, Key]:
        if place not in self.places:
            return nowhere(place, rest)
        source, key = self.places[place]
        return source, (*key, *rest)

    def _add_header(self, source: Source, value: dict[str, Any]) -> None:
        for key in value:
            self.places[("header", key)] = (source, (key,))
        # A file that could not be read says so itself; that its keys are missing follows.
        if source.value is not None:
            self.header = self._build(Header, value, source, ())

    def _add_map(self, source: Source, key: str, values: Any) -> None:
        if not isinstance(values, dict):
            self._expect(source, key, values, "map by name")
            return
        for name, value in values.items():
            self._add_named(source, key, name, value)

    def _add_named(self, source: Source, key: str, name: str, value: Any) -> None:
        if (key, name) in self.places:
            other, first = self.places[key, name]
            told = f"is defined already, in {other.file} line {other.line(first)}."
            self.problems.append(source.problem((key, name), told, code="duplicate"))
            return
        self.places[key, name] = (source, (key, name))
        if not (name.strip() if key in SPOKEN else NAME.match(name)):
            self.problems.append(source.problem((key, name), tell_no_name(name, key), code="bad_name"))
        built = self._build(MAPS[key], value, source, (key, name))
        if built is None:
            self.broken.add(name)
        else:
            self.maps[key][name] = built

    def _add_list(self, source: Source, key: str, values: Any) -> None:
        if not isinstance(values, list):
            self._expect(source, key, values, "list")
            return
        for index, value in enumerate(values):
            built = self._build(LISTS[key], value, source, (key, index))
            if built is not None:
                self.places[key, len(self.lists[key])] = (source, (key, index))
                self.lists[key].append(built)
            elif isinstance(value, dict):
                self.broken.add(str(value.get("name")))

    def _expect(self, source: Source, key: str, values: Any, what: str) -> None:
        if values is not None:
            self.problems.append(source.problem((key,), f"must be a {what}."))

    def _build(self, kind: Any, value: Any, source: Source, key: Key) -> Any:
        built, problems = build_part(kind, value, source, key)
        self.problems += problems
        return built
