from cms.models.appearance import AppearanceSettings
from cms.models.audience import Audience
from cms.models.base import BasePage
from cms.models.company import AboutPage, ContactPage, LegalPage, PartnershipPage
from cms.models.education import ArticlePage, EducationIndexPage, EventPage
from cms.models.home import HomePage
from cms.models.hosts import SiteAddresses
from cms.models.imports import CatalogueImport, ImportRow, Outcome, Stage
from cms.models.links import CheckedLink, ContentLink
from cms.models.mail import WaitingMail
from cms.models.media import Picture, PictureRendition
from cms.models.products import (
    ProductIndexPage,
    ProductPage,
    ProductPhoto,
    ProductRelation,
    ProductTraining,
)
from cms.models.settings import (
    ContactSettings,
    NavigationSettings,
    PartnerFormSettings,
    PreferredContact,
    SalonType,
)
from cms.models.taxonomy import Brand, Category, Function
from cms.models.user import User

__all__ = [
    "AboutPage",
    "AppearanceSettings",
    "ArticlePage",
    "Audience",
    "BasePage",
    "Brand",
    "CatalogueImport",
    "Category",
    "CheckedLink",
    "ContactPage",
    "ContactSettings",
    "ContentLink",
    "EducationIndexPage",
    "EventPage",
    "Function",
    "HomePage",
    "ImportRow",
    "LegalPage",
    "NavigationSettings",
    "Outcome",
    "PartnerFormSettings",
    "PartnershipPage",
    "Picture",
    "PictureRendition",
    "PreferredContact",
    "ProductIndexPage",
    "ProductPage",
    "ProductPhoto",
    "ProductRelation",
    "ProductTraining",
    "SalonType",
    "SiteAddresses",
    "Stage",
    "User",
    "WaitingMail",
]
