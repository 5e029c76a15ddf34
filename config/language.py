"""The language of an API answer."""

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_supported_language_variant
from django.utils.translation.trans_real import parse_accept_lang_header


def accepted_language(request: HttpRequest) -> str:
    """The best of our languages for ``Accept-Language`` (RFC 9110 §12.5.4), else Indonesian.

    `LocaleMiddleware` ignores that header on addresses without a language prefix.
    """
    for code, _quality in parse_accept_lang_header(request.headers.get("Accept-Language", "")):
        try:
            return get_supported_language_variant(code)
        except LookupError:
            continue
    return settings.LANGUAGE_CODE
