from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from frontend_bridge.errors import read_only


@read_only
def docs(request: HttpRequest) -> HttpResponse:
    """Swagger UI over `schema/`, for the frontend's developers; everything from our own origin."""
    return render(request, "frontend_bridge/docs.html")
