"""The one door to language models: any provider of LangChain, within limits of time and size."""

from __future__ import annotations

import importlib.util
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from nlq.unknown.proposal import Proposal, Propose, Said
from semantic_layer.issues import ProviderError

#: Characters of a reply that is looked at.
LONGEST_REPLY = 10_000
#: Calls at once: one that hangs keeps its thread until the provider lets go of it.
MOST_AT_ONCE = 4
#: Failures in a row after which the provider is left alone, and for how many seconds.
MOST_FAILURES, REST = 3, 60.0
#: Called with what kind of failure it was: never what was sent, returned or shown as credentials.
OnFailure = Callable[[str], None]
#: Returns a chat model of LangChain.
Open = Callable[[], Any]


@dataclass
class LanguageModel:
    """A language model that is opened with its first question. Safe to use from several threads.

    ``time_limit`` is seconds for all that is asked about one question.
    """

    open: Open
    time_limit: float = 10.0
    on_failure: OnFailure = lambda kind: None
    _chat: Any = None
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _slots: threading.Semaphore = field(default_factory=lambda: threading.Semaphore(MOST_AT_ONCE))
    _failures: int = 0
    _rests_until: float = 0.0

    def begin(self) -> Propose:
        """Return what to ask about one question: its time runs from now."""
        ends = time.monotonic() + self.time_limit

        def propose(said: Sequence[Said]) -> Proposal:
            try:
                if time.monotonic() < self._rests_until:
                    raise ProviderError("resting")
                proposal = self._within(max(0.0, ends - time.monotonic()), said)
            except ProviderError as error:
                self._note(str(error))
                raise
            self._failures = 0
            return proposal

        return propose

    def _note(self, kind: str) -> None:
        if kind == "resting":
            return
        if kind != "busy":  # That is no failure of the provider: many questions came at once.
            self._failures += 1
            if self._failures >= MOST_FAILURES:
                self._failures, self._rests_until = 0, time.monotonic() + REST
        self.on_failure(kind)

    def _within(self, seconds: float, said: Sequence[Said]) -> Proposal:
        """Return the reply, if it comes in time; a call that hangs is left behind.

        Raises:
            ProviderError: out_of_time, busy, or the kind of error.
        """
        if not seconds:
            raise ProviderError("out_of_time")
        if not self._slots.acquire(blocking=False):
            raise ProviderError("busy")
        replies: list[Proposal | str] = []

        def call() -> None:
            try:
                replies.append(self._call(said))
            except Exception as error:  # Whatever a provider's library raises, this one question is refused as before.
                replies.append(str(error) if isinstance(error, ProviderError) else type(error).__name__)
            finally:
                self._slots.release()

        thread = threading.Thread(target=call, daemon=True)
        thread.start()
        thread.join(seconds)
        reply = replies[0] if replies else "out_of_time"
        if isinstance(reply, str):
            raise ProviderError(reply)
        return reply

    def _call(self, said: Sequence[Said]) -> Proposal:
        with self._lock:
            if self._chat is None:
                self._chat = self.open().with_structured_output(Proposal, method="json_schema", include_raw=True)
        reply = self._chat.invoke([{"role": each.by, "content": each.text} for each in said])
        if len(str(getattr(reply["raw"], "content", ""))) > LONGEST_REPLY:
            raise ProviderError("too_long")
        if not isinstance(reply["parsed"], Proposal):
            raise ProviderError("no_proposal")
        return reply["parsed"]


def open_language_model(
    name: str,
    *,
    base_url: str = "",
    api_key: str = "",
    time_limit: float = 10.0,
    max_tokens: int = 1_000,
    options: Mapping[str, Any] | None = None,
    on_failure: OnFailure = lambda kind: None,
) -> LanguageModel | None:
    """Return the language model ``provider:model``; None where the name is "". Nothing is imported for that.

    ``base_url`` is where an OpenAI-compatible server listens; without ``api_key`` the provider's own variable is read.
    ``max_tokens`` is the longest reply. ``options`` go to the provider in the place of ours; None takes one out.

    Raises:
        ProviderError: the name is none, or LangChain is not installed.
    """
    if not name:
        return None
    provider, _, model = name.partition(":")
    if not provider or not model:
        raise ProviderError(f"“{name}” names no language model: write provider:model, as openai:MODEL.")
    if importlib.util.find_spec("langchain") is None:
        raise ProviderError("LangChain is not installed: pip install 'kpi-answers[llm]'.")
    ours = {"temperature": 0, "timeout": time_limit, "max_retries": 0, "max_tokens": max_tokens}
    given = {key: value for key, value in {"base_url": base_url, "api_key": api_key}.items() if value}
    wanted = {key: value for key, value in {**ours, **given, **(options or {})}.items() if value is not None}

    def open_chat() -> Any:
        from langchain.chat_models import init_chat_model

        return init_chat_model(model, model_provider=provider, **wanted)

    return LanguageModel(open_chat, time_limit, on_failure)
