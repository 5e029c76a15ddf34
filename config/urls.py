"""The CMS's URL map. Each app owns the paths below its own line."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

from config.browser_catalog import browser_catalog
from config.media import media
from config.metrics import metrics

handler400 = "config.errors.bad_request"
handler403 = "config.errors.permission_denied"
handler404 = "config.errors.not_found"
handler500 = "config.errors.server_error"

urlpatterns = [
    # Before Wagtail's own, which knows half of its texts in Indonesian.
    path("admin/jsi18n/", browser_catalog),
    path("admin/", include(wagtailadmin_urls)),
    path("documents/", include(wagtaildocs_urls)),
    path("api/v2/", include("frontend_bridge.urls")),
    path("api/public/", include("lead.urls")),
    path("api/public/", include("frontend_bridge.telemetry.urls")),
    path("metrics", metrics),
    path("media/<path:path>", media),
    # Wagtail derives every page's path from this mount; a visit is redirected to the storefront.
    *i18n_patterns(path("", include(wagtail_urls)), prefix_default_language=False),
]
