from typing import Annotated, Any

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.core.signing import BadSignature
from django.http import Http404
from django.urls import URLPattern, path
from rest_framework.request import Request
from rest_framework.response import Response
from wagtail.models import Page
from wagtail_headless_preview.models import HeadlessPreviewMixin, PagePreview

from config.openapi import component
from frontend_bridge import parameters
from frontend_bridge.content import Content
from frontend_bridge.pages_viewset import PublicPagesEndpoint
from frontend_bridge.parameters import Parameter
from frontend_bridge.registry import FIELDS

CONTENT_TYPE = Parameter("content_type", "Page type from the preview address.", "cms.productpage")
TOKEN = Parameter("token", "Token from the preview address; it expires.")
DRAFT_TYPES: dict[str, type[Page]] = {
    model._meta.label_lower: model for model in FIELDS if issubclass(model, Page)
}


class PagePreviewEndpoint(PublicPagesEndpoint):
    summary = "The editor's unpublished page behind a preview token, in full."
    model = PagePreview
    answer = Annotated[dict[str, Any], component("PageDraft")]
    query_parameters = (CONTENT_TYPE, TOKEN, *parameters.COMMON)

    @classmethod
    def get_urlpatterns(cls) -> list[URLPattern]:
        return [path("", cls.as_view({"get": "preview_view"}), name="listing")]

    def finalize_response(self, request: Any, response: Any, *args: Any, **kwargs: Any) -> Any:
        response.headers["Cache-Control"] = "private, no-store"
        response.headers["X-Robots-Tag"] = "noindex"
        return super().finalize_response(request, response, *args, **kwargs)

    def preview_view(self, request: Request) -> Response:
        page = previewed_page(self.query.get("content_type", ""), self.query.get("token", ""))
        # The draft's own site, whatever host the API was asked on.
        self.content = Content(request._request, page.get_site() or self.get_site())
        return Response(self.page_detail(page))


def previewed_page(content_type: str, token: str) -> Page:
    """The draft behind a token of `settings.PREVIEW_MAX_AGE`; raises `Http404` for any other."""
    model = DRAFT_TYPES.get(content_type.lower())
    if model is None:
        raise Http404
    try:
        HeadlessPreviewMixin.get_preview_signer().unsign(token, max_age=settings.PREVIEW_MAX_AGE)
    except BadSignature as error:
        raise Http404 from error
    kept = PagePreview.objects.filter(
        content_type=ContentType.objects.get_for_model(model), token=token
    ).first()
    if kept is None:
        raise Http404
    # modelcluster's own check of foreign keys raises a bare `Exception` for a protected one.
    page = model.from_json(kept.content_json, check_fks=False)
    _forget_deleted(page)
    if page.locale_id is None:
        raise Http404
    return page


def _forget_deleted(page: Page) -> None:
    """Empty the draft's relations to what has been deleted since."""
    for field in page._meta.concrete_fields:
        related_id = getattr(page, field.attname)
        if not field.is_relation or field.remote_field.parent_link or related_id is None:
            continue
        if not field.related_model._base_manager.filter(pk=related_id).exists():
            setattr(page, field.attname, None)
