"""Nothing private or unpublished leaves, whichever door is tried."""

import datetime
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import unquote_plus

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
from tests import factories
from tests.frontend_bridge.walk import addresses, values_about
from tests.site_tree import SiteTree

SECRET = "Rahasia"


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
            code="rahasia-kode",
            brand=factories.BrandFactory(
                name=f"{SECRET} brand", logo=factories.PictureFactory(title=SECRET, alt_id=SECRET)
            ),
            categories=[factories.CategoryFactory(name_id=f"{SECRET} category")],
            functions=[factories.FunctionFactory(name_id=f"{SECRET} function")],
            photos=[factories.photo(picture=factories.PictureFactory(title=SECRET, alt_id=SECRET))],
            specification_sheet=factories.DocumentFactory(title=SECRET),
        ),
        "event": factories.EventPageFactory(
            parent=tree.education, title=f"{SECRET} event", slug="rahasia-event"
        ),
        "article": factories.ArticlePageFactory(
            parent=tree.education, title=f"{SECRET} article", slug="rahasia-article"
        ),
    }


@pytest.fixture
def witnesses(site_tree: SiteTree, secrets: dict[str, Page]) -> Page:
    """Public pages, menus and redirects that lead to the secrets; returns the page whose parts
    about related items do.
    """
    links = "".join(f'<a linktype="page" id="{page.pk}">text</a>' for page in secrets.values())
    parent = models.ProductIndexPage.objects.get(pk=site_tree.en.products.pk)
    factories.ProductPageFactory(
        parent=parent,
        title="Public product",
        translation_key=secrets["product"].translation_key,
        technical_notes=f"<p>{links}</p>",
    )
    # A page shows what it is related to in its own language alone.
    witness: Page = factories.ProductPageFactory(
        parent=models.ProductIndexPage.objects.get(pk=site_tree.id.products.pk),
        title="Produk umum",
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
    return witness


def curious(secrets: dict[str, Page]) -> list[str]:
    """Every address of the API, asked by somebody who knows all about the secrets."""
    values = values_about(list(secrets.values()), [SECRET, "rahasia-kode"])
    moved = [f"/old-{name}/" for name in secrets]
    old = [f"{prefix}{page.slug}/" for page in secrets.values() for prefix in ("/produk/", "/")]
    return list(addresses({**values, "path": [*values["path"], *old, *moved]}))


def answers(client: Client, asked: list[str]) -> Iterator[tuple[str, str]]:
    for address in asked:
        response = client.get(f"/api/v2/{address}", follow=True)
        assert response.status_code < 500, address
        yield address, response.content.decode()


def tells(address: str, text: str) -> bool:
    """Whether an answer holds a secret word that was not in the question."""
    text = text.replace(unquote_plus(address), "")
    return SECRET in text or "rahasia-" in text


@pytest.fixture
def signed_in(db: None) -> Client:
    """An administrator's browser: what it may see must not reach a public answer either."""
    client = Client()
    client.force_login(models.User.objects.create_superuser("root", "root@example.org", "x"))
    return client


def test_secrets_are_found_while_they_are_public(secrets: dict[str, Page], witnesses: Page) -> None:
    found = [
        address for address, text in answers(Client(), curious(secrets)) if tells(address, text)
    ]
    related = f"products/{witnesses.pk}/"
    for part in (
        related,
        "sitemap/",
        "redirects/",
        "products/?",
        "resolve/?",
        "search=",
        "descendant_of",
        "facets",
        "site/",
        "events/",
        "articles/",
        "pages/",
        "brands/",
        "categories/",
        "functions/",
    ):
        assert any(part in address for address in found), part
    shown = Client().get(f"/api/v2/{related}").json()
    assert [item["title"] for item in shown["trainings"]] == [f"{SECRET} event"]
    assert [item["title"] for item in shown["related_products"]] == [f"{SECRET} product"]


@pytest.mark.parametrize("hide", HIDDEN, ids=lambda hide: hide.__name__)
def test_nothing_leaks(
    site_tree: SiteTree,
    secrets: dict[str, Page],
    witnesses: Page,
    signed_in: Client,
    hide: Callable[[Page, SiteTree], None],
) -> None:
    """What is hidden answers every question like what was never there."""
    for page in secrets.values():
        hide(type(page).objects.get(pk=page.pk), site_tree)
    asked = curious(secrets)
    hidden = dict(answers(signed_in, asked))
    assert [address for address, text in hidden.items() if tells(address, text)] == []
    for page in secrets.values():
        Page.objects.get(pk=page.pk).delete()
    gone = dict(answers(Client(), asked))
    assert {address for address in asked if hidden[address] != gone[address]} == set()


def test_unpublished_changes_of_a_public_page_stay_unpublished(site_tree: SiteTree) -> None:
    product = factories.ProductPageFactory(parent=site_tree.id.products, title="Serum")
    event = factories.EventPageFactory(parent=site_tree.id.education, title=SECRET, live=False)
    picture = factories.PictureFactory(title=SECRET, alt_id=SECRET)
    product.title, product.slug, product.code = f"{SECRET} serum", "rahasia-serum", "rahasia-kode"
    product.brand = factories.BrandFactory(name=f"{SECRET} brand")
    product.photos = [factories.photo(picture=picture, alt=SECRET)]
    product.categories = [factories.CategoryFactory(name_id=SECRET, slug="rahasia-kategori")]
    product.product_trainings = [factories.training(event)]
    product.technical_notes = f"<p>{SECRET}</p>"
    product.save_revision()
    asked = curious({"product": product})
    assert [address for address, text in answers(Client(), asked) if tells(address, text)] == []


def test_an_unpublished_translation_is_no_alternate(
    site_tree: SiteTree, secrets: dict[str, Page]
) -> None:
    event = secrets["event"]
    translation = factories.EventPageFactory(
        parent=site_tree.en.education,
        translation_key=event.translation_key,
        title="Secret event",
        slug="secret-event",
        live=False,
    )
    asked = curious({"event": event, "translation": translation})
    found = {address for address, text in answers(Client(), asked) if "Secret event" in text}
    assert found == set()
    page = Client().get(f"/api/v2/events/{event.pk}/").json()
    listed = [alternate["hreflang"] for alternate in page["meta"]["alternates"]]
    assert listed == ["id", "x-default"]


def test_pages_of_another_language_are_in_no_list_of_this_one(
    site_tree: SiteTree, secrets: dict[str, Page]
) -> None:
    for listing, name in (("products", "product"), ("events", "event"), ("articles", "article")):
        for query in ("", f"&search={SECRET}", "&fields=*", "&order=title"):
            answer = Client().get(f"/api/v2/{listing}/?locale=en{query}").json()
            assert (answer["items"], answer["meta"]["total_count"]) == ([], 0), (listing, query)
        own = Client().get(f"/api/v2/{listing}/?locale=id").json()
        assert [item["id"] for item in own["items"]] == [secrets[name].pk]
    facets = "brand,category,function,audience"
    counted = Client().get(f"/api/v2/products/?locale=en&facets={facets}").json()["meta"]["facets"]
    assert counted == {name: [] for name in facets.split(",")}
    home = Client().get(f"/api/v2/pages/{site_tree.en.home.pk}/").json()
    assert home["events"] == []


def test_a_site_below_another_keeps_its_pages_to_itself(
    site_tree: SiteTree, secrets: dict[str, Page]
) -> None:
    """Wagtail gives a page to the most specific site."""
    Site.objects.create(hostname="shop.example", port=443, root_page=site_tree.id.products)
    asked = [address for address in curious(secrets) if "product" in address]
    word = f"{SECRET} product"
    assert [address for address, text in answers(Client(), asked) if word in text] == []
    own = Client().get("/api/v2/products/?site=shop.example&fields=html_url").json()
    assert [item["meta"]["html_url"] for item in own["items"]] == [
        "https://shop.example/rahasia-product/"
    ]


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
    sheet = factories.DocumentFactory(title=SECRET, collection=collection)
    picture = factories.PictureFactory(
        title=SECRET, alt_id=SECRET, file__filename="rahasia-gambar.jpg", collection=collection
    )
    shown = pages_showing(picture, site_tree)
    product = factories.ProductPageFactory(
        parent=site_tree.id.products,
        brand=factories.BrandFactory(logo=picture),
        specification_sheet=sheet,
        photos=[factories.photo(picture=picture)],
        technical_notes=f'<p><a linktype="document" id="{sheet.pk}">sheet</a></p>',
    )
    asked = curious({"product": product})
    found = [address for address, text in answers(Client(), asked) if tells(address, text)]
    for address in (*shown, f"products/{product.pk}/", f"brands/{product.brand.pk}/"):
        assert any(part.startswith(address) for part in found), address
    CollectionViewRestriction.objects.create(collection=collection, restriction_type="login")
    page = Client().get(f"/api/v2/products/{product.pk}/").json()
    assert page["specification_sheet"] is None
    assert page["gallery"] == []
    assert page["technical_notes"] == "<p>sheet</p>"
    assert [address for address, text in answers(Client(), asked) if tells(address, text)] == []


def pages_showing(picture: models.Picture, tree: SiteTree) -> list[str]:
    """The addresses of pages of which each has `picture` in one place of its own."""
    home, about = tree.id.home, tree.id.about
    home.hero_image = about.social_image = picture
    for page in (home, about):
        page.save()
    block = {"image": picture.pk, "decorative": False, "alt_text": "Botol"}
    education = {"parent": tree.id.education}
    event = factories.EventPageFactory(**education, picture=picture)
    article = factories.ArticlePageFactory(**education, picture=picture)
    with_body = factories.ArticlePageFactory(**education, body=factories.stream(("picture", block)))
    factories.AppearanceSettingsFactory(site=tree.site, default_social_image=picture)
    return [
        f"pages/{home.pk}/",
        f"pages/{about.pk}/",
        f"pages/{tree.id.contact.pk}/",
        f"events/{event.pk}/",
        f"articles/{article.pk}/",
        f"articles/{with_body.pk}/",
    ]


def test_another_site_is_served_when_it_is_named(
    site_tree: SiteTree, secrets: dict[str, Page]
) -> None:
    of_another_site(secrets["product"], site_tree)
    answer: Any = Client().get("/api/v2/products/?site=other.example&fields=html_url").json()
    assert [item["meta"]["html_url"] for item in answer["items"]] == [
        "https://other.example/rahasia-product/"
    ]
