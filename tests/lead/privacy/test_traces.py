"""Marked data goes through everything there is. Nothing but the lead itself holds it, and after
an erasure nothing does.
"""

import io
import json
import logging
import pickle
import re
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from email import message_from_bytes, policy
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
import redis
from django.conf import settings
from django.contrib.sessions.models import Session
from django.core import mail
from django.core.cache.backends.filebased import FileBasedCache
from django.db import IntegrityError, connection
from django.test import Client

from cms.models import User
from config.mail import EmlFileBackend
from config.spreadsheets import save_xlsx
from fanout.deliver import deliver
from fanout.hints import HintPublisher
from fanout.models import Channel, Delivery
from frontend_bridge.models import ActionCount
from frontend_bridge.telemetry import gathering
from frontend_bridge.telemetry.models import Action
from lead.api import views
from lead.inbox.views import LeadIndexView
from lead.models import Lead
from lead.privacy.reapplying import reapply
from tests.fanout.conftest import webhook
from tests.fanout.receivers import receiver
from tests.fanout.test_chat import channel_to, mattermost
from tests.frontend_bridge.telemetry.conftest import SITE, beacon, entry
from tests.frontend_bridge.telemetry.conftest import URL as TELEMETRY
from tests.lead.conftest import _BACKEND, URL, form, member, post
from tests.lead.export.files import INBOX, exported
from tests.lead.inbox import confirm

PHONE = "0811-7777-3333"
#: No word or number of these stands anywhere else in the world.
MARKED = {
    "business_name": "Zqxbisnis Mawar",
    "contact_name": "Ibu Zqxkontak",
    "phone_whatsapp": PHONE,
    "email": "zqxsurat@example.com",
    "city": "Zqxkota",
    "message": "Zqxpesan yang cukup panjang untuk dikenali",
    "specialization": "zqxkhusus",
    "current_brands_used": "zqxmerek",
    "page_url_initial": "https://www.example.com/?m=zqxawal",
    "page_url_current": "https://www.example.com/?m=zqxkini",
}
NOTE = "Zqxcatatan tentang 0811 7777 3333"
MARK = re.compile(rb"zqx|811\W{0,3}7777\W{0,3}3333", re.IGNORECASE)
#: The lead's own: what was sent, and what sales wrote about it.
OWN_TABLES = {"lead_lead", "lead_leadactivity"}
PEOPLE = "/admin/leads/people/"
PAGE_URLS = ("page_url_initial", "page_url_current")
TOKEN = "a-token-of-sixteen-letters"


@pytest.fixture
def log() -> Iterator[StringIO]:
    """Everything that is logged, as it would be written."""
    root = logging.getLogger()
    written = StringIO()
    handler = logging.StreamHandler(written)
    handler.setFormatter(root.handlers[0].formatter)
    django_server = logging.getLogger("django.server")
    for logger in (root, django_server):
        logger.addHandler(handler)
    yield written
    for logger in (root, django_server):
        logger.removeHandler(handler)


@pytest.fixture
def leader(committed: str) -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(member("lestari", "Sales lead"), backend=_BACKEND)
    return client


def tables(*, without: set[str]) -> Iterator[tuple[str, bytes]]:
    with connection.cursor() as cursor:
        names = set(connection.introspection.table_names(cursor)) - without
        for name in sorted(names):
            cursor.execute(f'SELECT * FROM "{name}"')  # noqa: S608  # names come from the database
            yield name, repr(cursor.fetchall()).encode()
    for session in Session.objects.all():  # compressed in its table
        yield "sessions, unpacked", repr(session.get_decoded()).encode()


def files(*folders: Path) -> Iterator[tuple[str, bytes]]:
    for folder in folders:
        for path in [folder, *folder.rglob("*")]:
            if path.is_file() and ".sqlite3" not in path.name:
                yield str(path), unpacked(path) + path.name.encode()


def unpacked(path: Path) -> bytes:
    """What a file holds, in whichever form it was packed."""
    content = path.read_bytes()
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as archive:
            return content + b"".join(map(archive.read, archive.namelist()))
    if path.suffix == ".djcache":  # when it ends, then the value, deflated
        packed = io.BytesIO(content)
        pickle.load(packed)  # noqa: S301  # our own
        return content + zlib.decompress(packed.read())
    if path.suffix == ".eml":
        mail = message_from_bytes(content, policy=policy.default)
        texts = [part.get_content() for part in mail.walk() if not part.is_multipart()]
        return content + repr([*mail.values(), *texts]).encode()
    return content


