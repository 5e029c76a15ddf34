"""Whether a draft is finished. Wagtail saves drafts that are not, and asks only in its form."""

from django.core.exceptions import ValidationError
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from wagtail.blocks import StreamBlockValidationError
from wagtail.fields import StreamField
from wagtail.models import Page


def faults(page: Page) -> str:
    """What keeps the latest draft from being published, for its editor; empty when nothing."""
    draft = page.get_latest_revision_as_object()
    found = []
    try:
        draft.full_clean()
    except ValidationError as error:
        found += _named(draft, error)
    for field in draft._meta.fields:
        if isinstance(field, StreamField):
            found += _stream_faults(field, getattr(draft, field.name))
    return " ".join(found)


def _named(draft: Page, error: ValidationError) -> list[str]:
    return [
        f"{capfirst(draft._meta.get_field(name).verbose_name)}: {' '.join(messages)}"
        if name != "__all__"
        else " ".join(messages)
        for name, messages in error.message_dict.items()
    ]


def _stream_faults(field: StreamField, value: object) -> list[str]:
    try:
        field.stream_block.clean(value)
    except StreamBlockValidationError as error:
        texts = [text for fault in error.non_block_errors.as_data() for text in fault.messages]
        detail = " ".join(texts) or _("A part of it is incomplete.")
        return [f"{capfirst(field.verbose_name)}: {detail}"]
    return []
