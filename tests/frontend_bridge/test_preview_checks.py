import json
import re
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import Settings
from wagtail.admin.userbar import AccessibilityItem

from cms.editor.checks import check_across_origins
from tests.frontend_bridge.conftest import Get
from tests.site_tree import SiteTree


def token_of(tree: SiteTree) -> str:
    token: str = tree.id.about.create_page_preview().token
    return token


def axe_configuration(html: str) -> dict[str, Any]:
    found = re.search(r'id="checker-axe-configuration"[^>]*>(.*?)</script>', html, re.DOTALL)
    assert found
    configuration: dict[str, Any] = json.loads(found[1])
    return configuration


def test_the_frame_gets_the_checker_with_addresses_of_the_cms(
    api: Get, site_tree: SiteTree, settings: Settings
) -> None:
    answer = api("preview_checks/", token=token_of(site_tree))
    html = answer.json()["html"]
    assert "<wagtail-userbar>" in html
    assert f'data-wagtail-userbar-origin="{settings.WAGTAILADMIN_BASE_URL}"' in html
    addresses = re.findall(r'(?:src|href)="([^"#]+)"', html)
    assert addresses
    assert all(re.match(r"(https?:)?//", address) for address in addresses), addresses
    assert answer["Cache-Control"] == "private, no-store"


def test_the_frame_answers_the_cms_and_nobody_else(
    api: Get, site_tree: SiteTree, settings: Settings
) -> None:
    html = api("preview_checks/", token=token_of(site_tree)).json()["html"]
    assert axe_configuration(html)["spec"]["allowedOrigins"] == [settings.WAGTAILADMIN_BASE_URL]


def test_the_editor_listens_to_the_storefront(site_tree: SiteTree, settings: Settings) -> None:
    items: list[Any] = [AccessibilityItem(in_editor=True)]
    check_across_origins(None, items, site_tree.id.home)
    assert items[0].get_axe_configuration(None)["spec"]["allowedOrigins"] == [
        settings.STOREFRONT_URL
    ]
    assert items[0].in_editor


@pytest.mark.parametrize("token", ["", "x", "id=1:1abc:forged", "é", ":", "::", "x" * 10_000])
def test_a_bad_token_is_404(api: Get, site_tree: SiteTree, token: str) -> None:
    answer = api("preview_checks/", token=token)
    assert answer.status_code == 404
    assert answer["Content-Type"].startswith("application/problem+json")
    assert answer["Cache-Control"] == "private, no-store"


def test_an_expired_token_is_404(
    api: Get, site_tree: SiteTree, monkeypatch: pytest.MonkeyPatch
) -> None:
    signed_at = timezone.now().timestamp() - 3601
    with monkeypatch.context() as patched:
        patched.setattr("django.core.signing.time.time", lambda: signed_at)
        token = token_of(site_tree)
    assert api("preview_checks/", token=token).status_code == 404


def test_it_is_only_read(site_tree: SiteTree) -> None:
    assert Client().post("/api/v2/preview_checks/").status_code == 405
