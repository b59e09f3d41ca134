"""What a credential may be used for, and what each route needs."""

from __future__ import annotations

#: What may be granted. ``admin`` holds all the others.
SCOPES = {
    "ask": "ask questions and semantic queries, over MCP too; one's own choices and conversations",
    "catalogue": "read what can be asked: metrics, dimensions, schema, what words mean to most",
    "feedback": "say whether an answer was right",
    "operations": "read counters, and what readiness says",
    "admin": "everything",
}
#: What is granted where nothing is said.
ORDINARY = ("ask", "catalogue", "feedback")
#: Needs no login: it holds nothing of the business, or checks for itself who sends it.
OPEN = ""
#: What is needed for numbers, which cost the warehouse something.
ASKS = "ask"
#: What a path, and whatever is below it, needs; the longest that fits counts.
RULES = {
    "/healthz": OPEN, "/readyz": OPEN, "/chat/slack": OPEN, "/chat/feishu": OPEN, "/page": OPEN, "/embed": OPEN,
    "/v1/session": OPEN,
    "/v1/ask": "ask", "/v1/query": "ask", "/v1/choices/mine": "ask", "/mcp": "ask",
    "/v1/conversations": "ask", "/v1/shares": "ask", "/v1/candidates": "ask", "/v1/overview": "ask",
    "/v1/chat/completions": "ask", "/v1/models": "ask",
    "/v1/choices": "catalogue", "/v1/metrics": "catalogue", "/v1/dimensions": "catalogue", "/v1/schema": "catalogue",
    "/docs": "catalogue", "/openapi.json": "catalogue",
    "/v1/feedback": "feedback",
    "/metrics": "operations",
}  # fmt: skip


def rule_of(path: str) -> str | None:
    """Return the longest rule that fits a path; None where no rule names it.

    >>> rule_of("/v1/metrics/revenue"), rule_of("/pages"), rule_of("/v1/new")
    ('/v1/metrics', None, None)
    """
    fitting = [rule for rule in RULES if path == rule or path.startswith(f"{rule}/")]
    return max(fitting, key=len, default=None)


def scope_of(path: str) -> str:
    """Return what a path needs. A path that no rule names is not for everybody: it needs ``admin``.

    >>> scope_of("/v1/choices/mine"), scope_of("/v1/choices"), scope_of("/"), scope_of("/v1/new")
    ('ask', 'catalogue', '', 'admin')
    """
    rule = rule_of(path)
    return OPEN if path == "/" else "admin" if rule is None else RULES[rule]


def may(scopes: tuple[str, ...], needed: str) -> bool:
    """Say whether what was granted is enough."""
    return needed == OPEN or needed in scopes or "admin" in scopes
