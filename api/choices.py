"""The routes of what people chose: how often which, and one's own, to see and to forget."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI, Request, Response

from api.access.words import locale_of
from api.caller import HEADER, caller_of
from api.memory import Memory
from api.operations.current import Current
from api.problem_words import tell
from api.problems import Problem
from api.state import Tally
from nlq.answer import Preference
from nlq.preference import names_known
from nlq.tell.choices import meaning_text
from semantic_layer.model import Model
from semantic_layer.session import Viewer


def add_choices(app: FastAPI, memory: Memory, served: Current) -> None:
    """Add the routes of choices."""

    def model(viewer: Viewer) -> Model:
        return served.engine.seen_by(viewer).model

    @app.get("/v1/choices")
    def get_choices(locale: str = "en") -> Any:
        """Count how many people chose which meaning of words; nobody is named."""
        # What everybody may know of, whoever asks: it is of other people's questions.
        known = model(Viewer())
        found = [each for each in memory.choices.tally(memory.model) if _is_open(each, known)]
        return {"choices": [tell_choice(each, known, locale) | {"people": each.people} for each in found]}

    @app.get("/v1/choices/mine")
    def get_my_choices(http: Request, locale: str = "en") -> Any:
        """List what the person who asks chose."""
        found = memory.choices.recall(_required(http), memory.model)
        known = model(caller_of(http).viewer)
        return {"choices": [tell_choice(each, known, locale) for each in found]}

    @app.delete("/v1/choices/mine", status_code=204)
    def forget_my_choices(http: Request, key: str | None = None) -> Response:
        """Forget what the person who asks chose: of the words under one key, or all."""
        memory.choices.forget(_required(http), memory.model, key)
        return Response(status_code=204)


def _required(http: Request) -> str:
    person = caller_of(http).person
    if person is None:
        raise Problem(422, *tell("choices", locale_of(http), header=HEADER))
    return person


def _is_open(tally: Tally, model: Model) -> bool:
    """Say whether anybody may know of a choice: it names what all may see, and no member where rows are not for all."""
    meanings = (tally.chosen, *tally.others)
    return all(names_known(each, model, members=not model.governed) for each in meanings)


def tell_choice(each: Tally | Preference, model: Model, locale: str) -> dict[str, Any]:
    """Return words as typed, and their meanings as people call them; ``key`` is what they are forgotten by."""
    meaning, *others = (meaning_text(meaning, model, locale) for meaning in (each.chosen, *each.others))
    return {"words": each.said, "key": each.words, "meaning": meaning, "others": others}
