"""Who gets in: sales does, nobody else, whichever door they try."""

from collections.abc import Callable
from urllib.parse import urlencode

import pytest
from django.contrib.auth.models import Group, Permission
from django.test import Client
from django.urls import NoReverseMatch, reverse

from cms.models import User
from lead.models import Lead, LeadExport
from tests.lead.conftest import _BACKEND, Answer, form, member, post
from tests.lead.factories import make_lead

pytestmark = pytest.mark.django_db
INBOX = "/admin/snippets/lead/lead/"
SECRETS = ("Salon Melati", "Ibu Contoh", "81234567890", "812-3456-7890", "ALFA-")

DOORS = [
    "",
    "results/",
    "?export=csv",
    "?export=xlsx",
    "results/?export=csv",
    "export/",
    "export/?id={pk}",
    "add/",
    "edit/{pk}/",
    "delete/{pk}/",
    "copy/{pk}/",
    "usage/{pk}/",
    "history/{pk}/",
    "history-results/{pk}/",
    "inspect/{pk}/",
    "preview/{pk}/",
    "reorder/{pk}/",
    "history/{pk}/revisions/1/view/",
]
OTHER_DOORS = [
    "/admin/snippets/choose/lead/lead/",
    "/admin/snippets/choose/lead/lead/results/",
    "/admin/snippets/choose/lead/lead/chosen/{pk}/",
    "/admin/snippets/choose/lead/lead/chosen-multiple/?id={pk}",
    "/admin/bulk/lead/lead/delete/?id={pk}",
    "/admin/bulk/lead/lead/delete/?id=all",
    "/admin/bulk/lead/lead/follow_up/?id={pk}",
    "/admin/bulk/lead/lead/follow_up/?id=all",
]
#: What a member of *Sales* may not enter either.
PRIVACY_DOORS = [
    "/admin/leads/people/",
    "/admin/leads/people/copy/",
    "/admin/leads/people/print/",
    "/admin/leads/people/erase/",
    "/admin/leads/people/hold/{pk}/",
    "/admin/leads/erasures/",
    "/admin/leads/processing/",
]
EXPORT_DOORS = [
    "/admin/leads/exports/",
    "/admin/leads/exports/1/",
    "/admin/leads/exports/1/progress/",
    "/admin/leads/exports/1/download/",
]
PING = "/admin/editing-sessions/ping/lead/lead/{pk}/1/"
#: What all forms together would need to do their worst.
EVERYTHING = {
    "person": "+6281234567890",
    "confirm": "1",
    "sure": "on",
    "reason": "Alasan",
    "file_format": "csv",
    "columns": ["reference", "phone_whatsapp"],
}
#: Pages that an editor may see; leads must not show up there.
SHARED = [
    "/admin/",
    "/admin/pages/search/?q=Melati",
    "/admin/reports/site-history/",
    "/admin/snippets/",
    "/api/v2/pages/?search=Melati",
    "/api/v2/lead/",
    "/api/v2/leads/",
]


def _is_refused(answer: Answer) -> bool:
    """404, 403, or a redirect away: to the login, or home with a message."""
    away = answer.status_code == 302 and answer.headers["Location"].split("?")[0] in {
        "/admin/",
        "/admin/login/",
    }
    return away or answer.status_code in {403, 404}


def _knock(client: Client, method: str, address: str) -> Answer:
    """With all that forms need, beside what the address says already."""
    if method == "post":
        return client.post(address, EVERYTHING)
    more = urlencode(EVERYTHING, doseq=True)
    return client.get(f"{address}{'&' if '?' in address else '?'}{more}")


def _shows_nothing(answer: Answer) -> bool:
    text = answer.getvalue().decode(errors="replace")
    return not any(secret in text for secret in SECRETS)


