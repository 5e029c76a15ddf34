"""Factories of content. Every required field is declared in sight; a page needs its `parent`."""

import datetime
import json
from typing import Any

import factory
import wagtail_factories
from django.core.files.base import ContentFile
from django.utils import timezone
from django.utils.text import slugify
from factory.django import DjangoModelFactory
from wagtail.documents.models import Document
from wagtail.models import Collection, Page

from cms import models


def stream(*blocks: tuple[str, Any]) -> str:
    """A StreamField value as JSON from ``(type, raw value)`` pairs."""
    return json.dumps([{"type": kind, "value": value} for kind, value in blocks])


class CollectionMember(DjangoModelFactory):
    class Meta:
        abstract = True

    collection = factory.LazyFunction(Collection.get_first_root_node)


class PictureFactory(CollectionMember):
    class Meta:
        model = models.Picture

    title = factory.Sequence(lambda n: f"Picture {n}")
    file = factory.django.ImageField(width=640, height=480, filename="picture.jpg")
    alt_id = "Botol sampo di atas meja"
    alt_en = "A shampoo bottle on a table"


class DocumentFactory(CollectionMember):
    class Meta:
        model = Document

    title = factory.Sequence(lambda n: f"Specification {n}")
    file = factory.LazyFunction(lambda: ContentFile(b"%PDF-1.4 sheet", name="sheet.pdf"))


class BrandFactory(DjangoModelFactory):
    class Meta:
        model = models.Brand

    name = factory.Sequence(lambda n: f"Brand {n}")
    slug = factory.LazyAttribute(lambda brand: slugify(brand.name))
    profile_id = "Perawatan rambut profesional."
    profile_en = "Professional hair care."


class CategoryFactory(DjangoModelFactory):
    class Meta:
        model = models.Category

    name_id = factory.Sequence(lambda n: f"Kategori {n}")
    name_en = factory.Sequence(lambda n: f"Category {n}")
    slug = factory.LazyAttribute(lambda category: slugify(category.name_en))


class FunctionFactory(DjangoModelFactory):
    class Meta:
        model = models.Function

    name_id = factory.Sequence(lambda n: f"Fungsi {n}")
    name_en = factory.Sequence(lambda n: f"Function {n}")
    slug = factory.LazyAttribute(lambda function: slugify(function.name_en))


class BasePageFactory(wagtail_factories.PageFactory):
    """A live page below `parent`, in its parent's language unless `locale` says otherwise."""

    class Meta:
        abstract = True

    title = factory.Sequence(lambda n: f"Page {n}")
    slug = factory.LazyAttribute(lambda page: slugify(page.title))
    first_published_at = factory.LazyFunction(timezone.now)

    @classmethod
    def _create_instance(
        cls, model_class: type[Page], parent: Page | None, kwargs: dict[str, Any]
    ) -> Page:
        if parent is None:
            raise TypeError(f"{cls.__name__} needs parent=")
        # Treebeard trusts the instance's own child count, which other instances may have changed.
        parent.refresh_from_db(fields=["path", "depth", "numchild"])
        return super()._create_instance(model_class, parent, kwargs)


class HomePageFactory(BasePageFactory):
    class Meta:
        model = models.HomePage

    title = "Alfa Beauty"
    hero_title = "Professional beauty, delivered"
    explore_label = "Explore Products"
    partner_label = "Become Partner"


class ProductIndexPageFactory(BasePageFactory):
    class Meta:
        model = models.ProductIndexPage

    title = "Products"


class ProductPageFactory(BasePageFactory):
    class Meta:
        model = models.ProductPage

    title = factory.Sequence(lambda n: f"Serum {n}")
    code = factory.Sequence(lambda n: f"SRM-{n:04}")
    brand = factory.SubFactory(BrandFactory)
    categories = factory.LazyFunction(lambda: [CategoryFactory()])
    for_salon = True
    summary = "Repairs damaged hair."


class EducationIndexPageFactory(BasePageFactory):
    class Meta:
        model = models.EducationIndexPage

    title = "Education"


class EventPageFactory(BasePageFactory):
    class Meta:
        model = models.EventPage

    title = factory.Sequence(lambda n: f"Colour training {n}")
    kind = models.EventPage.Kind.TRAINING
    starts_at = factory.LazyFunction(lambda: timezone.now() + datetime.timedelta(days=14))
    city = "Jakarta"
    for_salon = True
    summary = "A day about colour."


class ArticlePageFactory(BasePageFactory):
    class Meta:
        model = models.ArticlePage

    title = factory.Sequence(lambda n: f"Article {n}")
    published_on = factory.LazyFunction(timezone.localdate)
    summary = "What changes this season."


class PartnershipPageFactory(BasePageFactory):
    class Meta:
        model = models.PartnershipPage

    title = "Partnership"
    form_title = "Become a partner"
    success_title = "Thank you"
    success_text = "We will contact you within a day."


class AboutPageFactory(BasePageFactory):
    class Meta:
        model = models.AboutPage

    title = "About"


class ContactPageFactory(BasePageFactory):
    class Meta:
        model = models.ContactPage

    title = "Contact"


class LegalPageFactory(BasePageFactory):
    class Meta:
        model = models.LegalPage

    title = "Privacy"
    kind = models.LegalPage.Kind.PRIVACY


class SiteSettingFactory(DjangoModelFactory):
    """The settings row of `site`, created or updated."""

    class Meta:
        abstract = True
        django_get_or_create = ("site",)

    @classmethod
    def _create(cls, model_class: type[Any], *args: Any, **kwargs: Any) -> Any:
        setting, _created = model_class.objects.update_or_create(
            site=kwargs.pop("site"), defaults=kwargs
        )
        return setting


class ContactSettingsFactory(SiteSettingFactory):
    class Meta:
        model = models.ContactSettings

    whatsapp_number = "+6281234567890"
    fallback_email = "hello@alfabeauty.invalid"
    address = "Jakarta"


class NavigationSettingsFactory(SiteSettingFactory):
    class Meta:
        model = models.NavigationSettings


class PartnerFormSettingsFactory(SiteSettingFactory):
    class Meta:
        model = models.PartnerFormSettings

    consent_version = "2026-01"
    consent_text_id = "Saya setuju."
    consent_text_en = "I agree."


class AppearanceSettingsFactory(SiteSettingFactory):
    class Meta:
        model = models.AppearanceSettings


def photo(**values: Any) -> models.ProductPhoto:
    """An unsaved photo for `ProductPageFactory(photos=[…])`."""
    return models.ProductPhoto(**{"picture": PictureFactory(), **values})


def training(event: models.EventPage) -> models.ProductTraining:
    """An unsaved link for `ProductPageFactory(product_trainings=[…])`."""
    return models.ProductTraining(event=event)


def relation(related: models.ProductPage) -> models.ProductRelation:
    """An unsaved link for `ProductPageFactory(product_relations=[…])`."""
    return models.ProductRelation(related=related)


def collection(name: str) -> Collection:
    """A collection below the root one."""
    return Collection.get_first_root_node().add_child(name=name)


def used(term: Any, parent: Page) -> Any:
    """`term`, made public by a product that has it."""
    field = {models.Brand: "brand", models.Category: "categories", models.Function: "functions"}
    name = field[type(term)]
    ProductPageFactory(parent=parent, **{name: term if name == "brand" else [term]})
    return term
