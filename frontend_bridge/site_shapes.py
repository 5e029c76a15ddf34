"""The shape of `site/`."""

from typing_extensions import TypedDict

from frontend_bridge.menus import Menus
from frontend_bridge.pictures import PictureObject


class SiteLanguage(TypedDict):
    """A language with a public home page, whose path is `home`."""

    code: str
    label: str
    home: str | None


class SitePaths(TypedDict):
    """Path of each standard page on the frontend; `None` while it is not public."""

    home: str | None
    products: str | None
    education: str | None
    partnership: str | None
    about: str | None
    contact: str | None
    privacy: str | None
    terms: str | None


class WhatsApp(TypedDict):
    """`url` opens a chat with a first message in the language asked for."""

    number: str
    url: str


class Company(TypedDict):
    email: str
    company_name: str
    address: str


class SocialProfile(TypedDict):
    network: str
    label: str
    url: str


class NotFoundText(TypedDict):
    title: str
    text: str


class LabelledValue(TypedDict):
    """A choice of a form: `value` is sent, `label` is read."""

    value: str
    label: str


class PartnerForm(TypedDict):
    """The *Become Partner* form; `consent_version` names the text that was agreed to."""

    submit_url: str
    consent_text: str
    consent_version: str
    salon_types: list[LabelledValue]
    preferred_contacts: list[LabelledValue]
    monthly_spend_ranges: list[LabelledValue]


class SiteDocument(TypedDict):
    """What every page of the frontend shows, in one language."""

    site_name: str
    locale: str
    locales: list[SiteLanguage]
    root_url: str
    paths: SitePaths
    menus: Menus
    whatsapp: WhatsApp
    contact: Company
    social_profiles: list[SocialProfile]
    social_image: PictureObject | None
    not_found: NotFoundText
    partner_form: PartnerForm
