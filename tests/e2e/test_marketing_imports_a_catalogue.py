"""A catalogue that is brought in, as the page that follows the work shows it."""

import csv
import io
import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Locator, Page, expect

from tests import processes
from tests.cms.catalogue.files import csv_file
from tests.e2e.product import Product

pytestmark = pytest.mark.e2e
SUMMARY = "Ringkasan yang datang dari berkas impor."
#: In milliseconds: a worker starts, and then reads, checks or applies the file.
WORK = 90_000


def exported(product: Product, marketing: Page) -> list[dict[str, str]]:
    answer = marketing.request.get(f"{product.cms}/admin/catalogue/export/?format=csv&locale=id")
    assert answer.ok
    return list(csv.DictReader(io.StringIO(answer.body().decode("utf-8-sig"))))


def bring_in(product: Product, marketing: Page, rows: list[dict[str, str]]) -> None:
    marketing.goto(f"{product.cms}/admin/catalogue/")
    marketing.set_input_files(
        "input[name=file]",
        {"name": "produk.csv", "mimeType": "text/csv", "buffer": csv_file(rows)},
    )
    marketing.get_by_role("button", name="Periksa berkas").click()


@pytest.fixture
def waiting_import(product: Product, marketing: Page) -> Iterator[Page]:
    """The page of an import that changes one product, once somebody works on it again."""
    rows = exported(product, marketing)
    rows[0]["summary"] = SUMMARY
    # Told to end, not killed: what it is sending would wait for the end of its lease.
    processes.stop(product.processes.pop("worker"))
    try:
        bring_in(product, marketing, rows)
        expect(marketing.get_by_role("progressbar")).to_be_visible()
        yield marketing
    finally:
        if "worker" not in product.processes:
            product.start("worker")


def words_of(page: Page) -> Locator:
    return page.locator(".exchange-state [role=status]")


def test_the_page_follows_an_import_by_itself_until_it_is_applied(
    product: Product, waiting_import: Page
) -> None:
    page = waiting_import
    state = page.locator(".exchange-state h2")
    product.start("worker")
    expect(state).to_have_text("Sudah diperiksa. Belum ada yang diubah.", timeout=WORK)
    expect(page.get_by_role("progressbar")).to_have_count(0)
    expect(page.locator(".exchange-changes ins")).to_have_text(re.compile(SUMMARY))
    page.get_by_role("button", name="Terapkan impor ini").click()
    expect(state).to_have_text("Diterapkan", timeout=WORK)


def test_the_bar_moves_with_the_work_and_outlives_a_lost_connection(waiting_import: Page) -> None:
    page = waiting_import
    state = page.locator("[data-state]").get_attribute("data-state")
    expect(words_of(page)).to_have_text("Barisnya belum dihitung.")
    page.route("**/progress/", lambda route: route.abort())
    with page.expect_request("**/progress/"):
        pass
    # In the server's place, so that the test decides how far the work is.
    far = {"state": state, "done": 3, "total": 7}
    page.route("**/progress/", lambda route: route.fulfill(json=far))
    bar = page.get_by_role("progressbar")
    expect(bar).to_have_attribute("max", "7")
    expect(bar).to_have_js_property("value", 3)
    expect(words_of(page)).to_have_text("3 dari 7 baris")


def test_whoever_is_signed_out_is_told_that_the_work_goes_on(waiting_import: Page) -> None:
    page = waiting_import
    page.context.clear_cookies()
    expect(words_of(page)).to_contain_text("Anda sudah keluar")
    expect(page.get_by_role("progressbar")).to_have_count(0)
