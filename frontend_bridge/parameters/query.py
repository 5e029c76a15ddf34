"""Checks a whole query at once, before anything of it reaches the database."""

from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import unquote_to_bytes

from django.http import QueryDict
from django.utils.translation import gettext as _

from frontend_bridge.parameters.kinds import Parameter, ParameterError


def parse(query: QueryDict, raw: str, known: Iterable[Parameter]) -> dict[str, Any]:
    """Typed values by name, of the parameters that `query` has; `raw` is its undecoded form."""
    by_name = {parameter.name: parameter for parameter in known}
    _refuse_undecodable(raw)
    _refuse_unknown(query, by_name)
    parsed = {}
    for name, values in query.lists():
        if any("\x00" in value for value in values):
            raise ParameterError(
                name, "invalid", _("Only text without the character NUL is allowed.")
            )
        parsed[name] = by_name[name].parse(values)
    for parameter in by_name.values():
        if parameter.required and parameter.name not in parsed:
            raise parameter.error("required", parameter.allowed)
    return parsed


def _refuse_undecodable(raw: str) -> None:
    """Django would put U+FFFD in the place of what is no UTF-8."""
    for pair in raw.split("&"):
        name, _equals, value = pair.replace("+", " ").partition("=")
        for text in (name, value):
            try:
                unquote_to_bytes(text).decode()
            except UnicodeDecodeError as error:
                shown = unquote_to_bytes(name).decode(errors="replace")[:80]
                raise ParameterError(
                    shown, "invalid_encoding", _("Only percent-encoded UTF-8 is allowed.")
                ) from error


def _refuse_unknown(query: QueryDict, known: Mapping[str, Parameter]) -> None:
    unknown = sorted(name[:80].replace("\x00", "") for name in query if name not in known)
    if not unknown:
        return
    detail = _("Unknown parameter: %(names)s. Valid ones: %(known)s.") % {
        "names": ", ".join(unknown),
        "known": ", ".join(sorted(known)),
    }
    valid = _("Not a parameter here. Valid ones: %s.") % ", ".join(sorted(known))
    fault = ParameterError(unknown[0], "unknown_parameter", valid, detail)
    fault.errors = [
        {"field": name, "code": "unknown_parameter", "message": valid} for name in unknown
    ]
    raise fault
