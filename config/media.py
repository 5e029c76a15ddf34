"""Uploaded files, where no object storage or proxy serves them."""

import posixpath

from django.conf import settings
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe
from django.views.static import serve

#: Seconds. A changed picture gets a new name, so that a copy never grows wrong, only unused.
MAX_AGE = 30 * 24 * 3600
#: Where Wagtail keeps documents. Its own view serves them and asks whether their collection is
#: private; a proxy or bucket that serves the other media must leave this folder out as well.
DOCUMENTS = "documents"


@require_safe
def media(request: HttpRequest, path: str) -> HttpResponseBase:
    """A file below ``MEDIA_ROOT``; 404 for folders, documents and anything outside."""
    if posixpath.normpath(path).lstrip("/").split("/")[0] == DOCUMENTS:
        raise Http404
    response = serve(request, path, document_root=str(settings.MEDIA_ROOT))
    patch_cache_control(response, public=True, max_age=MAX_AGE)
    return response
