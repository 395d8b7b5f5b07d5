"""A browser that watches every page: none may break the content policy, ask another machine, or stop with a fault."""

from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, expect

PATIENCE_MS = 30_000  # on a busy machine; on an idle one nothing here takes a second
expect.set_options(timeout=PATIENCE_MS)


class WatchedChromium:
    """A browser that notes what no page of ours may do. `faults`: what it saw since the last test."""

    def __init__(self, browser: Browser) -> None:
        self.browser = browser
        self.faults: list[str] = []

    def screen(self, address: str) -> BrowserContext:
        """A screen of its own, with its own cookie, whose pages lie at `address`."""
        context = self.browser.new_context(base_url=address, viewport={"width": 1366, "height": 768})
        context.set_default_timeout(PATIENCE_MS)
        context.on("request", lambda request: self._asked(request.url))
        context.on("console", lambda message: self._on_console(message.text))
        context.on("weberror", lambda problem: self.faults.append(f"script: {problem.error}"))
        return context

    def _asked(self, url: str) -> None:
        parts = urlsplit(url)
        if parts.scheme in ("http", "https", "ws", "wss") and parts.hostname not in ("127.0.0.1", "localhost"):
            self.faults.append(f"asked another machine: {url}")

    def _on_console(self, text: str) -> None:
        if "Content Security Policy" in text:
            self.faults.append(f"content policy: {text}")
