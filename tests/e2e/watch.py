"""What a browser must not do unnoticed: ask another origin, complain in its console, meet a server error."""

import re
from dataclasses import dataclass, field

from playwright.sync_api import BrowserContext, ConsoleMessage, Request, Response, WebError

# Complaints that are no fault of the app, each with its reason.
NOISE = (
    # Headless Chromium draws WebGL in software and says so.
    re.compile(r"GPU stall due to ReadPixels|Automatic fallback to software WebGL"),
)


@dataclass
class Watch:
    """The complaints of one browser context; `allow` names those that a test provokes on purpose."""

    origin: str
    faults: list[str] = field(default_factory=list)
    allowed: list[re.Pattern[str]] = field(default_factory=list)

    def attach(self, context: BrowserContext) -> None:
        """Begin to listen; nobody else answers anyway (browser.FLAGS), and a route here would switch the cache off."""
        context.on("request", self._request)
        context.on("response", self._response)
        context.on("console", self._console)
        context.on("weberror", self._weberror)

    def allow(self, pattern: str) -> None:
        """Let complaints that match `pattern` pass from now on, and those already heard."""
        self.allowed.append(re.compile(pattern))

    def remaining(self) -> list[str]:
        """Return the complaints that nobody expected."""
        expected = (*NOISE, *self.allowed)
        return [fault for fault in self.faults if not any(pattern.search(fault) for pattern in expected)]

    def _request(self, request: Request) -> None:
        if not request.url.startswith((f"{self.origin}/", "data:", "blob:", "about:")):
            self.faults.append(f"foreign request: {request.method} {request.url}")

    def _response(self, response: Response) -> None:
        if response.status >= 500:
            self.faults.append(f"server error: {response.status} {response.url}")

    def _console(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.faults.append(f"console error: {message.text} ({message.location.get('url', '')})")

    def _weberror(self, error: WebError) -> None:
        self.faults.append(f"page error: {error.error}")