def in_redis() -> Iterator[tuple[str, bytes]]:
    """Cache, counters and broker of the big sizes."""
    if not settings.ENV.redis_url:
        return
    with redis.Redis.from_url(settings.ENV.redis_url) as client:
        for key in client.scan_iter():
            yield repr(key), key + (client.dump(key) or b"")


def holding(*places: Iterator[tuple[str, bytes]]) -> list[str]:
    """Where a mark was found; an empty place is searched too."""
    return [name for place in places for name, content in place if MARK.search(content)]


def everywhere(*, without: set[str]) -> list[str]:
    """In tables, below VAR_DIR, beside the exports and in Redis.

    Save in the lead's own, and then where it is meant to be: exports, and mails on their way.
    """
    temporary = Path(tempfile.gettempdir())
    places = [Path(settings.VAR_DIR), temporary, Path(settings.EXPORT_DIR).parent]
    searched = {
        path
        for place in places
        for path in place.iterdir()
        # Also where other tests' files are.
        if path != temporary and path.name != "locale" and not path.name.startswith("pytest-of-")
    }
    own = {Path(settings.EXPORT_DIR), Path(settings.EMAIL_FILE_PATH)} if without else set()
    return holding(tables(without=without), files(*(searched - own)), in_redis())


def send_forms(client: Client, monkeypatch: pytest.MonkeyPatch) -> list[bytes]:
    """Taken, repeated, refused in every way, and failing; returns what was answered."""
    taken = form(**MARKED)
    answers = [
        post(client, taken, key="one"),
        post(client, taken, key="one"),
        post(client, {**taken, "message": "Zqxlain"}, key="one"),
        post(client, form(**{**MARKED, "phone_whatsapp": "zqx"})),
        post(client, {**taken, "zqxfield": "zqx"}),
        post(client, b'{"zqx": '),
        post(client, taken, key="zqx zqx"),
        post(client, taken, **{"content-type": "text/zqx"}),
        post(client, form(**{**MARKED, "company": "zqx"})),
    ]
    for failure in (RuntimeError, IntegrityError):
        with monkeypatch.context() as patch:
            patch.setattr(views, "receive", _failing(failure))
            # By hand: `post` holds every answer against the contract, which knows no 500.
            failed = client.post(URL, json.dumps(taken), content_type="application/json")
            answers.append(failed)
    statuses = [answer.status_code for answer in answers]
    assert statuses == [201, 201, 422, 400, 400, 400, 400, 415, 201, 500, 503]
    return [_without_links(answer.content) for answer in answers]


def _failing(kind: type[Exception]) -> Callable[..., Any]:
    def fail(*_args: Any) -> None:
        raise kind(f"DETAIL: Failing row contains ({MARKED})")

    return fail


def _without_links(content: bytes) -> bytes:
    """A refusal quotes the field's own name back to its sender, and nobody else."""
    return content.replace(b"zqxfield", b"")


def work_in_the_inbox(client: Client, lead: Lead) -> None:
    edit = f"{INBOX}edit/{lead.pk}/"
    assert client.get(f"{INBOX}?q=Zqxkontak").status_code == 200
    assert client.get(edit).status_code == 200
    saved = client.post(edit, {"status": "contacted", "owner": "", "note": NOTE, "seen": 0})
    assert saved.status_code == 302, saved.content.decode()
    assert client.get("/admin/reports/site-history/").status_code in {200, 302}


def give_to(colleague: User, client: Client, lead: Lead) -> None:
    """One of a colleague's many, who is told by mail; and somebody calls the customer."""
    confirm(client, "follow_up", f"id={lead.pk}", owner=colleague.pk)
    lead.refresh_from_db()
    assert lead.owner == colleague
    (told,) = Delivery.objects.filter(channel__kind="staff", state="PENDING")
    deliver(told.pk)
    told.refresh_from_db()
    assert told.state == Delivery.State.SUCCEEDED
    for kind in ("whatsapp", "call", "email"):
        answer = client.post(f"{INBOX}log_contact/{lead.pk}/", {"kind": kind})
        assert answer.status_code == 204


def send_beacons(client: Client) -> list[bytes]:
    """Of a visitor whose page's address says who they are: counted, and refused."""
    clicks = [entry(name, number) for number, name in enumerate(Action.values)]
    marked = dict.fromkeys(PAGE_URLS, f"{SITE}/zqxhalaman/?m=zqx#zqx")
    sent = [
        beacon(entry("LCP"), *clicks, **marked),
        beacon(**marked, page_type="zqx"),
        beacon(entry("LCP", value="zqx"), **marked),
    ]
    answers = [
        client.post(
            TELEMETRY, json.dumps(body), content_type="text/plain", headers={"origin": SITE}
        )
        for body in sent
    ]
    assert [answer.status_code for answer in answers] == [204, 400, 400]
    gathering.counters.flush()
    assert ActionCount.objects.count() == len(clicks)
    return [answer.content for answer in answers]


