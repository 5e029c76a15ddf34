"""Admin views of deliveries: the list, one of them with its attempts, and sending again."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.generic import TemplateView
from wagtail.admin.utils import get_valid_next_url_from_request
from wagtail.admin.views import generic
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin
from wagtail.admin.widgets.button import Button
from wagtail.log_actions import log

from fanout.delivery_filters import DeliveryFilterSet
from fanout.models import Delivery
from fanout.models.delivery import DeliveryQuerySet
from fanout.replay import replay
from fanout.views.placed import ActionView, NothingToDoError

#: More at once would keep the browser waiting; the rest is offered again.
REPLAYS_AT_ONCE = 500


class DeliveryIndexView(generic.IndexView):
    any_permission_required = ["view"]
    results_template_name = "fanout/delivery_results.html"
    filterset_class = DeliveryFilterSet
    replay_failed_url_name: str | None = None

    def get_base_queryset(self) -> QuerySet[Delivery]:
        visible = Delivery.objects.visible_to(self.request.user)
        return visible.select_related("event", "channel").with_crash_evidence()

    def search_queryset(self, queryset: DeliveryQuerySet) -> DeliveryQuerySet:
        return queryset.matching(self.search_query) if self.is_searching else queryset

    @cached_property
    def header_more_buttons(self) -> list[Button]:
        if not self.user_has_permission("replay"):
            return []
        url = f"{reverse(str(self.replay_failed_url_name))}?{self.request.GET.urlencode()}"
        return [Button(_("Send failed ones again"), url=url, icon_name="resubmit")]


class ReplayFailedView(PermissionCheckedMixin, WagtailAdminTemplateMixin, TemplateView):
    """Sends again what failed of what the list shows: its filters and search come along."""

    model = Delivery  # without it nobody's permission would be asked
    permission_required = "replay"
    template_name = "fanout/replay_failed.html"
    page_title = gettext_lazy("Send failed ones again")
    index_url_name: str | None = None

    def chosen(self) -> QuerySet[Delivery]:
        """Nothing when a filter cannot be understood, rather than everything.

        What an inactive channel failed to send is left: see `replay`.
        """
        visible = Delivery.objects.visible_to(self.request.user)
        given_up = visible.given_up().filter(channel__is_active=True)
        filters = DeliveryFilterSet(self.request.GET, given_up, request=self.request)
        if not filters.is_valid():
            return Delivery.objects.none()
        found: DeliveryQuerySet = filters.qs
        return found.matching(self.request.GET.get("q", ""))

    def back_url(self) -> str:
        return reverse(str(self.index_url_name))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        counted = self.chosen().order_by().values("channel__name", "last_error_class")
        groups = counted.annotate(number=Count("pk")).order_by("channel__name", "-number")
        return super().get_context_data(
            groups=groups, button=self.page_title, back_url=self.back_url(), **kwargs
        )

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        made = replay(self.chosen().order_by("pk")[:REPLAYS_AT_ONCE])
        for delivery in made:
            log(instance=delivery, action="fanout.replay", user=request.user)
        said = ngettext(
            "%(number)d announcement is on its way again.",
            "%(number)d announcements are on their way again.",
            len(made),
        )
        messages.success(request, said % {"number": len(made)})
        if left := self.chosen().count():
            messages.warning(request, _("%(number)d more failed: send again.") % {"number": left})
        return redirect(self.back_url())


class DeliveryInspectView(generic.InspectView):
    any_permission_required = ["view"]
    template_name = "fanout/delivery_inspect.html"
    replay_url_name: str | None = None
    object: Delivery

    def get_object(self, queryset: QuerySet[Delivery] | None = None) -> Delivery:
        return get_object_or_404(Delivery.objects.visible_to(self.request.user), pk=self.pk)

    def get_page_subtitle(self) -> str:
        return self.object.headline()

    def get_field_display_value(self, field_name: str, field: Any) -> Any:
        value = super().get_field_display_value(field_name, field)
        if isinstance(value, datetime):
            return localtime(value)  # Wagtail shows the database's UTC
        if isinstance(value, list):
            value = ", ".join(value)
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

    def get_queryset(self) -> QuerySet[Delivery]:
        return Delivery.objects.visible_to(self.request.user)

    def back_url(self) -> str:
        """Where the person came from, or the list."""
        return get_valid_next_url_from_request(self.request) or super().back_url()

    def act(self) -> str:
        if not self.object.channel.is_active:
            raise NothingToDoError(
                _("Not sent: the channel is inactive. Edit it and tick “active” first.")
            )
        if not replay([self.object]):
            raise NothingToDoError(
                _("Nothing to do: this announcement is on its way, or was sent again already.")
            )
        return _("It is on its way again, as a new delivery at the top of the list.")
