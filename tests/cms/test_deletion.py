"""Deleting what is in use says where, and is refused."""

import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import Model, ProtectedError
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.timezone import now
from wagtail.models import GroupPagePermission, Page

from cms.models import Brand, Category, Function, ProductPage, User
from cms.usage import relations_to, uses
from tests import factories
from tests.cms.conftest import member
from tests.factories import (
    BrandFactory,
    CategoryFactory,
    DocumentFactory,
    FunctionFactory,
    PictureFactory,
    ProductPageFactory,
    photo,
    stream,
)
from tests.site_tree import SiteTree, build_site_tree

Used = tuple[Model, str]


def by_brand(tree: SiteTree) -> Used:
    brand = BrandFactory()
    return brand, ProductPageFactory(parent=tree.id.products, brand=brand).title


def by_category(tree: SiteTree) -> Used:
    category = CategoryFactory()
    return category, ProductPageFactory(parent=tree.id.products, categories=[category]).title


def by_function(tree: SiteTree) -> Used:
    function = FunctionFactory()
    return function, ProductPageFactory(parent=tree.id.products, functions=[function]).title


def by_event(tree: SiteTree) -> Used:
    brand = BrandFactory()
    return brand, factories.EventPageFactory(parent=tree.id.education, brand=brand).title


def by_photo(tree: SiteTree) -> Used:
    picture = PictureFactory()
    photos = [photo(picture=picture)]
    return picture, ProductPageFactory(parent=tree.id.products, photos=photos).title


def by_hero(tree: SiteTree) -> Used:
    tree.id.home.hero_image = PictureFactory()
    tree.id.home.save()
    return tree.id.home.hero_image, tree.id.home.title


def by_stream(tree: SiteTree) -> Used:
    picture = PictureFactory()
    block = {"image": picture.pk, "alt_text": "", "decorative": True}
    body = stream(("picture", block))
    return picture, factories.ArticlePageFactory(parent=tree.id.education, body=body).title


def by_logo(tree: SiteTree) -> Used:
    brand = BrandFactory(logo=PictureFactory())
    return brand.logo, brand.name


def by_setting(tree: SiteTree) -> Used:
    picture = PictureFactory()
    setting = factories.AppearanceSettingsFactory(site=tree.site, default_social_image=picture)
    return picture, str(setting)


def by_rich_text(tree: SiteTree) -> Used:
    document = DocumentFactory()
    text = f'<p><a linktype="document" id="{document.pk}">Lembar data</a></p>'
    body = stream(("paragraph", text))
    return document, factories.ArticlePageFactory(parent=tree.id.education, body=body).title


def by_sheet(tree: SiteTree) -> Used:
    document = DocumentFactory()
    product = ProductPageFactory(parent=tree.id.products, specification_sheet=document)
    return document, product.title


def by_draft_brand(tree: SiteTree) -> Used:
    brand, page = BrandFactory(), ProductPageFactory(parent=tree.id.products)
    page.brand = brand
    page.save_revision()
    return brand, page.title


def by_draft_event(tree: SiteTree) -> Used:
    brand, page = BrandFactory(), factories.EventPageFactory(parent=tree.id.education)
    page.brand = brand
    page.save_revision()
    return brand, page.title


def by_draft_category(tree: SiteTree) -> Used:
    category, page = CategoryFactory(), ProductPageFactory(parent=tree.id.products)
    page.categories.add(category)
    page.save_revision()
    return category, page.title


def by_draft_photo(tree: SiteTree) -> Used:
    picture, page = PictureFactory(), ProductPageFactory(parent=tree.id.products)
    page.photos.add(photo(picture=picture))
    page.save_revision()
    return picture, page.title


def by_draft_stream(tree: SiteTree) -> Used:
    picture, page = PictureFactory(), factories.ArticlePageFactory(parent=tree.id.education)
    block = {"image": picture.pk, "alt_text": "", "decorative": True}
    page.body = stream(("picture", block))
    page.save_revision()
    return picture, page.title


def by_scheduled_draft(tree: SiteTree) -> Used:
    picture, page = PictureFactory(), factories.ArticlePageFactory(parent=tree.id.education)
    page.picture = picture
    page.save_revision(approved_go_live_at=now())
    page.picture = None
    page.save_revision()
    return picture, page.title


