"""What a platform sends, read into a message; what is not as the platform says that it is comes no further."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

from api.chat.inbox import Message
from api.problems import Problem


def read_object(text: bytes | str) -> dict[str, Any]:
    """Return the object that a text is in JSON.

    Raises:
        Problem: 422, it is none.
    """
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict):
        raise _malformed("It holds no JSON object.")
    return found


def read_message(read: Callable[[Mapping[str, Any]], Message | None], told: Mapping[str, Any]) -> Message | None:
    """Return the message that ``read`` finds in what was told, if it finds one.

    Raises:
        Problem: 422, something is of another kind than the platform says, or holds what is no text.
    """
    try:
        message = read(told)
        if message is not None:
            # Half of a character is no text: it can neither be kept nor sent.
            "".join((message.id, message.user, message.thread, message.text, message.mark)).encode()
    except (TypeError, AttributeError, LookupError, ValueError) as error:
        raise _malformed("Parts of it are not as the platform says that they are.") from error
    return message


def _malformed(told: str) -> Problem:
    return Problem(422, "The request is malformed", told)
