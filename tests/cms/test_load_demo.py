from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import ClassVar

from django.conf import settings
from django.core.management import CommandError, call_command
from django.db.models import Count
from django.test import TestCase, override_settings
from django.utils import timezone
from wagtail.documents.models import Document
from wagtail.models import Page, Revision

from cms import models


def load(*arguments: str) -> str:
    output = StringIO()
    call_command("load_demo", "--sketches", *arguments, stdout=output)
    return output.getvalue()


class DemoTests(TestCase):
    """Loaded once, because that takes seconds."""

    media: ClassVar[TemporaryDirectory[str]]

    @classmethod
    def setUpClass(cls) -> None:
        cls.media = TemporaryDirectory()
        cls.enterClassContext(override_settings(MEDIA_ROOT=cls.media.name, DEMO_PASSWORD="secret"))
        cls.addClassCleanup(cls.media.cleanup)
        super().setUpClass()

    @classmethod
    def setUpTestData(cls) -> None:
        load()

    def test_there_is_enough_of_everything_in_both_languages(self) -> None:
        assert models.Brand.objects.count() >= 6
        assert models.Category.objects.count() >= 8
        assert models.Function.objects.count() >= 12
        for model, least in (
            (models.ProductPage, 36),
            (models.EventPage, 6),
            (models.ArticlePage, 4),
        ):
            for language_code in ("id", "en"):
                live = model.objects.live().filter(locale__language_code=language_code)
                assert live.count() >= least

    def test_everything_is_live_and_translated(self) -> None:
        pages = Page.objects.filter(depth__gte=2)
        assert not pages.filter(live=False).exists()
        keys = pages.order_by().values("translation_key").annotate(languages=Count("locale"))
        assert {entry["languages"] for entry in keys} == {2}

    def test_products_are_complete(self) -> None:
        for product in models.ProductPage.objects.all():
            assert 3 <= len(product.benefits) <= 5
            assert product.use_cases
            assert product.how_to_use
            assert product.technical_notes
            assert product.variants
            assert 1 <= product.photos.count() <= 3
            assert product.categories.exists()

    def test_products_refer_to_products_and_events_of_their_language(self) -> None:
        for product in models.ProductPage.objects.all():
            related = [item.related.locale_id for item in product.product_relations.all()]
            trainings = [item.event.locale_id for item in product.product_trainings.all()]
            assert {*related, *trainings} <= {product.locale_id}
            assert related

    def test_texts_of_a_product_pass_the_editors_checks(self) -> None:
        for page in Page.objects.filter(depth__gte=2).specific():
            page.full_clean()

    def test_pictures_are_described_in_both_languages(self) -> None:
        assert not models.Picture.objects.filter(alt_id="").exists()
        assert not models.Picture.objects.filter(alt_en="").exists()

    def test_events_lie_in_future_and_past_online_and_in_cities(self) -> None:
        events = models.EventPage.objects.live()
        assert events.filter(starts_at__gt=timezone.now()).exists()
        assert events.filter(ends_at__lt=timezone.now()).exists()
        assert events.filter(is_online=True).exists()
        assert events.exclude(city="").exists()

    def test_specification_sheets_are_pdf_files(self) -> None:
        assert Document.objects.count() >= 6
        for document in Document.objects.all():
            assert Path(self.media.name, document.file.name).read_bytes().startswith(b"%PDF-1.4")

    def test_settings_are_filled_in(self) -> None:
        contact = models.ContactSettings.objects.get()
        form = models.PartnerFormSettings.objects.get()
        appearance = models.AppearanceSettings.objects.get()
        assert contact.whatsapp_number.startswith("+62")
        assert contact.social_profiles
        assert form.monthly_spend_ranges
        assert appearance.default_social_image
        assert models.NavigationSettings.objects.get().header_menu

    def test_home_shows_a_picture_and_three_pillars(self) -> None:
        for home in models.HomePage.objects.all():
            assert home.hero_image
            assert len(home.pillars) == 3
            assert {pillar.value["page"].locale for pillar in home.pillars} == {home.locale}

    def test_each_role_can_log_in(self) -> None:
        for username in ("admin", "marketing", "editor", "marketing-lead", "sales", "sales-lead"):
            user = models.User.objects.get(username=username)
            assert user.check_password("secret")
            assert user.has_perm("wagtailadmin.access_admin")
        sales, sales_lead = (
            models.User.objects.get(username=username) for username in ("sales", "sales-lead")
        )
        assert sales.has_perm("lead.change_lead")
        assert not sales.has_perm("lead.export_lead")
        assert sales_lead.has_perm("lead.export_lead")

    def test_second_run_changes_no_content(self) -> None:
        home = models.HomePage.objects.get(locale__language_code="en")
        home.title = "Mine"
        home.save_revision().publish()
        models.ProductPage.objects.filter(locale=home.locale)[0].delete()
        before = list(Page.objects.order_by("pk").values()), Revision.objects.count()
        assert load() == "Demo content: there already.\n"
        assert (list(Page.objects.order_by("pk").values()), Revision.objects.count()) == before

    def test_changed_demo_password_holds_from_the_next_run_on(self) -> None:
        with override_settings(DEMO_PASSWORD="another"):
            load()
        assert models.User.objects.get(username="sales").check_password("another")


class RefusalTests(TestCase):
    def test_production_refuses_demo_content_and_names_what_to_do(self) -> None:
        production = settings.ENV.model_copy(update={"environment": "production"})
        with (
            override_settings(ENV=production),
            self.assertRaisesMessage(CommandError, "manage.py bootstrap"),
        ):
            load()
        assert not models.User.objects.exists()
