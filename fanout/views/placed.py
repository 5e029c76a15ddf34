"""Pages of ours between Wagtail's generic ones."""

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.text import capfirst
from django.views.generic import TemplateView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin
from wagtail.log_actions import log

from fanout.models import Channel, Delivery


class PlacedView(PermissionCheckedMixin, WagtailAdminTemplateMixin, TemplateView):
    """A page below its model's list, and under its own title."""

    model: type[Channel] | type[Delivery]
    index_url_name: str | None = None

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        plural = capfirst(self.model._meta.verbose_name_plural)
        return [
            *super().get_breadcrumbs_items(),
            {"url": self.index_url(), "label": plural},
            {"url": "", "label": self.get_header_title()},
        ]

    def index_url(self) -> str:
        return reverse(str(self.index_url_name))


class NothingToDoError(Exception):
    """The action came too late; its text tells the person who chose it."""


class ActionView(PlacedView):
    """Asks before it acts; acts on POST only."""

    template_name = "fanout/confirm.html"
    log_action: str
    question: Any
    object: Any

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.object = get_object_or_404(self.get_queryset(), pk=kwargs["pk"])

    def get_queryset(self) -> QuerySet[Any]:
        """What the person may act on."""
        return self.model._default_manager.all()

    def get_page_subtitle(self) -> str:
        return str(self.object)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            question=self.question, button=self.page_title, back_url=self.back_url(), **kwargs
        )

    def back_url(self) -> str:
        return self.index_url()

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            messages.success(request, self.act())
        except NothingToDoError as reason:
            messages.warning(request, str(reason))
        else:
            log(instance=self.object, action=self.log_action, user=request.user)
        return redirect(self.back_url())

    def act(self) -> str:
        """Do it and return what to tell; raises `NothingToDoError`."""
        raise NotImplementedError
