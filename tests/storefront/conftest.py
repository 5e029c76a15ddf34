from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import httpx
import pytest

from storefront.app import create_app
from storefront.settings import Settings
from tests.services import free_port
from tests.storefront.fake_api import FakeApi, fake_api, served

StartStorefront = Callable[..., httpx.Client]


@pytest.fixture(scope="session")
def _running_api() -> Iterator[FakeApi]:
    with fake_api() as api:
        yield api


@pytest.fixture
def api(_running_api: FakeApi) -> Iterator[FakeApi]:
    """The fake API with its standard content, healthy again for each test."""
    _running_api.reset()
    yield _running_api
    _running_api.reset()


@pytest.fixture
def start_storefront(api: FakeApi, tmp_path: Path) -> Iterator[StartStorefront]:
    """Starts a storefront over real HTTP; a second start finds the copies of the first."""
    with ExitStack() as stack:

        def start(**changes: Any) -> httpx.Client:
            defaults = {
                "cms_url": api.url,
                "api_url": api.url,
                "storefront_url": "http://www.example.test",
                "var_dir": tmp_path,
                "whatsapp_number": "+6289900001111",
            }
            settings = Settings(_env_file=None, **{**defaults, **changes})
            url = stack.enter_context(served(create_app(settings), free_port()))
            return stack.enter_context(httpx.Client(base_url=url, timeout=20, trust_env=False))

        yield start


@pytest.fixture
def storefront(start_storefront: StartStorefront) -> httpx.Client:
    return start_storefront()
