"""System checks of the lead settings."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register
from limits import parse_many

LIMITS = ("LEAD_LIMIT_CLIENT", "LEAD_LIMIT_PHONE", "LEAD_LIMIT_TOTAL")


@register(Tags.security)
def check_limits(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """lead.E001: a limit that cannot be understood would fail every submission."""
    return [
        Error(
            f"{name} is no limit: {getattr(settings, name)!r}",
            hint="Write it like 5/minute;20/hour.",
            id="lead.E001",
        )
        for name in LIMITS
        if not _is_limit(getattr(settings, name))
    ]


def _is_limit(text: str) -> bool:
    try:
        return bool(parse_many(text))
    except ValueError:
        return False
