from django import forms
from django.utils.translation import gettext_lazy as _

from fanout.forms.base import ChannelForm
from fanout.forms.fields import AddressesField
from fanout.models import Channel
from fanout.registry import EventType

MAX_RECIPIENTS = 20
_ADDRESS_LENGTH = 254


class EmailForm(ChannelForm):
    kind = Channel.Kind.EMAIL
    description = _("A mail to one or more addresses of your team.")
    own_fields = ["recipients"]

    recipients = AddressesField(
        label=_("Recipients"),
        max_lines=MAX_RECIPIENTS,
        max_line_length=_ADDRESS_LENGTH,
        error_messages={"required": _("Enter at least one recipient.")},
        help_text=_("E-mail addresses, one per line; for more than 20 use a mailing list."),
    )


class PersonForm(ChannelForm):
    """What goes to one person has nothing to subscribe to."""

    own_fields = ["recipients"]

    recipients = forms.EmailField(
        label=_("Answers go to"),
        max_length=_ADDRESS_LENGTH,
        error_messages={"required": _("Enter the address that gets the answers.")},
        help_text=_("The address that people answer to. Tests are sent there too."),
    )

    @classmethod
    def subscribable(cls) -> list[EventType]:
        return []


class SenderForm(PersonForm):
    kind = Channel.Kind.SENDER
    description = _(
        "A mail that thanks whoever sent the partner form, in their language and once a day at "
        "most. Its text is in the settings of the partner form."
    )


class StaffForm(PersonForm):
    kind = Channel.Kind.STAFF
    description = _(
        "A mail to the member of staff whom it concerns, such as whoever is given a lead. It "
        "names no customer."
    )
