"""A question in one spelling, cut into atoms, and what it may go on from."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from typing import Any

from nlq.index import Index
from nlq.reading import Meant
from nlq.text.atoms import Atom, cut_atoms
from nlq.text.normalise import Normalised
from semantic_layer.session import Viewer


@dataclass(frozen=True)
class Wording:
    """A question, and what it may go on from. ``going_on`` says that it is read as what is said after an answer."""

    normalised: Normalised
    atoms: tuple[Atom, ...]
    index: Index
    context: Any
    today: dt.date
    going_on: bool
    meant: tuple[Meant, ...] = ()
    viewer: Viewer = Viewer()

    @property
    def is_alone(self) -> bool:
        """Say whether it is read as a whole question though there is an answer to go on from."""
        return self.context is not None and not self.going_on

    def part(self, normalised: Normalised) -> Wording:
        """Return another text, or a part of this one, to be read in the same way."""
        return replace(self, normalised=normalised, atoms=cut_atoms(normalised.text), going_on=False)
