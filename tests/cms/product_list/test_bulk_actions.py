"""Many products at once: who may, what "all" means, and what becomes of drafts."""

from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse
from wagtail.models import GroupPagePermission, Page, PageLogEntry, Site

from cms.models import Brand, ProductPage, User
from cms.product_list.changes import LOG_ACTION
from tests.cms.product_list.conftest import Act, acting, login, publish
from tests.factories import (
    ArticlePageFactory,
    BrandFactory,
    CategoryFactory,
    EventPageFactory,
    FunctionFactory,
    ProductPageFactory,
    stream,
)
from tests.site_tree import SiteTree, build_further_tree


@pytest.fixture
def brand(site_tree: SiteTree) -> Brand:
    made: Brand = BrandFactory(name="Melati")
    return made


@pytest.fixture
def product(site_tree: SiteTree) -> ProductPage:
    """Live, without unpublished changes."""
    return publish(ProductPageFactory(parent=site_tree.id.products, title="Serum"))


def fresh(product: Page) -> ProductPage:
    return ProductPage.objects.get(pk=product.pk)


def draft(product: Page) -> ProductPage:
    found: ProductPage = fresh(product).get_latest_revision_as_object()
    return found


def text_of(client: Client) -> str:
    """The page after the action, with its messages."""
    return client.get(reverse("products:index")).content.decode()


def test_a_page_without_unpublished_changes_is_published_at_once(
    act: Act, marketing_client: Client, product: ProductPage, brand: Brand
) -> None:
    assert act("set_brand", [product.pk], brand=brand.pk).status_code == 302
    assert fresh(product).brand == brand
    assert not fresh(product).has_unpublished_changes
    assert "1 produk diubah" in text_of(marketing_client)


def test_unpublished_changes_are_kept_and_not_published_along(
    act: Act, product: ProductPage, brand: Brand
) -> None:
    product.title = "Minyak"
    product.save_revision()
    act("set_brand", [product.pk], brand=brand.pk)
    assert (draft(product).title, draft(product).brand) == ("Minyak", brand)
    assert (fresh(product).title, fresh(product).brand != brand) == ("Serum", True)


def test_a_page_that_is_not_live_stays_a_draft(act: Act, site_tree: SiteTree, brand: Brand) -> None:
    product = ProductPageFactory(parent=site_tree.id.products, live=False)
    act("set_brand", [product.pk], brand=brand.pk)
    assert draft(product).brand == brand
    assert not fresh(product).live


def test_an_unfinished_draft_takes_the_change_and_stays_unfinished(
    act: Act, site_tree: SiteTree, brand: Brand
) -> None:
    product = ProductPageFactory(parent=site_tree.id.products, live=False)
    product.summary = ""
    product.save_revision(clean=False)
    act("set_brand", [product.pk], brand=brand.pk)
    assert (draft(product).brand, draft(product).summary) == (brand, "")


def test_who_may_not_publish_leaves_a_draft(product: ProductPage, brand: Brand) -> None:
    acting(login("editor", "change_page"))("set_brand", [product.pk], brand=brand.pk)
    assert draft(product).brand == brand
    assert fresh(product).brand != brand


def test_who_may_not_edit_changes_nothing(product: ProductPage, brand: Brand) -> None:
    client = login("author", "add_page")
    page = acting(client)("set_brand", [product.pk], post=False)
    assert "Anda tidak boleh mengubah halaman ini." in page.content.decode()
    acting(client)("set_brand", [product.pk], brand=brand.pk)
    assert draft(product).brand != brand
    assert acting(Client())("set_brand", [product.pk], brand=brand.pk).status_code == 302
    assert draft(product).brand != brand


@pytest.mark.parametrize("action", ["set_brand", "set_categories", "set_functions"])
def test_a_locked_page_is_skipped_and_named(
    act: Act, product: ProductPage, brand: Brand, action: str
) -> None:
    product.locked = True
    product.save()
    assert "Halaman ini dikunci." in act(action, [product.pk], post=False).content.decode()
    terms = {"brand": brand.pk, "terms": [CategoryFactory().pk], "mode": "replace"}
    act(action, [product.pk], **terms)
    assert fresh(product).get_latest_revision().pk == product.latest_revision_id


def test_other_pages_of_the_explorer_are_refused(
    act: Act, site_tree: SiteTree, product: ProductPage, brand: Brand
) -> None:
    event = EventPageFactory(parent=site_tree.id.education)
    ids = [event.pk, product.pk]
    page = act("set_brand", ids, model="page", post=False)
    assert "Halaman ini bukan produk." in page.content.decode()
    act("set_brand", ids, model="page", brand=brand.pk)
    assert fresh(product).brand == brand


def test_a_result_that_breaks_a_rule_is_refused_and_named(
    act: Act, marketing_client: Client, product: ProductPage, brand: Brand
) -> None:
    ProductPage.objects.filter(pk=product.pk).update(summary="")
    revision = fresh(product).get_latest_revision()
    revision.content["summary"] = ""
    revision.save()
    act("set_brand", [product.pk], brand=brand.pk)
    assert fresh(product).brand != brand
    assert "Tidak diubah: Serum" in text_of(marketing_client)


