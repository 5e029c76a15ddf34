import pytest
from wagtail.models import Page
from wagtail.test.utils import WagtailPageTestCase

from cms import models

BELOW_HOME = [
    models.ProductIndexPage,
    models.EducationIndexPage,
    models.PartnershipPage,
    models.AboutPage,
    models.ContactPage,
    models.LegalPage,
]
LEAVES = [
    models.ProductPage,
    models.EventPage,
    models.ArticlePage,
    models.PartnershipPage,
    models.AboutPage,
    models.ContactPage,
    models.LegalPage,
]
ALL = [models.HomePage, *BELOW_HOME, models.ProductPage, models.EventPage, models.ArticlePage]


class PageTreeTests(WagtailPageTestCase):
    def test_root_holds_home_pages_alone(self) -> None:
        self.assertCanCreateAt(Page, models.HomePage)
        for page_type in ALL[1:]:
            self.assertCanNotCreateAt(Page, page_type)

    def test_home_holds_each_standard_page(self) -> None:
        self.assertAllowedSubpageTypes(models.HomePage, BELOW_HOME)

    def test_overviews_hold_what_they_list(self) -> None:
        self.assertAllowedSubpageTypes(models.ProductIndexPage, [models.ProductPage])
        self.assertAllowedSubpageTypes(
            models.EducationIndexPage, [models.EventPage, models.ArticlePage]
        )

    def test_products_events_and_articles_live_below_their_overview_alone(self) -> None:
        self.assertAllowedParentPageTypes(models.ProductPage, [models.ProductIndexPage])
        self.assertAllowedParentPageTypes(models.EventPage, [models.EducationIndexPage])
        self.assertAllowedParentPageTypes(models.ArticlePage, [models.EducationIndexPage])

    def test_leaves_hold_nothing(self) -> None:
        for page_type in LEAVES:
            self.assertAllowedSubpageTypes(page_type, [])


@pytest.mark.parametrize(
    "page_type", [page_type for page_type in BELOW_HOME if page_type is not models.LegalPage]
)
def test_home_has_one_page_of_each_standard_type(page_type: type[Page]) -> None:
    assert page_type.max_count_per_parent == 1
