import re
from itertools import pairwise

import httpx
import pytest

from tests.storefront import content
from tests.storefront.conftest import StartStorefront
from tests.storefront.fake_api import FakeApi

EVERY_PAGE = [page["meta"]["path"] for page in content.standard_pages()]


def headings(html: str) -> list[int]:
    return [int(level) for level in re.findall(r"<h([1-6])", html)]


def test_every_page_is_shown_in_its_language_with_one_main_heading(
    storefront: httpx.Client,
) -> None:
    for path in EVERY_PAGE:
        answer = storefront.get(path)
        assert answer.status_code == 200, path
        assert f'<html lang="{"en" if path.startswith("/en/") else "id"}">' in answer.text
        assert headings(answer.text).count(1) == 1, path


def test_headings_skip_no_level(storefront: httpx.Client) -> None:
    for path in EVERY_PAGE:
        levels = headings(storefront.get(path).text)
        assert all(after <= before + 1 for before, after in pairwise(levels)), path


def test_no_page_needs_inline_script_or_style(storefront: httpx.Client) -> None:
    for path in EVERY_PAGE:
        html = storefront.get(path).text
        scripts = re.findall(r"<script\b([^>]*)>", html)
        assert all("src=" in script or "application/ld+json" in script for script in scripts)
        assert not re.search(r"\sstyle=|<style|\son\w+=", html), path


def test_home_shows_both_calls_to_action_brands_pillars_and_events(
    storefront: httpx.Client,
) -> None:
    html = storefront.get("/").text
    for text in ("Jelajahi Produk", "Jadi Mitra", "Maison Lumière", "Edukasi", "Kelas pewarnaan"):
        assert text in html
    assert 'href="/produk/?category=perawatan"' in html


def test_a_product_shows_what_a_professional_asks_and_no_price(storefront: httpx.Client) -> None:
    html = storefront.get("/produk/serum-kilau/").text
    for text in (
        *("Maison Lumière", "Perawatan", "Menutup kutikula", "Setelah pewarnaan"),
        *("Ratakan dua tetes", "Bebas <b>silikon</b>", "100 ml", "117 kB", "Tersedia pelatihan"),
    ):
        assert text in html
    assert "https://wa.me/6281211112222?text=Halo%20Serum%20Kilau" in html
    assert not re.search(r"\bRp\b|price", html)


def test_pictures_offer_small_modern_files_and_keep_their_place(storefront: httpx.Client) -> None:
    html = storefront.get("/produk/serum-kilau/").text
    assert '<source type="image/avif" srcset="https://cms.example.com/media/serum-480.avif' in html
    assert 'width="1600" height="2000" fetchpriority="high"' in html
    assert "focus-x-3 focus-y-7" in html


def test_missing_pictures_get_a_panel(api: FakeApi, storefront: httpx.Client) -> None:
    api.page("/produk/serum-kilau/")["gallery"] = []
    api.page("/")["hero_image"] = None
    api.products = [content.product(gallery=[])]
    for path in ("/produk/serum-kilau/", "/", "/produk/"):
        assert 'class="panel"' in storefront.get(path).text


def test_an_answer_without_optional_fields_still_makes_a_page(
    api: FakeApi, storefront: httpx.Client
) -> None:
    for page in api.pages.values():
        for name in set(page) - {"id", "title", "meta"}:
            del page[name]
        page["meta"] = {key: page["meta"][key] for key in ("type", "path")}
    api.site_changes = {"menus": {}, "partner_form": {}, "contact": {}, "whatsapp": {}}
    for path in EVERY_PAGE:
        assert storefront.get(path).status_code == 200, path


def test_a_page_type_that_is_not_known_yet_is_shown_as_text(
    api: FakeApi, storefront: httpx.Client
) -> None:
    api.pages["/baru/"] = content.page("CampaignPage", "Kampanye", "/baru/", "/en/new/")
    assert "<h1>Kampanye</h1>" in storefront.get("/baru/").text


def test_an_event_shows_when_and_where_and_its_call_to_action(storefront: httpx.Client) -> None:
    html = storefront.get("/edukasi/kelas/").text
    assert "Sabtu, 5 Desember 2026, 09.00–16.00 WIB" in html
    assert "Studio Alfa, Bandung" in html
    assert "https://wa.me/6281211112222?text=Halo%20kelas" in html


def test_a_past_event_asks_nobody_to_register(api: FakeApi, storefront: httpx.Client) -> None:
    api.pages["/edukasi/kelas/"] = content.event(is_past=True)
    html = storefront.get("/edukasi/kelas/").text
    assert "Acara ini telah berlalu" in html
    assert "Daftar lewat WhatsApp" not in html


def test_education_lists_upcoming_events_articles_and_past_events(
    api: FakeApi, storefront: httpx.Client
) -> None:
    api.past_events = [content.event("Seminar lama", is_past=True)]
    html = storefront.get("/edukasi/").text
    assert html.index("Kelas pewarnaan") < html.index("Merawat warna") < html.index("Seminar lama")


def test_an_article_shows_every_kind_of_block(storefront: httpx.Client) -> None:
    html = storefront.get("/edukasi/merawat-warna/").text
    for part in ("<h2>Mulai dari air</h2>", "<b>hangat</b>", 'alt="Air"', "<blockquote>"):
        assert part in html


