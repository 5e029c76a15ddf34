"""Site settings of one language: menus, contact, form choices; usable even without the API."""

import asyncio
from collections.abc import Awaitable
from typing import Any
from urllib.parse import urlencode

from starlette.requests import Request

from storefront.api import Body, MissingError, RefusedError, UnavailableError, Visit
from storefront.settings import Settings
from storefront.texts import DEFAULT_LANGUAGE, LANGUAGES, texts_in

Site = dict[str, Any]
COMPANY = "Alfa Beauty Cosmetica"
STANDARD_MENUS = {
    "header": ("products", "education", "partnership", "about", "contact"),
    "footer": ("products", "education", "partnership", "about", "contact"),
    "legal": ("privacy", "terms"),
}


async def read_site(visit: Visit, settings: Settings, language: str) -> Site:
    """The site settings, completed by the fallback, so that every page can be drawn."""
    fallback = fallback_site(settings, language)
    try:
        answer = await visit.get("site/", {"locale": language})
    except (MissingError, RefusedError, UnavailableError):
        return fallback
    menus = {**standard_menus(answer.get("paths") or {}, language), **_filled(answer.get("menus"))}
    return {**fallback, **answer, "menus": menus, "is_fallback": False}


async def read_with_site(
    request: Request, visit: Visit, language: str, content: Awaitable[Body]
) -> tuple[Site, Body]:
    """Site settings and content, asked for at the same time.

    The settings stay on the request, so that a page about the content's failure can use them.
    """
    settings = request.app.state.storefront.settings
    site, found = await asyncio.gather(
        read_site(visit, settings, language), content, return_exceptions=True
    )
    if isinstance(site, BaseException):
        raise site
    request.state.site = site
    if isinstance(found, BaseException):
        raise found
    return site, found


def _filled(menus: dict[str, Any] | None) -> dict[str, Any]:
    return {name: entries for name, entries in (menus or {}).items() if entries}


def standard_menus(paths: dict[str, str | None], language: str) -> dict[str, Any]:
    """Menus of the pages that exist, so that a fresh site can be walked before it is arranged."""
    labels = texts_in(language).navigation
    return {
        menu: [
            {"label": labels.get(name), "path": paths[name]} for name in names if paths.get(name)
        ]
        for menu, names in STANDARD_MENUS.items()
    }


def home_path(language: str) -> str:
    return "/" if language == DEFAULT_LANGUAGE else f"/{language}/"


def fallback_site(settings: Settings, language: str) -> Site:
    """What is known without the API: our languages and the WhatsApp number of the environment."""
    texts = texts_in(language)
    number = settings.whatsapp_number
    message = urlencode({"text": texts.unavailable.whatsapp_message})
    return {
        "is_fallback": True,
        "site_name": COMPANY,
        "locale": language,
        "locales": [
            {"code": code, "label": texts_in(code).header.language, "home": home_path(code)}
            for code in LANGUAGES
        ],
        "root_url": settings.storefront_url,
        "telemetry_url": f"{settings.cms_url}/api/public/telemetry/",
        "paths": {"home": home_path(language)},
        "menus": {"header": [], "footer": [], "legal": []},
        "whatsapp": {
            "number": number,
            "url": f"https://wa.me/{number.removeprefix('+')}?{message}",
        },
        "contact": {"email": "", "company_name": COMPANY, "address": ""},
        "social_profiles": [],
        "social_image": None,
        "not_found": {"title": texts.not_found.title, "text": texts.not_found.text},
        "partner_form": {},
    }
