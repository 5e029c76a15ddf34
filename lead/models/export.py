from django.db import models
from django.db.models import Value
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from config.jobs import Job, JobQuerySet
from lead.models.acted import Acted


class ExportState(models.TextChoices):
    WRITING = "WRITING", _("being written")
    READY = "READY", _("ready to download")
    EXPIRED = "EXPIRED", _("file deleted")
    WITHDRAWN = "WITHDRAWN", _("withdrawn: somebody in it was erased")
    FAILED = "FAILED", _("failed")


class LeadExport(Acted, Job):
    """Who took which leads out of the inbox, when and why. Kept after file and leads are gone.

    `filters` holds the list's query parameters; what was searched for is left out, because it
    may be a person's name or number. `row_count` is what they matched when the export was asked
    for, `done` what the file holds, `sha256` the file's digest in hexadecimal. `file_name` is
    below ``EXPORT_DIR``, unguessable, and "" without a file.
    """

    wagtail_reference_index_ignore = True

    State = ExportState
    working = frozenset({ExportState.WRITING})

    at = models.DateTimeField(default=timezone.now, db_index=True)
    reason = models.CharField(max_length=200, db_default="")
    file_format = models.CharField(max_length=4)
    filters = models.JSONField(default=dict)
    columns = models.JSONField(default=list, db_default=Value([], models.JSONField()))
    #: That of the headings: the language in which the maker uses the admin.
    language = models.CharField(max_length=12, db_default="")
    row_count = models.PositiveIntegerField()

    # In the database: that of the release before, which keeps no file.
    state = models.CharField(
        max_length=10,
        choices=ExportState,
        default=ExportState.WRITING,
        db_default=ExportState.EXPIRED,
    )
    done = models.PositiveIntegerField(default=0, db_default=0)
    file_name = models.CharField(max_length=64, blank=True, db_default="")
    sha256 = models.CharField(max_length=64, blank=True, db_default="")
    finished_at = models.DateTimeField(null=True)
    downloaded_at = models.DateTimeField(null=True)

    leads = models.ManyToManyField("lead.Lead", through="lead.ExportedLead", related_name="exports")

    objects = JobQuerySet["LeadExport"].as_manager()

    class Meta:
        verbose_name = _("export")
        verbose_name_plural = _("exports")
        ordering = ["-at", "-pk"]
        default_permissions = ("view",)

    def __str__(self) -> str:
        return f"{self.file_format} {self.at:%Y-%m-%d %H:%M}"


class ExportedLead(models.Model):
    """A lead that an export holds; `pk` grows in the order of the file's rows."""

    wagtail_reference_index_ignore = True

    export = models.ForeignKey(LeadExport, on_delete=models.CASCADE, related_name="rows")
    lead = models.ForeignKey("lead.Lead", on_delete=models.CASCADE, related_name="+")

    class Meta:
        default_permissions = ()
        indexes = [models.Index(fields=["export", "id"], name="lead_exported_in_order")]

    def __str__(self) -> str:
        return f"{self.export_id}:{self.lead_id}"
