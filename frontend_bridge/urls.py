from django.urls import URLPattern, URLResolver, path, re_path

from frontend_bridge.errors import not_found
from frontend_bridge.router import api_router

urlpatterns: list[URLPattern | URLResolver] = [
    path("", api_router.urls),
    # The frontend's developers get a problem document for a mistyped address too.
    re_path("", not_found),
]
