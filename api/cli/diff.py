"""The command that says what a change to a model does: ``diff``."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.text import Text

from api.cli.options import JsonOption, ModelOption, folder_of, other_warehouse, out
from api.git import find_commit, folder_at
from api.settings import today_of
from eval.demo import DEMOS
from eval.diff import Difference, GoldChange, compare_models
from eval.diff.numbers import Number
from nlq.tell.numbers import format_value
from semantic_layer.issues import ModelError
from semantic_layer.model import Model
from semantic_layer.model.diff import FieldChange, MetricChange, PartChange
from semantic_layer.model.load import Folder, read_folder
from semantic_layer.model.source import HEADER_FILE

#: Characters of a value, and gold questions, that are shown.
WIDTH, LISTED = 90, 15
KINDS = {"added": "green", "removed": "red", "changed": "yellow", "affected": "yellow"}


def diff_command(
    old: Annotated[str, typer.Argument(help="A model folder, or a revision of --model's folder (HEAD~1).")],
    new: Annotated[str | None, typer.Argument(help="The same; --model's folder as it is, by default.")] = None,
    model: ModelOption = None,
    gold: Annotated[bool, typer.Option(help="Ask the gold questions that the change may reach.")] = True,
    as_json: JsonOption = False,
) -> None:
    """Say what a change to a model does; exit 1 where a number or a gold answer is another."""
    before, after = _read(old, model), _read(new, model)
    home = _folder(new) or folder_of(model)
    try:
        found = compare_models(before, after, home, today_of(after), warehouse=other_warehouse(), gold=gold)
    except ValueError as error:
        raise typer.BadParameter(str(error)) from None
    if as_json:
        out.print_json(found.model_dump_json())
    else:
        print_difference(found, before, after, out)
    raise typer.Exit(1 if found.changes_answers else 0)


def _folder(name: str | None) -> Path | None:
    """Return the folder that an argument names, if it is one and no revision."""
    if name is None or not (name in DEMOS or (Path(name) / HEADER_FILE).is_file()):
        return None
    return folder_of(name)


def _read(name: str | None, model: str | None) -> Model:
    """Return the model of a folder, or of --model's folder at a revision."""
    home = folder_of(model)
    folder = home if name is None else _folder(name)
    found = read_folder(folder) if folder else _at(str(name), home)
    if found.problems:
        raise ModelError(found.problems)
    return found.model


def _at(revision: str, home: Path) -> Folder:
    commit = find_commit(home, revision)
    if commit is None:
        raise typer.BadParameter(f"“{revision}” is neither a model folder nor a revision of {home.name}.")
    found = folder_at(home, commit)
    if found is None:
        raise typer.BadParameter(f"At {revision} there is no model in {home.name}.")
    return found


def print_difference(found: Difference, before: Model, after: Model, console: Console) -> None:
    """Print what differs, metric by metric; then what else was declared otherwise, and the gold questions."""
    numbers = {each.metric: each for each in found.numbers}
    for change in found.definitions.metrics:
        _print_metric(change, console)
        spec_of = after if change.name in after.metrics else before
        for number in numbers[change.name].numbers if change.name in numbers else ():
            console.print(Text(f"    {number.period:>8}  {_told(number, change.name, spec_of)}"))
        if change.recalculated and change.name not in numbers:
            console.print(Text("    the same numbers in the last complete periods", style="dim"))
    for part in found.definitions.parts:
        _print_part(part, console)
    _print_gold(found.gold, found.asked, console)
    if not (found.definitions.metrics or found.definitions.parts):
        console.print("Nothing differs.")


def _print_gold(changes: tuple[GoldChange, ...], asked: int, console: Console) -> None:
    if not asked:
        return
    console.print(f"{len(changes)} of {asked} gold questions that it may reach are answered otherwise.")
    counts = Counter(_verdicts(change) for change in changes)
    for verdicts, count in counts.most_common() if len(changes) > LISTED else ():
        console.print(f"  {count:>5}  {verdicts}")
    for change in changes[:LISTED]:
        console.print(Text(f"  {change.name}: {_verdicts(change)}").append(f"  {change.question}", "dim"))
    if len(changes) > LISTED:
        console.print(f"  and {len(changes) - LISTED} more: --json lists all.")


def _verdicts(change: GoldChange) -> str:
    told = [verdict.replace("_", " ") for verdict in (change.before, change.after)]
    return " → ".join(told) if told[0] != told[1] else f"{told[0]}, with other rows"


def _print_metric(change: MetricChange, console: Console) -> None:
    version, versions = "", change.versions
    if change.kind in ("changed", "affected"):
        version = f", version {versions[0]}" + (f" → {versions[1]}" if versions[0] != versions[1] else "")
    head = Text(change.name, style="bold").append(f"  {change.kind}", KINDS[change.kind]).append(version, "dim")
    console.print(head)
    if change.silent:
        console.print(Text("    ! the calculation changed and the version did not (silent_change)", style="red"))
    if change.because:
        console.print(Text(f"    through {', '.join(change.because)}"))
    _print_fields(change.fields, console)


def _print_part(part: PartChange, console: Console) -> None:
    console.print(Text(part.part, style="bold").append(f"  {part.kind}", KINDS[part.kind]))
    _print_fields(part.fields, console)


def _print_fields(fields: tuple[FieldChange, ...], console: Console) -> None:
    for field in fields:
        name = words_of(field.field)
        shown = f"{_short(field.before)} → {_short(field.after)}"
        console.print(Text(f"    {name}: {shown}" if name else f"    {shown}"))


def words_of(field: str) -> str:
    """Return a field of a definition in words.

    >>> words_of("calculation.numerator.where"), words_of("synonyms.zh"), words_of("default_period")
    ('numerator filter', 'synonyms zh', 'default period')
    """
    parts = field.removeprefix("calculation.").split(".")
    return " ".join({"where": "filter", "agg": "aggregation"}.get(part, part.replace("_", " ")) for part in parts)


def _short(value: Any) -> str:
    if isinstance(value, dict) and "field" in value:
        condition = {"op": "=", **value}
        value = " ".join(_short(condition[key]) for key in ("field", "op", "value") if key in condition)
    elif isinstance(value, dict):
        value = ", ".join(f"{key}: {_short(each)}" for key, each in value.items())
    elif isinstance(value, list):
        value = f"[{', '.join(_short(each) for each in value)}]"
    text = "–" if value is None else str(value)
    return text if len(text) <= WIDTH else f"{text[: WIDTH - 1]}…"


def _told(number: Number, name: str, model: Model) -> str:
    """Return both values, with the difference in the metric's own unit and as a share of what was before."""
    unit = model.metrics[name].unit
    before, after = (
        why or format_value(value, unit, "en", model, name)
        for value, why in ((number.before, number.why_before), (number.after, number.why_after))
    )
    told = f"{before} → {after}"
    if number.difference is None:
        return told
    sign = "+" if number.difference > 0 else "−"
    size = format_value(abs(number.difference), "percentage_point" if unit == "share" else unit, "en", model, name)
    share = "" if number.share is None else f", {number.share:+.1%}"
    return f"{told}  ({sign}{size}{share})"
