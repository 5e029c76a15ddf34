"""One walk through the product, with what each check leaves for those after it."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urljoin, urlsplit

import httpx
from bs4 import BeautifulSoup, Tag

TIMEOUT = 10.0


class FaultError(Exception):
    """A check's finding, in words for the person on duty."""


class NotReachedError(Exception):
    """A check that an earlier fault leaves nothing to look at."""


@dataclass
class Visit:
    """`storefront` and `cms` are origins without a slash at the end."""

    storefront: str
    cms: str
    client: httpx.Client
    site: dict[str, Any] | None = None
    home: "Html | None" = None
    products: "Html | None" = None
    product: "Html | None" = None

    def get(self, url: str) -> httpx.Response:
        """The answer with status 200 to a GET; anything else is a fault."""
        try:
            response = self.client.get(url)
        except httpx.HTTPError as error:
            raise FaultError(f"{url} does not answer ({type(error).__name__})") from error
        if response.status_code != httpx.codes.OK:
            raise FaultError(f"{url} answers {response.status_code}")
        return response

    def open(self, path: str) -> "Html":
        """A page of the storefront by path or address."""
        response = self.get(urljoin(f"{self.storefront}/", path))
        if not response.headers.get("Content-Type", "").startswith("text/html"):
            raise FaultError(f"{response.url} is no HTML page")
        return Html(response)

    def path(self, name: str) -> str:
        """The path of a standard page, as the site's own navigation has it."""
        if self.site is None:
            raise NotReachedError("the site settings could not be read")
        path: str | None = self.site.get("paths", {}).get(name)
        if not path:
            raise FaultError(f"the {name} page is not published")
        return path


def json_object(response: httpx.Response) -> dict[str, Any]:
    try:
        body = response.json()
    except ValueError:
        body = None
    if not isinstance(body, dict):
        raise FaultError(f"{response.url} answers no JSON object")
    return body


class Html:
    """A page that came with status 200."""

    def __init__(self, response: httpx.Response) -> None:
        self.response = response
        self.soup = BeautifulSoup(response.text, "html.parser")

    @property
    def heading(self) -> str:
        heading = self.soup.find("h1")
        text = heading.get_text(" ", strip=True) if isinstance(heading, Tag) else ""
        if not text:
            raise FaultError(f"{self.response.url} has no heading")
        return text

    @property
    def language(self) -> str:
        root = self.soup.find("html")
        return str(root.get("lang", "")) if isinstance(root, Tag) else ""

    def links(self) -> list[str]:
        """The absolute addresses that the page links to, in its order."""
        base = str(self.response.url)
        return [urljoin(base, str(tag["href"])) for tag in self.soup.find_all("a", href=True)]

    def link_in_language(self, language: str) -> str:
        tag = self.soup.find("a", hreflang=language, href=True)
        if not isinstance(tag, Tag):
            raise FaultError(f"{self.response.url} has no link to its {language} version")
        return urljoin(str(self.response.url), str(tag["href"]))

    def links_below(self, path: str) -> list[str]:
        """Links to pages under `path` on this page's own host."""
        host = urlsplit(str(self.response.url)).netloc
        parts = [(link, urlsplit(link)) for link in self.links()]
        return [
            link
            for link, part in parts
            if part.netloc == host and part.path.startswith(path) and part.path != path
        ]
