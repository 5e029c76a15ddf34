"""Which links content has is remembered, and stays true."""

import threading
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection, transaction
from wagtail.contrib.redirects.models import Redirect

from cms.links.extract import Kind, links_of
from cms.links.index import CURSOR, index, index_slices
from cms.models import ArticlePage, CheckedLink, ContentLink, SiteAddresses
from tests import factories
from tests.factories import DocumentFactory, stream
from tests.site_tree import SiteTree, build_further_tree, build_site_tree

SECONDS = 20


def found(source: Any) -> set[tuple[str, Any]]:
    return {(link.kind.value, link.target_id or link.url) for link in links_of(source)}


def addresses() -> list[str]:
    return list(ContentLink.objects.values_list("checked__url", flat=True))


def article(tree: SiteTree, html: str = "", **fields: Any) -> ArticlePage:
    body = stream(("paragraph", html)) if html else ""
    page: ArticlePage = factories.ArticlePageFactory(parent=tree.id.education, body=body, **fields)
    return page


def test_links_in_rich_text_of_a_stream(site_tree: SiteTree) -> None:
    document = DocumentFactory()
    page = article(
        site_tree,
        f'<p><a linktype="page" id="{site_tree.id.about.pk}">a</a>'
        f'<a linktype="document" id="{document.pk}">b</a>'
        '<a href="https://example.org/x?y=1&amp;z=2">c</a>'
        '<a href="mailto:a@example.org">d</a><a href="tel:+62">e</a><a>f</a></p>',
    )
    assert found(page) == {
        ("PAGE", site_tree.id.about.pk),
        ("DOCUMENT", document.pk),
        ("ADDRESS", "https://example.org/x?y=1&z=2"),
    }


def test_links_in_rich_text_fields_choosers_rows_and_address_fields(site_tree: SiteTree) -> None:
    document, other = DocumentFactory(), factories.ProductPageFactory(parent=site_tree.id.products)
    event = factories.EventPageFactory(
        parent=site_tree.id.education, cta_url="https://example.org/daftar"
    )
    product = factories.ProductPageFactory(
        parent=site_tree.id.products,
        technical_notes='<p><a href="http://example.org/">x</a></p>',
        specification_sheet=document,
        product_relations=[factories.relation(other)],
        product_trainings=[factories.training(event)],
    )
    assert found(product) == {
        ("ADDRESS", "http://example.org/"),
        ("DOCUMENT", document.pk),
        ("PAGE", other.pk),
        ("PAGE", event.pk),
    }
    assert found(event) == {("ADDRESS", "https://example.org/daftar")}


def test_links_in_menus_pillars_and_settings(site_tree: SiteTree) -> None:
    pillar = {"title": "x", "text": "y", "page": site_tree.id.about.pk}
    site_tree.id.home.pillars = stream(("pillar", pillar))
    site_tree.id.home.save()
    link = {
        "page": site_tree.id.about.pk,
        "url": "https://example.org/",
        "label_id": "",
        "label_en": "",
    }
    menu = factories.NavigationSettingsFactory(
        site=site_tree.site, footer_menu=stream(("link", link))
    )
    profile = {"network": "instagram", "url": "https://example.org/ig"}
    contact = factories.ContactSettingsFactory(
        site=site_tree.site, social_profiles=stream(("profile", profile))
    )
    assert found(site_tree.id.home) == {("PAGE", site_tree.id.about.pk)}
    assert found(menu) == {("PAGE", site_tree.id.about.pk), ("ADDRESS", "https://example.org/")}
    assert found(contact) == {("ADDRESS", "https://example.org/ig")}


@pytest.mark.parametrize(
    "html",
    [
        "<p>href without any link</p>",
        '<p><a linktype="page" id="x">a</a></p>',
        '<p><a href="javascript:alert(1)">a</a></p>',
        '<p><a href="http://localhost:3000/produk/">our own</a></p>',
        '<p><a href="HTTP://LOCALHOST:8000/admin/">our own</a></p>',
        '<p><a href="https://salon.example.org">our own</a></p>',
        '<p><a href="https://salon.example.org:443/x?y#z">our own</a></p>',
        '<p><a href="https://api.salon.example.org/api/">our own</a></p>',
        f'<p><a href="https://example.org/{"x" * 2000}">too long to keep</a></p>',
        '<p><a href="https://exa mple.org">a</a></p>',
    ],
)
def test_what_is_no_link_to_check(html: str, site_tree: SiteTree) -> None:
    own = build_further_tree("salon.example.org").site
    SiteAddresses.objects.create(site=own, api_url="https://api.salon.example.org")
    assert found(article(site_tree, html)) == set()


