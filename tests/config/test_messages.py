"""Everything that staff and visitors read exists in Indonesian."""

from babel.messages.catalog import Message
from django.utils.translation import gettext, override

from config import messages

STORED = messages.stored()


def texts() -> list[Message]:
    return [message for message in messages.extracted() if message.id]


def is_translated(text: Message) -> bool:
    found = STORED.get(text.id, text.context)
    return found is not None and messages.is_translated(found)


def test_every_text_of_the_sources_is_translated() -> None:
    assert [text.id for text in texts() if not is_translated(text)] == []


def test_the_catalogue_holds_nothing_that_no_source_uses() -> None:
    used = {(text.id, text.context) for text in texts()}
    assert [
        message.id for message in STORED if message.id and (message.id, message.context) not in used
    ] == []


def test_translations_keep_the_placeholders() -> None:
    faults = [(message.id, str(error)) for message in STORED for error in message.check(STORED)]
    assert faults == []


def test_the_compiled_catalogue_is_the_one_django_reads() -> None:
    with override("id"):
        assert gettext("product") == "produk"