def test_nothing_is_stored_where_nothing_changes(act: Act, product: ProductPage) -> None:
    act("set_brand", [product.pk], brand=product.brand_id)
    assert fresh(product).latest_revision_id == product.latest_revision_id


def test_the_history_names_the_action(act: Act, product: ProductPage, brand: Brand) -> None:
    act("set_brand", [product.pk], brand=brand.pk)
    actions = PageLogEntry.objects.filter(page_id=product.pk).values_list("action", flat=True)
    assert {LOG_ACTION, "wagtail.publish"} <= set(actions)


@pytest.mark.parametrize(("mode", "kept"), [("add", True), ("replace", False)])
@pytest.mark.parametrize(
    ("action", "relation", "factory"),
    [
        ("set_categories", "categories", CategoryFactory),
        ("set_functions", "functions", FunctionFactory),
    ],
)
def test_terms_are_added_or_replaced(
    act: Act, site_tree: SiteTree, action: str, relation: str, factory: Any, mode: str, kept: bool
) -> None:
    old, new = factory(), factory()
    product = publish(ProductPageFactory(parent=site_tree.id.products, **{relation: [old]}))
    act(action, [product.pk], terms=[new.pk], mode=mode)
    assert set(getattr(fresh(product), relation).all()) == ({old, new} if kept else {new})


@pytest.mark.parametrize("form", [{}, {"brand": ""}, {"brand": "x"}, {"brand": 999999}])
def test_a_form_without_a_brand_changes_nothing(
    act: Act, product: ProductPage, form: dict[str, Any]
) -> None:
    assert act("set_brand", [product.pk], **form).status_code == 200
    assert fresh(product).latest_revision_id == product.latest_revision_id


def test_the_source_is_published_before_its_translation(
    act: Act, site_tree: SiteTree, product: ProductPage, brand: Brand
) -> None:
    english = publish(
        ProductPageFactory(parent=site_tree.en.products, translation_key=product.translation_key)
    )
    act("set_brand", [english.pk, product.pk], brand=brand.pk)
    assert fresh(product).last_published_at < fresh(english).latest_revision_created_at


def test_all_means_what_the_list_shows(act: Act, site_tree: SiteTree, brand: Brand) -> None:
    meant = ProductPageFactory(parent=site_tree.id.products, title="Serum", brand=brand, live=False)
    others = [
        ProductPageFactory(parent=site_tree.id.products, title="Serum", slug="b", live=False),
        ProductPageFactory(parent=site_tree.id.products, title="Minyak", brand=brand, live=False),
        EventPageFactory(parent=site_tree.id.education, title="Serum", live=False),
    ]
    act("publish", ["all"], query={"brand": brand.pk, "q": "serum"})
    assert fresh(meant).live
    assert not Page.objects.filter(pk__in=[page.pk for page in others], live=True).exists()


def test_all_behind_a_broken_filter_is_nothing(act: Act, product: ProductPage) -> None:
    assert act("unpublish", ["all"], query={"brand": "x"}).status_code == 404
    assert fresh(product).live


def test_all_covers_every_page_of_a_long_list(act: Act, site_tree: SiteTree, brand: Brand) -> None:
    for _number in range(60):
        ProductPageFactory(parent=site_tree.id.products)
    act("set_brand", ["all"], brand=brand.pk)
    assert {draft(product).brand for product in ProductPage.objects.all()} == {brand}


def test_all_in_the_explorer_means_what_it_shows(act: Act, site_tree: SiteTree) -> None:
    shown = ProductPageFactory(parent=site_tree.id.products, title="Serum")
    hidden = ProductPageFactory(parent=site_tree.id.products, title="Minyak")
    other = ProductPageFactory(parent=site_tree.en.products, title="Serum")
    query = {"childOf": site_tree.id.products.pk, "q": "serum"}
    act("unpublish", ["all"], model="page", query=query)
    assert [fresh(page).live for page in (shown, hidden, other)] == [False, True, True]


def test_all_in_the_explorer_respects_its_filters(act: Act, site_tree: SiteTree) -> None:
    product = ProductPageFactory(parent=site_tree.id.products)
    event = EventPageFactory(parent=site_tree.id.education)
    filters = {"content_type": event.content_type_id}
    act("unpublish", ["all"], model="page", query={"childOf": site_tree.id.home.pk, **filters})
    assert fresh(product).live
    assert not Page.objects.get(pk=event.pk).live
    assert Page.objects.get(pk=site_tree.id.education.pk).live


@pytest.mark.parametrize("parent", [None, "x", "999999"])
def test_all_without_a_parent_in_the_explorer_is_nothing(
    act: Act, product: ProductPage, parent: str | None
) -> None:
    query = {"childOf": parent} if parent else {}
    assert act("unpublish", ["all"], model="page", query=query).status_code == 404
    assert Site.objects.get().root_page.live


