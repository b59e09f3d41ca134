"""The command about what people chose: ``choices``."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from api.choices import tell_choice
from api.cli.options import JsonOption, LocaleOption, ModelOption, PersonOption, folder_of, out, person_of
from api.desk import guess_locale
from api.settings import Settings
from api.state import Choices, Tally, open_door
from nlq.answer import Preference
from nlq.preference import thing_of
from nlq.tell.choices import meaning_text
from nlq.text.atoms import phrase_key
from semantic_layer.model import Model
from semantic_layer.model.declare import declare_meaning
from semantic_layer.model.definitions import DefaultMeaning
from semantic_layer.model.load import load_model


def choices_command(
    model: ModelOption = None,
    mine: Annotated[bool, typer.Option("--mine", help="List what one person chose.")] = False,
    forget: Annotated[str | None, typer.Option(help="Forget what one person chose of these words.")] = None,
    promote: Annotated[str | None, typer.Option(help="Make it what these words mean by default.")] = None,
    means: Annotated[str | None, typer.Option(help="With --promote: which of the meanings that people chose.")] = None,
    person: PersonOption = None, locale: LocaleOption = None, as_json: JsonOption = False,
) -> None:  # fmt: skip
    """Count which meanings of words people chose; forget one's own, or make one the model's default."""
    folder = folder_of(model)
    loaded = load_model(folder)
    choices = Choices(open_door(Settings().state))
    if promote is not None:
        _promote(folder, loaded, _find(choices.tally(loaded.header.name), promote, means, loaded), promote)
    elif forget is not None:
        count = choices.forget(_known(person), loaded.header.name, phrase_key(forget))
        out.print(f"Forgotten: {count}.", markup=False)
    elif mine:
        _show(choices.recall(_known(person), loaded.header.name), loaded, locale or "en", as_json)
    else:
        _show(choices.tally(loaded.header.name), loaded, locale or "en", as_json)


def _known(person: str | None) -> str:
    found = person_of(person)
    if found is None:
        raise typer.BadParameter("Say whose choices are meant: --person.")
    return found


def _show(found: tuple[Tally, ...] | tuple[Preference, ...], model: Model, locale: str, as_json: bool) -> None:
    rows = [tell_choice(each, model, locale) | ({"people": each.people} if isinstance(each, Tally) else {})
            for each in found]  # fmt: skip
    if as_json:
        out.print_json(json.dumps(rows))
        return
    if not rows:
        out.print("Nothing is remembered yet.", markup=False)
        return
    table = Table("words", "taken as", "rather than", *(("people",) if "people" in rows[0] else ()))
    for row in rows:
        told = (
            row["words"],
            row["meaning"],
            ", ".join(row["others"]),
            *((str(row["people"]),) if "people" in row else ()),
        )
        table.add_row(*told)
    out.print(table)


def _find(found: tuple[Tally, ...], words: str, means: str | None, model: Model) -> Tally:
    """Return the one meaning of words that is meant: the only one that people chose, or the one named."""
    key = phrase_key(words)
    chosen = {each.chosen: each for each in reversed(found) if each.words == key}
    if not chosen:
        raise typer.BadParameter(f"Nobody has chosen a meaning of “{words}” yet.")
    fit = [each for each in chosen.values() if means in (None, *_names(each, model))]
    if len(fit) != 1:
        listed = ", ".join(meaning_text(each.chosen, model, "en") for each in chosen.values())
        raise typer.BadParameter(f"Say with --means which one “{words}” is to mean: {listed}.")
    return fit[0]


def _names(each: Tally, model: Model) -> tuple[str, ...]:
    thing = thing_of(each.chosen)
    own = (thing[0],) if thing is not None and thing[1] is None else ()
    return (*own, *(meaning_text(each.chosen, model, locale) for locale in ("en", "zh")))


def _promote(folder: Path, model: Model, tally: Tally, words: str) -> None:
    thing = thing_of(tally.chosen)
    if thing is None:
        raise typer.BadParameter(
            f"“{words}” is taken for more than one metric, dimension or member: no default says that."
        )
    if any(phrase_key(word) == tally.words for each in model.meanings for word in each.spoken):
        raise typer.BadParameter(f"The model says already what “{words}” means by default: change it there.")
    means, member = thing
    meaning = DefaultMeaning(words={guess_locale(words): (words.strip(),)}, means=means, member=member)
    path = declare_meaning(folder, meaning)
    told = f"“{words.strip()}” means {meaning_text(tally.chosen, model, 'en')} by default"
    out.print(f"{path.name}: {told}. A service that runs reads it when it starts anew.", markup=False)