def hand_out(client: Client) -> None:
    for door in ("", "copy/", "print/", "erase/"):
        answer = client.post(f"{PEOPLE}{door}", {"person": PHONE})
        assert answer.status_code == 200
    assert client.post(PEOPLE, {"person": "zqx"}).status_code == 422


def shown_elsewhere(client: Client, monkeypatch: pytest.MonkeyPatch) -> list[bytes]:
    """The metrics, and the page of an error whose message is full of marks."""
    metrics = client.get("/metrics", headers={"authorization": f"Bearer {TOKEN}"})
    assert metrics.status_code == 200
    with monkeypatch.context() as patch:
        patch.setattr(LeadIndexView, "get_base_queryset", _failing(RuntimeError))
        failed = client.get(f"{INBOX}?q=Zqxkontak", headers={"accept": "text/html"})
    assert failed.status_code == 500
    assert "text/html" in failed.headers["Content-Type"]
    return [metrics.content, failed.content]


def test_the_search_sees_through_what_packs(tmp_path: Path, monkeypatch: Any) -> None:
    """Else it could not fail where it matters."""
    marked = "zqx" * 20
    monkeypatch.setattr(settings, "EMAIL_FILE_PATH", tmp_path / "mail")
    message = mail.EmailMessage("Halo", f"💇 {marked}", "a@example.com", ["b@example.com"])
    EmlFileBackend().send_messages([message])
    with (tmp_path / "sheet.xlsx").open("wb") as file:
        save_xlsx({"Leads": [[marked]]}, file)
    FileBasedCache(str(tmp_path / "cache"), {}).set("key", marked)
    assert len(holding(files(tmp_path))) == 3


def test_marked_data_stays_in_the_lead_and_goes_with_it(
    committed: str,
    leader: Client,
    log: StringIO,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    visitor = Client(raise_request_exception=False)
    monkeypatch.setattr(settings, "METRICS_TOKEN", TOKEN)
    monkeypatch.setattr(settings, "EMAIL_BACKEND", "config.mail.EmlFileBackend")
    monkeypatch.setattr(settings, "EMAIL_FILE_PATH", tmp_path / "mail")
    Channel.objects.create(name="Mail", kind="email", recipients="sales@example.com")
    Channel.objects.create(name="Tasks", kind="staff", recipients="boss@example.com")
    colleague = member("tono", "Sales")
    monkeypatch.setattr(settings, "WEBHOOK_ALLOWED_HOSTS", ["127.0.0.1"])
    with receiver(200) as healthy, receiver(500) as sick, receiver(200) as room:
        channel_to(mattermost(room.url))
        Channel.objects.filter(pk=webhook(sick.url).pk).update(name="Sick")
        webhook(healthy.url)
        answered = send_forms(visitor, monkeypatch)
        answered += send_beacons(visitor)
        assert not [content for content in answered if MARK.search(content)]
        HintPublisher().publish(list(Delivery.objects.values_list("pk", flat=True)))
        for delivery in Delivery.objects.all():
            deliver(delivery.pk)
        for told in (healthy, room):
            assert any(MARK.search(request.body) for request in told.requests)
        assert holding(files(tmp_path / "mail"))

        lead = Lead.objects.get(business_name="Zqxbisnis Mawar", status="new")
        work_in_the_inbox(leader, lead)
        before = holding(files(tmp_path / "mail"))
        give_to(colleague, leader, lead)
        assert holding(files(tmp_path / "mail")) == before, "the new owner's mail names nobody"
        for file_format in ("csv", "xlsx"):
            exported(leader, "q=Zqxkontak&show=", file_format=file_format)
        hand_out(leader)
        leader.get("/admin/leads/exports/")
        shown = shown_elsewhere(leader, monkeypatch)
        assert not [content for content in shown if MARK.search(content)]

        assert everywhere(without=OWN_TABLES) == []
        assert holding(tables(without=set()))
        assert len(holding(files(Path(settings.EXPORT_DIR)))) == len(("csv", "xlsx"))

        answer = leader.post(f"{PEOPLE}erase/", {"person": PHONE, "confirm": "1", "sure": "on"})
        assert answer.status_code == 200
        for delivery in Delivery.objects.unclaimed():
            deliver(delivery.pk)
        leader.get("/admin/leads/erasures/")
        assert not reapply({}).leads

    assert everywhere(without=set()) == []
    assert "lead_refused" in log.getvalue()
    assert "person_erased" in log.getvalue()
    assert MARK.findall(log.getvalue().encode()) == []
    assert not User.objects.filter(username__icontains="zqx").exists()
