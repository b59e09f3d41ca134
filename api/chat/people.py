"""Who a user of a chat platform is here: a file maps users to people, their roles and attributes."""

from __future__ import annotations

from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError

from api.caller import Caller
from semantic_layer.issues import KpiError
from semantic_layer.session import Viewer


class Mapped(BaseModel):
    """A person, and what policies read of him."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    person: str
    roles: tuple[str, ...] = ()
    attributes: dict[str, tuple[str, ...]] = {}


_FILE: TypeAdapter[dict[str, dict[str, Mapped]]] = TypeAdapter(dict[str, dict[str, Mapped]])


class People:
    """Knows people by platform and user. Without a file, where nobody has to sign in, everybody is who he is there."""

    def __init__(self, file: str, *, sign_in: bool) -> None:
        """Read the file, if one is named; ``sign_in`` says that nobody who is not in it may ask.

        Raises:
            KpiError: the file cannot be read, or is not as it must be.
        """
        self._known = _read(Path(file)) if file else {}
        self._closed = bool(file) or sign_in

    def caller(self, platform: str, user: str) -> Caller | None:
        """Return who a user is; None where nobody said so and somebody has to."""
        mapped = self._known.get(platform, {}).get(user)
        if mapped is None:
            return None if self._closed else Caller(person=f"{platform}:{user}")
        viewer = Viewer(name=mapped.person, roles=mapped.roles, attributes=mapped.attributes)
        return Caller(person=mapped.person, viewer=viewer, scopes=("ask",), credential=f"{platform}:{user}")


def _read(file: Path) -> dict[str, dict[str, Mapped]]:
    try:
        return _FILE.validate_python(yaml.safe_load(file.read_text(encoding="utf-8")) or {})
    except (OSError, UnicodeDecodeError) as error:
        raise KpiError(f"The people of chats cannot be read: {file.name}.") from error
    except yaml.YAMLError as error:
        raise KpiError(f"The people of chats are no YAML: {file.name}.") from error
    except ValidationError as error:
        first = error.errors()[0]
        where = " → ".join(map(str, first["loc"]))
        raise KpiError(f"The people of chats, {file.name}: {where}: {first['msg']}.") from error
