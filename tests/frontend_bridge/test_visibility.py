"""Nothing private or unpublished leaves, whichever door is tried."""

import datetime
import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.utils import timezone
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import (
    CollectionViewRestriction,
    Page,
    PageViewRestriction,
    Site,
)

from cms import models
from frontend_bridge.router import ENDPOINTS
from tests import factories
from tests.site_tree import SiteTree

SECRET = "Rahasia"
LISTINGS = ("pages", "products", "events", "articles")
TYPES = ("ProductPage", "EventPage", "ArticlePage", "HomePage", "AboutPage")


def draft(page: Page, tree: SiteTree) -> None:
    page.live = False
    page.save()


def expired(page: Page, tree: SiteTree) -> None:
    """Its time is over, and the job that takes it offline has not run yet."""
    page.expire_at = timezone.now() - datetime.timedelta(seconds=1)
    page.save()


def scheduled(page: Page, tree: SiteTree) -> None:
    page.live = False
    page.go_live_at = timezone.now() + datetime.timedelta(days=1)
    page.save()


def restricted(kind: str) -> Callable[[Page, SiteTree], None]:
    def restrict(page: Page, tree: SiteTree) -> None:
        rule = PageViewRestriction.objects.create(page=page, restriction_type=kind, password="x")
        rule.groups.set([Group.objects.get_or_create(name="Insiders")[0]])

    restrict.__name__ = f"for_{kind}"
    return restrict


def below_a_private_page(page: Page, tree: SiteTree) -> None:
    PageViewRestriction.objects.get_or_create(page=page.get_parent(), restriction_type="login")


def of_another_site(page: Page, tree: SiteTree) -> None:
    home = models.HomePage.objects.filter(slug="other").first() or factories.HomePageFactory(
        parent=Page.get_first_root_node(), slug="other", locale=page.locale
    )
    Site.objects.get_or_create(
        hostname="other.example", port=443, defaults={"root_page_id": home.pk}
    )
    page.move(home, pos="last-child")


HIDDEN = [
    draft,
    expired,
    scheduled,
    restricted("login"),
    restricted("password"),
    restricted("groups"),
    below_a_private_page,
    of_another_site,
]


@pytest.fixture
def secrets(site_tree: SiteTree) -> dict[str, Page]:
    """A product, an event and an article that everything public refers to."""
    tree = site_tree.id
    return {
        "product": factories.ProductPageFactory(
            parent=tree.products,
            title=f"{SECRET} product",
            slug="rahasia-product",
            brand=factories.BrandFactory(name="Only here"),
        ),
        "event": factories.EventPageFactory(
            parent=tree.education, title=f"{SECRET} event", slug="rahasia-event"
        ),
        "article": factories.ArticlePageFactory(
            parent=tree.education, title=f"{SECRET} article", slug="rahasia-article"
        ),
    }


@pytest.fixture
def witnesses(site_tree: SiteTree, secrets: dict[str, Page]) -> None:
    """Public pages, menus and redirects that lead to the secrets."""
    links = "".join(f'<a linktype="page" id="{page.pk}">text</a>' for page in secrets.values())
    parent = models.ProductIndexPage.objects.get(pk=site_tree.en.products.pk)
    factories.ProductPageFactory(
        parent=parent,
        title="Public product",
        translation_key=secrets["product"].translation_key,
        technical_notes=f"<p>{links}</p>",
        product_trainings=[factories.training(secrets["event"])],
        product_relations=[factories.relation(secrets["product"])],
    )
    factories.AboutPageFactory(
        parent=site_tree.en.home,
        title="More",
        body=factories.stream(("paragraph", f"<p>{links}</p>")),
    )
    home = site_tree.en.home
    home.refresh_from_db()
    home.pillars = factories.stream(
        *(("pillar", {"title": "P", "text": "T", "page": page.pk}) for page in secrets.values())
    )
    home.save()
    entries = [("link", {"page": page.pk, "url": ""}) for page in secrets.values()]
    factories.NavigationSettingsFactory(site=site_tree.site, header_menu=factories.stream(*entries))
    for name, page in secrets.items():
        Redirect.add_redirect(f"/old-{name}/", page)


def addresses(secrets: dict[str, Page]) -> Iterator[str]:
    """Every listing and detail, with the parameters that reach furthest."""
    yield from (f"{name}/" for name in ENDPOINTS)
    yield from (address for listing in LISTINGS for address in listed(listing))
    yield from (f"pages/?type=cms.{kind}&fields=*" for kind in TYPES)
    yield from ("products/?facets=brand,category,function,audience", "site/?locale=en")
    yield from (f"pages/{page.pk}/" for page in Page.objects.all())
    for name, page in secrets.items():
        yield f"resolve/?path=/old-{name}/"
        yield from by_id(page)
        yield from by_path(page)


def listed(listing: str) -> Iterator[str]:
    for language in ("id", "en"):
        yield f"{listing}/?locale={language}&fields=*&limit=100"
        yield f"{listing}/?locale={language}&search={SECRET}"
    for query in ("descendant_of=root", "child_of=root", f"title={SECRET} product"):
        yield f"{listing}/?{query}"