def test_an_unfinished_draft_is_not_published_and_says_why(act: Act, site_tree: SiteTree) -> None:
    ready = ProductPageFactory(parent=site_tree.id.products, live=False)
    unfinished = ProductPageFactory(parent=site_tree.id.products, live=False)
    unfinished.benefits = stream(("benefit", "Only one"))
    unfinished.summary = ""
    unfinished.save_revision(clean=False)
    ids = [ready.pk, unfinished.pk]
    page = act("publish", ids, post=False).content.decode()
    assert "Tulis tiga sampai lima manfaat" in page
    act("publish", ids)
    assert fresh(ready).live
    assert not fresh(unfinished).live


def test_unfinished_drafts_below_are_skipped_and_named(
    act: Act, marketing_client: Client, site_tree: SiteTree
) -> None:
    index = site_tree.id.products
    index.unpublish()
    ready = ProductPageFactory(parent=index, live=False)
    unfinished = ProductPageFactory(parent=index, title="Serum", live=False)
    unfinished.summary = ""
    unfinished.save_revision(clean=False)
    ids = [site_tree.id.home.pk, index.pk]
    act("publish", ids, model="page", include_descendants="on")
    live = {page.pk: page.live for page in Page.objects.all()}
    assert [live[page.pk] for page in (index, ready, unfinished)] == [True, True, False]
    assert "Tidak diterbitkan: Serum (" in text_of(marketing_client)


def test_drafts_below_are_published_by_who_may_publish_them_only(site_tree: SiteTree) -> None:
    product = ProductPageFactory(parent=site_tree.id.products, live=False)
    client = login("editor", "change_page")
    group = User.objects.get(username="editor").groups.get()
    publish_page = Permission.objects.get(
        codename="publish_page", content_type__app_label=Page._meta.app_label
    )
    GroupPagePermission.objects.create(
        group=group, page=site_tree.id.education, permission=publish_page
    )
    acting(client)("publish", [site_tree.id.products.pk], model="page", include_descendants="on")
    assert not fresh(product).live


def test_a_draft_is_validated_once_in_a_request(
    act: Act, site_tree: SiteTree, monkeypatch: pytest.MonkeyPatch
) -> None:
    validated: list[Any] = []
    monkeypatch.setattr(ProductPage, "clean", lambda page: validated.append(page.pk))
    unfinished = ProductPageFactory(parent=site_tree.id.products, live=False)
    unfinished.summary = ""
    unfinished.save_revision(clean=False)
    validated.clear()
    act("publish", [unfinished.pk], post=False)
    assert validated == [unfinished.pk]


def test_deleting_all_in_the_explorer_means_what_it_shows(act: Act, site_tree: SiteTree) -> None:
    shown = EventPageFactory(parent=site_tree.id.education)
    hidden = ArticlePageFactory(parent=site_tree.id.education)
    filters = {"childOf": site_tree.id.education.pk, "content_type": shown.content_type_id}
    act("delete", ["all"], model="page", query=filters)
    remaining = Page.objects.filter(pk__in=[shown.pk, hidden.pk])
    assert list(remaining.values_list("pk", flat=True)) == [hidden.pk]


def test_moving_all_in_the_explorer_means_what_it_shows(act: Act, site_tree: SiteTree) -> None:
    event = EventPageFactory(parent=site_tree.id.education)
    article = ArticlePageFactory(parent=site_tree.id.education)
    filters = {"childOf": site_tree.id.education.pk, "content_type": event.content_type_id}
    new = build_further_tree("salon.example.org").id.education
    act("move", ["all"], model="page", query=filters, chooser=new.pk)
    assert Page.objects.get(pk=event.pk).get_parent().pk == new.pk
    assert Page.objects.get(pk=article.pk).get_parent().pk == site_tree.id.education.pk


@pytest.mark.parametrize("action", ["delete", "move"])
def test_who_may_only_add_neither_deletes_nor_moves(site_tree: SiteTree, action: str) -> None:
    product = ProductPageFactory(parent=site_tree.id.products)
    query = {"childOf": site_tree.id.products.pk}
    act = acting(login("author", "add_page"))
    act(action, ["all"], model="page", query=query, chooser=site_tree.en.products.pk)
    assert fresh(product).get_parent().pk == site_tree.id.products.pk


def test_who_may_not_publish_publishes_nothing(site_tree: SiteTree) -> None:
    product = ProductPageFactory(parent=site_tree.id.products, live=False)
    client = login("editor", "change_page")
    page = acting(client)("publish", [product.pk], post=False).content.decode()
    assert "Anda tidak boleh menerbitkan halaman ini." in page
    acting(client)("publish", [product.pk])
    assert not fresh(product).live


def test_products_are_unpublished(act: Act, product: ProductPage) -> None:
    act("unpublish", [product.pk])
    assert not fresh(product).live
