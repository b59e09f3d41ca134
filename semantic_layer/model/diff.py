"""What differs between two models: metric by metric, and the parts they stand on. Values only: nothing is computed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Literal

from pydantic import BaseModel

from semantic_layer.model.closure import close_over
from semantic_layer.model.definitions import MetricDef
from semantic_layer.model.model import Model
from semantic_layer.query.period import Frozen

Kind = Literal["added", "removed", "changed", "affected"]
#: Sections beside metrics whose parts have a name.
_NAMED = ("tables", "dimensions", "goals", "groups", "owners", "departments")


class FieldChange(Frozen):
    """One field that differs: its path (``calculation.numerator.where``), and what is declared on each side."""

    field: str
    before: Any = None
    after: Any = None


class MetricChange(Frozen):
    """One metric that differs, by itself or (``affected``) through what it is computed from.

    ``because`` names what it reads that changed (``metrics.cost``, ``tables.orders.columns.amount``).
    ``recalculated`` says that its values may be others; ``silent`` that they may and its version is the same, though
    no version of an input tells it either. Versions and hashes are those before and after.
    """

    name: str
    kind: Kind
    fields: tuple[FieldChange, ...] = ()
    because: tuple[str, ...] = ()
    recalculated: bool = False
    silent: bool = False
    versions: tuple[str | None, str | None] = (None, None)
    hashes: tuple[str | None, str | None] = (None, None)


class PartChange(Frozen):
    """One part that differs and is no metric: ``tables.orders``, ``joins.order_store``, ``calendar``."""

    part: str
    kind: Literal["added", "removed", "changed"]
    fields: tuple[FieldChange, ...] = ()


class ModelDiff(Frozen):
    """What differs between two models: the metrics in the order of the new one, removed ones last; then the rest."""

    metrics: tuple[MetricChange, ...]
    parts: tuple[PartChange, ...]

    @property
    def recalculated(self) -> tuple[str, ...]:
        """Return the metrics of both models whose values may differ."""
        return tuple(change.name for change in self.metrics if change.recalculated)


def diff_models(old: Model, new: Model) -> ModelDiff:
    """Return what differs between two models."""
    names = dict.fromkeys((*new.metrics, *old.metrics))
    metrics = [change for name in names if (change := _metric(name, old, new))]
    parts = sorted(_parts(old, new), key=lambda change: change.part)
    return ModelDiff(metrics=tuple(metrics), parts=tuple(parts))


def diff_fields(before: BaseModel, after: BaseModel) -> tuple[FieldChange, ...]:
    """Return the fields that differ between two parts of one kind; defaults and what is not said are the same."""
    return tuple(_differing((), _plain(before), _plain(after)))


def _metric(name: str, old: Model, new: Model) -> MetricChange | None:
    before, after = old.metrics.get(name), new.metrics.get(name)
    if before is None or after is None:
        return MetricChange(
            name=name, kind="removed" if after is None else "added",
            versions=(before and before.version, after and after.version),
            hashes=(old.hashes.get(name), new.hashes.get(name)),
        )  # fmt: skip
    fields = diff_fields(before, after)
    hashes = (old.hashes[name], new.hashes[name])
    if not fields and hashes[0] == hashes[1]:
        return None
    closures = close_over(name, old), close_over(name, new)
    changed = sorted(key for key in {*closures[0], *closures[1]} if closures[0].get(key) != closures[1].get(key))
    roots = [key for key in changed if not key.startswith("metrics.")]
    # What only one side reads follows from what else differs; where nothing else does, it is all there is to tell.
    shared = [key for key in changed if key != "self" and all(key in each for each in closures)]
    because = shared or (changed if not fields else [])
    return MetricChange(
        name=name, kind="changed" if fields else "affected", fields=fields, hashes=hashes,
        because=tuple(because), recalculated=bool(changed),
        silent=bool(roots) and before.version == after.version, versions=(before.version, after.version),
    )  # fmt: skip


def _plain(part: BaseModel) -> dict[str, Any]:
    plain = part.model_dump(mode="json", exclude_defaults=True)
    if isinstance(part, MetricDef):
        # The type is a default of each kind of calculation, and the first thing to say of it.
        plain["calculation"] = {"type": part.calculation.type, **plain.get("calculation", {})}
    return plain


def _differing(path: tuple[str, ...], before: Any, after: Any) -> Iterator[FieldChange]:
    """Yield the fields that differ, as deep as both sides are maps of one kind."""
    if before == after:
        return
    maps = isinstance(before, dict) and isinstance(after, dict)
    if not maps or before.get("type") != after.get("type"):
        yield FieldChange(field=".".join(path), before=before, after=after)
        return
    for key in dict.fromkeys((*before, *after)):
        yield from _differing((*path, key), before.get(key), after.get(key))


def _parts(old: Model, new: Model) -> Iterator[PartChange]:
    before, after = _listed(old), _listed(new)
    for key in dict.fromkeys((*after, *before)):
        if key not in before:
            yield PartChange(part=key, kind="added")
        elif key not in after:
            yield PartChange(part=key, kind="removed")
        elif fields := tuple(_differing((), before[key], after[key])):
            yield PartChange(part=key, kind="changed", fields=fields)


def _listed(model: Model) -> dict[str, dict[str, Any]]:
    """Return each part that is no metric by what it is called; what has no name by what it is about."""
    found: dict[str, dict[str, Any]] = {}
    for section in _NAMED:
        found |= {f"{section}.{name}": _plain(spec) for name, spec in getattr(model, section).items()}
    for section in ("joins", "policies", "masks"):
        found |= {f"{section}.{spec.name}": _plain(spec) for spec in getattr(model, section)}
    for target in model.targets:
        segment = "".join(f" {name}={value}" for name, value in sorted(target.segment.items()))
        found[f"targets.{target.metric} {target.period}{segment}"] = _plain(target)
    for phrasing in model.phrasings:
        found[f"phrasings.{next(iter(phrasing.text.values()), '')}"] = _plain(phrasing)
    for meaning in model.meanings:
        found[f"meanings.{next(iter(meaning.spoken), '')}"] = _plain(meaning)
    return found | {f"header.{key}": {"": value} for key, value in _plain(model.header).items()}
