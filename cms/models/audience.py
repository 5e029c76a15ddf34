from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _


class Audience(models.TextChoices):
    """For whom a product or an event is meant."""

    SALON = "SALON", _("Salon")
    BARBER = "BARBER", _("Barber")


class AudienceMixin(models.Model):
    """For salons, barbers or both; a page without an audience is for nobody and is refused."""

    for_salon = models.BooleanField(_("for salons"), default=True, db_index=True)
    for_barber = models.BooleanField(_("for barbers"), default=False, db_index=True)

    class Meta:
        abstract = True

    @property
    def audience(self) -> list[str]:
        flags = {Audience.SALON: self.for_salon, Audience.BARBER: self.for_barber}
        return [audience.value for audience, chosen in flags.items() if chosen]

    def clean(self) -> None:
        super().clean()
        if not self.audience:
            raise ValidationError({"for_salon": _("Choose salons, barbers or both.")})
