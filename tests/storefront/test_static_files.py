import re

import httpx

from storefront.static_files import FOLDER

#: Bytes before compression: light on a slow network.
LARGEST_TOTAL = 100_000


def test_static_addresses_change_with_the_content_and_are_kept_for_a_year(
    storefront: httpx.Client,
) -> None:
    addresses = set(re.findall(r'"(/static/[^"]+)"', storefront.get("/kemitraan/").text))
    assert len(addresses) == 5
    for address in addresses:
        answer = storefront.get(address)
        assert answer.status_code == 200
        assert re.search(r"\.[0-9a-f]{12}\.", address)
        assert "immutable" in answer.headers["Cache-Control"]


def test_static_files_and_pages_are_compressed_for_those_who_ask(storefront: httpx.Client) -> None:
    address = re.findall(r'"(/static/style[^"]+)"', storefront.get("/").text)[0]
    for path in (address, "/"):
        plain = storefront.get(path, headers={"Accept-Encoding": "identity"})
        packed = storefront.get(path, headers={"Accept-Encoding": "gzip"})
        assert packed.headers["Content-Encoding"] == "gzip"
        assert "Content-Encoding" not in plain.headers
        assert packed.text == plain.text


def test_an_address_without_its_digest_is_not_served(storefront: httpx.Client) -> None:
    for path in ("/static/style.css", "/static/", "/static/../app.py", "/static/%2e%2e/app.py"):
        assert storefront.get(path).status_code == 404


def test_our_own_files_are_light() -> None:
    assert sum(path.stat().st_size for path in FOLDER.iterdir()) < LARGEST_TOTAL
