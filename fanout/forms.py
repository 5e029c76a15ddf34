"""The form behind a channel in the admin."""

import base64
import binascii
import secrets
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm

from config.http import is_public
from fanout import registry
from fanout.models import Channel
from fanout.trial import TEST

#: Bytes of a signing secret: what the Standard Webhooks specification allows.
SECRET_BYTES = range(24, 65)
MAX_RECIPIENTS = 20


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


class ChannelForm(WagtailAdminModelForm):
    """Name, kind and the settings of that kind. A stored secret is never part of the form."""

    event_types = forms.MultipleChoiceField(
        label=_("Announcements"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("None chosen: all of them."),
    )
    url = forms.URLField(
        label=_("Address"),
        max_length=2000,
        required=False,
        assume_scheme="https",
        help_text=_("Where the webhook is posted to; must start with https://."),
    )
    secret = forms.CharField(
        label=_("Signing secret"),
        max_length=120,
        required=False,
        validators=[validate_secret],
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_(
            "Leave empty to keep the present one, which is never shown. While a secret is being "
            "replaced, the old one also signs for 24 hours."
        ),
    )

    class Meta:
        model = Channel
        fields = ["name", "kind", "is_active", "event_types", "recipients", "url"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = self.fields["event_types"]
        choices.choices = [
            (event_type.name, event_type.label)
            for event_type in registry.all_types()
            if event_type.name != TEST
        ]
        if self.instance.pk is None:
            self._offer_secret()

    def _offer_secret(self) -> None:
        """A new channel shows a fresh secret once, for the receiver to copy before saving."""
        field = self.fields["secret"]
        field.widget = forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"})
        field.initial = new_secret()
        field.help_text = _(
            "Copy it into the receiver now, or paste the receiver's own: it is never shown again. "
            "E-mail needs none."
        )

    def clean_recipients(self) -> str:
        lines = [line.strip() for line in self.cleaned_data["recipients"].splitlines()]
        addresses = list(dict.fromkeys(line for line in lines if line))
        if len(addresses) > MAX_RECIPIENTS:
            raise ValidationError(
                _("At most %(number)d recipients: use a mailing list for more."),
                params={"number": MAX_RECIPIENTS},
            )
        for address in addresses:
            try:
                validate_email(address)
            except ValidationError:
                raise ValidationError(
                    _("“%(address)s” is not an e-mail address."), params={"address": address}
                ) from None
        return "\n".join(addresses)

    def clean_url(self) -> str:
        url = self.cleaned_data["url"]
        if url:
            validate_webhook_url(url)
        return url

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        needed = {Channel.Kind.EMAIL: "recipients", Channel.Kind.WEBHOOK: "url"}
        field = needed.get(cleaned.get("kind", ""))
        if field and field not in self.errors and not cleaned.get(field):
            self.add_error(
                field,
                _("Enter at least one recipient.")
                if field == "recipients"
                else _("Enter the receiver's address."),
            )
        if cleaned.get("kind") == Channel.Kind.WEBHOOK and self._lacks_secret(cleaned):
            self.add_error("secret", _("A webhook is signed: enter a secret."))
        return cleaned

    def _lacks_secret(self, cleaned: dict[str, Any]) -> bool:
        has_new = bool(cleaned.get("secret")) or "secret" in self.errors
        return not has_new and not self.instance.secret_encrypted

    def save(self, commit: bool = True) -> Channel:
        secret = self.cleaned_data["secret"]
        if secret and self.instance.kind == Channel.Kind.WEBHOOK:
            self.instance.set_secret(secret)
        return super().save(commit=commit)
