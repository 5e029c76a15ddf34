from django.urls import URLPattern, URLResolver, path, re_path
from django.views.decorators.csrf import csrf_exempt

from frontend_bridge.endpoints.docs import docs
from frontend_bridge.endpoints.preview_checks import preview_checks
from frontend_bridge.endpoints.schema import schema
from frontend_bridge.errors import not_found
from frontend_bridge.router import api_router

urlpatterns: list[URLPattern | URLResolver] = [
    path("", api_router.urls),
    path("schema/", schema, name="api_schema"),
    path("docs/", docs, name="api_docs"),
    path("preview_checks/", preview_checks, name="preview_checks"),
    # The frontend's developers get a problem document for a mistyped address too.
    re_path("", csrf_exempt(not_found)),
]
