"""Headers of every response, a refusal's and a failure's too: what a browser must not do with it."""

from __future__ import annotations

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

#: No script or style but ours, nothing from elsewhere. Vega draws with inline styles and an interpreter, not eval.
PAGE = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
#: The page that pages of listed origins may hold, and the script by which they do.
EMBED, WIDGET = "/embed", "/page/widget.js"
#: What is no page shows nothing and runs nothing.
DATA = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
PAGES = ("/page", "/docs")
FIXED = {
    "X-Content-Type-Options": "nosniff", "X-Frame-Options": "DENY", "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin", "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}  # fmt: skip
#: Seconds that a browser that came by HTTPS comes by nothing else: half a year.
HTTPS = "max-age=15552000"


class Headers:
    """Stands before an application, and adds to what it responds."""

    def __init__(self, app: ASGIApp, holders: str = "") -> None:
        """Keep the application, and the origins, with spaces between, whose pages may hold an answer."""
        self._app, self._holders = app, " ".join(holders.split())

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request through, and its response with the headers."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        fixed = self._headers_of(scope["path"])

        async def sent(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in fixed.items():
                    headers[name] = value
                if scope.get("scheme") == "https":
                    headers["Strict-Transport-Security"] = HTTPS
            await send(message)

        await self._app(scope, receive, sent)

    def _headers_of(self, path: str) -> dict[str, str]:
        policy = PAGE if path in ("/", EMBED) or path.startswith(PAGES) else DATA
        headers = {**FIXED, "Content-Security-Policy": policy}
        if self._holders and path in (EMBED, WIDGET):
            headers["Cross-Origin-Resource-Policy"] = "cross-origin"
        if self._holders and path == EMBED:
            # That other header knows no list: the policy names who may hold it.
            del headers["X-Frame-Options"]
            headers["Content-Security-Policy"] = policy.replace("ancestors 'none'", f"ancestors {self._holders}")
        return headers
