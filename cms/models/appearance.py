from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.contrib.settings.models import BaseSiteSetting, register_setting

from cms.editor.panels import picture_panel


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
        picture_panel("default_social_image"),
        FieldPanel("not_found_title_id"),
        FieldPanel("not_found_text_id"),
        FieldPanel("not_found_title_en"),
        FieldPanel("not_found_text_en"),
    ]

    class Meta:
        verbose_name = _("404 page and sharing")
