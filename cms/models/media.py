from contextlib import closing
from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.images.models import AbstractImage, AbstractRendition, Filter, Image


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
    alt_en = models.CharField(
        _("alternative text (English)"),
        max_length=160,
        blank=True,
        help_text=_("The same in English. Every upload needs both."),
    )
    renditions_made_at = models.DateTimeField(null=True, editable=False, db_index=True)
    renditions_due_at = models.DateTimeField(default=timezone.now, editable=False)
    rendition_tries = models.PositiveSmallIntegerField(default=0, editable=False)
    #: A ``data:`` address of a few pixels, to be shown until a size has arrived; made with them.
    placeholder = models.TextField(blank=True, editable=False)

    admin_form_fields = (*Image.admin_form_fields, "alt_id", "alt_en")

    class Meta(AbstractImage.Meta):
        verbose_name = _("picture")
        verbose_name_plural = _("pictures")

    def save(self, *args: Any, **kwargs: Any) -> None:
        """A changed file or focal point asks the rendition job for new sizes."""
        if self._looks_changed():
            self.renditions_made_at = None
            self.renditions_due_at = timezone.now()
            self.rendition_tries = 0
            self.placeholder = ""
            if kwargs.get("update_fields") is not None:
                kwargs["update_fields"] = {*kwargs["update_fields"], *RENDITION_MARKS}
        super().save(*args, **kwargs)

    def _looks_changed(self) -> bool:
        stored = Picture.objects.filter(pk=self.pk).values_list(*LOOKS).first() if self.pk else None
        # An uncommitted file is a new upload, even under the name of the old one.
        return not self.file._committed or stored != tuple(getattr(self, name) for name in LOOKS)

    def create_rendition(self, filter: Filter) -> "PictureRendition":  # noqa: A002 - Wagtail's name
        """As Wagtail's own, which leaves the temporary file open until it is collected."""
        with closing(self.generate_rendition_file(filter)) as file:
            rendition, _made = self.renditions.get_or_create(
                filter_spec=filter.spec,
                focal_point_key=filter.get_cache_key(self),
                defaults={"file": file},
            )
        return rendition

    def alt(self, language_code: str) -> str:
        """The alternative text in a language, else in the other one, else the title."""
        first, second = (
            (self.alt_en, self.alt_id) if language_code == "en" else (self.alt_id, self.alt_en)
        )
        return first or second or self.title


#: What the renditions of a picture are made from, and what tells whether they are made.
LOOKS = ("file", "focal_point_x", "focal_point_y", "focal_point_width", "focal_point_height")
RENDITION_MARKS = ("renditions_made_at", "renditions_due_at", "rendition_tries", "placeholder")


class PictureRendition(AbstractRendition):
    image = models.ForeignKey(Picture, on_delete=models.CASCADE, related_name="renditions")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=("image", "filter_spec", "focal_point_key"), name="unique_picture_rendition"
            )
        ]
