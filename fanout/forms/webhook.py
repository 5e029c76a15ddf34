import base64
import binascii
import secrets
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from config.http import is_public
from fanout.forms.base import ChannelForm
from fanout.models import Channel

#: Bytes of a signing secret: what the Standard Webhooks specification allows.
SECRET_BYTES = range(24, 65)


def new_secret() -> str:
    """A random signing secret as receivers expect to get it."""
    return "whsec_" + base64.b64encode(secrets.token_bytes(32)).decode()


def validate_secret(value: str) -> None:
    try:
        key = base64.b64decode(value.removeprefix("whsec_"), validate=True)
    except (binascii.Error, ValueError):
        key = b""
    if len(key) not in SECRET_BYTES:
        raise ValidationError(
            _("Enter “whsec_” followed by 24 to 64 bytes in base64, as the receiver shows it.")
        )


def validate_webhook_url(url: str) -> None:
    """HTTPS to a public host; hosts in ``settings.WEBHOOK_ALLOWED_HOSTS`` may be anything."""
    parts = urlsplit(url)
    host = (parts.hostname or "").lower()
    if host in settings.WEBHOOK_ALLOWED_HOSTS:
        return
    if parts.scheme != "https":
        raise ValidationError(_("The address must start with https://."))
    if parts.username or parts.password:
        raise ValidationError(_("Leave user name and password out of the address."))
    if not _may_be_public(host):
        raise ValidationError(_("The address must be reachable on the public Internet."))


def _may_be_public(host: str) -> bool:
    """False for literal addresses of private networks; names are checked when connecting."""
    try:
        return is_public(ip_address(host))
    except ValueError:
        return "." in host


class WebhookForm(ChannelForm):
    kind = Channel.Kind.WEBHOOK
    description = _("A signed JSON message to another system, such as a CRM (Standard Webhooks).")
    own_fields = ["url", "secret"]
    secret_name = "secret"  # noqa: S105

    url = forms.URLField(
        label=_("Address"),
        max_length=2000,
        assume_scheme="https",
        error_messages={"required": _("Enter the receiver's address.")},
        help_text=_("Where the webhook is posted to; must start with https://."),
    )
    secret = forms.CharField(
        label=_("Signing secret"),
        max_length=120,
        error_messages={"required": _("A webhook is signed: enter a secret.")},
        validators=[validate_secret],
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("While it is being replaced, the old one also signs for 24 hours."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """A new channel shows a fresh secret once, for the receiver to copy before saving."""
        super().__init__(*args, **kwargs)
        if self.instance.pk is None:
            field = self.fields["secret"]
            field.widget = forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"})
            field.initial = new_secret()
            field.help_text = _(
                "Copy it into the receiver now, or paste the receiver's own. It is never shown "
                "again."
            )

    def clean_url(self) -> str:
        url: str = self.cleaned_data["url"]
        validate_webhook_url(url)
        return url
