from cms.models.audience import Audience
from cms.models.base import BasePage
from cms.models.company import AboutPage, ContactPage, LegalPage, PartnershipPage
from cms.models.education import ArticlePage, EducationIndexPage, EventPage
from cms.models.home import HomePage
from cms.models.media import Picture, PictureRendition
from cms.models.products import (
    ProductIndexPage,
    ProductPage,
    ProductPhoto,
    ProductRelation,
    ProductTraining,
)
from cms.models.settings import (
    AppearanceSettings,
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
    "Category",
    "ContactPage",
    "ContactSettings",
    "EducationIndexPage",
    "EventPage",
    "Function",
    "HomePage",
    "LegalPage",
    "NavigationSettings",
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
    "User",
]
