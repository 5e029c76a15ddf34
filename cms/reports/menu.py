"""Addresses and menu entries of the reports."""

from typing import Any

from django.urls import include, path, reverse_lazy
from django.utils.translation import gettext_lazy as _
from wagtail.admin.menu import MenuItem
from wagtail.models import Page

from cms.reports.broken_links import BrokenLinksView
from cms.reports.incomplete_pages import IncompletePagesView
from config.admin_menu import PermittedMenuItem


def report_urls() -> list[Any]:
    addresses: list[Any] = []
    for name, view in (
        ("broken_links", BrokenLinksView),
        ("incomplete_pages", IncompletePagesView),
    ):
        folder = name.replace("_", "-")
        addresses += [
            path(f"{folder}/", view.as_view(), name=name),
            path(f"{folder}/results/", view.as_view(results_only=True), name=f"{name}_results"),
        ]
    return [path("reports/content/", include((addresses, "cms_reports")))]


def broken_links_item() -> MenuItem:
    return _item("broken_links", _("Broken links"), icon_name="link", order=710)


def incomplete_pages_item() -> MenuItem:
    icon = "doc-empty-inverse"
    return _item("incomplete_pages", _("Incomplete pages"), icon_name=icon, order=720)


def _item(name: str, label: Any, **kwargs: Any) -> MenuItem:
    """Shown to whoever may edit some page."""
    address = reverse_lazy(f"cms_reports:{name}")
    return PermittedMenuItem(label, address, model=Page, action="change", **kwargs)
