from django.urls import URLPattern, URLResolver, path, re_path

from frontend_bridge.endpoints.docs import docs
from frontend_bridge.endpoints.schema import schema
from frontend_bridge.errors import not_found
from frontend_bridge.router import api_router

urlpatterns: list[URLPattern | URLResolver] = [
    path("", api_router.urls),
    path("schema/", schema, name="api_schema"),
    path("docs/", docs, name="api_docs"),
    # The frontend's developers get a problem document for a mistyped address too.
    re_path("", not_found),
]
