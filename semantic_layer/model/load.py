"""A model folder to a checked model: every problem at once, each with file, line and key."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from semantic_layer.issues import ModelError, ModelProblem
from semantic_layer.model.check import check_references
from semantic_layer.model.definitions import (
    DimensionDef,
    Goal,
    Header,
    Join,
    MetricDef,
    MetricGroup,
    Phrasing,
    Policy,
    Table,
    Target,
)
from semantic_layer.model.model import Model
from semantic_layer.model.nearest import nearest
from semantic_layer.model.written import Path_, Source, read_source

MAPS: dict[str, Any] = {
    "tables": Table, "dimensions": DimensionDef, "metrics": MetricDef, "goals": Goal, "groups": MetricGroup,
}  # fmt: skip
LISTS: dict[str, Any] = {"joins": Join, "targets": Target, "phrasings": Phrasing, "policies": Policy}


def load_model(folder: Path | str) -> Model:
    """Return the model of a folder.

    Raises:
        ModelError: anything is wrong with it; ``problems`` holds all there is.
    """
    folder = Path(folder)
    if not (folder / "model.yaml").is_file():
        message = "there is no model.yaml in the model folder." if folder.is_dir() else "there is no such model folder."
        raise ModelError((ModelProblem(file="model.yaml", line=1, key="", message=message),))
    problems: list[ModelProblem] = []
    places: dict[tuple[str, str | int], tuple[Source, Path_]] = {}
    header_source, found = read_source(folder / "model.yaml")
    problems += found
    header = _build(Header, header_source.values, header_source, (), problems)
    parts: dict[str, Any] = {**{key: {} for key in MAPS}, **{key: [] for key in LISTS}}
    for path in sorted(folder.glob("*.yaml")):
        if path.name not in ("model.yaml", "truth.yaml"):
            source, found = read_source(path)
            problems += found
            _collect(source, parts, places, problems)
    if header is not None:
        model = Model(header=header, folder=folder, **{k: tuple(v) if k in LISTS else v for k, v in parts.items()})
        # A part that could not be built would make every reference to it look wrong too.
        if not problems:
            problems += check_references(model, lambda key, rest: _locate(places, key, rest))
        if not problems:
            return model
    raise ModelError(tuple(sorted(problems, key=lambda problem: (problem.file, problem.line))))


def _collect(source: Source, parts: dict[str, Any], places: dict[Any, Any], problems: list[ModelProblem]) -> None:
    if source.values is None:
        return
    if not isinstance(source.values, dict):
        problems.append(ModelProblem(file=source.name, line=1, key="", message="must be a map of parts."))
        return
    for key, values in source.values.items():
        if key in MAPS and isinstance(values, dict):
            for name, value in values.items():
                _add_named(key, name, value, source, parts, places, problems)
        elif key in LISTS and isinstance(values, list):
            for place, value in enumerate(values):
                built = _build(LISTS[key], value, source, (key, place), problems)
                if built is not None:
                    places[key, len(parts[key])] = (source, (key, place))
                    parts[key].append(built)
        elif values is not None:
            known = key in MAPS or key in LISTS
            message = f"must be a {'map' if key in MAPS else 'list'}." if known else "is no part of a model."
            near = () if known else nearest(key, [*MAPS, *LISTS])
            problems.append(_problem(source, (key,), message, near))


def _add_named(
    key: str, name: str, value: Any, source: Source, parts: Any, places: Any, problems: list[ModelProblem]
) -> None:
    path: Path_ = (key, name)
    if name in parts[key]:
        first = places[key, name][0].name
        problems.append(_problem(source, path, f"is defined in {first} already."))
        return
    built = _build(MAPS[key], value, source, path, problems)
    if built is not None:
        places[key, name] = (source, path)
        parts[key][name] = built


def _build(kind: Any, value: Any, source: Source, path: Path_, problems: list[ModelProblem]) -> Any:
    try:
        return TypeAdapter(kind).validate_python(value if value is not None else {})
    except ValidationError as error:
        for entry in error.errors():
            where = tuple(part for part in entry["loc"] if isinstance(part, int) or part not in _TAGS)
            near = nearest(str(where[-1]), kind.model_fields) if entry["type"] == "extra_forbidden" and where else ()
            message = "is not a key that is known here." if entry["type"] == "extra_forbidden" else f"{entry['msg']}."
            problems.append(_problem(source, (*path, *where), message, near))
        return None


#: Discriminators that pydantic puts into the location of an error; they are no keys of the file.
_TAGS = frozenset({"simple", "ratio", "derived", "entity_count", "first_time", "balance", "cumulative", "retention",
                   "conversion", "relative", "trailing", "named", "explicit", "between", "all", "part",
                   "function-before[_from_name(), Input]"})  # fmt: skip


def _problem(source: Source, path: Path_, message: str, near: tuple[str, ...] = ()) -> ModelProblem:
    key = ".".join(map(str, path))
    return ModelProblem(file=source.name, line=source.line(path), key=key, message=message, suggestions=near)


def _locate(places: dict[Any, Any], key: tuple[str, str | int], rest: Path_) -> tuple[str, int, str]:
    source, path = places[key]
    return source.name, source.line((*path, *rest)), ".".join(map(str, (*path, *rest)))
