"""What marketing sets once per site."""

from urllib.parse import urlencode

from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.contrib.settings.models import BaseSiteSetting, register_setting
from wagtail.fields import StreamField

from cms.blocks import LinkBlock, SocialProfileBlock, SpendRangeBlock

E164 = RegexValidator(r"^\+[1-9]\d{6,14}$", _("Write the number as +62…, without spaces."))
CONSENT_VERSION = RegexValidator(r"^[\w.-]{1,20}$", _("Letters, digits, dots and hyphens only."))


class SalonType(models.TextChoices):
    """What the partner form offers as the kind of business."""

    SALON = "SALON", _("Salon")
    BARBER = "BARBER", _("Barbershop")
    BRIDAL = "BRIDAL", _("Bridal and make-up")
    UNISEX = "UNISEX", _("Unisex salon")
    OTHER = "OTHER", _("Other")


class PreferredContact(models.TextChoices):
    """How somebody who sends the partner form would like to be answered."""

    WHATSAPP = "WHATSAPP", "WhatsApp"
    PHONE = "PHONE", _("Phone call")
    EMAIL = "EMAIL", _("E-mail")


@register_setting(icon="mail", order=100)
class ContactSettings(BaseSiteSetting):
    """How visitors reach the company."""

    whatsapp_number = models.CharField(
        _("WhatsApp number"),
        max_length=16,
        blank=True,
        validators=[E164],
        help_text=_("In E.164 form, for example +6281234567890."),
    )
    whatsapp_text_id = models.CharField(
        _("first message (Indonesian)"),
        max_length=240,
        default="Halo Alfa Beauty, saya ingin bertanya.",
    )
    whatsapp_text_en = models.CharField(
        _("first message (English)"),
        max_length=240,
        default="Hello Alfa Beauty, I have a question.",
    )
    whatsapp_product_text_id = models.CharField(
        _("message about a product (Indonesian)"),
        max_length=240,
        default="Halo Alfa Beauty, saya tertarik dengan {product}.",
        help_text=_("{product} is replaced by the product's name."),
    )
    whatsapp_product_text_en = models.CharField(
        _("message about a product (English)"),
        max_length=240,
        default="Hello Alfa Beauty, I am interested in {product}.",
    )
    fallback_email = models.EmailField(_("fallback e-mail"), blank=True)
    company_name = models.CharField(
        _("company name"), max_length=120, default="PT Alfa Beauty Cosmetica"
    )
    address = models.TextField(_("address"), blank=True)
    social_profiles = StreamField(
        [("profile", SocialProfileBlock())], verbose_name=_("social profiles"), blank=True
    )

    panels = [
        MultiFieldPanel(
            [
                FieldPanel("whatsapp_number"),
                FieldPanel("whatsapp_text_id"),
                FieldPanel("whatsapp_text_en"),
                FieldPanel("whatsapp_product_text_id"),
                FieldPanel("whatsapp_product_text_en"),
            ],
            heading="WhatsApp",
        ),
        MultiFieldPanel(
            [FieldPanel("company_name"), FieldPanel("address"), FieldPanel("fallback_email")],
            heading=_("Company"),
        ),
        FieldPanel("social_profiles"),
    ]

    class Meta:
        verbose_name = _("contact and WhatsApp")

    def whatsapp_url(self, language_code: str, product: str = "") -> str:
        """A ``https://wa.me/`` link with the prefilled text for a language.

        Falls back to ``WHATSAPP_NUMBER`` while no number is set. `product` is the product's (or
        event's) name as its page shows it.
        """
        kind = "whatsapp_product_text" if product else "whatsapp_text"
        template: str = getattr(self, f"{kind}_{language_code}", getattr(self, f"{kind}_id"))
        text = template.replace("{product}", product)
        number = (self.whatsapp_number or settings.WHATSAPP_NUMBER).removeprefix("+")
        return f"https://wa.me/{number}?{urlencode({'text': text})}"


@register_setting(icon="list-ul", order=110)
class NavigationSettings(BaseSiteSetting):
    """Menus. One entry serves both languages: its page's translation is shown."""

    header_menu = StreamField([("link", LinkBlock())], verbose_name=_("header"), blank=True)
    footer_menu = StreamField([("link", LinkBlock())], verbose_name=_("footer"), blank=True)
    legal_menu = StreamField([("link", LinkBlock())], verbose_name=_("legal"), blank=True)

    panels = [FieldPanel("header_menu"), FieldPanel("footer_menu"), FieldPanel("legal_menu")]

    class Meta:
        verbose_name = _("menus")


@register_setting(icon="form", order=120)
class PartnerFormSettings(BaseSiteSetting):
    """Consent and choices of the *Become Partner* form."""

    consent_version = models.CharField(
        _("version of the consent text"),
        max_length=20,
        default="1",
        validators=[CONSENT_VERSION],
        help_text=_("Change it with every change of the text: each lead keeps its version."),
    )
    consent_text_id = models.TextField(
        _("consent text (Indonesian)"),
        default="Saya setuju data saya digunakan untuk menghubungi saya tentang kemitraan.",
    )
    consent_text_en = models.TextField(
        _("consent text (English)"),
        default="I agree that my data is used to contact me about a partnership.",
    )
    monthly_spend_ranges = StreamField(
        [("range", SpendRangeBlock())], verbose_name=_("monthly spend ranges"), blank=True
    )

    panels = [
        FieldPanel("consent_version"),
        FieldPanel("consent_text_id"),
        FieldPanel("consent_text_en"),
        FieldPanel("monthly_spend_ranges"),
    ]

    class Meta:
        verbose_name = _("partner form")


@register_setting(icon="view", order=130)
class AppearanceSettings(BaseSiteSetting):
    """Texts and pictures used where a page has none of its own."""

    default_social_image = models.ForeignKey(
        "cms.Picture",
        verbose_name=_("default social picture"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    not_found_title_id = models.CharField(
        _("404 title (Indonesian)"), max_length=90, default="Halaman tidak ditemukan"
    )
    not_found_title_en = models.CharField(
        _("404 title (English)"), max_length=90, default="Page not found"
    )
    not_found_text_id = models.TextField(
        _("404 text (Indonesian)"),
        default="Alamatnya mungkin sudah berubah. Mulai lagi dari beranda atau lihat produk kami.",
    )
    not_found_text_en = models.TextField(
        _("404 text (English)"),
        default="The address may have changed. Start again from the home page or see our products.",
    )

    panels = [
        FieldPanel("default_social_image"),
        FieldPanel("not_found_title_id"),
        FieldPanel("not_found_text_id"),
        FieldPanel("not_found_title_en"),
        FieldPanel("not_found_text_en"),
    ]

    class Meta:
        verbose_name = _("404 page and sharing")
