import pytest
from django.core.exceptions import ValidationError

from cms.models import LegalPage
from tests.factories import HomePageFactory, LegalPageFactory
from tests.site_tree import SiteTree


def test_each_language_has_one_privacy_page(site_tree: SiteTree) -> None:
    with pytest.raises(ValidationError) as error:
        LegalPageFactory(
            parent=site_tree.id.home, title="Privasi lain", kind=LegalPage.Kind.PRIVACY
        )
    assert list(error.value.message_dict) == ["kind"]


def test_a_legal_page_elsewhere_does_not_block_saving(site_tree: SiteTree) -> None:
    kind = LegalPage.Kind.PRIVACY
    other_home = HomePageFactory(parent=site_tree.id.home.get_parent(), slug="lain")
    LegalPageFactory(parent=other_home, title="Privasi lain", kind=kind)
    site_tree.id.privacy.full_clean()


def test_the_form_of_a_second_privacy_page_is_refused(site_tree: SiteTree) -> None:
    unplaced = LegalPage(
        title="Privasi lain", kind=LegalPage.Kind.PRIVACY, locale=site_tree.id.locale
    )
    with pytest.raises(ValidationError) as error:
        unplaced.clean()
    assert list(error.value.message_dict) == ["kind"]