USED = [
    by_brand,
    by_category,
    by_function,
    by_event,
    by_photo,
    by_hero,
    by_stream,
    by_logo,
    by_setting,
    by_rich_text,
    by_sheet,
    by_draft_brand,
    by_draft_event,
    by_draft_category,
    by_draft_photo,
    by_draft_stream,
    by_scheduled_draft,
]
VIEWS = {
    "brand": "wagtailsnippets_cms_brand:delete",
    "category": "wagtailsnippets_cms_category:delete",
    "function": "wagtailsnippets_cms_function:delete",
    "picture": "wagtailimages:delete",
    "document": "wagtaildocs:delete",
}


def delete_address(target: Model) -> str:
    return reverse(VIEWS[str(target._meta.model_name)], args=[target.pk])


def bulk_address(target: Model) -> str:
    options = target._meta
    address = reverse("wagtail_bulk_action", args=[options.app_label, options.model_name, "delete"])
    return f"{address}?id={target.pk}"


def exists(target: Model) -> bool:
    return type(target)._default_manager.filter(pk=target.pk).exists()


@pytest.mark.parametrize("use", USED)
@pytest.mark.parametrize("address", [delete_address, bulk_address])
@pytest.mark.parametrize("method", ["get", "post"])
def test_deletion_of_what_is_used_is_refused_and_names_the_place(
    use: Callable[[SiteTree], Used],
    address: Callable[[Model], str],
    method: str,
    marketing_client: Client,
    site_tree: SiteTree,
) -> None:
    target, place = use(site_tree)
    answer: Any = getattr(marketing_client, method)(address(target))
    assert answer.status_code == 409
    assert place in answer.content.decode()
    assert exists(target)


@pytest.mark.parametrize("use", USED)
def test_code_that_deletes_a_queryset_is_refused_too(
    use: Callable[[SiteTree], Used], site_tree: SiteTree
) -> None:
    target, _place = use(site_tree)
    with transaction.atomic(), pytest.raises(ProtectedError):
        type(target)._default_manager.filter(pk=target.pk).delete()
    assert exists(target)


@pytest.mark.parametrize(
    "factory",
    [BrandFactory, CategoryFactory, FunctionFactory, PictureFactory, DocumentFactory],
)
@pytest.mark.parametrize("address", [delete_address, bulk_address])
def test_what_is_not_used_is_deleted(
    factory: Any, address: Callable[[Model], str], marketing_client: Client, site_tree: SiteTree
) -> None:
    target = factory()
    assert marketing_client.get(address(target)).status_code == 200
    assert marketing_client.post(address(target)).status_code == 302
    assert not exists(target)


def test_one_used_picture_keeps_the_whole_selection(
    marketing_client: Client, site_tree: SiteTree
) -> None:
    used, _place = by_photo(site_tree)
    unused = PictureFactory()
    answer = marketing_client.post(f"{bulk_address(unused)}&id={used.pk}")
    assert answer.status_code == 409
    assert exists(used)
    assert exists(unused)


def test_a_number_that_only_looks_like_it_is_no_use(site_tree: SiteTree) -> None:
    category = CategoryFactory()
    page = ProductPageFactory(parent=site_tree.id.products, summary=f"{category.pk} ml")
    page.save_revision()
    assert [use.source for use in uses(category)] == []


def test_a_term_is_looked_for_in_drafts_without_loading_any(site_tree: SiteTree) -> None:
    brand = BrandFactory()
    for number in range(3):
        page = ProductPageFactory(
            parent=site_tree.id.products, summary=f"{brand.pk} ml", brand=BrandFactory()
        )
        page.title = f"Draft {number}"
        page.save_revision()
    with CaptureQueriesContext(connection) as queries:
        assert list(uses(brand)) == []
    assert not [query for query in queries if '"content",' in query["sql"].partition(" FROM ")[0]]


def test_a_draft_with_a_longer_number_is_no_use(site_tree: SiteTree) -> None:
    category = CategoryFactory()
    longer = [CategoryFactory(pk=category.pk * 10), CategoryFactory(pk=category.pk * 10 + 1)]
    page = ProductPageFactory(parent=site_tree.id.products)
    page.categories.set(longer)
    page.save_revision()
    assert list(uses(category)) == []
    assert [use.source.pk for use in uses(longer[0]) if use.is_draft] == [page.pk]


