"""Our Indonesian for texts of Wagtail's admin, for as long as Wagtail has none."""

from pathlib import Path

import pytest
import wagtail
from babel.messages.catalog import Message
from babel.messages.pofile import read_po
from django.test import Client
from django.utils.translation import gettext, override
from wagtail.users.models import UserProfile

from cms.models import User
from config import browser_catalog
from config.wagtail_texts import COUNTED_TEXTS, TEXTS

PACKAGE = Path(wagtail.__file__).parent


def texts(locale: str, domain: str, *, only_translated: bool) -> set[str]:
    found: set[str] = set()
    for path in PACKAGE.glob(f"**/locale/{locale}/LC_MESSAGES/{domain}.po"):
        with path.open("rb") as file:
            catalog = read_po(file, locale=locale)
        found |= {first_form(m) for m in catalog if m.id and (m.string or not only_translated)}
    return found


def first_form(message: Message) -> str:
    return str(message.id[0] if isinstance(message.id, tuple) else message.id)


@pytest.mark.parametrize(
    ("domain", "ours"),
    [
        ("django", {*TEXTS, *dict(COUNTED_TEXTS)}),
        (
            "djangojs",
            {*browser_catalog.TEXTS, *(one for one, _many in browser_catalog.COUNTED_TEXTS)},
        ),
    ],
)
def test_each_is_wagtails_and_has_no_indonesian_of_its_own(domain: str, ours: set[str]) -> None:
    assert ours - texts("en", domain, only_translated=False) == set()
    assert ours & texts("id_ID", domain, only_translated=True) == set()


def test_staff_read_ours() -> None:
    with override("id"):
        assert [gettext(text) for text in ("Reports", "Search…", "Help")] == [
            *("Laporan", "Cari…", "Bantuan")
        ]


@pytest.mark.django_db
def test_so_do_the_scripts_in_their_browser(admin_client: Client) -> None:
    script = admin_client.get("/admin/jsi18n/").content.decode()
    wagtails, ours, counted = "Simpan", "Coba lagi", '"%(num)s piksel"'
    for text in (wagtails, ours, counted):
        assert text in script


@pytest.mark.django_db
def test_in_english_a_count_keeps_both_its_forms(admin_user: User) -> None:
    UserProfile.get_for_user(admin_user)
    UserProfile.objects.filter(user=admin_user).update(preferred_language="en")
    client = Client()
    client.force_login(admin_user)
    script = client.get("/admin/jsi18n/").content.decode()
    assert '"%(num)s pixel",\n      "%(num)s pixels"' in script
    assert "piksel" not in script
