import os
import shutil
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    Page,
    ViewportSize,
    expect,
    sync_playwright,
)
from pytest_django import DjangoDbBlocker

from tests.database import copied_database, is_prepared
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
#: In milliseconds: the machine that tests a change has two cores and much else to do.
PATIENCE = 20_000
DESKTOP: ViewportSize = {"width": 1280, "height": 800}
PHONE: ViewportSize = {"width": 390, "height": 844}


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
    expect.set_options(timeout=PATIENCE)
    # Playwright keeps an event loop in this thread, and Django then refuses its ORM to all tests.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=CHROMIUM_FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def product(
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
    browser: Browser,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Product]:
    folder = tmp_path_factory.mktemp("product")
    with django_db_blocker.unblock():
        copy = ExitStack()
        running = Product(folder, copy.enter_context(copied_database(folder)))
    try:
        if not is_prepared():
            running.manage("migrate", "--verbosity", "0")
        running.prepare()
        running.start("web", "worker", "beat", "relay", "storefront")
        running.wait_until_ready()
        yield running
    finally:
        running.stop()
        with django_db_blocker.unblock():
            copy.close()


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context(viewport=DESKTOP, locale="id-ID")
    context.set_default_timeout(PATIENCE)
    yield context
    context.close()


@pytest.fixture
def visitor(context: BrowserContext) -> Page:
    return context.new_page()


@contextmanager
def signed_in(browser: Browser, product: Product, username: str) -> Iterator[Page]:
    context = browser.new_context(viewport=DESKTOP, locale="id-ID")
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    page.goto(f"{product.cms}/admin/login/")
    page.fill("input[name=username]", username)
    page.fill("input[name=password]", PASSWORD)
    page.click("button[type=submit]")
    page.wait_for_url(f"{product.cms}/admin/")
    yield page
    context.close()


def assert_fits(page: Page) -> None:
    """Nobody has to move the page sideways."""
    wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    assert wide <= 0


@pytest.fixture
def marketing(browser: Browser, product: Product) -> Iterator[Page]:
    with signed_in(browser, product, "marketing") as page:
        yield page


@pytest.fixture
def sales(browser: Browser, product: Product) -> Iterator[Page]:
    with signed_in(browser, product, "sales") as page:
        yield page
