"""Our Indonesian for texts of Wagtail's admin, for as long as Wagtail has none."""

from pathlib import Path

import wagtail
from babel.messages.pofile import read_po
from django.utils.translation import gettext, override

from config.wagtail_texts import TEXTS

PACKAGE = Path(wagtail.__file__).parent


def texts(locale: str, *, only_translated: bool) -> set[str]:
    found: set[str] = set()
    for path in PACKAGE.glob(f"**/locale/{locale}/LC_MESSAGES/django.po"):
        with path.open("rb") as file:
            catalog = read_po(file, locale=locale)
        found |= {str(m.id) for m in catalog if m.id and (m.string or not only_translated)}
    return found


def test_each_is_wagtails_and_has_no_indonesian_of_its_own() -> None:
    assert set(TEXTS) - texts("en", only_translated=False) == set()
    assert set(TEXTS) & texts("id_ID", only_translated=True) == set()


def test_staff_read_ours() -> None:
    with override("id"):
        assert [gettext(text) for text in ("Reports", "Search…", "Help")] == [
            *("Laporan", "Cari…", "Bantuan")
        ]
