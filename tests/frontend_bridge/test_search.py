"""Search: beginnings of words everywhere, misspelt names on PostgreSQL, nothing that is hidden."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import Page, PageViewRestriction

from cms.demo import content
from cms.models import Brand, ProductPage
from tests import factories
from tests.frontend_bridge.conftest import Get
from tests.site_tree import SiteTree

postgres = pytest.mark.skipif(connection.vendor != "postgresql", reason="needs trigrams")

#: What visitors type, and the code of the demo product that they mean.
MISSPELLINGS = {
    "halden row pomde air": "HLR-PM-01",
    "haldenrow pomade": "HLR-PM-01",
    "holden row clay": "HLR-CL-01",
    "minyak jengot": "HLR-BO-01",
    "gel cukr bening": "HLR-SG-01",
    "melatria sampo harian": "MLT-SH-01",
    "malatira kondisoner": "MLT-CD-01",
    "melatirra masker lembab": "MLT-MK-01",
    "tonik kulit kepla": "MLT-TN-01",
    "levein mist": "MLT-LV-01",
    "orindel bond rituel": "ORY-BD-01",
    "oryndell masker protien": "ORY-MK-01",
    "finising oil": "ORY-OL-01",
    "tintalumma gloss": "TNL-SP-01",
    "tinta luma oksidan krim": "TNL-DV-01",
    "sampo violett": "TNL-SH-01",
    "ventorre bodi mousse": "VTR-MS-01",
    "hairspary": "VTR-HS-01",
    "rimbalya krembath alpukat": "RBL-CB-02",
    "solvene netralisatorr": "SLV-NE-01",
}
NONSENSE = ["qwxzkj", "bbbbbbb", "zyxwvut xqjkv", "ééé", "0000000"]


def titles(answer: Any) -> list[str]:
    return [item["title"] for item in answer["items"]]


def write_demo_products(tree: SiteTree) -> None:
    """All demo products in Indonesian, with the texts that search reads."""
    demo = content.load()
    brands = {known.slug: factories.BrandFactory(name=known.name) for known in demo.brands}
    category = factories.CategoryFactory()
    for product in demo.products:
        texts = product.texts["id"]
        factories.ProductPageFactory(
            parent=tree.id.products,
            title=texts.title,
            code=product.code,
            brand=brands[product.brand],
            categories=[category],
            summary=texts.summary,
            overview=texts.overview,
        )


@postgres
def test_misspelt_names_find_the_product_among_the_first_three(
    get: Get, site_tree: SiteTree
) -> None:
    write_demo_products(site_tree)
    missed = {}
    for text, code in MISSPELLINGS.items():
        found = [item["code"] for item in get("products/", search=text)["items"]]
        if code not in found[:3]:
            missed[text] = found[:6]
    assert len(MISSPELLINGS) >= 20
    assert missed == {}
    for text in NONSENSE:
        assert titles(get("products/", search=text)) == []


@pytest.fixture
def mask(site_tree: SiteTree) -> ProductPage:
    return factories.ProductPageFactory(
        parent=site_tree.id.products,
        title="Crème Hydratante",
        brand=factories.BrandFactory(name="Solvenne"),
        categories=[factories.CategoryFactory(name_id="Masker", name_en="Mask")],
        summary="Melembapkan rambut kering",
    )


@pytest.mark.parametrize(
    "text", ["crème", "creme", "CREM", "hydra", "solv", "mask", "creme solv mas", "kering melem"]
)
def test_every_word_is_the_beginning_of_one_whatever_its_accents(
    get: Get, mask: ProductPage, text: str
) -> None:
    assert titles(get("products/", search=text)) == ["Crème Hydratante"]


def test_words_are_not_cut_to_their_stem(get: Get, mask: ProductPage) -> None:
    factories.ProductPageFactory(parent=mask.get_parent(), title="Styling Gel", summary="Kuat")
    assert titles(get("products/", search="styling")) == ["Styling Gel"]
    # On PostgreSQL the word is misspelt enough to find the same product.
    assert titles(get("products/", search="styled xyzzyx")) == []


def test_either_word_is_enough_with_or(get: Get, mask: ProductPage) -> None:
    factories.ProductPageFactory(parent=mask.get_parent(), title="Styling Gel", summary="Kuat")
    found = get("products/", search="creme styling", search_operator="or", order="title")
    assert titles(found) == ["Crème Hydratante", "Styling Gel"]


@postgres
def test_title_counts_more_than_text(get: Get, mask: ProductPage) -> None:
    parent = mask.get_parent()
    factories.ProductPageFactory(parent=parent, title="Gel", summary="Seperti creme")
    factories.ProductPageFactory(parent=parent, title="Creme", summary="Ringan")
    assert titles(get("products/", search="creme"))[-1] == "Gel"


@postgres
def test_misspelt_search_works_with_filters_facets_order_and_paging(
    get: Get, site_tree: SiteTree
) -> None:
    write_demo_products(site_tree)
    answer = get("products/", search="melatria", facets="brand", order="title", limit=2, offset=1)
    assert answer["meta"]["total_count"] == 6
    assert titles(answer) == ["Melatira Leave-In Mist", "Melatira Masker Lembap"]
    assert answer["meta"]["facets"]["brand"] == [
        {"slug": "melatira", "name": "Melatira", "count": 6}
    ]
    elsewhere = get("products/", search="melatria", brand="solvenne", facets="brand")
    assert (elsewhere["meta"]["total_count"], elsewhere["items"]) == (0, [])
    assert elsewhere["meta"]["facets"] == answer["meta"]["facets"]


@postgres
def test_right_spelling_outside_the_filters_is_no_misspelling_within(
    get: Get, mask: ProductPage
) -> None:
    other = factories.BrandFactory(name="Solvenna")
    factories.ProductPageFactory(parent=mask.get_parent(), title="Serum", brand=other)
    assert titles(get("products/", search="solvenne", brand="solvenna")) == []
    assert len(titles(get("products/", search="solvenn", brand="solvenna"))) == 1


@postgres
def test_misspelt_titles_of_pages_events_and_articles_are_found(
    get: Get, site_tree: SiteTree
) -> None:
    factories.EventPageFactory(parent=site_tree.id.education, title="Kelas Pewarnaan")
    factories.ArticlePageFactory(parent=site_tree.id.education, title="Merawat Pirang")
    assert titles(get("events/", search="pewarnan")) == ["Kelas Pewarnaan"]
    assert titles(get("articles/", search="merwat")) == ["Merawat Pirang"]
    assert titles(get("pages/", search="partnershp", locale="id")) == ["Partnership"]


def unpublished(page: Page) -> None:
    page.unpublish()


def restricted(page: Page) -> None:
    PageViewRestriction.objects.create(page=page, restriction_type="login")


@pytest.mark.parametrize("hide", [unpublished, restricted])
@pytest.mark.parametrize("text", ["hydratante", "hydratnte", "solvene", "solvenne"])
def test_hidden_product_is_not_found(
    get: Get, mask: ProductPage, hide: Callable[[Page], None], text: str
) -> None:
    hide(mask)
    answer = get("products/", search=text, facets="brand,category")
    assert answer["meta"] == {"total_count": 0, "facets": {"brand": [], "category": []}}


def test_renamed_terms_find_their_products(get: Get, mask: ProductPage) -> None:
    brand, category = Brand.objects.get(name="Solvenne"), mask.categories.get()
    brand.name = "Kirana"
    brand.save()
    category.name_en = "Treatment"
    category.save()
    assert titles(get("products/", search="kirana")) == ["Crème Hydratante"]
    assert titles(get("products/", search="treatment")) == ["Crème Hydratante"]
    assert titles(get("products/", search="solvenne")) == []


def test_term_that_keeps_its_name_indexes_nothing(mask: ProductPage) -> None:
    brand = Brand.objects.get(name="Solvenne")
    brand.sort_order = 3
    with CaptureQueriesContext(connection) as queries:
        brand.save()
    assert not [query for query in queries if "cms_productpage" in query["sql"]]


def test_terms_that_a_product_gains_and_loses_count_at_once(get: Get, mask: ProductPage) -> None:
    mask.categories = [factories.CategoryFactory(name_id="Kondisioner", name_en="")]
    mask.save_revision().publish()
    assert titles(get("products/", search="kondisioner")) == ["Crème Hydratante"]
    assert titles(get("products/", search="masker")) == []


@postgres
def test_trigram_search_may_use_its_indexes(site_tree: SiteTree) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(
            "EXPLAIN SELECT id FROM wagtailcore_page WHERE f_unaccent(title) %> f_unaccent('abcd')"
        )
        plan = "\n".join(line for (line,) in cursor.fetchall())
    assert "cms_page_title_trigrams" in plan
