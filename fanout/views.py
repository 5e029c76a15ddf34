"""Admin views of channels and deliveries beyond Wagtail's generic ones."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView
from wagtail.admin.views import generic
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin
from wagtail.admin.widgets.button import Button
from wagtail.log_actions import log

from fanout.models import Channel, Delivery
from fanout.replay import replay
from fanout.trial import send_test

State = Delivery.State


class ChannelIndexView(generic.IndexView):
    results_template_name = "fanout/channel_results.html"

    def get_base_queryset(self) -> QuerySet[Channel]:
        is_open = Q(delivery__state__in=[State.PENDING, State.LEASED])
        return Channel.objects.annotate(
            waiting=Count("delivery", is_open),
            dead=Count("delivery", Q(delivery__state=State.DEAD)),
        )


class ChannelEditView(generic.EditView):
    send_test_url_name: str | None = None
    pause_url_name: str | None = None
    resume_url_name: str | None = None

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


class ActionView(PermissionCheckedMixin, WagtailAdminTemplateMixin, TemplateView):
    """Asks before it acts; acts on POST only."""

    template_name = "fanout/confirm.html"
    model: type[Channel] | type[Delivery]
    log_action: str
    question: Any
    index_url_name: str | None = None
    object: Any

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.object = get_object_or_404(self.model, pk=kwargs["pk"])

    def get_page_subtitle(self) -> str:
        return str(self.object)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            question=self.question, button=self.page_title, back_url=self.back_url(), **kwargs
        )

    def back_url(self) -> str:
        return reverse(str(self.index_url_name))

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        messages.success(request, self.act())
        log(instance=self.object, action=self.log_action, user=request.user)
        return redirect(self.back_url())

    def act(self) -> str:
        """Do it and return what to tell."""
        raise NotImplementedError


class SendTestView(ActionView):
    model = Channel
    object: Channel
    permission_required = "change"
    page_title = gettext_lazy("Send test")
    question = gettext_lazy("Send a test announcement through this channel now?")
    log_action = "fanout.send_test"

    def act(self) -> str:
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


class DeliveryIndexView(generic.IndexView):
    any_permission_required = ["view"]
    results_template_name = "fanout/delivery_results.html"

    def get_base_queryset(self) -> QuerySet[Delivery]:
        return Delivery.objects.select_related("event", "channel")


class DeliveryInspectView(generic.InspectView):
    any_permission_required = ["view"]
    template_name = "fanout/delivery_inspect.html"
    replay_url_name: str | None = None
    object: Delivery

    def get_page_subtitle(self) -> str:
        return self.object.headline()

    def get_field_display_value(self, field_name: str, field: Any) -> Any:
        value = super().get_field_display_value(field_name, field)
        if isinstance(value, datetime):
            return localtime(value)  # Wagtail shows the database's UTC
        return "–" if value in {None, ""} else value

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(attempts=self.object.attempt_set.all(), **kwargs)

    @cached_property
    def header_more_buttons(self) -> list[Button]:
        if not self.object.is_final or not self.user_has_permission("replay"):
            return []
        url = reverse(str(self.replay_url_name), args=[self.object.pk])
        return [Button(_("Send again"), url=url, icon_name="resubmit")]


class ReplayView(ActionView):
    model = Delivery
    object: Delivery
    permission_required = "replay"
    page_title = gettext_lazy("Send again")
    question = gettext_lazy(
        "Send this announcement once more? The receiver can tell that it is the same one."
    )
    log_action = "fanout.replay"

    def act(self) -> str:
        if not replay([self.object]):
            return _("Nothing to do: this announcement is still on its way.")
        return _("It is on its way again, as a new delivery at the top of the list.")
