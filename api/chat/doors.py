"""The doors that a setting opens: each imported only where it is, with what it needs."""

from __future__ import annotations

from fastapi import FastAPI

from api.access.limits import Limits
from api.chat.inbox import Office
from api.chat.people import People
from api.desk import Desk
from api.operations.ending import Ending
from api.operations.line import Line
from api.settings import Settings
from api.state import Seen
from semantic_layer.issues import KpiError


def open_doors(
    app: FastAPI, desk: Desk, settings: Settings, seen: Seen, line: Line, ending: Ending, limits: Limits | None
) -> None:
    """Open the doors that the settings name; what one of them needs is imported only then.

    Raises:
        KpiError: a door needs a package that is not installed; the file of people is not as it must be.
    """

    def office() -> Office:
        from api.chat.picture import draw_first

        draw_first()
        people = People(settings.chat_people, sign_in=settings.auth == "on")
        return Office(desk, people, seen, line, ending, limits)

    try:
        if settings.mcp:
            from api.chat.mcp import add_mcp

            add_mcp(app, desk, settings)
        if settings.slack_signing_secret.get_secret_value():
            from api.chat.slack import add_slack

            add_slack(app, office(), settings)
        if settings.feishu_encrypt_key.get_secret_value():
            from api.chat.feishu import add_feishu

            add_feishu(app, office(), settings)
    except ImportError as error:
        raise missing(str(error.name)) from error


def missing(package: str) -> KpiError:
    """Return what to say where the package of a door is not installed."""
    name = package.partition(".")[0].partition("_")[0]
    extra = "feishu" if name in ("lark", "Crypto") else name
    return KpiError(f"This needs a package that is not installed: pip install 'kpi-answers[{extra}]'.")
