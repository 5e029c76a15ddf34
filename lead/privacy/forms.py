from django import forms
from django.utils.translation import gettext_lazy as _

from lead.privacy.identifiers import Identifier, UnknownWritingError


class PersonForm(forms.Form):
    """Who is meant. Sent by POST, so that nobody's number stands in an address or a log."""

    person = forms.CharField(
        label=_("Telephone number or e-mail address"),
        max_length=254,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autofocus": True}),
        help_text=_("In any writing: 0812-3456-7890, +62 812…, name@example.com."),
    )

    def clean_person(self) -> Identifier:
        try:
            return Identifier.read(self.cleaned_data["person"])
        except UnknownWritingError:
            raise forms.ValidationError(
                _("This is neither a telephone number nor an e-mail address.")
            ) from None


class EraseForm(PersonForm):
    """Who is meant, and that somebody has made sure of it."""

    sure = forms.BooleanField(
        label=_("I have made sure that this person asked for it. It cannot be undone."),
    )


class HoldForm(forms.Form):
    """Why a lead must be kept; empty ends it."""

    reason = forms.CharField(
        label=_("Legal reason"),
        max_length=200,
        required=False,
        help_text=_("For example: claim about an unpaid order, until it is settled."),
    )
