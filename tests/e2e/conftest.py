import os
import shutil
import uuid
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

import psycopg
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize, sync_playwright

from tests.e2e.product import PASSWORD, Product

CHROMIUM_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
DESKTOP: ViewportSize = {"width": 1280, "height": 800}


def chromium() -> str | None:
    names = ("chromium", "chromium-browser", "google-chrome")
    return next((path for name in names if (path := shutil.which(name))), None)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    program = chromium()
    if program is None:
        if os.environ.get("CI") == "true":
            pytest.fail("CI needs Chromium")
        pytest.skip("Chromium was not found")
    # Playwright keeps an event loop in this thread, and Django then refuses its ORM to all tests.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=CHROMIUM_FLAGS)
        yield browser
        browser.close()


@contextmanager
def own_database() -> Iterator[str]:
    """A database beside the one that ``DATABASE_URL`` names, whose own tables stay untouched."""
    server = os.environ.get("DATABASE_URL", "")
    if not server.startswith("postgres"):
        yield ""
        return
    name = f"e2e_{uuid.uuid4().hex[:12]}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    try:
        yield f"{server.rpartition('/')[0]}/{name}"
    finally:
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(scope="session")
def product(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    with ExitStack() as stack:
        database_url = stack.enter_context(own_database())
        running = Product(tmp_path_factory.mktemp("product"), database_url)
        stack.callback(running.stop)
        running.prepare()
        running.start("web", "worker", "beat", "relay", "storefront")
        running.wait_until_ready()
        yield running


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context(viewport=DESKTOP, locale="id-ID")
    context.set_default_timeout(15_000)
    yield context
    context.close()


@pytest.fixture
def visitor(context: BrowserContext) -> Page:
    return context.new_page()


@contextmanager
def signed_in(browser: Browser, product: Product, username: str) -> Iterator[Page]:
    context = browser.new_context(viewport=DESKTOP, locale="id-ID")
    context.set_default_timeout(15_000)
    page = context.new_page()
    page.goto(f"{product.cms}/admin/login/")
    page.fill("input[name=username]", username)
    page.fill("input[name=password]", PASSWORD)
    page.click("button[type=submit]")
    page.wait_for_url(f"{product.cms}/admin/")
    yield page
    context.close()


@pytest.fixture
def marketing(browser: Browser, product: Product) -> Iterator[Page]:
    with signed_in(browser, product, "marketing") as page:
        yield page


@pytest.fixture
def sales(browser: Browser, product: Product) -> Iterator[Page]:
    with signed_in(browser, product, "sales") as page:
        yield page