@pytest.mark.parametrize("who", ["anonymous", "editor"])
@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize(
    "door",
    [*(f"{INBOX}{door}" for door in DOORS), *OTHER_DOORS, *PRIVACY_DOORS, *EXPORT_DOORS],
)
def test_others_are_refused_at_every_door(
    request: pytest.FixtureRequest, who: str, method: str, door: str
) -> None:
    client = Client() if who == "anonymous" else request.getfixturevalue("editor_client")
    lead = make_lead()
    answer = _knock(client, method, door.format(pk=lead.pk))
    assert _is_refused(answer), (answer.status_code, answer.headers.get("Location"))
    assert _shows_nothing(answer)
    assert Lead.objects.filter(status="new").count() == 1
    assert not LeadExport.objects.exists()


def test_an_editor_cannot_ask_who_works_on_a_lead(editor_client: Client) -> None:
    lead = make_lead()
    assert editor_client.post(PING.format(pk=lead.pk), {}).status_code == 404


@pytest.mark.parametrize("address", SHARED)
def test_leads_do_not_leak_into_what_editors_see(
    editor_client: Client, sales_client: Client, address: str
) -> None:
    lead = make_lead()
    sales_client.post(f"{INBOX}edit/{lead.pk}/", {"status": "won", "owner": "", "note": "x"})
    answer = editor_client.get(address, follow=True)
    text = answer.content.decode()
    assert not any(secret in text for secret in SECRETS[:4])


@pytest.mark.parametrize("door", ["add/", "copy/{pk}/", "delete/{pk}/"])
@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("who", ["sales_client", "admin_client"])
def test_nobody_makes_or_deletes_a_lead_by_hand(
    request: pytest.FixtureRequest, who: str, method: str, door: str
) -> None:
    client = request.getfixturevalue(who)
    lead = make_lead()
    answer = getattr(client, method)(INBOX + door.format(pk=lead.pk), data=form())
    assert answer.status_code == 404
    assert Lead.objects.get() == lead


@pytest.mark.parametrize("who", ["sales_client", "admin_client"])
def test_nobody_deletes_leads_in_bulk(request: pytest.FixtureRequest, who: str) -> None:
    client = request.getfixturevalue(who)
    lead = make_lead()
    for chosen in (lead.pk, "all"):
        answer = client.post(f"/admin/bulk/lead/lead/delete/?id={chosen}")
        assert _is_refused(answer)
    assert Lead.objects.get() == lead


def test_there_is_no_chooser() -> None:
    with pytest.raises(NoReverseMatch):
        reverse("wagtailsnippetchoosers_lead_lead:choose")


@pytest.mark.parametrize("group", ["Marketing", "Marketing lead", "Editor"])
def test_those_who_make_the_website_have_nothing_to_do_with_leads(group: str) -> None:
    make_lead()
    client = Client()
    client.force_login(member("rina", group), backend=_BACKEND)
    for door in (INBOX, f"{INBOX}export/", "/admin/leads/exports/", "/admin/deliveries/"):
        assert _is_refused(client.get(door))
    assert INBOX not in client.get("/admin/").content.decode()


def test_sales_is_allowed_in(sales_client: Client) -> None:
    lead = make_lead()
    for door in ("", "results/", f"edit/{lead.pk}/"):
        assert sales_client.get(INBOX + door).status_code == 200


@pytest.mark.parametrize("who", ["sales_client", "admin_client"])
def test_wagtail_keeps_no_history_of_leads(request: pytest.FixtureRequest, who: str) -> None:
    client = request.getfixturevalue(who)
    lead = make_lead()
    for door in ("history", "history-results"):
        assert client.get(f"{INBOX}{door}/{lead.pk}/").status_code == 404
    assert f"{INBOX}history/" not in client.get(f"{INBOX}edit/{lead.pk}/").content.decode()


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize(
    "door",
    [
        f"{INBOX}?export=csv",
        f"{INBOX}?export=xlsx",
        f"{INBOX}results/?export=csv",
        f"{INBOX}export/",
        f"{INBOX}export/?id={{pk}}",
        *EXPORT_DOORS,
    ],
)
def test_a_seller_may_not_export(
    sales_client: Client, sales_lead_client: Client, method: str, door: str
) -> None:
    lead = make_lead()
    sales_lead_client.post(f"{INBOX}export/", EVERYTHING)
    export = LeadExport.objects.get()
    address = door.replace("/exports/1/", f"/exports/{export.pk}/").format(pk=lead.pk)
    answer = _knock(sales_client, method, address)
    assert _is_refused(answer) or answer.status_code == 405
    assert _shows_nothing(answer)
    assert LeadExport.objects.get() == export


