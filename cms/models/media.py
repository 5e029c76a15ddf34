from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.images.models import AbstractImage, AbstractRendition, Image


class Picture(AbstractImage):
    """A picture of the media library, with its alternative text in both languages.

    `renditions_made_at` is empty until the rendition job has made every size of the current file;
    see `cms.renditions`.
    """

    alt_id = models.CharField(
        _("alternative text (Indonesian)"),
        max_length=160,
        blank=True,
        help_text=_("What the picture shows, for people who cannot see it."),
    )
    alt_en = models.CharField(_("alternative text (English)"), max_length=160, blank=True)
    renditions_made_at = models.DateTimeField(null=True, editable=False, db_index=True)

    admin_form_fields = (*Image.admin_form_fields, "alt_id", "alt_en")

    class Meta(AbstractImage.Meta):
        verbose_name = _("picture")
        verbose_name_plural = _("pictures")

    def alt(self, language_code: str) -> str:
        """The alternative text in a language, else in the other one, else the title."""
        first, second = (
            (self.alt_en, self.alt_id) if language_code == "en" else (self.alt_id, self.alt_en)
        )
        return first or second or self.title


class PictureRendition(AbstractRendition):
    image = models.ForeignKey(Picture, on_delete=models.CASCADE, related_name="renditions")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=("image", "filter_spec", "focal_point_key"), name="unique_picture_rendition"
            )
        ]
