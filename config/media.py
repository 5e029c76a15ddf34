"""Uploaded files, where no object storage or proxy serves them."""

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe
from django.views.static import serve

#: Seconds. A changed picture gets a new name, so that a copy never grows wrong, only unused.
MAX_AGE = 30 * 24 * 3600


@require_safe
def media(request: HttpRequest, path: str) -> HttpResponseBase:
    """A file below ``MEDIA_ROOT``; 404 for folders and for anything outside."""
    response = serve(request, path, document_root=str(settings.MEDIA_ROOT))
    patch_cache_control(response, public=True, max_age=MAX_AGE)
    return response
