"""RFC 9457 problem details: the one error shape of every public API answer."""

from typing import Any

from django.http import JsonResponse

CONTENT_TYPE = "application/problem+json; charset=utf-8"


def problem(
    status: int,
    code: str,
    title: str,
    detail: str = "",
    *,
    headers: dict[str, str] | None = None,
    **members: Any,
) -> JsonResponse:
    """An ``application/problem+json`` answer.

    `code` is machine-readable and stable (snake_case, English); `title` and `detail` are written
    for people in the request's language. `members` are extension members of RFC 9457 §3.2, such
    as ``errors`` (a list of ``{"field", "code", "message"}``).
    """
    body = {"type": "about:blank", "status": status, "code": code, "title": title}
    if detail:
        body["detail"] = detail
    response = JsonResponse({**body, **members}, status=status, headers=headers)
    response["Content-Type"] = CONTENT_TYPE
    return response
