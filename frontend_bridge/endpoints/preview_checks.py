"""What a frontend puts into a preview, so that the editor's content checks reach it.

It carries Wagtail's own HTML and scripts, which change with Wagtail: no part of the contract.
"""

from django.conf import settings
from django.core.signing import BadSignature
from django.http import HttpRequest, HttpResponse, JsonResponse
from wagtail_headless_preview.models import HeadlessPreviewMixin

from cms.editor.checks import preview_checks_html
from frontend_bridge.errors import not_found, read_only


@read_only
def preview_checks(request: HttpRequest) -> HttpResponse:
    """`html` for the end of the body, given the preview's valid `token`; 404 for any other.

    Its scripts and styles come from the CMS's origin, which the preview's CSP must allow.
    """
    token = request.GET.get("token", "")
    try:
        HeadlessPreviewMixin.get_preview_signer().unsign(token, max_age=settings.PREVIEW_MAX_AGE)
    except BadSignature:
        response = not_found(request)
    else:
        response = JsonResponse({"html": preview_checks_html(request)})
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["X-Robots-Tag"] = "noindex"
    return response