def by_id(page: Page) -> Iterator[str]:
    yield f"pages/find/?id={page.pk}"
    yield f"pages/?ancestor_of={page.pk}"
    for listing in LISTINGS:
        yield f"{listing}/{page.pk}/"
        yield f"{listing}/?translation_of={page.pk}"
        yield f"{listing}/?descendant_of={page.pk}"


def by_path(page: Page) -> Iterator[str]:
    for path in (f"/produk/{page.slug}/", f"/edukasi/{page.slug}/", f"/{page.slug}/"):
        yield f"resolve/?path={path}"
        yield f"pages/find/?html_path={path}"


def answers(client: Client, secrets: dict[str, Page]) -> Iterator[tuple[str, str]]:
    for address in addresses(secrets):
        response = client.get(f"/api/v2/{address}", follow=True)
        assert response.status_code < 500
        yield address, response.content.decode()


@pytest.fixture
def signed_in(db: None) -> Client:
    """An administrator's browser: what it may see must not reach a public answer either."""
    client = Client()
    client.force_login(models.User.objects.create_superuser("root", "root@example.org", "x"))
    return client


def test_secrets_are_found_while_they_are_public(secrets: dict[str, Page], witnesses: None) -> None:
    found = [address for address, text in answers(Client(), secrets) if SECRET in text]
    for part in (
        "products/?",
        "resolve/",
        "search=",
        "descendant_of",
        "site/",
        "events/",
        "pages/",
    ):
        assert any(part in address for address in found), part


@pytest.mark.parametrize("hide", HIDDEN, ids=lambda hide: hide.__name__)
def test_nothing_leaks(
    site_tree: SiteTree,
    secrets: dict[str, Page],
    witnesses: None,
    signed_in: Client,
    hide: Callable[[Page, SiteTree], None],
) -> None:
    for page in secrets.values():
        hide(type(page).objects.get(pk=page.pk), site_tree)
    leaks = [
        address
        for address, text in answers(signed_in, secrets)
        if SECRET in text or "rahasia-" in text.replace(address, "")
    ]
    assert leaks == []


@pytest.mark.parametrize("hide", HIDDEN, ids=lambda hide: hide.__name__)
def test_hidden_products_are_not_counted(
    site_tree: SiteTree,
    secrets: dict[str, Page],
    hide: Callable[[Page, SiteTree], None],
) -> None:
    hide(models.ProductPage.objects.get(pk=secrets["product"].pk), site_tree)
    answer = Client().get("/api/v2/products/?facets=brand,category,audience").json()
    assert answer["meta"]["total_count"] == 0
    assert answer["meta"]["facets"] == {"brand": [], "category": [], "audience": []}


def test_alias_of_a_private_page_is_private(site_tree: SiteTree, secrets: dict[str, Page]) -> None:
    event = secrets["event"]
    alias = event.create_alias(parent=site_tree.id.education, update_slug="alias-slug")
    assert Client().get("/api/v2/events/").json()["meta"]["total_count"] == 2
    PageViewRestriction.objects.create(page=event, restriction_type="login")
    assert Client().get("/api/v2/events/").json()["meta"]["total_count"] == 0
    assert Client().get(f"/api/v2/events/{alias.pk}/").status_code == 404


def test_alias_does_not_name_a_hidden_source(site_tree: SiteTree, secrets: dict[str, Page]) -> None:
    event = secrets["event"]
    alias = event.create_alias(parent=site_tree.id.education, update_slug="alias-slug")
    assert SECRET in Client().get(f"/api/v2/events/{alias.pk}/?fields=_,alias_of").content.decode()
    models.EventPage.objects.filter(pk=event.pk).update(live=False)
    answer = Client().get(f"/api/v2/events/{alias.pk}/?fields=_,alias_of").json()
    assert answer == {"meta": {"alias_of": None}}


def test_media_of_a_private_collection_is_left_out(site_tree: SiteTree) -> None:
    collection = factories.collection("Private")
    CollectionViewRestriction.objects.create(collection=collection, restriction_type="login")
    sheet = factories.DocumentFactory(title=SECRET, collection=collection)
    picture = factories.PictureFactory(title=SECRET, alt_id=SECRET, collection=collection)
    product = factories.ProductPageFactory(
        parent=site_tree.id.products,
        specification_sheet=sheet,
        photos=[factories.photo(picture=picture)],
        technical_notes=f'<p><a linktype="document" id="{sheet.pk}">sheet</a></p>',
    )
    page = Client().get(f"/api/v2/products/{product.pk}/").json()
    assert page["specification_sheet"] is None
    assert page["gallery"] == []
    assert page["technical_notes"] == "<p>sheet</p>"
    assert SECRET not in json.dumps(page)


def test_another_site_is_served_when_it_is_named(
    site_tree: SiteTree, secrets: dict[str, Page]
) -> None:
    of_another_site(secrets["product"], site_tree)
    answer: Any = Client().get("/api/v2/products/?site=other.example&fields=html_url").json()
    assert [item["meta"]["html_url"] for item in answer["items"]] == [
        "https://other.example/rahasia-product/"
    ]
