"""Which fields the API serves for each model; the content app knows nothing of them."""

from dataclasses import dataclass

from django.db.models import Model
from wagtail.api import APIField

from cms import models
from frontend_bridge.documents import DocumentField
from frontend_bridge.fields import (
    BadgesField,
    BrandsField,
    CallToActionField,
    CategoriesField,
    IsPastField,
    NextEventsField,
    RelatedProductsField,
    TrainingsField,
    WhatsAppUrlField,
)
from frontend_bridge.pictures import GalleryField, PictureField
from frontend_bridge.rich_text import RichTextField
from frontend_bridge.streams import BodyField, PillarListField, TextListField, VariantListField


@dataclass(frozen=True)
class ModelFields:
    """`listing`: in lists by default. `further`: in details, and in lists on request.
    `detail`: in details only, because they cost queries of their own."""

    listing: tuple[APIField, ...] = ()
    further: tuple[APIField, ...] = ()
    detail: tuple[APIField, ...] = ()

    @property
    def all(self) -> list[APIField]:
        return [*self.listing, *self.further, *self.detail]


def _plain(*names: str) -> tuple[APIField, ...]:
    return tuple(map(APIField, names))


_TEXT_PAGE = ModelFields(further=(*_plain("introduction"), APIField("body", BodyField())))

FIELDS: dict[type[Model], ModelFields] = {
    models.HomePage: ModelFields(
        further=(
            *_plain("hero_title", "hero_text"),
            APIField("hero_image", PictureField()),
            *_plain("explore_label", "partner_label"),
            APIField("pillars", PillarListField()),
            *_plain("education_title", "education_text"),
            APIField("whatsapp_url", WhatsAppUrlField()),
            APIField("brands", BrandsField()),
            APIField("categories", CategoriesField()),
            APIField("events", NextEventsField()),
        ),
    ),
    models.ProductIndexPage: ModelFields(further=_plain("introduction", "empty_text")),
    models.ProductPage: ModelFields(
        listing=(
            *_plain("code", "brand", "categories", "functions", "audience"),
            APIField("badges", BadgesField()),
            *_plain("summary"),
            APIField("benefits", TextListField()),
            APIField("gallery", GalleryField()),
            APIField("whatsapp_url", WhatsAppUrlField()),
        ),
        further=(
            *_plain("is_new", "overview"),
            APIField("use_cases", TextListField()),
            APIField("how_to_use", TextListField()),
            APIField("technical_notes", RichTextField()),
            APIField("variants", VariantListField()),
            APIField("specification_sheet", DocumentField()),
        ),
        detail=(
            APIField("trainings", TrainingsField()),
            APIField("related_products", RelatedProductsField()),
        ),
    ),
    models.EducationIndexPage: ModelFields(further=_plain("introduction")),
    models.EventPage: ModelFields(
        listing=(
            *_plain("kind", "starts_at", "ends_at", "is_online", "city", "venue", "brand"),
            *_plain("audience", "summary"),
            APIField("picture", PictureField()),
            APIField("cta", CallToActionField()),
            APIField("is_past", IsPastField()),
        ),
        further=(APIField("body", BodyField()),),
    ),
    models.ArticlePage: ModelFields(
        listing=(*_plain("published_on", "summary"), APIField("picture", PictureField())),
        further=(APIField("body", BodyField()),),
    ),
    models.PartnershipPage: ModelFields(
        further=(
            *_plain("introduction"),
            APIField("benefits", TextListField()),
            *_plain("form_title", "success_title", "success_text"),
        )
    ),
    models.AboutPage: _TEXT_PAGE,
    models.ContactPage: _TEXT_PAGE,
    models.LegalPage: ModelFields(further=(*_plain("kind"), *_TEXT_PAGE.further)),
}


def model_fields(model: type[Model]) -> ModelFields:
    return FIELDS.get(model, ModelFields())


DETAIL_ONLY = sorted({field.name for fields in FIELDS.values() for field in fields.detail})
