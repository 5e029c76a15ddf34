from django.templatetags.static import static
from django.urls import URLPattern, path
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.log_actions import LogActionRegistry
from wagtail.snippets.models import register_snippet

from cms.catalogue.viewset import ExchangeViewSet
from cms.copying import (
    give_copy_its_own_code,
    keep_code_in_draft,
    refuse_copy_of_single_page,
)
from cms.deletion_admin import (
    GuardedDocumentDeleteBulkAction,
    GuardedPictureDeleteBulkAction,
    deletion_urls,
    refuse_any_used,
)
from cms.editor.checks import check_across_origins
from cms.editor.pictures import picture_facts
from cms.product_list.bulk_actions import (
    DeleteListed,
    MoveListed,
    PublishListed,
    PublishProducts,
    SetBrand,
    SetCategories,
    SetFunctions,
    UnpublishListed,
    UnpublishProducts,
)
from cms.product_list.changes import LOG_ACTION
from cms.product_list.viewset import ProductListViewSet, product_list
from cms.reports.menu import broken_links_item, incomplete_pages_item, report_urls
from cms.viewsets import CatalogueGroup

EDITOR_SCRIPTS = ("cms/text-counter.js", "cms/focal-point.js", "cms/preview-checks.js")

BULK_ACTIONS = (PublishProducts, UnpublishProducts, SetBrand, SetCategories, SetFunctions)

register_snippet(CatalogueGroup)
hooks.register("construct_wagtail_userbar", check_across_origins)
hooks.register("before_copy_page", refuse_copy_of_single_page)
hooks.register("before_copy_page", give_copy_its_own_code)
hooks.register("after_copy_page", keep_code_in_draft)
hooks.register("before_delete_snippet", refuse_any_used)
hooks.register("register_admin_viewset", ExchangeViewSet)
# The first address and the last bulk action count, whichever app is loaded first.
hooks.register("register_admin_urls", deletion_urls, order=-1)
hooks.register("register_bulk_action", GuardedPictureDeleteBulkAction, order=1)
hooks.register("register_bulk_action", GuardedDocumentDeleteBulkAction, order=1)
hooks.register("register_admin_urls", report_urls)
hooks.register("register_reports_menu_item", broken_links_item)
hooks.register("register_reports_menu_item", incomplete_pages_item)
for action in BULK_ACTIONS:
    hooks.register("register_bulk_action", action)
# After Wagtail's own, so that they take their place in the explorer.
for action in (PublishListed, UnpublishListed, DeleteListed, MoveListed):
    hooks.register("register_bulk_action", action, order=100)


@hooks.register("register_admin_viewset")
def add_product_list() -> ProductListViewSet:
    return product_list


@hooks.register("register_log_actions")
def name_log_action(actions: LogActionRegistry) -> None:
    actions.register_action(
        LOG_ACTION, _("Set terms in the list"), _("Brand, category or function set in the list")
    )


@hooks.register("insert_editor_js")
def add_editor_scripts() -> SafeString:
    sources = ((static(name),) for name in EDITOR_SCRIPTS)
    return format_html_join("\n", '<script src="{}"></script>', sources)


@hooks.register("insert_global_admin_css")
def add_admin_css() -> SafeString:
    return format_html('<link rel="stylesheet" href="{}">', static("cms/editor.css"))


@hooks.register("register_admin_urls")
def add_picture_facts() -> list[URLPattern]:
    return [path("picture-facts/<int:picture_id>/", picture_facts, name="picture_facts")]