def test_contact_shows_address_mail_and_number(storefront: httpx.Client) -> None:
    html = storefront.get("/kontak/").text
    for text in ("Jalan Contoh 1", "mailto:halo@example.com", "+62 812-1111-2222"):
        assert text in html


def test_the_partner_form_has_every_field_labelled(api: FakeApi, storefront: httpx.Client) -> None:
    html = storefront.get("/kemitraan/").text
    names = set(re.findall(r'<(?:input|select|textarea) id="(\w+)" name="\1"', html))
    names |= set(re.findall(r'<input id="(consent)"', html))
    assert names == {
        *("business_name", "contact_name", "phone_whatsapp", "city", "salon_type", "consent"),
        *("chair_count", "specialization", "current_brands_used", "monthly_spend_range"),
        *("email", "preferred_contact", "message", "extra_note"),
    }
    for name in names - {"consent"}:
        assert f'<label for="{name}"' in html
    assert f'data-submit-url="{api.url}/api/public/partner-leads/"' in html
    assert "<noscript>" in html


def test_the_trap_for_robots_is_out_of_reach_of_people_and_autofill(
    storefront: httpx.Client,
) -> None:
    html = storefront.get("/kemitraan/").text
    trap = re.search(r'<div class="trap" aria-hidden="true">(.*?)</div>', html, re.DOTALL)
    assert trap
    for part in ('data-api-name="company"', 'tabindex="-1"', 'autocomplete="off"'):
        assert part in trap[1]
    assert not re.search(r'(?:id|for| name)="company"', html)
    script = re.search(r'src="([^"]*partner-form[^"]*)"', html)
    assert script
    assert "field.dataset.apiName || field.name" in storefront.get(script[1]).text


def test_a_closed_form_points_to_whatsapp(api: FakeApi, storefront: httpx.Client) -> None:
    api.site_changes = {"partner_form": {}}
    html = storefront.get("/kemitraan/").text
    assert "Formulir sedang tidak tersedia" in html
    assert "<form" not in html


def test_menus_that_nobody_filled_yet_list_the_standard_pages(
    api: FakeApi, storefront: httpx.Client
) -> None:
    api.site_changes = {"menus": {"header": [], "footer": [], "legal": []}}
    html = storefront.get("/en/").text
    for name, path in (("Products", "/en/products/"), ("Terms of use", "/en/terms/")):
        assert f'<a href="{path}">{name}</a>' in html


def test_an_unknown_path_is_a_friendly_404_with_a_way_home(storefront: httpx.Client) -> None:
    for path, home in (("/tidak-ada/", "/"), ("/en/nothing/", "/en/")):
        answer = storefront.get(path)
        assert answer.status_code == 404
        assert f'class="button button-primary" href="{home}"' in answer.text


def test_the_api_is_not_asked_about_paths_that_no_page_can_have(
    api: FakeApi, storefront: httpx.Client
) -> None:
    for path in ("//evil.example/", f"/{'x' * 2000}/", "/a%00b/"):
        assert storefront.get(f"{storefront.base_url}".rstrip("/") + path).status_code == 404
    assert not [path for path, _status in api.answered if "resolve" in path]


@pytest.mark.parametrize(("status", "location"), [(301, "/produk/"), (302, "https://x.example/")])
def test_a_redirect_is_followed_with_its_status(
    api: FakeApi, storefront: httpx.Client, status: int, location: str
) -> None:
    api.redirects["/lama/"] = {"status": status, "location": location}
    answer = storefront.get("/lama/")
    assert (answer.status_code, answer.headers["Location"]) == (status, location)


def test_a_redirect_to_a_script_is_not_followed(api: FakeApi, storefront: httpx.Client) -> None:
    api.redirects["/lama/"] = {"status": 301, "location": "javascript:alert(1)"}
    assert storefront.get("/lama/").status_code == 404


def test_a_missing_slash_leads_to_the_page(storefront: httpx.Client) -> None:
    answer = storefront.get("/produk?brand=lumiere")
    assert (answer.status_code, answer.headers["Location"]) == (301, "/produk/?brand=lumiere")


def test_publishing_shows_on_the_next_load(api: FakeApi, storefront: httpx.Client) -> None:
    assert "Serum Baru" not in storefront.get("/produk/serum-kilau/").text
    api.page("/produk/serum-kilau/")["title"] = "Serum Baru"
    assert "Serum Baru" in storefront.get("/produk/serum-kilau/").text


def test_an_unchanged_page_costs_neither_api_nor_browser_a_second_copy(
    api: FakeApi, storefront: httpx.Client
) -> None:
    first = storefront.get("/")
    api.answered.clear()
    again = storefront.get("/", headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304
    assert {status for _path, status in api.answered} == {304}


def test_a_private_api_address_still_looks_public_to_the_cms(
    api: FakeApi, start_storefront: StartStorefront
) -> None:
    storefront = start_storefront(cms_url="https://cms.example.com", api_url=api.url)
    assert storefront.get("/").status_code == 200
    headers = api.requests[-1].headers
    assert (headers["Host"], headers["X-Forwarded-Proto"]) == ("cms.example.com", "https")
