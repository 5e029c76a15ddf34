from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from fanout.forms.base import ChannelForm
from fanout.forms.fields import NumbersField
from fanout.models import Channel

MAX_NUMBERS = 20
_AS_META_SHOWS = _("Copy it from Meta's WhatsApp Manager as it is shown there.")


class WhatsAppForm(ChannelForm):
    kind = Channel.Kind.WHATSAPP
    description = _("A template message to the phones of your team (WhatsApp Business Cloud API).")
    own_fields = [
        *("numbers", "phone_number_id", "access_token", "template_name", "template_language"),
    ]
    secret_name = "access_token"  # noqa: S105

    numbers = NumbersField(
        label=_("WhatsApp numbers"),
        max_lines=MAX_NUMBERS,
        max_line_length=30,
        error_messages={"required": _("Enter at least one number.")},
        help_text=_("Of your team, one per line, for example +628123456789; 20 at most."),
    )
    phone_number_id = forms.CharField(
        label=_("Phone number ID"),
        max_length=32,
        validators=[
            RegexValidator(r"^[0-9]{5,32}\Z", _("Digits only. It is not the number itself."))
        ],
        help_text=_("Of the number that sends; Meta shows it beside the number."),
    )
    access_token = forms.CharField(
        label=_("Access token"),
        max_length=1000,
        error_messages={"required": _("Enter the access token.")},
        validators=[RegexValidator(r"^[\x21-\x7e]{20,}\Z", _AS_META_SHOWS)],
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("Of a system user, with the permission whatsapp_business_messaging."),
    )
    template_name = forms.CharField(
        label=_("Template"),
        max_length=512,
        validators=[RegexValidator(r"^[a-z0-9_]+\Z", _AS_META_SHOWS)],
        help_text=_(
            "Its text has two parameters: {{1}} for the headline and {{2}} for the summary, and "
            "at most 100 characters besides."
        ),
    )
    template_language = forms.CharField(
        label=_("Language of the template"),
        max_length=10,
        initial="id",
        validators=[RegexValidator(r"^[a-z]{2,3}(_[A-Z]{2,4})?\Z", _("For example id or en_US."))],
        help_text=_("Meta's code: id for Indonesian, en or en_US for English."),
    )
