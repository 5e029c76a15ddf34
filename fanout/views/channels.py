from typing import Any

from django.db.models import Count, Q, QuerySet
from django.http import Http404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.panels import Panel
from wagtail.admin.views import generic
from wagtail.admin.widgets.button import Button

from fanout.forms import FORMS
from fanout.models import Channel, Delivery
from fanout.trial import send_test
from fanout.views.placed import ActionView, NothingToDoError, PlacedView

State = Delivery.State


class ChannelIndexView(generic.IndexView):
    results_template_name = "fanout/channel_results.html"

    def get_base_queryset(self) -> QuerySet[Channel]:
        is_open = Q(delivery__state__in=[State.PENDING, State.LEASED])
        return Channel.objects.annotate(
            waiting=Count("delivery", is_open),
            dead=Count("delivery", Q(delivery__in=Delivery.objects.given_up())),
        )


class KindView(PlacedView):
    """What kinds of channels there are: each has a form of its own."""

    template_name = "fanout/channel_kinds.html"
    model = Channel
    page_title = gettext_lazy("New channel")
    permission_required = "add"
    header_icon = "mail"
    add_kind_url_name: str | None = None

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        kinds = [
            (Channel.Kind(kind).label, form.description, self._url(kind))
            for kind, form in FORMS.items()
        ]
        return super().get_context_data(kinds=kinds, **kwargs)

    def _url(self, kind: str) -> str:
        return reverse(str(self.add_kind_url_name), args=[kind])


class ChannelCreateView(generic.CreateView):
    add_kind_url_name: str | None = None

    def get_panel(self) -> Panel:
        try:
            self.kind = Channel.Kind(self.kwargs["kind"])
        except ValueError:
            raise Http404 from None
        return FORMS[self.kind].panel()

    def get_page_subtitle(self) -> str:
        return str(self.kind.label)

    def get_add_url(self) -> str:
        return reverse(str(self.add_kind_url_name), args=[self.kind])

    def get_success_url(self) -> str:
        """The channel itself: it can be tested there."""
        url: str = self.get_edit_url()
        return url

    def get_success_buttons(self) -> list[Any]:
        return []


class ChannelEditView(generic.EditView):
    template_name = "fanout/channel_edit.html"
    send_test_url_name: str | None = None
    pause_url_name: str | None = None
    resume_url_name: str | None = None

    def get_panel(self) -> Panel:
        channel: Channel = self.get_object()
        return FORMS[channel.kind].panel()

    @cached_property
    def header_more_buttons(self) -> list[Button]:
        paused = self.object.paused_at is not None
        switch = (
            (_("Resume"), self.resume_url_name, "resubmit")
            if paused
            else (_("Pause"), self.pause_url_name, "warning")
        )
        actions = [(_("Send test"), self.send_test_url_name, "mail"), switch]
        return [
            *super().header_more_buttons,
            *(
                Button(label, url=reverse(name, args=[self.object.pk]), icon_name=icon)
                for label, name, icon in actions
            ),
        ]


class SendTestView(ActionView):
    model = Channel
    object: Channel
    permission_required = "change"
    page_title = gettext_lazy("Send test")
    question = gettext_lazy("Send a test announcement through this channel now?")
    log_action = "fanout.send_test"

    def act(self) -> str:
        if not self.object.is_active:
            raise NothingToDoError(
                _("Not sent: the channel is inactive. Edit it and tick “active” first.")
            )
        send_test(self.object)
        if self.object.paused_at:
            return _("The test waits: the channel is paused. Resume it to send the test.")
        return _("The test is on its way. Deliveries shows within seconds what became of it.")


class PauseView(ActionView):
    model = Channel
    object: Channel
    permission_required = "change"
    page_title = gettext_lazy("Pause")
    question = gettext_lazy("Pause this channel? What is announced meanwhile waits.")
    log_action = "fanout.pause"

    def act(self) -> str:
        self.object.pause(Channel.PauseReason.BY_HAND)
        return _("Paused. New announcements wait until you resume the channel.")


class ResumeView(ActionView):
    model = Channel
    object: Channel
    permission_required = "change"
    page_title = gettext_lazy("Resume")
    question = gettext_lazy("Resume this channel and send what has been waiting?")
    log_action = "fanout.resume"

    def act(self) -> str:
        self.object.resume()
        if not self.object.is_active:
            return _("Resumed, but the channel is inactive: edit it and tick “active”.")
        return _("Resumed. What has been waiting is being sent.")
