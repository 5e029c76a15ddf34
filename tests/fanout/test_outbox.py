import pytest
from django.db import connection, transaction

from fanout import registry
from fanout.models import Channel, Delivery, Event
from fanout.outbox import TransactionRequiredError, publish
from tests.fanout.conftest import NEWS, render_news


@pytest.mark.django_db
def test_event_goes_to_every_active_subscribed_channel() -> None:
    wanting = Channel.objects.create(name="All")
    chosen = Channel.objects.create(name="News only", event_types=[NEWS])
    paused = Channel.objects.create(name="Paused")
    paused.pause(Channel.PauseReason.BY_HAND)
    Channel.objects.create(name="Inactive", is_active=False)
    Channel.objects.create(name="Other news", event_types=["other"])
    publish(NEWS, subject="lead:1", data={"a": 1})
    deliveries = Delivery.objects.for_subject("lead:1")
    assert {delivery.channel for delivery in deliveries} == {wanting, chosen, paused}
    assert {delivery.get_state_display() for delivery in deliveries}
    assert len({delivery.msg_id for delivery in deliveries}) == 3


@pytest.mark.django_db
def test_publishing_costs_three_statements_and_a_notification(
    django_assert_num_queries: object,
) -> None:
    for number in range(5):
        Channel.objects.create(name=f"Channel {number}")
    notification = 1 if connection.vendor == "postgresql" else 0
    with django_assert_num_queries(3 + notification):  # type: ignore[operator]
        publish(NEWS, subject="lead:1")


@pytest.mark.django_db
def test_unknown_event_type_is_refused() -> None:
    with pytest.raises(LookupError, match=r"no\.such"):
        publish("no.such", subject="lead:1")
    assert not Event.objects.exists()


def test_second_registration_of_a_type_is_refused() -> None:
    with pytest.raises(ValueError, match="registered already"):
        registry.register(registry.EventType(NEWS, "Again", render_news))


def test_publishing_outside_a_transaction_is_refused(committed: str) -> None:
    with pytest.raises(TransactionRequiredError):
        publish(NEWS, subject="lead:1")
    assert not Event.objects.exists()


def test_announcement_disappears_with_the_fact(committed: str) -> None:
    Channel.objects.create(name="All")
    with transaction.atomic():
        publish(NEWS, subject="lead:1")
        transaction.set_rollback(True)
    assert not Delivery.objects.exists()
