"""Site addresses: what the admin takes, who may change them, and which site a request is for."""

from itertools import product
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.http import HttpRequest
from django.test import Client, RequestFactory
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries, Settings
from wagtail.models import Page, Site
from wagtail.models.sites import get_site_for_hostname

from cms.hosts import addresses_of, site_for_request
from cms.models import SiteAddresses, User
from tests import factories
from tests.site_tree import SiteTree

OWN = {
    "frontend_url": "https://www.second.example",
    "api_url": "https://api.second.example",
    "media_url": "https://media.second.example",
}


@pytest.fixture(autouse=True)
def allowed(settings: Settings) -> None:
    settings.ALLOWED_HOSTS = [*settings.ALLOWED_HOSTS, ".second.example"]


@pytest.fixture
def second(site_tree: SiteTree) -> Site:
    home = factories.HomePageFactory(parent=Page.get_first_root_node(), slug="second")
    return Site.objects.create(hostname="second.example", port=443, root_page=home)


def on(host: str, port: str = "80") -> HttpRequest:
    """A request with this Host header, on this port of ours."""
    return RequestFactory().get("/", headers={"Host": host}, SERVER_PORT=port)


def faults(site: Site, **values: str) -> dict[str, list[str]]:
    try:
        SiteAddresses(site=site, **values).full_clean()
    except ValidationError as error:
        return error.message_dict
    return {}


def test_empty_addresses_follow_the_installation(site_tree: SiteTree, settings: Settings) -> None:
    settings.MEDIA_ORIGIN = "https://media.example.com"
    addresses = addresses_of(site_tree.site.pk, on("localhost"))
    assert addresses.frontend == settings.STOREFRONT_URL
    assert (addresses.api, addresses.media) == (
        settings.WAGTAILAPI_BASE_URL,
        "https://media.example.com",
    )


def test_a_further_site_without_a_frontend_uses_its_host_name(second: Site) -> None:
    assert addresses_of(second.pk, on("localhost")).frontend == "https://second.example"


def test_addresses_are_kept_as_browsers_write_them(second: Site) -> None:
    addresses = SiteAddresses(site=second, api_url="HTTPS://API.second.example:443/")
    addresses.full_clean()
    assert addresses.api_url == "https://api.second.example"


@pytest.mark.parametrize("name", OWN)
@pytest.mark.parametrize(
    "value", ["www.second.example", "https://www.second.example/x", "https://a b", "javascript:1"]
)
def test_what_is_no_origin_is_refused(second: Site, name: str, value: str) -> None:
    assert list(faults(second, **{name: value})) == [name]


@pytest.mark.parametrize("name", ["frontend_url", "api_url"])
def test_two_sites_do_not_share_an_address(site_tree: SiteTree, second: Site, name: str) -> None:
    SiteAddresses.objects.create(site=site_tree.site, **OWN)
    assert list(faults(second, **{name: OWN[name]})) == [name]
    with pytest.raises(IntegrityError):
        SiteAddresses.objects.create(site=second, **{name: OWN[name]})


def test_two_sites_do_share_a_media_host(site_tree: SiteTree, second: Site) -> None:
    SiteAddresses.objects.create(site=site_tree.site, media_url=OWN["media_url"])
    assert faults(second, media_url=OWN["media_url"]) == {}


def test_a_further_site_does_not_take_the_installations_addresses(
    second: Site, settings: Settings
) -> None:
    taken = {"frontend_url": settings.STOREFRONT_URL, "api_url": settings.WAGTAILAPI_BASE_URL}
    assert set(faults(second, **taken)) == set(taken)


def test_the_default_site_may_spell_the_installations_addresses_out(
    site_tree: SiteTree, settings: Settings
) -> None:
    own = {"frontend_url": settings.STOREFRONT_URL, "api_url": settings.WAGTAILAPI_BASE_URL}
    assert faults(site_tree.site, **own) == {}


def test_an_api_differs_in_more_than_its_scheme(site_tree: SiteTree, second: Site) -> None:
    """Behind a proxy a request tells its host alone."""
    SiteAddresses.objects.create(site=site_tree.site, api_url="https://api.second.example")
    assert list(faults(second, api_url="http://api.second.example")) == ["api_url"]


def test_an_api_on_a_host_that_is_not_allowed_is_refused_with_what_to_do(second: Site) -> None:
    message = faults(second, api_url="https://api.third.example")["api_url"]
    assert "ALLOWED_HOSTS" in message[0]
    assert "api.third.example" in message[0]


def test_a_request_is_for_the_site_whose_api_it_came_to(site_tree: SiteTree, second: Site) -> None:
    SiteAddresses.objects.create(site=second, api_url="https://api.second.example")
    for host in ("api.second.example", "API.second.example", "api.second.example:443"):
        assert site_for_request(on(host)) == second
    for host in ("api.second.example:8443", "api.second.example.evil.example", "localhost", ""):
        assert site_for_request(on(host)) == site_tree.site


