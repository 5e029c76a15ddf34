"""What the forms of all kinds of channels share."""

from collections.abc import Iterator
from types import new_class
from typing import Any, ClassVar

from django import forms
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, ObjectList, Panel

from fanout import registry
from fanout.forms.fields import LinesField
from fanout.models import Channel
from fanout.models.channel import SECRET_COLUMNS
from fanout.registry import Attribute, EventType
from fanout.trial import TEST

#: Values that one filter may list, and characters of each.
MAX_VALUES = 200
MAX_VALUE_LENGTH = 80


class ChannelForm(WagtailAdminModelForm):
    """Name, subscriptions and filters; each kind adds its own settings.

    A stored secret is never part of a form: `secret_name` is the field that takes a new one.
    """

    kind: ClassVar[str]
    #: One sentence for whoever chooses a kind.
    description: ClassVar[str | Promise]
    #: The fields of the kind, in order.
    own_fields: ClassVar[list[str]] = []
    secret_name: ClassVar[str] = ""

    event_types = forms.MultipleChoiceField(
        label=_("Announcements"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("None chosen: all of them."),
    )

    class Meta:
        model = Channel
        fields = ["name", "is_active"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.instance.kind = self.kind
        if self.secret_name:
            self._explain_secret(self.fields[self.secret_name])
        if "event_types" in self.fields:
            choices = [(one.name, one.label) for one in self.subscribable()]
            self.fields["event_types"].choices = choices
        for name, event_type, attribute in filter_fields():
            if name in self.fields:
                stored = self.instance.filters.get(event_type.name, {}).get(attribute.name, [])
                self.fields[name].initial = stored if attribute.choices else "\n".join(stored)

    @classmethod
    def subscribable(cls) -> list[EventType]:
        """The event types that a channel of this kind may choose from."""
        return [one for one in registry.all_types() if one.name != TEST and not one.goes_to]

    @classmethod
    def panel(cls) -> Panel:
        """The form's panels, bound to the model and with today's filters."""
        panels: list[Panel] = [
            MultiFieldPanel([FieldPanel("name"), FieldPanel("is_active")], heading=_("Channel")),
            MultiFieldPanel(
                [FieldPanel(name) for name in cls.own_fields],
                heading=Channel.Kind(cls.kind).label,
                help_text=cls.description,
            ),
        ]
        extra: dict[str, forms.Field] = {}
        if subscribable := cls.subscribable():
            panels.append(FieldPanel("event_types"))
            extra = {
                name: _field(attribute)
                for name, event_type, attribute in filter_fields()
                if event_type in subscribable
            }
            panels += _filter_panels(subscribable)
        form_class = new_class(cls.__name__, (cls,), exec_body=lambda body: body.update(extra))
        return ObjectList(panels, base_form_class=form_class).bind_to_model(Channel)

    def _explain_secret(self, field: forms.Field) -> None:
        field.required = not self.instance.secret_encrypted
        what_follows = (
            _("It is never shown again.")
            if field.required
            else _("Leave empty to keep the present one, which is never shown.")
        )
        field.help_text = format_lazy("{} {}", field.help_text, what_follows)

    def save(self, commit: bool = True) -> Channel:
        """Write what was changed here alone: a sender may pause the channel at this moment."""
        if secret := self.cleaned_data.get(self.secret_name):
            self.instance.set_secret(secret)
        if "event_types" in self.fields:
            self.instance.filters = self._chosen_filters()
        is_new = self.instance.pk is None
        channel: Channel = super().save(commit=commit and is_new)
        if commit and not is_new:
            channel.save(update_fields=self._changed_columns())
        return channel

    def _changed_columns(self) -> set[str]:
        columns = {field.name for field in Channel._meta.concrete_fields} & {*self.changed_data}
        if "event_types" in self.fields:
            columns.add("filters")
        if self.secret_name in self.changed_data:
            columns |= SECRET_COLUMNS
        return columns

    def _chosen_filters(self) -> dict[str, dict[str, list[str]]]:
        chosen: dict[str, dict[str, list[str]]] = {}
        for name, event_type, attribute in filter_fields():
            if values := self.cleaned_data.get(name):
                chosen.setdefault(event_type.name, {})[attribute.name] = list(values)
        return chosen


def filter_fields() -> Iterator[tuple[str, EventType, Attribute]]:
    """The form field of each attribute that some event type may be filtered by."""
    for event_type in registry.all_types():
        for attribute in event_type.attributes:
            name = f"filter_{event_type.name}_{attribute.name}".replace(".", "_")
            yield name, event_type, attribute


def _filter_panels(event_types: list[EventType]) -> list[Panel]:
    return [
        MultiFieldPanel(
            [FieldPanel(name) for name, owner, _attribute in filter_fields() if owner is one],
            heading=format_lazy("{}: {}", _("Only some"), one.label),
            help_text=_("Only what matches is announced here. Nothing chosen: everything."),
        )
        for one in event_types
        if one.attributes
    ]


def _field(attribute: Attribute) -> forms.Field:
    if attribute.choices:
        return forms.MultipleChoiceField(
            label=str(attribute.label),
            choices=attribute.choices,
            required=False,
            widget=forms.CheckboxSelectMultiple,
        )
    return LinesField(
        label=attribute.label,
        required=False,
        max_lines=MAX_VALUES,
        max_line_length=MAX_VALUE_LENGTH,
        help_text=_("One per line; capitals and blanks do not matter."),
    )
