"""Products are found by their terms, whichever side the relation is changed from."""

from wagtail.search.backends import get_search_backend

from cms.models import ProductPage
from tests import factories
from tests.site_tree import SiteTree


def found(text: str) -> list[ProductPage]:
    return list(get_search_backend().search(text, ProductPage))


def test_term_that_lets_all_its_products_go_no_longer_finds_them(site_tree: SiteTree) -> None:
    category = factories.CategoryFactory(name_id="Melati")
    product = factories.ProductPageFactory(parent=site_tree.id.products, categories=[category])
    assert found("melati") == [product]
    category.products.clear()
    assert found("melati") == []


def test_term_that_is_set_to_other_products_finds_those(site_tree: SiteTree) -> None:
    function = factories.FunctionFactory(name_id="Melati")
    before, after = (
        factories.ProductPageFactory(parent=site_tree.id.products, functions=functions)
        for functions in ([function], [])
    )
    function.products.set([after], clear=True)
    assert found("melati") == [after]
    assert before not in found("melati")
