"""What can go wrong, as values for people and as exceptions for programs.

::

    Issue                  a problem in the user's words: a value, never raised
    KpiError
    ├── ModelError         a broken model folder; holds every problem found, with file and line
    ├── QueryRefused       a semantic query that cannot be answered truthfully; holds issues
    │   └── NotYet         a part of the semantic query that is typed but not executed
    ├── GuardError         SQL that must not run (a defect of ours, never of the user's)
    ├── WarehouseError     the engine failed, or is missing, out of reach, locked or corrupt
    │   └── OutOfTime      the engine was stopped at its time limit
    ├── ProviderError      a language-model provider failed
    └── StateError         what the service itself keeps cannot be read or written
"""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict


class Issue(BaseModel):
    """One problem with a question or a semantic query, told for people.

    ``at`` is the half-open range of characters of the question it is about, where there is one.
    ``params`` holds what a translated message needs (names, labels), so that the same code can be
    told in another language.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    code: str
    message: str
    at: tuple[int, int] | None = None
    suggestions: tuple[str, ...] = ()
    params: dict[str, str] = {}


class ModelProblem(BaseModel):
    """One problem in a model folder: where, what, and the nearest names that exist."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    file: str
    line: int
    key: str
    message: str
    suggestions: tuple[str, ...] = ()
    severity: str = "error"
    code: str = "invalid"

    def __str__(self) -> str:
        """Return ``file:line: key: message``, with the nearest names where there are any."""
        near = f" Closest: {', '.join(self.suggestions)}." if self.suggestions else ""
        return f"{self.file}:{self.line}: {self.key}: {self.message}{near}"


class KpiError(Exception):
    """Every error this package raises on purpose."""


class ModelError(KpiError):
    """A model folder that cannot be served. ``problems`` holds all of them at once."""

    def __init__(self, problems: tuple[ModelProblem, ...]) -> None:
        """Keep the problems; the text lists each on its own line."""
        self.problems = problems
        super().__init__("\n".join(str(problem) for problem in problems))


class QueryRefused(KpiError):
    """A semantic query that has no true answer. ``issues``, one at least, say why and what would work."""

    def __init__(self, first: Issue, *more: Issue) -> None:
        """Keep the issues; the text joins their messages."""
        self.issues = issues = (first, *more)
        super().__init__(" ".join(issue.message for issue in issues))


class NotYet(QueryRefused):
    """A part of the semantic query that is typed but not executed yet."""

    def __init__(self, part: str, instead: str = "") -> None:
        """Name the part, and what works instead."""
        super().__init__(
            Issue(
                code="not_yet",
                message=f"{part} cannot be computed yet." + (f" {instead}" if instead else ""),
                suggestions=(instead,) if instead else (),
                params={"part": part},
            )
        )


class GuardError(KpiError):
    """Compiled SQL that steps outside what is modelled. It is not run."""


class WarehouseError(KpiError):
    """The warehouse failed. ``code`` is one of missing, corrupt, unreachable, locked, busy, cancelled, failed."""

    def __init__(self, code: str, message: str) -> None:
        """Keep the code; the message holds no SQL, path or secret."""
        self.code = code
        super().__init__(message)


class OutOfTime(WarehouseError):
    """The warehouse did not answer within the time limit."""

    def __init__(self, seconds: float) -> None:
        """Keep the limit, in seconds."""
        self.seconds = seconds
        super().__init__("timeout", f"The query was stopped after {seconds:g} seconds.")


class ProviderError(KpiError):
    """A language-model provider failed or answered nonsense."""


class StateError(KpiError):
    """What the service keeps cannot be read or written. ``code``: locked, unreachable, broken, newer or unfit."""

    def __init__(self, code: str, message: str) -> None:
        """Keep the code; the message holds no SQL, path or secret."""
        self.code = code
        super().__init__(message)
