"""Holds answers of the API against its own OpenAPI document."""

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

import jsonschema_rs
from django.http import HttpResponse

from frontend_bridge.openapi.document import openapi


@cache
def _validator(path: str, method: str, status: str, media_type: str) -> Any:
    content = openapi()["paths"][path][method]["responses"][status]["content"][media_type]
    schema = {**content["schema"], "components": openapi()["components"]}
    return jsonschema_rs.Draft202012Validator(schema, validate_formats=True)


def path_of(address: str) -> str:
    """The document's path for an address such as ``/api/v2/products/3/``."""
    return re.sub(r"/\d+/$", "/{id}/", address)


def faults(response: Any) -> list[str]:
    """Where an answer is not as the document says; empty for answers without a body."""
    if not isinstance(response, HttpResponse) or not response.content:
        return []
    request = response.wsgi_request  # type: ignore[attr-defined]
    path = path_of(request.path)
    operations = openapi()["paths"].get(path, {})
    # What a method that is not there is answered with stands beside the one that is.
    method = request.method.lower()
    method = method if method in operations else next(iter(operations), "")
    if not method:
        return []
    return [f"{path}: {fault}" for fault in _faults(response, path, method)]


def _faults(response: Any, path: str, method: str) -> Iterator[str]:
    documented = openapi()["paths"][path][method]["responses"].get(str(response.status_code))
    media_type = response.headers["Content-Type"].partition(";")[0]
    if documented is None:
        yield f"the status {response.status_code} is not documented"
    elif media_type not in documented["content"]:
        yield f"{media_type} is not documented for {response.status_code}"
    else:
        for name, header in documented.get("headers", {}).items():
            if header.get("required") and name not in response.headers:
                yield f"the header {name} is missing"
        validator = _validator(path, method, str(response.status_code), media_type)
        for error in validator.iter_errors(response.json()):
            yield f"at {list(error.instance_path)}: {error.message[:500]}"
