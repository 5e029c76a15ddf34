from django.http import HttpRequest, JsonResponse

from frontend_bridge.errors import read_only
from frontend_bridge.openapi.document import openapi


@read_only
def schema(request: HttpRequest) -> JsonResponse:
    """OpenAPI 3.1, as JSON."""
    return JsonResponse(openapi())
