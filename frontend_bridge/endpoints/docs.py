from itertools import groupby
from operator import attrgetter

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from frontend_bridge.documentation import operations
from frontend_bridge.router import ENDPOINTS


@require_safe
def docs(request: HttpRequest) -> HttpResponse:
    """A page for the frontend's developers, from our own origin alone."""
    grouped = groupby(operations(ENDPOINTS), key=attrgetter("endpoint"))
    endpoints = [(name, list(known)) for name, known in grouped]
    return render(request, "frontend_bridge/docs.html", {"endpoints": endpoints})
