"""Catalogue imports: what was brought in, and what became of each of its rows."""

import secrets
from typing import Any

from django.conf import settings
from django.core.files.storage import FileSystemStorage, Storage
from django.db import models
from django.db.models import Count
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from config.jobs import Job, JobQuerySet


class PrivateStorage(FileSystemStorage):
    """A folder that no URL leads to, readable for the product's own account alone."""

    base_url = None  # type: ignore[assignment]  # Django's own words for "no URL"
    file_permissions_mode = 0o600

    @property
    def base_location(self) -> str:
        return str(settings.IMPORT_DIR)

    @property
    def location(self) -> str:
        return str(settings.IMPORT_DIR)


def private_storage() -> Storage:
    return PrivateStorage()


def private_name(_import: models.Model, file_name: str) -> str:
    """Unguessable, and free of whatever the sender called the file."""
    return secrets.token_urlsafe(24)


class CatalogueImport(Job):
    """A spreadsheet of products on its way in: read, checked, and applied when somebody says so.

    `cms.catalogue.jobs` does the work.
    """

    class State(models.TextChoices):
        READING = "READING", _("being read")
        CHECKING = "CHECKING", _("being checked")
        CHECKED = "CHECKED", _("checked")
        APPLYING = "APPLYING", _("being applied")
        APPLIED = "APPLIED", _("applied")
        REFUSED = "REFUSED", _("refused")

    working = frozenset({State.READING, State.CHECKING, State.APPLYING})

    file = models.FileField(storage=private_storage, upload_to=private_name)
    file_name = models.CharField(_("file"), max_length=255)
    images = models.FileField(storage=private_storage, upload_to=private_name, blank=True)
    created_at = models.DateTimeField(default=timezone.now, db_index=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    applied_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    #: That of the messages: the language in which the sender uses the admin.
    language = models.CharField(max_length=12)
    publish = models.BooleanField(_("publish directly"), default=False)
    state = models.CharField(max_length=10, choices=State, default=State.READING)
    problem = models.TextField(blank=True)
    #: When the present state began.
    entered_at = models.DateTimeField(default=timezone.now)

    objects = JobQuerySet["CatalogueImport"].as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        verbose_name = _("catalogue import")
        verbose_name_plural = _("catalogue imports")

    def __str__(self) -> str:
        return f"{self.pk} {self.state}"

    @property
    def actor(self) -> Any:
        """In whose name rows are checked and written; None when that account is gone."""
        return self.applied_by if self.state == self.State.APPLYING else self.created_by

    def start_applying(self, user: Any) -> bool:
        """False when somebody else was quicker or there is nothing to apply yet."""
        waiting = CatalogueImport.objects.filter(pk=self.pk, state=self.State.CHECKED)
        return bool(
            waiting.update(
                state=self.State.APPLYING,
                applied_by=user,
                entered_at=timezone.now(),
                due_at=timezone.now(),
                tries=0,
            )
        )

    def enter(self, state: str, **values: Any) -> bool:
        return super().enter(state, entered_at=timezone.now(), **values)


class Outcome(models.TextChoices):
    """What becomes of a row: foreseen by the dry run, and in the end what was done."""

    PENDING = "PENDING", _("not checked yet")
    CREATE = "CREATE", _("create")
    CHANGE = "CHANGE", _("change")
    UNCHANGED = "UNCHANGED", _("unchanged")
    REFUSE = "REFUSE", _("refused")


class RowQuerySet(models.QuerySet["ImportRow"]):
    def waiting(self, state: str) -> "RowQuerySet":
        """Rows that the step `state` of their import still has to look at, in order."""
        if state == CatalogueImport.State.CHECKING:
            return self.filter(outcome=Outcome.PENDING).order_by("number")
        todo = self.filter(outcome__in=(Outcome.CREATE, Outcome.CHANGE))
        return todo.exclude(stage=Stage.DONE).order_by("stage", "number")

    def counts(self) -> dict[str, int]:
        """Rows by outcome; every outcome is there."""
        found = self.order_by().values_list("outcome").annotate(Count("pk"))
        return {**dict.fromkeys(Outcome.values, 0), **dict(found)}


class Stage(models.IntegerChoices):
    """How far applying has come with a row; the order in which rows are taken."""

    TO_WRITE = 0, "to write"
    TO_LINK = 1, "written, related products of the same file are still missing"
    DONE = 2, "done"


class ImportRow(models.Model):
    catalogue_import = models.ForeignKey(
        CatalogueImport, on_delete=models.CASCADE, related_name="rows"
    )
    #: As a spreadsheet program counts: the header is row 1.
    number = models.PositiveIntegerField()
    code = models.CharField(max_length=255, blank=True)
    locale = models.CharField(max_length=12, blank=True)
    slug = models.CharField(max_length=255, blank=True)
    #: Column to text, as it stands in the file; only the columns that the file has.
    cells = models.JSONField()
    outcome = models.CharField(max_length=10, choices=Outcome, default=Outcome.PENDING)
    stage = models.PositiveSmallIntegerField(choices=Stage, default=Stage.TO_WRITE)
    #: Lists of {"field", "text"} and of {"field", "before", "after"}.
    messages = models.JSONField(default=list)
    changes = models.JSONField(default=list)
    #: What the product looked like when it was checked; see `cms.catalogue.planning`.
    fingerprint = models.CharField(max_length=64, blank=True)
    page = models.ForeignKey(
        "cms.ProductPage", null=True, on_delete=models.SET_NULL, related_name="+"
    )

    objects = RowQuerySet.as_manager()

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=("catalogue_import", "number"), name="unique_import_row")
        ]
        indexes = [
            models.Index(fields=("catalogue_import", "outcome"), name="import_row_outcome"),
            models.Index(fields=("catalogue_import", "locale", "code"), name="import_row_code"),
        ]

    def __str__(self) -> str:
        return f"{self.catalogue_import_id}:{self.number}"
