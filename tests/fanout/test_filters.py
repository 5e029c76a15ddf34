"""Who hears of what: subscriptions, filters, and messages to the person they are about."""

import pytest

from fanout.filters import admit
from fanout.models import Channel, Delivery, Event
from fanout.outbox import publish
from tests.fanout.conftest import NEWS, PERSONAL, PLACE

pytestmark = pytest.mark.django_db
BANDUNG = {"city": "Bandung", "size": "S"}


def channel(name: str, *, kind: str = "email", **wanted: list[str]) -> Channel:
    filters = {PLACE: wanted} if wanted else {}
    return Channel.objects.create(name=name, kind=kind, recipients="a@example.com", filters=filters)


def told(event: Event) -> set[str]:
    return set(Delivery.objects.filter(event=event).values_list("channel__name", flat=True))


def test_each_channel_hears_of_what_matches_all_its_filters() -> None:
    channel("all")
    channel("here", city=["Cimahi", "Bandung"])
    channel("here and small", city=["Bandung"], size=["S"])
    channel("here and large", city=["Bandung"], size=["L"])
    channel("elsewhere", city=["Medan"])
    event = publish(PLACE, subject="place:1", attributes=BANDUNG)
    assert told(event) == {"all", "here", "here and small"}


def test_what_was_compared_is_not_kept() -> None:
    channel("here", city=["Bandung"])
    event = publish(PLACE, subject="place:1", attributes=BANDUNG)
    event.refresh_from_db()
    assert event.data == {}


def test_filters_of_one_type_leave_others_alone() -> None:
    channel("elsewhere", city=["Medan"])
    assert told(publish(NEWS, subject="news:1")) == {"elsewhere"}


@pytest.mark.parametrize(
    "city",
    ["bandung", " BANDUNG ", "ban dung", "ＢＡＮＤＵＮＧ"],
)
def test_case_blanks_and_unicode_forms_do_not_matter(city: str) -> None:
    assert admit({"city": ["Bandung"]}, {"city": city}) == (city != "ban dung")
    assert admit({"city": ["Kota  Bandung"]}, {"city": "kota\tbandung\n"})


def test_what_an_event_does_not_tell_stops_nothing() -> None:
    channel("here", city=["Bandung"])
    assert told(publish(PLACE, subject="place:1")) == {"here"}
    assert not admit({"city": ["Bandung"]}, {"city": ""})


def test_personal_messages_go_through_confirmations_alone() -> None:
    channel("team")
    channel("thanks", kind="sender")
    channel("colleagues", kind="staff")
    assert told(publish(PERSONAL, subject="place:1")) == {"thanks"}
    assert told(publish(NEWS, subject="place:1")) == {"team"}
