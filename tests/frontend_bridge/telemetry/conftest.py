import json
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest
from django.http import HttpResponse
from django.test import Client

from config.counters import Counters
from frontend_bridge.telemetry import gathering, limiter
from frontend_bridge.telemetry.gathering import RecentIds
from frontend_bridge.telemetry.store import OwnOrigins, Sample, store

if TYPE_CHECKING:
    from django.test.client import _MonkeyPatchedWSGIResponse

    Answer = _MonkeyPatchedWSGIResponse
else:
    Answer = HttpResponse

URL = "/api/public/telemetry/"
SITE = "http://localhost:3000"
Send = Callable[..., Answer]


@pytest.fixture(autouse=True)
def counters(monkeypatch: pytest.MonkeyPatch) -> Counters[Sample]:
    """Empty, as in a process that has just begun."""
    fresh: Counters[Sample] = Counters("telemetry", store)
    origins = OwnOrigins()
    monkeypatch.setattr(gathering, "counters", fresh)
    monkeypatch.setattr(gathering, "recent_ids", RecentIds())
    for module in ("gathering", "store"):
        monkeypatch.setattr(f"frontend_bridge.telemetry.{module}.own_origins", origins)
    limiter._limiter.cache_clear()
    return fresh


def entry(name: str = "LCP", number: int = 1, **values: Any) -> dict[str, Any]:
    """An entry whose `metric_id` is made of its name and number."""
    usual = {"value": 1200.5} if name in {"LCP", "INP"} else {}
    usual |= {"value": 0.05} if name == "CLS" else {}
    return {"name": name, "metric_id": f"v1-{name}-{number:06}", **usual, **values}


def beacon(*entries: dict[str, Any], **changes: Any) -> dict[str, Any]:
    """A complete, valid beacon; a value of None leaves a field out."""
    whole = {
        "page_url_initial": f"{SITE}/",
        "page_url_current": f"{SITE}/produk/",
        "page_type": "cms.ProductIndexPage",
        "device": "mobile",
        "app_version": "0a1b2c3d4e5f",
        "entries": list(entries or [entry()]),
        **changes,
    }
    return {name: value for name, value in whole.items() if value is not None}


@pytest.fixture
def send(client: Client) -> Send:
    """Send a beacon (bytes as they are) the way `sendBeacon` does."""

    def _send(body: Any, content_type: str = "text/plain;charset=UTF-8", **headers: str) -> Answer:
        sent = body if isinstance(body, bytes) else json.dumps(body).encode()
        told = {"origin": SITE, "accept-language": "en", **headers}
        return client.post(URL, sent, content_type=content_type, headers=told)

    return _send
