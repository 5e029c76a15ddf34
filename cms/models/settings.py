"""What marketing sets once per site."""

from urllib.parse import urlencode

from django.conf import settings
from django.core.exceptions import ValidationError
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
    confirmation_subject_id = models.CharField(
        _("subject (Indonesian)"),
        max_length=120,
        default="Terima kasih, formulir Anda sudah kami terima",
    )
    confirmation_text_id = models.TextField(
        _("text (Indonesian)"),
        max_length=2000,
        default=(
            "Terima kasih atas minat Anda menjadi mitra kami. Tim kami menghubungi Anda dalam 24 "
            "jam.\n\nNomor referensi Anda: {reference}"
        ),
        help_text=_("{reference} is replaced by the reference of what was sent."),
    )
    confirmation_subject_en = models.CharField(
        _("subject (English)"), max_length=120, default="Thank you, we have received your form"
    )
    confirmation_text_en = models.TextField(
        _("text (English)"),
        max_length=2000,
        default=(
            "Thank you for your interest in becoming our partner. Our team will contact you within "
            "24 hours.\n\nYour reference: {reference}"
        ),
        help_text=_("{reference} is replaced by the reference of what was sent."),
    )

    panels = [
        FieldPanel("consent_version"),
        FieldPanel("consent_text_id"),
        FieldPanel("consent_text_en"),
        FieldPanel("monthly_spend_ranges"),
        MultiFieldPanel(
            [
                FieldPanel("confirmation_subject_id"),
                FieldPanel("confirmation_text_id"),
                FieldPanel("confirmation_subject_en"),
                FieldPanel("confirmation_text_en"),
            ],
            heading=_("Confirmation e-mail"),
            help_text=_(
                "Sent to whoever leaves an e-mail address, while Announcements has an active "
                "channel of the kind “Confirmation to the sender”."
            ),
        ),
    ]

    class Meta:
        verbose_name = _("partner form")

    def clean(self) -> None:
        super().clean()
        stored = type(self).objects.filter(pk=self.pk).first()
        if (
            stored
            and stored.consent_version == self.consent_version
            and stored.consent_words() != self.consent_words()
        ):
            raise ValidationError(
                {
                    "consent_version": _(
                        "The consent text was changed: enter a new version, because earlier "
                        "leads agreed to the text of version %(version)s."
                    )
                    % {"version": stored.consent_version}
                }
            )

    def confirmation(self, language_code: str, reference: str) -> tuple[str, str]:
        """Subject and text of the confirmation e-mail in a language (Indonesian for others)."""
        language = language_code if language_code == "en" else "id"
        subject: str = getattr(self, f"confirmation_subject_{language}")
        text: str = getattr(self, f"confirmation_text_{language}")
        return (
            " ".join(subject.replace("{reference}", reference).split()),
            text.replace("{reference}", reference),
        )

    def consent_words(self) -> list[list[str]]:
        """The text in both languages, whatever its line breaks: what somebody agrees to."""
        return [self.consent_text_id.split(), self.consent_text_en.split()]
