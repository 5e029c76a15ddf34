"""Writes the demo's pages and settings and publishes them, in both languages."""

from collections.abc import Callable
from dataclasses import asdict
from datetime import date
from typing import Any

from django.db import models as db
from wagtail.models import Locale, Page, Site

from cms import models
from cms.demo.content import Article, DemoContent, Event, Product
from cms.demo.library import Library, specification_document
from cms.field_values import References, field_values
from cms.standard_pages import LANGUAGES, PageTree

Report = Callable[[], None]


class PageWriter:
    """Writes first and publishes last, because pages refer to each other."""

    def __init__(self, content: DemoContent, library: Library, today: date) -> None:
        self.content = content
        self.library = library
        self.today = today
        self.tree = PageTree()
        for language_code in LANGUAGES:
            self.tree.build_home(language_code)
            self.tree.build_rest(language_code)
        self.events: dict[str, dict[str, Page]] = {code: {} for code in LANGUAGES}
        self.products: dict[str, dict[str, Page]] = {code: {} for code in LANGUAGES}
        self.unpublished: list[Page] = []

    def write(self, report: Report) -> None:
        self._write_settings()
        for language_code in LANGUAGES:
            self._write_standard_pages(language_code)
        for event in self.content.events:
            self._write_event(event)
        for article in self.content.articles:
            self._write_article(article)
        for product in self.content.products:
            self._write_product(product)
            report()
        self._relate_products()
        for page in self.unpublished:
            page.save_revision(log_action=False).publish(log_action=False)
            report()

    @property
    def steps(self) -> int:
        """How often `write` reports."""
        content = self.content
        entries = len(content.events) + len(content.articles) + len(content.products)
        return len(content.products) + len(LANGUAGES) * (entries + len(content.pages))

    def _references(self, language_code: str) -> References:
        return References(language_code, self.tree.pages[language_code], self.library.scenes)

    def _values(self, model: type[db.Model], texts: Any, language_code: str) -> dict[str, Any]:
        return field_values(model, texts, self._references(language_code))

    def _write_settings(self) -> None:
        site = Site.objects.get(is_default_site=True)
        texts = self.content.settings
        for model, values in (
            (models.ContactSettings, texts.contact),
            (models.NavigationSettings, texts.navigation),
            (models.PartnerFormSettings, texts.partner_form),
            (models.AppearanceSettings, texts.appearance),
        ):
            fields = self._values(model, values, LANGUAGES[0])
            if model is models.AppearanceSettings:
                fields["default_social_image"] = self.library.scenes[texts.social_picture]
            model.objects.update_or_create(site=site, defaults=fields)

    def _write_standard_pages(self, language_code: str) -> None:
        for entry in self.content.pages:
            page = self.tree.pages[language_code][entry.name].specific
            values = self._values(type(page), entry.texts[language_code], language_code)
            if entry.picture:
                values["hero_image"] = self.library.scenes[entry.picture]
            for name, value in values.items():
                setattr(page, name, value)
            self.unpublished.append(page)

    def _add(
        self, model: type[models.BasePage], overview: str, texts: Any, **shared: Any
    ) -> dict[str, Page]:
        """A page and its translation below the overview of each language, not yet published."""
        pages: dict[str, Page] = {}
        for language_code in LANGUAGES:
            original = pages.get(LANGUAGES[0])
            page = model(
                locale=Locale.objects.get(language_code=language_code),
                live=False,
                **({"translation_key": original.translation_key} if original else {}),
                **self._values(model, asdict(texts[language_code]), language_code),
                **shared,
            )
            parent = self.tree.pages[language_code][overview]
            parent.refresh_from_db(fields=["path", "depth", "numchild"])
            parent.add_child(instance=page)
            pages[language_code] = page
            self.unpublished.append(page)
        return pages

    def _write_event(self, event: Event) -> None:
        pages = self._add(
            models.EventPage,
            "education",
            event.texts,
            kind=event.kind,
            starts_at=event.starts_at(self.today),
            ends_at=event.ends_at(self.today),
            is_online=event.is_online,
            city=event.city,
            venue=event.venue,
            brand=self.library.brands.get(event.brand),
            picture=self.library.scenes[event.picture],
            **_audience(event.audiences),
        )
        for language_code, page in pages.items():
            self.events[language_code][event.key] = page

    def _write_article(self, article: Article) -> None:
        self._add(
            models.ArticlePage,
            "education",
            article.texts,
            published_on=article.published_on(self.today),
            picture=self.library.scenes[article.picture],
        )

    def _write_product(self, product: Product) -> None:
        pages = self._add(
            models.ProductPage,
            "products",
            product.texts,
            code=product.code,
            brand=self.library.brands[product.brand],
            categories=[self.library.categories[slug] for slug in product.categories],
            functions=[self.library.functions[slug] for slug in product.functions],
            is_new=product.is_new,
            **_audience(product.audiences),
            **field_values(
                models.ProductPage, {"variants": product.variants}, References(LANGUAGES[0])
            ),
        )
        for language_code, page in pages.items():
            page.specification_sheet = specification_document(product, language_code)
            page.photos = [
                models.ProductPhoto(picture=picture, sort_order=place)
                for place, picture in enumerate(self.library.photos[product.code])
            ]
            self.products[language_code][product.code] = page

    def _relate_products(self) -> None:
        for product in self.content.products:
            for language_code in LANGUAGES:
                products, events = self.products[language_code], self.events[language_code]
                page = products[product.code]
                page.product_relations = [
                    models.ProductRelation(related=products[code], sort_order=place)
                    for place, code in enumerate(product.related)
                ]
                page.product_trainings = [
                    models.ProductTraining(event=events[key], sort_order=place)
                    for place, key in enumerate(product.trainings)
                ]


def _audience(audiences: tuple[str, ...]) -> dict[str, bool]:
    return {
        "for_salon": models.Audience.SALON in audiences,
        "for_barber": models.Audience.BARBER in audiences,
    }
