"""Settings: environment variables with the prefix KPI_."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path
from typing import Any, Literal
from zoneinfo import ZoneInfo

from pydantic import Field, SecretStr, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from api.access.issuer import Issuer
from api.operations.logs import Form, Level
from semantic_layer.model import Model

#: A scheme, a host, and a port where it is not the usual one.
_ORIGIN = re.compile(r"https?://[A-Za-z0-9.-]+(:[0-9]+)?")


class Settings(BaseSettings):
    """How the service runs. Every field is the environment variable ``KPI_<NAME>``.

    ``model`` is a folder or the name of a demo; ``warehouse`` a URL in the place of the model's own; ``cache`` a
    folder of what can be made again; ``time_limit`` is seconds a query; ``row_cap`` rows an answer; ``body_limit``
    bytes of a request and ``body_time`` seconds a client has to send it; ``hosts`` are names, with commas between, by
    which requests may call the service besides those of this machine; ``at_once`` questions are worked on and
    ``queue`` more wait, ``answer_limit`` is seconds that one may wait, and then be worked on; ``workers`` processes
    share a port, and ``reload`` is seconds between two looks for changes of the model and its data (0: none);
    ``shutdown_time`` is seconds that what is under way has when the service is stopped; ``log`` is the form of the
    log, and ``log_level`` from where on it tells; ``conversations`` how many are remembered without the state;
    ``state_url`` where what people chose and say of answers is kept; ``embed_origins`` are the origins, with spaces
    between, whose pages may hold an answer; ``mcp`` serves MCP beside the rest. ``chat_people`` is the file that says
    who users of chats are; with a ``slack_signing_secret`` Slack is served, which is reached at ``slack_api`` with
    ``slack_bot_token``; with a ``feishu_encrypt_key`` and ``feishu_verification_token`` Feishu or Lark is, at
    ``feishu_api`` with ``feishu_app_id`` and ``feishu_app_secret``. With ``auth`` on, everybody has to sign in;
    ``session_hours`` is how long the page stays signed in, ``oidc`` whose tokens are taken beside keys; ``rate_limit``
    is requests a minute and person, ``cost_limit`` seconds of the warehouse an hour and person (0: any); ``audit``
    whether each question is written down, and ``audit_days`` how long that is kept; ``history_days`` how long
    conversations and shares are. ``llm`` is a language model as provider:model, "" for none; it is reached at
    ``llm_base_url`` with ``llm_api_key``, else as its provider says; ``llm_time_limit`` is seconds a question,
    ``llm_max_tokens`` the longest reply, ``llm_options`` what else its provider takes.
    """

    model_config = SettingsConfigDict(env_prefix="KPI_", frozen=True)

    model: str = "retail"
    warehouse: SecretStr = SecretStr("")
    host: str = "127.0.0.1"
    port: int = 8000
    embeddings: str = "auto"
    cache: Path = Path("var/cache")
    time_limit: float = 10
    row_cap: int = 10_000
    memory_limit: str = "4GB"
    threads: int = 2
    body_limit: int = 100_000
    body_time: float = Field(default=10, gt=0)
    hosts: str = ""
    at_once: int = Field(default=8, gt=0)
    queue: int = Field(default=200, ge=0)
    answer_limit: float = Field(default=30, gt=0)
    workers: int = Field(default=1, gt=0)
    reload: float = Field(default=2, ge=0)
    shutdown_time: int = Field(default=30, ge=0)
    log: Form = "text"
    log_level: Level = "info"
    conversations: int = 1_000
    state_url: SecretStr = SecretStr("")
    embed_origins: str = ""
    mcp: bool = False
    chat_people: str = ""
    slack_signing_secret: SecretStr = SecretStr("")
    slack_bot_token: SecretStr = SecretStr("")
    slack_api: str = "https://slack.com/api/"
    feishu_app_id: str = ""
    feishu_app_secret: SecretStr = SecretStr("")
    feishu_verification_token: SecretStr = SecretStr("")
    feishu_encrypt_key: SecretStr = SecretStr("")
    feishu_api: str = "https://open.feishu.cn"
    auth: Literal["off", "on"] = "off"
    session_hours: float = Field(default=12, gt=0)
    oidc: Issuer | None = None
    rate_limit: int = Field(default=120, ge=0)
    cost_limit: float = Field(default=600, ge=0)
    audit: Literal["required", "on", "off"] = "required"
    audit_days: int = Field(default=365, ge=0)
    history_days: int = Field(default=365, ge=0)
    llm: str = ""
    llm_base_url: str = ""
    llm_api_key: SecretStr = SecretStr("")
    llm_time_limit: float = 10
    llm_max_tokens: int = 1_000
    llm_options: dict[str, Any] = {}

    @field_validator("embed_origins")
    @classmethod
    def _are_origins(cls, given: str) -> str:
        """Refuse what is no origin: it would stand in a header, and hold open more than was meant."""
        for each in given.split():
            if not _ORIGIN.fullmatch(each):
                raise ValueError(f"“{each}” is no origin: it is written like https://intranet.example.com")
        return given

    @property
    def state(self) -> str:
        """Return the URL of the state: the one given, else that of a file in the data directory."""
        return self.state_url.get_secret_value() or "sqlite:///var/state.db"


def today_of(model: Model) -> dt.date:
    """Return the model's own today where it fixes one, else today in its time zone."""
    return model.calendar.as_of or dt.datetime.now(ZoneInfo(model.calendar.time_zone)).date()
