from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cms.models.settings import PartnerFormSettings
from lead.models.lead import Lead


class ConsentTextQuerySet(models.QuerySet["ConsentText"]):
    def keep(self, form: PartnerFormSettings) -> None:
        """Keep the words that visitors see from now on, unless they are kept already."""
        newest = self.filter(site=form.site, version=form.consent_version).first()
        texts = {"text_id": form.consent_text_id, "text_en": form.consent_text_en}
        if newest is None or newest.texts != texts:
            self.create(site=form.site, version=form.consent_version, **texts)

    def agreed_to(self, lead: Lead) -> str:
        """The very words, in the language of the form; "" for leads older than the record."""
        shown = self.filter(
            site=lead.site_id, version=lead.consent_version, since__lte=lead.consent_at
        ).first()
        return shown.in_language(lead.locale) if shown else ""


class ConsentText(models.Model):
    """One version of what visitors agree to. Never changed: it is the proof of their consent."""

    site = models.ForeignKey("wagtailcore.Site", on_delete=models.CASCADE, related_name="+")
    version = models.CharField(max_length=20)
    text_id = models.TextField()
    text_en = models.TextField()
    since = models.DateTimeField(default=timezone.now)

    objects = ConsentTextQuerySet.as_manager()

    class Meta:
        verbose_name = _("consent text")
        verbose_name_plural = _("consent texts")
        ordering = ["-since", "-pk"]
        default_permissions = ()
        indexes = [models.Index(fields=["site", "version", "-since"], name="lead_consent_version")]

    def __str__(self) -> str:
        return self.version

    @property
    def texts(self) -> dict[str, str]:
        return {"text_id": self.text_id, "text_en": self.text_en}

    def in_language(self, code: str) -> str:
        return self.text_en if code == "en" else self.text_id
