import pytest
from django.core.exceptions import ValidationError

from cms.models import LegalPage
from tests.factories import LegalPageFactory
from tests.site_tree import SiteTree


def test_each_language_has_one_privacy_page(site_tree: SiteTree) -> None:
    with pytest.raises(ValidationError) as error:
        LegalPageFactory(
            parent=site_tree.id.home, title="Privasi lain", kind=LegalPage.Kind.PRIVACY
        )
    assert list(error.value.message_dict) == ["kind"]