@pytest.mark.parametrize(
    "address",
    [
        "http://localhost:3000.evil.example/",
        "http://localhost:30000/",
        "http://localhost:3000@evil.example/",
        "https://localhost:3000/",
    ],
)
def test_address_that_only_begins_like_ours_is_checked(address: str, site_tree: SiteTree) -> None:
    page = article(site_tree, f'<p><a href="{address}">a</a></p>')
    assert found(page) == {("ADDRESS", address)}


def test_publishing_renews_and_unpublishing_forgets(site_tree: SiteTree) -> None:
    page = article(site_tree, '<p><a href="https://example.org/a">a</a></p>')
    page.save_revision().publish()
    assert addresses() == ["https://example.org/a"]
    page.body = stream(("paragraph", '<p><a href="https://example.org/b">b</a></p>'))
    revision = page.save_revision()
    assert addresses() == ["https://example.org/a"], "drafts do not count"
    revision.publish()
    assert addresses() == ["https://example.org/b"]
    ArticlePage.objects.get(pk=page.pk).unpublish()
    assert not ContentLink.objects.exists()


def test_deleted_sources_are_forgotten(site_tree: SiteTree) -> None:
    page = article(site_tree, '<p><a href="https://example.org/a">a</a></p>')
    page.save_revision().publish()
    redirect = Redirect.add_redirect("/a", site_tree.id.about)
    assert ContentLink.objects.count() == 2
    ArticlePage.objects.get(pk=page.pk).delete()
    redirect.delete()
    assert not ContentLink.objects.exists()


def test_job_finds_what_no_signal_told(site_tree: SiteTree) -> None:
    page = article(site_tree, '<p><a href="https://example.org/a">a</a></p>')
    Redirect.objects.bulk_create(
        [Redirect(old_path="/x", redirect_link="https://example.org/x", site=site_tree.site)]
    )
    stale = CheckedLink.objects.create(url="https://example.org/nobody-links-here")
    assert index_slices(SECONDS) > 10
    urls = set(ContentLink.objects.exclude(checked=None).values_list("checked__url", flat=True))
    assert urls == {"https://example.org/a", "https://example.org/x"}
    assert not CheckedLink.objects.filter(pk=stale.pk).exists()
    assert ContentLink.objects.filter(source_id=page.pk).count() == 1


def test_job_goes_on_where_it_ended(site_tree: SiteTree, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cms.links.index.SLICE", 3)
    page = article(site_tree, '<p><a href="https://example.org/a">a</a></p>')
    runs = 0
    while not ContentLink.objects.filter(source_id=page.pk).exists():
        index_slices(0.001)
        runs += 1
        assert runs < 20
    assert runs > 1


@pytest.mark.postgres
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer at a time")
def test_job_keeps_an_address_that_is_just_being_linked_to(committed: str) -> None:
    page = article(build_site_tree(), '<p><a href="https://example.org/a">a</a></p>')
    orphans = [CheckedLink.objects.create(url=f"https://example.org/{name}") for name in "ab"]

    def run() -> None:
        index_slices(SECONDS)
        connection.close()

    job = threading.Thread(target=run)
    cache.set(CURSOR, page.pk, timeout=None)
    with transaction.atomic():
        index(page)
        job.start()
        job.join(SECONDS)
        assert not job.is_alive()
    assert list(CheckedLink.objects.all()) == orphans[:1]
    assert ContentLink.objects.filter(checked=orphans[0]).exists()


def test_address_used_twice_is_one_to_check(site_tree: SiteTree) -> None:
    for _number in range(2):
        index(article(site_tree, '<p><a href="https://example.org/a">a</a></p>'))
    assert CheckedLink.objects.count() == 1
    assert ContentLink.objects.filter(kind=Kind.ADDRESS).count() == 2
