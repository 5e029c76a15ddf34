from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from fanout import chat
from fanout.forms.base import ChannelForm
from fanout.models import Channel


class ChatForm(ChannelForm):
    kind = Channel.Kind.CHAT
    description = _(
        "A short message to a chat of your team: Telegram, Slack, Google Chat, Teams, …"
    )
    own_fields = ["chat_address"]
    secret_name = "chat_address"  # noqa: S105

    chat_address = forms.CharField(
        label=_("Address of the chat"),
        max_length=2000,
        error_messages={"required": _("Enter the address of the chat.")},
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_(
            "The webhook address that Slack, Google Chat, Microsoft Teams (Workflows) or Discord "
            "shows; for Telegram tgram://TOKEN/CHAT. Whoever knows it can write there: it is a "
            "secret."
        ),
    )

    def clean_chat_address(self) -> str:
        address: str = self.cleaned_data["chat_address"]
        if address:
            try:
                chat.target(address)
            except chat.ChatAddressError as error:
                raise ValidationError(str(error)) from None
        return address
