from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_safe

from frontend_bridge.documentation import openapi
from frontend_bridge.router import ENDPOINTS


@require_safe
def schema(request: HttpRequest) -> JsonResponse:
    """OpenAPI 3.1, as JSON."""
    return JsonResponse(openapi(ENDPOINTS))