def test_an_api_is_known_by_its_port_too(site_tree: SiteTree, second: Site) -> None:
    SiteAddresses.objects.create(site=site_tree.site, api_url="http://localhost:8001")
    SiteAddresses.objects.create(site=second, api_url="http://localhost:8002")
    assert site_for_request(on("localhost:8002")) == second
    assert site_for_request(on("localhost:8001")) == site_tree.site


def test_a_host_that_two_sites_name_is_the_default_sites(site_tree: SiteTree, second: Site) -> None:
    SiteAddresses.objects.create(site=site_tree.site, api_url="http://api.second.example")
    SiteAddresses.objects.create(site=second, api_url="https://api.second.example")
    assert site_for_request(on("api.second.example")) == site_tree.site


@pytest.mark.parametrize("has_default", [True, False], ids=["default", "no default"])
def test_other_hosts_are_found_as_wagtail_finds_them(
    site_tree: SiteTree, second: Site, has_default: bool
) -> None:
    Site.objects.filter(pk=site_tree.site.pk).update(is_default_site=has_default)
    for hostname, number in [("a.example", 80), ("b.example", 80), ("b.example", 81)]:
        Site.objects.create(hostname=hostname, port=number, root_page=second.root_page)
    names = ["a.example", "b.example", "second.example", "localhost", "nobody.example"]
    for name, port in product(names, ["80", "81", "443", "3000"]):
        try:
            expected = get_site_for_hostname(name, port)
        except Site.DoesNotExist:
            expected = None
        assert site_for_request(on(name, port)) == expected, (name, port)


def test_the_sites_are_read_once_per_request(
    second: Site, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    request = on("localhost")
    with django_assert_num_queries(1):
        site_for_request(request)
        addresses_of(second.pk, request)


def address_form(site: Site) -> str:
    return reverse("wagtailsettings:edit", args=["cms", "siteaddresses", site.pk])


def test_an_administrator_changes_the_addresses(second: Site) -> None:
    client = Client()
    client.force_login(User.objects.create_superuser("root", "root@example.org", "x"))
    assert client.post(address_form(second), OWN).status_code == 302
    assert SiteAddresses.objects.filter(site=second, **OWN).exists()
    refused: Any = client.post(address_form(second), {**OWN, "api_url": "https://third.example"})
    assert refused.status_code == 200
    assert "ALLOWED_HOSTS" in refused.content.decode()


@pytest.mark.parametrize("method", ["get", "post"])
def test_marketing_is_refused(marketing_client: Client, second: Site, method: str) -> None:
    """A wrong address takes a site down."""
    answer = getattr(marketing_client, method)(address_form(second), OWN)
    assert (answer.status_code, answer.headers["Location"]) == (302, reverse("wagtailadmin_home"))
    assert not SiteAddresses.objects.exclude(api_url="").exists()


def frames(client: Client, address: str) -> list[str]:
    policy = client.get(address).headers["Content-Security-Policy"]
    rule = next(rule for rule in policy.split("; ") if rule.startswith("frame-src"))
    return rule.split()


def test_the_admin_shows_previews_of_every_sites_frontend(
    marketing_client: Client, second: Site, settings: Settings
) -> None:
    SiteAddresses.objects.create(site=second, **OWN)
    home = reverse("wagtailadmin_home")
    assert {settings.STOREFRONT_URL, OWN["frontend_url"]} <= set(frames(marketing_client, home))
    SiteAddresses.objects.update(frontend_url="https://new.second.example")
    assert "https://new.second.example" in frames(marketing_client, home)
    assert OWN["frontend_url"] not in frames(marketing_client, home)


def test_strangers_do_not_learn_the_other_sites(second: Site) -> None:
    SiteAddresses.objects.create(site=second, **OWN)
    assert OWN["frontend_url"] not in frames(Client(), reverse("wagtailadmin_login"))


def test_a_preview_opens_in_the_pages_own_frontend(second: Site) -> None:
    SiteAddresses.objects.create(site=second, **OWN)
    page = second.root_page.specific
    preview: Any = page.serve_preview(on("localhost"), "")
    assert preview.headers["Location"].startswith(f"{OWN['frontend_url']}/preview/?")


@pytest.mark.parametrize("host", ["api.second.example", "second.example"])
def test_a_visit_on_the_cms_leads_to_the_sites_own_frontend(second: Site, host: str) -> None:
    SiteAddresses.objects.create(site=second, **OWN)
    answer = Client().get("/", headers={"Host": host})
    assert (answer.status_code, answer.headers["Location"]) == (302, f"{OWN['frontend_url']}/")
