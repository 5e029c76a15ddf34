from typing import Any, cast

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.http import Http404
from django.urls import URLPattern, path
from django.utils import translation
from django.utils.translation import get_language_info
from rest_framework.request import Request
from rest_framework.response import Response
from wagtail.models import Site

from cms import models
from frontend_bridge import parameters
from frontend_bridge.content import Content, References, current_language
from frontend_bridge.menus import gather_menus, menus
from frontend_bridge.pictures import picture_object
from frontend_bridge.site_shapes import (
    LabelledValue,
    PartnerForm,
    SiteDocument,
    SiteLanguage,
    SitePaths,
    SocialProfile,
)
from frontend_bridge.viewsets import PublicEndpoint

PARTNER_LEADS = "/api/public/partner-leads/"
STANDARD_PAGES = {
    "products": models.ProductIndexPage,
    "education": models.EducationIndexPage,
    "partnership": models.PartnershipPage,
    "about": models.AboutPage,
    "contact": models.ContactPage,
}
LEGAL_KINDS = {"privacy": models.LegalPage.Kind.PRIVACY, "terms": models.LegalPage.Kind.TERMS}


class SiteEndpoint(PublicEndpoint):
    summary = "Menus, contact, form settings and paths of the site, in one answer."
    model = Site
    answer = SiteDocument
    query_parameters = (parameters.LOCALE, *parameters.COMMON)

    @classmethod
    def get_urlpatterns(cls) -> list[URLPattern]:
        return [path("", cls.as_view({"get": "site_view"}), name="listing")]

    def site_view(self, request: Request) -> Response:
        if self.content.site is None:
            raise Http404
        with translation.override(self.query.get("locale", settings.LANGUAGE_CODE)):
            return Response(site_document(self.content))


def site_document(content: Content) -> SiteDocument:
    """Everything that every page of the frontend shows, in the current language."""
    navigation = content.setting(models.NavigationSettings)
    references = References(pictures={content.appearance.default_social_image_id})
    gather_menus(navigation, references)
    content.load(references)
    homes = _homes(content)
    social_image = content.picture(content.appearance.default_social_image_id)
    return {
        "site_name": content.site.site_name if content.site else "",
        "locale": current_language(),
        "locales": _locales(homes),
        "root_url": content.origin,
        "paths": _paths(content, homes),
        "menus": menus(navigation, content),
        "whatsapp": {
            "number": content.contact.whatsapp_number or settings.WHATSAPP_NUMBER,
            "url": content.whatsapp_url(),
        },
        "contact": {
            "email": content.contact.fallback_email,
            "company_name": content.contact.company_name,
            "address": content.contact.address,
        },
        "social_profiles": _social_profiles(content),
        "social_image": picture_object(social_image, content) if social_image else None,
        "not_found": {
            "title": _localized(content.appearance, "not_found_title"),
            "text": _localized(content.appearance, "not_found_text"),
        },
        "partner_form": _partner_form(content),
    }


def _localized(setting: Any, name: str) -> str:
    """A setting's text in the current language, falling back to Indonesian where it is empty."""
    return str(getattr(setting, f"{name}_{current_language()}") or getattr(setting, f"{name}_id"))


def _homes(content: Content) -> dict[str, str | None]:
    """Path of each language's public home page."""
    pages = content.public.homes().select_related("locale")
    return {page.locale.language_code: content.path(page) for page in pages}


def _locales(homes: dict[str, str | None]) -> list[SiteLanguage]:
    return [
        {"code": code, "label": get_language_info(code)["name_local"], "home": homes[code]}
        for code, _label in settings.LANGUAGES
        if code in homes
    ]


def _paths(content: Content, homes: dict[str, str | None]) -> SitePaths:
    """Path of each standard page, `None` while it is not public."""
    types = ContentType.objects.get_for_models(*STANDARD_PAGES.values())
    wanted = {types[model].pk: name for name, model in STANDARD_PAGES.items()}
    found: dict[str, str | None] = dict.fromkeys([*STANDARD_PAGES, *LEGAL_KINDS])
    found["home"] = homes.get(current_language())
    language = {"locale__language_code": current_language()}
    for page in content.public.pages().filter(content_type__in=wanted, **language):
        found[wanted[page.content_type_id]] = content.path(page)
    names = {kind.value: name for name, kind in LEGAL_KINDS.items()}
    for legal in content.public.pages(models.LegalPage).filter(**language):
        found[names[legal.kind]] = content.path(legal)
    return cast("SitePaths", found)


def _social_profiles(content: Content) -> list[SocialProfile]:
    contact = content.contact
    networks = dict(contact.social_profiles.stream_block.child_blocks["profile"].child_blocks)
    labels = dict(networks["network"].field.choices)
    return [
        {
            "network": block["value"]["network"],
            "label": str(labels[block["value"]["network"]]),
            "url": block["value"]["url"],
        }
        for block in contact.social_profiles.raw_data
    ]


def _partner_form(content: Content) -> PartnerForm:
    form = content.setting(models.PartnerFormSettings)
    return {
        "submit_url": content.api_url(PARTNER_LEADS),
        "consent_text": _localized(form, "consent_text"),
        "consent_version": form.consent_version,
        "salon_types": _choices(models.SalonType),
        "preferred_contacts": _choices(models.PreferredContact),
        "monthly_spend_ranges": [
            {
                "value": block["value"]["value"],
                "label": block["value"].get(f"label_{current_language()}")
                or block["value"]["label_id"],
            }
            for block in form.monthly_spend_ranges.raw_data
        ],
    }


def _choices(enumeration: Any) -> list[LabelledValue]:
    return [{"value": value, "label": str(label)} for value, label in enumeration.choices]
