"""One town for all page tests: it is made once, and what a test changes it changes in a case of its own."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from ticketing.web.app import create_app
from web.town import Town, town_in
from web.visits import Browser


@pytest.fixture(scope="session")
def town(tmp_path_factory: pytest.TempPathFactory, built_town: Path) -> Iterator[Town]:
    """The town of town.py."""
    with town_in(tmp_path_factory.mktemp("town"), built_town) as made:
        yield made


@pytest.fixture(scope="session")
def client(town: Town) -> Iterator[TestClient]:
    """The application of the town. Errors become answers, as people get them."""
    with TestClient(create_app(town.context), follow_redirects=False, raise_server_exceptions=False) as opened:
        yield opened


@pytest.fixture
def visitor(client: TestClient) -> Browser:
    """Nobody is logged in."""
    return Browser(client)


@pytest.fixture(scope="session")
def people(town: Town, client: TestClient) -> dict[str, Browser]:
    """Everybody, logged in once: a one-time password opens once only."""
    return {name: Browser(client).log_in(name, town.secrets[name]) for name in town.secrets}
