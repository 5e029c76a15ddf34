from datetime import timedelta

from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

LONGEST_ADDRESS = 1000


class CheckedLinkQuerySet(models.QuerySet["CheckedLink"]):
    def due(self) -> "CheckedLinkQuerySet":
        return self.filter(next_check_at__lte=timezone.now()).order_by("next_check_at", "pk")


class CheckedLink(models.Model):
    """An address outside that content links to, and what its last check found."""

    class Status(models.TextChoices):
        WAITING = "WAITING", _("Not checked yet")
        WORKS = "WORKS", _("Works")
        UNCLEAR = "UNCLEAR", _("Lets no program look")
        MISSING = "MISSING", _("Does not exist any more")
        FAILING = "FAILING", _("Does not answer properly")
        PRIVATE = "PRIVATE", _("Not on the public Internet")

    AGAIN_IN = timedelta(days=7)
    #: A fault may pass: only the second one in a row is reported.
    FAULT_AGAIN_IN = timedelta(days=1)
    FAULTS_TO_REPORT = 2

    url = models.CharField(max_length=LONGEST_ADDRESS, unique=True)
    status = models.CharField(max_length=10, choices=Status, default=Status.WAITING)
    http_status = models.PositiveSmallIntegerField(null=True)
    faults = models.PositiveSmallIntegerField(default=0)
    checked_at = models.DateTimeField(null=True)
    next_check_at = models.DateTimeField(default=timezone.now, db_index=True)

    objects = CheckedLinkQuerySet.as_manager()

    def claim(self) -> bool:
        """Take this check before asking, so that no second worker asks the same site."""
        again = timezone.now() + self.FAULT_AGAIN_IN
        due = CheckedLink.objects.filter(pk=self.pk, next_check_at=self.next_check_at)
        return bool(due.update(next_check_at=again))

    def note(self, status: "CheckedLink.Status", http_status: int | None) -> None:
        """Store what a check found and when to look again."""
        is_fault = status == self.Status.FAILING
        self.status, self.http_status = status, http_status
        self.faults = self.faults + 1 if is_fault else 0
        self.checked_at = timezone.now()
        self.next_check_at = self.checked_at + (self.FAULT_AGAIN_IN if is_fault else self.AGAIN_IN)
        self.save()

    @classmethod
    def broken(cls, prefix: str) -> models.Q:
        """The condition for links that do not work, seen through the relation `prefix`."""
        surely = models.Q(**{f"{prefix}__status__in": [cls.Status.MISSING, cls.Status.PRIVATE]})
        repeatedly = {
            f"{prefix}__status": cls.Status.FAILING,
            f"{prefix}__faults__gte": cls.FAULTS_TO_REPORT,
        }
        return surely | models.Q(**repeatedly)


class ContentLink(models.Model):
    """A link in published content, a menu, a setting or a redirect; renewed from its source.

    `source_type` is `Page` for a page of any type. `place` is the name of the source's field.
    """

    class Kind(models.TextChoices):
        PAGE = "PAGE", _("Page")
        DOCUMENT = "DOCUMENT", _("Document")
        ADDRESS = "ADDRESS", _("Address outside")

    source_type = models.ForeignKey(ContentType, on_delete=models.CASCADE, related_name="+")
    source_id = models.PositiveBigIntegerField()
    place = models.CharField(max_length=80)
    kind = models.CharField(_("leads to"), max_length=10, choices=Kind)
    target_id = models.PositiveBigIntegerField(null=True)
    checked = models.ForeignKey(
        CheckedLink, null=True, on_delete=models.CASCADE, related_name="content_links"
    )

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("link")
        verbose_name_plural = _("links")
        indexes = [models.Index(fields=["source_type", "source_id"])]
