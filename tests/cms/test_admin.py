import re

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.models import Page

from cms.models import Brand, Category
from cms.renditions import make_due_renditions
from tests import factories
from tests.factories import BrandFactory, PictureFactory, ProductPageFactory, photo
from tests.site_tree import SiteTree


def page_of(name: str, tree: SiteTree) -> Page:
    page: Page
    match name:
        case "product":
            page = ProductPageFactory(parent=tree.id.products, photos=[photo()])
        case "event":
            page = factories.EventPageFactory(parent=tree.id.education)
        case "article":
            page = factories.ArticlePageFactory(parent=tree.id.education)
        case _:
            page = getattr(tree.id, name)
    return page


@pytest.mark.parametrize(
    "name",
    [
        "home",
        "products",
        "product",
        "education",
        "event",
        "article",
        "partnership",
        "about",
        "contact",
        "privacy",
    ],
)
def test_editor_of_each_page_type_opens(
    name: str, marketing_client: Client, site_tree: SiteTree
) -> None:
    page = page_of(name, site_tree)
    assert (
        marketing_client.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).status_code == 200
    )


def test_products_are_listed(marketing_client: Client, site_tree: SiteTree) -> None:
    ProductPageFactory(parent=site_tree.id.products, title="Serum Melati")
    address = reverse("wagtailadmin_explore", args=[site_tree.id.products.pk])
    assert "Serum Melati" in marketing_client.get(address).content.decode()


def test_brands_show_their_logo_and_count_a_translated_product_once(
    marketing_client: Client, site_tree: SiteTree
) -> None:
    brand = BrandFactory(name="Melati", logo=PictureFactory())
    make_due_renditions(30)
    product = ProductPageFactory(parent=site_tree.id.products, brand=brand)
    ProductPageFactory(
        parent=site_tree.en.products, brand=brand, translation_key=product.translation_key
    )
    answer = marketing_client.get(reverse("wagtailsnippets_cms_brand:list"))
    assert "<img " in answer.content.decode()
    assert [item.product_count for item in answer.context["object_list"]] == [1]


def test_brands_are_found_by_name(marketing_client: Client, site_tree: SiteTree) -> None:
    BrandFactory(name="Melati")
    BrandFactory(name="Kenanga")
    answer = marketing_client.get(reverse("wagtailsnippets_cms_brand:list"), {"q": "mela"})
    assert [brand.name for brand in answer.context["object_list"]] == ["Melati"]


def test_dragging_changes_the_order_of_brands(
    marketing_client: Client, site_tree: SiteTree
) -> None:
    first, _second, third = (
        BrandFactory(name=name, sort_order=place) for place, name in enumerate("ABC", 1)
    )
    address = reverse("wagtailsnippets_cms_brand:reorder", args=[third.pk])
    assert marketing_client.post(f"{address}?position=0").status_code == 200
    assert list(Brand.objects.all())[:2] == [third, first]


def test_new_term_takes_the_last_place(marketing_client: Client, site_tree: SiteTree) -> None:
    factories.CategoryFactory(sort_order=7)
    form = {"name_id": "Sampo", "name_en": "Shampoo", "slug": "shampoo"}
    answer = marketing_client.post(reverse("wagtailsnippets_cms_category:add"), form)
    assert answer.status_code == 302
    category = Category.objects.get(slug="shampoo")
    assert category.sort_order == 8


def test_picture_form_asks_for_text_in_both_languages(
    marketing_client: Client, site_tree: SiteTree
) -> None:
    picture = PictureFactory()
    answer = marketing_client.get(reverse("wagtailimages:edit", args=[picture.pk]))
    assert {"alt_id", "alt_en"} <= set(answer.context["form"].fields)
    assert not {"renditions_made_at", "rendition_tries"} & set(answer.context["form"].fields)


def test_the_dashboard_counts_in_indonesian(site_tree: SiteTree, marketing_client: Client) -> None:
    page = marketing_client.get("/admin/").content.decode()
    assert 'Halaman <span class="w-sr-only">dibuat di' in page
    assert "Panduan editor Wagtail" in page


def test_an_account_chooses_among_the_time_zones_of_indonesia(
    site_tree: SiteTree, marketing_client: Client
) -> None:
    page = marketing_client.get("/admin/account/").content.decode()
    zones = re.findall(r'<option value="([A-Z]\w+/\w+)"', page)
    assert zones == ["Asia/Jakarta", "Asia/Makassar", "Asia/Jayapura"]