@pytest.mark.parametrize("model", [Brand, Category, Function])
def test_terms_stand_in_fields_of_pages_alone(model: type[Model]) -> None:
    """Drafts are searched for terms there; `cms.usage` must learn of any other place."""
    assert relations_to(model)
    for relation in relations_to(model):
        assert issubclass(relation.related_model, Page)


def test_older_revisions_do_not_count(site_tree: SiteTree) -> None:
    page, picture = site_tree.id.home, PictureFactory()
    page.hero_image = picture
    page.save_revision()
    page.hero_image = None
    page.save_revision().publish()
    picture.delete()
    assert not exists(picture)


def test_each_place_is_named_once(site_tree: SiteTree) -> None:
    picture = PictureFactory()
    page = factories.ArticlePageFactory(
        parent=site_tree.id.education, picture=picture, social_image=picture
    )
    page.save_revision()
    page.summary = "Lain"
    page.save_revision()
    assert [use.source.pk for use in uses(picture)] == [page.pk]


def test_page_that_the_reader_may_not_edit_keeps_its_title(
    marketing_client: Client, marketing: User, site_tree: SiteTree
) -> None:
    GroupPagePermission.objects.filter(group__name="Marketing").delete()
    brand, place = by_brand(site_tree)
    answer = marketing_client.post(delete_address(brand))
    assert answer.status_code == 409
    assert place not in answer.content.decode()


@pytest.mark.parametrize("group", ["Editor", "Sales"])
def test_who_may_not_delete_learns_nothing_of_the_places(group: str, site_tree: SiteTree) -> None:
    target, place = by_photo(site_tree)
    client = member(group.lower(), group)
    for address in (delete_address(target), bulk_address(target)):
        answer = client.post(address)
        assert place not in answer.content.decode()
    assert exists(target)


def test_collection_with_a_used_picture_is_not_deleted(
    admin_client: Client, site_tree: SiteTree
) -> None:
    collection = factories.collection("Lama")
    picture = PictureFactory(collection=collection)
    site_tree.id.home.hero_image = picture
    site_tree.id.home.save()
    admin_client.post(reverse("wagtailadmin_collections:delete", args=[collection.pk]))
    assert exists(picture)
    with transaction.atomic(), pytest.raises(ProtectedError):
        collection.delete()


def test_deleting_a_page_shows_who_links_to_it_and_is_allowed(
    marketing_client: Client, site_tree: SiteTree
) -> None:
    about = site_tree.id.about
    text = f'<p><a linktype="page" id="{about.pk}">Tentang</a></p>'
    factories.ArticlePageFactory(parent=site_tree.id.education, body=stream(("paragraph", text)))
    address = reverse("wagtailadmin_pages:delete", args=[about.pk])
    answer = marketing_client.get(address)
    assert answer.context["usage_count"] == 1
    assert reverse("wagtailadmin_pages:usage", args=[about.pk]) in answer.content.decode()
    assert marketing_client.post(address).status_code == 302
    assert not Page.objects.filter(pk=about.pk).exists()


def test_long_refusal_ends(marketing_client: Client, site_tree: SiteTree) -> None:
    brand = BrandFactory()
    for _number in range(103):
        ProductPageFactory(parent=site_tree.id.products, brand=brand, categories=[])
    answer = marketing_client.get(delete_address(brand))
    assert len(answer.context["places"]) == 100
    assert answer.context["has_more"]


@pytest.mark.postgres
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer at a time")
def test_category_deleted_meanwhile_is_not_lost_silently(committed: str) -> None:
    """Who saves the product is told by the database; nothing of the product changes."""
    category = CategoryFactory()
    product = ProductPageFactory(parent=build_site_tree().id.products)
    before = list(product.categories.values_list("pk", flat=True))

    def delete() -> None:
        Category.objects.get(pk=category.pk).delete()
        connection.close()

    def save_while_it_is_deleted() -> None:
        with transaction.atomic():
            product.categories.add(category)
            product.save()
            thread.start()
            thread.join(10)

    thread = threading.Thread(target=delete)
    with pytest.raises(IntegrityError):
        save_while_it_is_deleted()
    stored = ProductPage.objects.get(pk=product.pk)
    assert list(stored.categories.values_list("pk", flat=True)) == before
