"""What was exported imports unchanged: nothing is lost, nothing is changed, nothing is executed."""

import pytest
from django.core.management import call_command

from cms.models import ProductPage, User
from tests.cms.catalogue.files import (
    checked,
    exported_csv,
    exported_xlsx,
    outcomes,
    said,
)

pytestmark = pytest.mark.django_db


def test_the_demo_catalogue_imports_unchanged(marketing: User) -> None:
    call_command("load_demo", "--sketches", verbosity=0)
    pages = ProductPage.objects.count()
    for exported in (exported_csv(), exported_xlsx()):
        made = checked(marketing, exported)
        assert said(made) == []
        assert outcomes(made) == {"UNCHANGED": pages}
    assert pages >= 20
