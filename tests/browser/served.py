"""The town of the page tests behind a real web server, and its people at their screens."""

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import uvicorn
from playwright.sync_api import BrowserContext, Page

from browser.desks import log_in
from ticketing.web.app import create_app
from web.town import PASSWORD, Town


def free_port() -> int:
    """A port of this machine that nobody listens on."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port


@contextmanager
def serve_town(town: Town) -> Iterator[str]:
    """Serve the town's pages from a thread, so that a test can move its clock; gives the address."""
    port = free_port()
    settings = uvicorn.Config(create_app(town.context), port=port, log_level="warning", server_header=False)
    server = uvicorn.Server(settings)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.02)
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    thread.join(timeout=10)


@dataclass
class ServedTown:
    """The town, where it is served, and the screens of its people."""

    town: Town
    address: str
    open_screen: Callable[[str], BrowserContext]
    _screens: dict[str, BrowserContext] = field(default_factory=dict)

    def screen_of(self, name: str) -> Page:
        """A fresh page on the screen of a person, who logs in once only: a one-time password opens once."""
        if name not in self._screens:
            self._screens[name] = self.open_screen(self.address)
            page = self._screens[name].new_page()
            log_in(page, name, PASSWORD, self.town.secrets[name])
            page.close()
        return self._screens[name].new_page()

    def visitor(self) -> Page:
        """A page of somebody who is not logged in."""
        return self.open_screen(self.address).new_page()
