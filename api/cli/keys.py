"""The commands about who may ask: ``keys make``, ``list``, ``rotate`` and ``revoke``."""

from __future__ import annotations

import datetime as dt
import json
import re
from typing import Annotated, Any

import typer
from pydantic import ValidationError
from rich.table import Table
from rich.text import Text

from api.access.issue import make_key, rotate_key
from api.access.scopes import ORDINARY, SCOPES
from api.access.secret import Secret
from api.cli.options import AttributeOption, JsonOption, RoleOption, out, viewer_of
from api.settings import Settings
from api.state import Grant, Key, Keys, open_door

keys_app = typer.Typer(no_args_is_help=True, help="Make, list, rotate and revoke the keys that people ask with.")
UNITS = {"m": "minutes", "h": "hours", "d": "days"}
IdArgument = Annotated[str, typer.Argument(help="The key's id, as it is listed.")]


@keys_app.command("make")
def make_command(
    person: Annotated[str, typer.Argument(help="Who asks with it: an id or address, as your other systems have it.")],
    role: RoleOption = None, attribute: AttributeOption = None,
    scope: Annotated[list[str] | None, typer.Option(help=f"{', '.join(SCOPES)}; else {', '.join(ORDINARY)}.")] = None,
    expires: Annotated[str | None, typer.Option(help="How long it lasts: 90d, 12h; else until it is revoked.")] = None,
    note: Annotated[str, typer.Option(help="What it is for.")] = "",
    as_json: JsonOption = False,
) -> None:  # fmt: skip
    """Make a key for a person. Its secret is shown once, and is kept nowhere."""
    viewer = viewer_of(role, attribute)
    for each in scope or ():
        if each not in SCOPES:
            raise typer.BadParameter(f"“{each}” is no scope. There are: {', '.join(SCOPES)}.")
    try:
        grant = Grant(
            person=person, roles=viewer.roles, attributes=viewer.attributes, scopes=tuple(scope or ORDINARY), note=note
        )
    except ValidationError:
        raise typer.BadParameter("A person and a note are texts of at most 200 characters.") from None
    _tell(*make_key(_keys(), grant, _now(), _span(expires) if expires else None), as_json)


@keys_app.command("list")
def list_command(as_json: JsonOption = False) -> None:
    """List every key: whose it is, what for, until when, and when it was last used. No secret is among it."""
    now = _now()
    rows = [_row(key, now) for key in _keys().all()]
    if as_json:
        out.print_json(json.dumps(rows))
        return
    if not rows:
        out.print("There are no keys yet. Make one: kpi keys make PERSON", markup=False)
        return
    table = Table("id", "person", "may", "standing", "expires", "last used", "note")
    table.columns[0].no_wrap = True
    for row in rows:
        attributes = [f"{name}={','.join(values)}" for name, values in row["attributes"].items()]
        rights = "\n".join((", ".join(row["scopes"]), *row["roles"], *attributes))
        told = (row["id"], row["person"], rights, row["standing"], row["expires_at"] or "–", row["used_at"] or "–")
        table.add_row(*(Text(str(each)) for each in (*told, row["note"])))
    out.print(table)


@keys_app.command("rotate")
def rotate_command(
    key: IdArgument,
    overlap: Annotated[str, typer.Option(help="How long the old one goes on opening: 24h, 30m, 0m.")] = "24h",
    as_json: JsonOption = False,
) -> None:  # fmt: skip
    """Make a new key in the place of an old one, for the same person with the same rights."""
    keys, now = _keys(), _now()
    old = _found(keys, key)
    if old.standing(now) != "valid":
        raise typer.BadParameter(f"The key {key} is {old.standing(now)}: make a new one for {old.grant.person}.")
    _tell(*rotate_key(keys, old, now, _span(overlap)), as_json)
    if not as_json:
        out.print(f"The old one, {key}, goes on opening for {overlap}, and no longer.", markup=False)


@keys_app.command("revoke")
def revoke_command(key: IdArgument) -> None:
    """End a key at once, and every session of the page that it opened."""
    keys = _keys()
    found = _found(keys, key)
    done = keys.revoke(key, _now())
    out.print(f"The key {key} of {found.grant.person} is revoked{'' if done else ' already'}.", markup=False)


def _keys() -> Keys:
    return Keys(open_door(Settings().state))


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


def _found(keys: Keys, name: str) -> Key:
    found = keys.find(name)
    if found is None:
        raise typer.BadParameter(f"There is no key {name}. See: kpi keys list")
    return found[0]


def _span(text: str) -> dt.timedelta:
    """Return the time that a text says.

    >>> _span("90d")
    datetime.timedelta(days=90)
    """
    found = re.fullmatch(r"(\d{1,5})([mhd])", text)
    if not found:
        raise typer.BadParameter(f"“{text}” is no time: write 30m, 12h or 90d.")
    return dt.timedelta(**{UNITS[found[2]]: int(found[1])})


def _tell(key: Key, secret: Secret, as_json: bool) -> None:
    if as_json:
        out.print_json(json.dumps(_row(key, key.made_at) | {"secret": secret.text}))
        return
    until = f" until {_minute(key.expires_at)} UTC" if key.expires_at else ""
    out.print(f"The key {key.id} of {key.grant.person} may {', '.join(key.grant.scopes)}{until}.", markup=False)
    out.print("Its secret is shown now and never again:", markup=False)
    out.print(secret.text, markup=False, highlight=False, soft_wrap=True)


def _row(key: Key, now: dt.datetime) -> dict[str, Any]:
    times = {name: _minute(getattr(key, name)) for name in ("made_at", "expires_at", "used_at")}
    kept = key.grant.model_dump(mode="json")
    return {"id": key.id, **kept, "standing": key.standing(now), **times, "replaced_by": key.replaced_by}


def _minute(moment: dt.datetime | None) -> str | None:
    return None if moment is None else f"{moment:%Y-%m-%d %H:%M}"