def test_a_seller_is_offered_no_export(sales_client: Client, sales_lead_client: Client) -> None:
    make_lead()
    for address in (INBOX, "/admin/"):
        assert "export" not in sales_client.get(address).content.decode().lower()
        assert "export" in sales_lead_client.get(address).content.decode().lower()


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("door", PRIVACY_DOORS)
def test_a_seller_may_not_look_people_up_or_erase_them(
    sales_client: Client, method: str, door: str
) -> None:
    lead = make_lead()
    answer = _knock(sales_client, method, door.format(pk=lead.pk))
    assert _is_refused(answer)
    assert _shows_nothing(answer)
    assert Lead.objects.get() == lead


def test_a_sales_lead_is_allowed_in(sales_lead_client: Client) -> None:
    make_lead()
    pages = ("leads/people/", "leads/erasures/", "leads/processing/", "leads/exports/")
    for page in (*pages, "snippets/lead/lead/"):
        assert sales_lead_client.get(f"/admin/{page}").status_code == 200
        assert f"/admin/{page}" in sales_lead_client.get("/admin/").content.decode()


def _with_permissions(*codenames: str) -> Client:
    group = Group.objects.create(name="Some")
    group.permissions.add(
        Permission.objects.get(codename="access_admin", content_type__app_label="wagtailadmin"),
        *Permission.objects.filter(codename__in=codenames, content_type__app_label="lead"),
    )
    user = User.objects.create_user("some")
    user.groups.add(group)
    client = Client()
    client.force_login(user, backend=_BACKEND)
    return client


@pytest.mark.parametrize("codenames", [["view_lead"], ["view_lead", "change_lead"]])
def test_seeing_leads_is_not_enough_to_export_them(codenames: list[str]) -> None:
    make_lead()
    client = _with_permissions(*codenames)
    listing = client.get(INBOX)
    assert listing.status_code == 200
    assert "export/" not in listing.content.decode()
    for query in ("?export=csv", "?export=CSV", "results/?export=csv", "export/"):
        answer = client.get(INBOX + query)
        assert _is_refused(answer)
        assert _shows_nothing(answer)
    assert _is_refused(client.post(f"{INBOX}export/", EVERYTHING))
    assert not LeadExport.objects.exists()


def test_exporting_is_not_enough_to_see_the_inbox() -> None:
    make_lead()
    client = _with_permissions("export_lead")
    for door in ("", "?export=csv", "export/"):
        assert _is_refused(client.get(INBOX + door))
    assert _is_refused(client.post(f"{INBOX}export/", EVERYTHING))
    assert not LeadExport.objects.exists()


def test_seeing_is_not_changing() -> None:
    lead = make_lead()
    client = _with_permissions("view_lead")
    for address in (f"{INBOX}edit/{lead.pk}/", f"/admin/bulk/lead/lead/follow_up/?id={lead.pk}"):
        assert _is_refused(client.post(address, {"status": "lost", "owner": "", "note": ""}))
    lead.refresh_from_db()
    assert lead.status == "new"


def test_the_menu_shows_leads_to_sales_and_pages_to_nobody_of_them(
    sales_client: Client, editor_client: Client
) -> None:
    pages = "wagtail.sidebar.PageExplorerMenuItem"
    sales, editor = (
        client.get("/admin/").content.decode() for client in (sales_client, editor_client)
    )
    assert (INBOX in sales, pages in sales) == (True, False)
    assert (INBOX in editor, pages in editor) == (False, True)


def test_the_api_gives_nothing_back(client: Client, send: Callable[..., Answer]) -> None:
    reference = send().json()["reference"]
    for address in (f"/api/public/partner-leads/{reference}/", f"/api/v2/leads/{reference}/"):
        assert client.get(address).status_code == 404
    assert post(client, form(city="")).status_code == 400
