"""``/metrics`` for Prometheus: what each app's collector reads from the database when asked.

Nothing is kept in the process, so every web process and every instance says the same.
"""

import secrets

from django.conf import settings
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from prometheus_client import CollectorRegistry
from prometheus_client.exposition import choose_encoder

from config.database import answer_within

#: A scrape that takes longer has failed anyway.
ANSWER_SECONDS = 5.0
_registry = CollectorRegistry()
register = _registry.register


@never_cache
@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """The metrics, for whoever sends ``METRICS_TOKEN`` as a bearer token (RFC 6750).

    404 while there is no such token, 401 for another, 503 while the database does not answer.
    """
    if not settings.METRICS_TOKEN:
        return HttpResponse(status=404)
    sent = request.headers.get("Authorization", "").encode()
    if not secrets.compare_digest(sent, f"Bearer {settings.METRICS_TOKEN}".encode()):
        return HttpResponse(status=401, headers={"WWW-Authenticate": 'Bearer realm="metrics"'})
    encode, content_type = choose_encoder(request.headers.get("Accept", ""))
    try:
        with answer_within(ANSWER_SECONDS):
            return HttpResponse(encode(_registry), content_type=content_type)
    except DatabaseError:
        return HttpResponse(status=503)
