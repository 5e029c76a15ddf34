"""The report *Broken links*: what published content links to and visitors cannot reach."""

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

import django_filters
from django.contrib.contenttypes.models import ContentType
from django.db.models import Model, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn
from wagtail.contrib.redirects.models import Redirect
from wagtail.documents.models import Document
from wagtail.models import Page
from wagtail.permissions import policy_registry

from cms.links.index import OTHER_SOURCES
from cms.models import ContentLink, User
from cms.models.links import CheckedLink
from cms.public import public_documents, public_pages
from cms.reports.spreadsheet import SafeReportView

Kind = ContentLink.Kind


def broken_links(user: User) -> QuerySet[ContentLink]:
    """Of sources that the user may edit. Pages and documents are judged as they are now."""
    pages = ~Q(target_id__in=public_pages().values("pk"))
    documents = ~Q(target_id__in=public_documents().values("pk"))
    links = ContentLink.objects.filter(
        Q(kind=Kind.PAGE) & pages
        | Q(kind=Kind.DOCUMENT) & documents
        | Q(kind=Kind.ADDRESS) & CheckedLink.broken("checked")
    )
    return links.filter(_editable_by(user)).select_related("checked", "source_type")


def _editable_by(user: User) -> Q:
    pages = policy_registry.get_by_type(Page).instances_user_has_permission_for(user, "change")
    page_type = ContentType.objects.get_for_model(Page)
    others = [
        ContentType.objects.get_for_model(model)
        for model in OTHER_SOURCES
        if user.has_perm(f"{model._meta.app_label}.change_{model._meta.model_name}")
    ]
    return Q(source_type=page_type, source_id__in=pages.live().values("pk")) | Q(
        source_type__in=others
    )


@dataclass(frozen=True)
class BrokenLink:
    """One row of the report."""

    source: str
    source_kind: str
    edit_url: str
    place: str
    target: str
    reason: str
    checked_at: Any


class Rows:
    """Rows for a batch of links: one statement for each kind of source and of target."""

    def __init__(self, links: list[ContentLink]) -> None:
        self.links = links
        self.sources = self._load_sources()
        self.pages = Page.objects.in_bulk(self._targets(Kind.PAGE))
        self.documents = Document.objects.in_bulk(self._targets(Kind.DOCUMENT))

    def __iter__(self) -> Any:
        for link in self.links:
            source = self.sources.get((link.source_type_id, link.source_id))
            if source is not None:
                yield self._row(link, source)

    def _targets(self, kind: str) -> set[int]:
        return {link.target_id for link in self.links if link.kind == kind and link.target_id}

    def _load_sources(self) -> dict[tuple[int, int], Model]:
        ids: dict[ContentType, set[int]] = defaultdict(set)
        for link in self.links:
            ids[link.source_type].add(link.source_id)
        return {
            (content_type.pk, key): source
            for content_type, keys in ids.items()
            for key, source in _sources(content_type).in_bulk(keys).items()
        }

    def _row(self, link: ContentLink, source: Model) -> BrokenLink:
        target, reason = self._target(link)
        return BrokenLink(
            source=str(source),
            source_kind=capfirst(str(_model(source)._meta.verbose_name)),
            edit_url=edit_url(source),
            place=capfirst(link.place),
            target=target,
            reason=reason,
            checked_at=link.checked.checked_at if link.checked else None,
        )

    def _target(self, link: ContentLink) -> tuple[str, str]:
        if link.checked is not None:
            code = link.checked.http_status
            reason = link.checked.get_status_display()
            return link.checked.url, f"{reason} (HTTP {code})" if code else reason
        if link.kind == Kind.DOCUMENT:
            document = self.documents.get(link.target_id or 0)
            return (str(document), _("Private")) if document else ("–", _("Deleted"))
        page = self.pages.get(link.target_id or 0)
        return (page.title, _page_reason(page)) if page else ("–", _("Deleted"))


def _sources(content_type: ContentType) -> Any:
    model = content_type.model_class()
    return model._default_manager.all() if model else Page.objects.none()


def _model(source: Model) -> type[Model]:
    return (source.specific_class or Page) if isinstance(source, Page) else type(source)


def _page_reason(page: Page) -> str:
    if not page.live:
        return _("Not published")
    if page.expire_at and page.expire_at <= timezone.now():
        return _("Expired")
    return _("Private")


def edit_url(source: Model) -> str:
    if isinstance(source, Page):
        return reverse("wagtailadmin_pages:edit", args=[source.pk])
    if isinstance(source, Redirect):
        return reverse("wagtailredirects:edit", args=[source.pk])
    options = source._meta
    site = source.site_id  # type: ignore[attr-defined]
    return reverse("wagtailsettings:edit", args=[options.app_label, options.model_name, site])


class BrokenLinksFilterSet(WagtailFilterSet):
    kind = django_filters.ChoiceFilter(choices=Kind.choices, label=gettext_lazy("Leads to"))

    class Meta:
        model = ContentLink
        fields = ["kind"]


class BrokenLinksView(SafeReportView):
    page_title = gettext_lazy("Broken links")
    header_icon = "link"
    model = ContentLink
    permission_policy = policy_registry.get_by_type(Page)
    permission_required = "change"
    filterset_class = BrokenLinksFilterSet
    index_url_name = "cms_reports:broken_links"
    index_results_url_name = "cms_reports:broken_links_results"
    results_template_name = "cms/reports/broken_links_results.html"
    default_ordering = ("source_type", "source_id", "pk")
    columns = [
        TitleColumn("source", label=gettext_lazy("Where"), get_url=lambda row: row.edit_url),
        Column("source_kind", label=gettext_lazy("Type")),
        Column("place", label=gettext_lazy("Field")),
        Column("target", label=gettext_lazy("Leads to")),
        Column("reason", label=gettext_lazy("Problem")),
        DateColumn("checked_at", label=gettext_lazy("Last checked")),
    ]
    list_export = ["source", "source_kind", "place", "target", "reason", "checked_at"]
    export_headings = {
        "source": gettext_lazy("Where"),
        "source_kind": gettext_lazy("Type"),
        "place": gettext_lazy("Field"),
        "target": gettext_lazy("Leads to"),
        "reason": gettext_lazy("Problem"),
        "checked_at": gettext_lazy("Last checked"),
    }

    def get_filename(self) -> str:
        return f"broken-links-{timezone.localdate()}"

    def get_base_queryset(self) -> QuerySet[ContentLink]:
        return broken_links(self.request.user)

    def get_table(self, object_list: Any, **options: Any) -> Any:
        return super().get_table(list(Rows(list(object_list))), **options)

    def decorate_paginated_queryset(self, object_list: Any) -> Any:
        """The table is drawn by now; a download has none."""
        return list(Rows(list(object_list))) if self.is_export else object_list
