"""The addresses of the API, read from its endpoints."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from frontend_bridge.parameters import Parameter
from frontend_bridge.viewsets import PublicEndpoint

BASE = "/api/v2/"


@dataclass(frozen=True)
class Operation:
    """One GET address; `action` is ``listing``, ``detail``, ``find`` or ``answer``."""

    name: str
    endpoint: type[PublicEndpoint]
    action: str
    path: str
    parameters: tuple[Parameter, ...]


def operations(endpoints: dict[str, type[PublicEndpoint]]) -> list[Operation]:
    return [known for name, endpoint in endpoints.items() for known in _operations(name, endpoint)]


def _operations(name: str, endpoint: type[PublicEndpoint]) -> Iterable[Operation]:
    for pattern in endpoint.get_urlpatterns():
        view = pattern.callback.actions["get"]
        route = re.sub(r"<int:pk>", "{id}", str(pattern.pattern))
        known = endpoint.parameters_of(view, endpoint.model)
        yield Operation(name, endpoint, ACTIONS.get(view, "answer"), f"{BASE}{name}/{route}", known)


ACTIONS = {"listing_view": "listing", "detail_view": "detail", "find_view": "find"}
