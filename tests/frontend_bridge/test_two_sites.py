"""Two sites in one process: each has its own hosts, and neither knows of the other."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.db import OperationalError, connection
from django.test import Client
from pytest_django import Settings
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page

from cms import models
from lead.models import Lead
from tests import factories
from tests.frontend_bridge.walk import addresses, values_about
from tests.site_tree import SiteTree, build_further_tree

LEADS = "/api/public/partner-leads/"


@dataclass(frozen=True)
class Served:
    """A site under test; its word is in all of its texts."""

    word: str
    tree: SiteTree
    pages: list[Page]

    @property
    def domain(self) -> str:
        return f"{self.word.lower()}.example"

    @property
    def client(self) -> Client:
        return Client(headers={"Host": f"api.{self.domain}"})

    def origin(self, host: str) -> str:
        return f"https://{host}.{self.domain}"

    def get(self, address: str) -> Any:
        answer = self.client.get(f"/api/v2/{address}")
        assert answer.status_code == 200, (address, answer.content)
        return answer.json()


def serve(word: str, tree: SiteTree) -> Served:
    domain = f"{word.lower()}.example"
    models.SiteAddresses.objects.create(
        site=tree.site,
        frontend_url=f"https://www.{domain}",
        api_url=f"https://api.{domain}",
        media_url=f"https://media.{domain}",
    )
    event = factories.EventPageFactory(
        parent=tree.id.education, title=f"Pelatihan {word}", slug="pelatihan"
    )
    picture = factories.PictureFactory(title=f"Gambar {word}", alt_id=f"Botol {word}")
    product = factories.ProductPageFactory(
        parent=tree.id.products,
        title=f"Serum {word}",
        slug="serum",
        summary=f"Serum {word}.",
        brand=factories.BrandFactory(name=f"Merek {word}", logo=picture),
        categories=[factories.CategoryFactory(name_id=f"Kategori {word}")],
        functions=[factories.FunctionFactory(name_id=f"Fungsi {word}")],
        photos=[factories.photo(picture=picture)],
        specification_sheet=factories.DocumentFactory(title=f"Lembar {word}"),
        technical_notes=f'<p><a linktype="page" id="{event.pk}">x</a> <a href="/y/">y</a></p>',
        product_trainings=[factories.training(event)],
    )
    article = factories.ArticlePageFactory(
        parent=tree.id.education, title=f"Artikel {word}", slug="artikel"
    )
    link = ("link", {"page": product.pk, "url": ""})
    factories.NavigationSettingsFactory(site=tree.site, header_menu=factories.stream(link))
    factories.ContactSettingsFactory(site=tree.site, company_name=f"PT {word}")
    factories.PartnerFormSettingsFactory(site=tree.site, consent_version=word)
    factories.AppearanceSettingsFactory(site=tree.site, default_social_image=picture)
    Redirect.add_redirect("/lama/", product, site=tree.site)
    Redirect.objects.create(
        old_path="/baru", redirect_link=f"/{word.lower()}/", site=tree.site, is_permanent=False
    )
    Redirect.add_redirect(f"/semua-{word.lower()}/", product)
    tree.id.home.title = f"Beranda {word}"
    tree.id.home.save()
    branches = [tree.id.home, tree.id.about, tree.en.about, tree.id.products]
    return Served(word, tree, [*branches, product, event, article])


@pytest.fixture
def two_sites(site_tree: SiteTree, settings: Settings) -> tuple[Served, Served]:
    settings.ALLOWED_HOSTS = ["*"]
    return serve("Pertama", site_tree), serve("Kedua", build_further_tree("kedua.example"))


def answers(served: Served, other: Served) -> Iterator[tuple[str, str]]:
    values = values_about([*served.pages, *other.pages], [served.word, other.word])
    client = served.client
    for address in addresses(values):
        answer = client.get(f"/api/v2/{address}", follow=False)
        assert answer.status_code in {200, 302, 400, 404}, address
        yield address, answer.content.decode() + answer.get("Location", "")


@pytest.mark.parametrize("order", [1, -1], ids=["first", "second"])
def test_a_site_answers_nothing_of_the_other(two_sites: tuple[Served, Served], order: int) -> None:
    served, other = two_sites[::order]
    found, leaks = set(), []
    for address, text in answers(served, other):
        if other.word.lower() in text.lower():
            leaks.append((address, text[:300]))
        if served.word in text:
            found.add(address.split("/")[0])
    assert leaks == []
    expected = {"products", "events", "articles", "pages", "site", "resolve", "images", "documents"}
    assert {*expected, "brands", "categories", "functions"} <= found


def test_the_same_paths_lead_to_each_sites_own_pages(two_sites: tuple[Served, Served]) -> None:
    for served in two_sites:
        page = served.get("resolve/?path=/produk/serum/")["page"]
        assert page["title"] == f"Serum {served.word}"
        found = served.client.get("/api/v2/pages/find/?html_path=/produk/serum/")
        assert found.status_code == 302
        assert found["Location"].endswith(f"/{page['id']}/")
        products = served.get("products/?facets=brand")
        assert [item["id"] for item in products["items"]] == [page["id"]]
        assert [facet["count"] for facet in products["meta"]["facets"]["brand"]] == [1]


def origins(text: str) -> set[str]:
    return set(re.findall(r"https?://[\w.:-]+", text)) - {"https://schema.org", "https://wa.me"}


def test_every_address_is_on_the_right_host(two_sites: tuple[Served, Served]) -> None:
    for served in two_sites:
        product = served.get("resolve/?path=/produk/serum/")["page"]
        own = {served.origin(host) for host in ("www", "api", "media")}
        assert origins(str(product)) == own
        frontend, api, media = (f"{served.origin(host)}/" for host in ("www", "api", "media"))
        meta = product["meta"]
        assert meta["html_url"] == f"{frontend}produk/serum/"
        assert meta["seo"]["canonical"] == f"{frontend}produk/serum/"
        assert meta["seo"]["open_graph"]["image"].startswith(f"{media}media/")
        assert all(step["url"].startswith(frontend) for step in meta["breadcrumbs"])
        assert all(other["url"].startswith(frontend) for other in meta["alternates"])
        assert meta["detail_url"] == f"{api}api/v2/products/{product['id']}/"
        assert meta["parent"]["meta"]["detail_url"].startswith(api)
        assert meta["parent"]["meta"]["html_url"] == f"{frontend}produk/"
        assert product["gallery"][0]["src"].startswith(f"{media}media/")
        assert product["specification_sheet"]["url"].startswith(f"{api}documents/")
        assert f'href="{frontend}edukasi/pelatihan/"' in product["technical_notes"]
        assert f'href="{frontend}y/"' in product["technical_notes"]
        assert product["trainings"][0]["meta"]["html_url"] == f"{frontend}edukasi/pelatihan/"


def test_site_document_and_redirects_are_each_sites_own(two_sites: tuple[Served, Served]) -> None:
    for served in two_sites:
        document = served.get("site/")
        frontend = served.origin("www")
        assert document["root_url"] == frontend
        assert document["partner_form"]["submit_url"] == f"{served.origin('api')}{LEADS}"
        assert document["menus"]["header"][0]["url"] == f"{frontend}/produk/serum/"
        assert origins(str(document)) == {served.origin(host) for host in ("www", "api", "media")}
        moved = served.get("resolve/?path=/lama/")
        assert (moved["status"], moved["location"]) == (301, f"{frontend}/produk/serum/")
        assert served.get("resolve/?path=/baru/")["location"].startswith(f"{frontend}/")


def test_a_file_in_another_storage_keeps_its_address(
    two_sites: tuple[Served, Served], settings: Settings
) -> None:
    storage = "django.core.files.storage.FileSystemStorage"
    elsewhere = {"BACKEND": storage, "OPTIONS": {"base_url": "https://bucket.example/files/"}}
    settings.STORAGES = {**settings.STORAGES, "default": elsewhere}
    product = two_sites[1].get("resolve/?path=/produk/serum/")["page"]
    assert product["gallery"][0]["src"].startswith("https://bucket.example/files/")


def test_a_changed_address_counts_at_once(two_sites: tuple[Served, Served]) -> None:
    """`update` tells nobody in this process, as a change in another one would not."""
    served = two_sites[1]
    mine = models.SiteAddresses.objects.filter(site=served.tree.site)
    assert served.get("site/")["root_url"] == served.origin("www")
    mine.update(frontend_url="https://new.kedua.example")
    assert served.get("site/")["root_url"] == "https://new.kedua.example"
    assert preflight(served, "https://new.kedua.example") == "https://new.kedua.example"
    assert preflight(served, served.origin("www")) is None
    mine.update(api_url="https://elsewhere.kedua.example")
    assert served.get("site/")["root_url"] == two_sites[0].origin("www")


def preflight(served: Served, origin: str) -> str | None:
    """The origin that may send the partner form, if it may."""
    headers = {"Origin": origin, "Access-Control-Request-Method": "POST"}
    answer = served.client.options(LEADS, headers=headers)
    assert "origin" in answer["Vary"]
    allowed: str | None = answer.get("Access-Control-Allow-Origin")
    return allowed


def test_each_sites_frontend_may_ask_and_nobody_else(two_sites: tuple[Served, Served]) -> None:
    for served in two_sites:
        frontend = served.origin("www")
        assert preflight(served, frontend) == frontend
        listing = served.client.get("/api/v2/products/", headers={"Origin": frontend})
        assert listing["Access-Control-Allow-Origin"] == frontend
        for stranger in (
            served.origin("api"),
            f"http://www.{served.domain}",
            f"{frontend}.evil.example",
            f"{frontend}:8443",
            "null",
        ):
            assert preflight(served, stranger) is None
        admin = served.client.get("/admin/login/", headers={"Origin": frontend})
        assert "Access-Control-Allow-Origin" not in admin


def test_a_sites_frontend_reads_the_refusal_while_the_database_is_away(
    two_sites: tuple[Served, Served],
) -> None:
    def refuse(*_args: object) -> None:
        raise OperationalError("the database is away")

    served = two_sites[1]
    frontend = served.origin("www")
    assert preflight(served, frontend) == frontend
    with connection.execute_wrapper(refuse):
        assert preflight(served, frontend) == frontend
        refused = served.client.post(LEADS, {}, "application/json", headers={"Origin": frontend})
        assert preflight(served, "https://evil.example") is None
    assert refused.status_code == 503
    assert refused["Access-Control-Allow-Origin"] == frontend


def test_a_lead_belongs_to_the_site_whose_form_was_sent(two_sites: tuple[Served, Served]) -> None:
    for served in two_sites:
        form = {
            "business_name": f"Salon {served.word}",
            "contact_name": "Rina",
            "phone_whatsapp": "0812-3456-7890",
            "city": "Bandung",
            "salon_type": "SALON",
            "consent": True,
        }
        address = served.get("site/")["partner_form"]["submit_url"]
        frontend = {"Origin": served.origin("www")}
        path = address.removeprefix(served.origin("api"))
        sent = served.client.post(path, form, "application/json", headers=frontend)
        assert sent.status_code == 201
        assert sent["Access-Control-Allow-Origin"] == served.origin("www")
        lead = Lead.objects.get(business_name=form["business_name"])
        assert (lead.site, lead.consent_version) == (served.tree.site, served.word)
