from collections.abc import Collection
from datetime import timedelta
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cms.models.settings import PreferredContact, SalonType
from lead.phones import searchable_digits
from lead.references import new_reference

FOLLOW_UP_TARGET = timedelta(hours=24)


class LeadStatus(models.TextChoices):
    """Where the conversation stands. Spam is also where the filters put what they hold back."""

    NEW = "new", _("New")
    CONTACTED = "contacted", _("Contacted")
    QUALIFIED = "qualified", _("Qualified")
    WON = "won", _("Won")
    LOST = "lost", _("Lost")
    SPAM = "spam", _("Spam")


class SpamReason(models.TextChoices):
    """Why a lead was held back."""

    HONEYPOT = "honeypot", _("The hidden field was filled in")
    LINKS = "links", _("Links or markup in its texts")
    REPETITION = "repetition", _("The same text again and again")
    FLOOD = "flood", _("It came in a flood of requests")


class LeadQuerySet(models.QuerySet["Lead"]):
    def genuine(self) -> Self:
        """What people sent: neither spam nor smoke test."""
        return self.filter(is_test=False).exclude(status=LeadStatus.SPAM)

    def waiting(self) -> Self:
        """Genuine leads that nobody has answered yet."""
        return self.genuine().filter(status=LeadStatus.NEW)

    def overdue(self) -> Self:
        """Waiting longer than the follow-up target of 24 hours."""
        return self.waiting().filter(received_at__lt=timezone.now() - FOLLOW_UP_TARGET)

    def held_back(self) -> Self:
        """Silent spam that a filter caught and nobody has looked at."""
        return self.filter(status=LeadStatus.SPAM, is_test=False, announced_at=None).exclude(
            spam_reasons=[]
        )

    def sent_with(self, site_id: int, hashes: Collection[str]) -> "Lead | None":
        """The lead that a submission with one of these idempotency hashes made."""
        return self.filter(site_id=site_id, idempotency_hash__in=hashes).first()

    def matching(self, text: str) -> Self:
        """Search by business, name, city, reference, or phone in any writing."""
        found = Q()
        for field in ("business_name", "contact_name", "city", "reference"):
            found |= Q(**{f"{field}__icontains": text})
        if digits := searchable_digits(text):
            found |= Q(phone_whatsapp__contains=digits)
        return self.filter(found)


class Lead(models.Model):
    """What somebody sent with the *Become Partner* form, and where the conversation stands.

    Holds personal data: it has no revisions, is in no search or reference index, and its
    ``str()``, which logs and audit labels show, is the reference.
    """

    wagtail_reference_index_ignore = True

    Status = LeadStatus

    site = models.ForeignKey("wagtailcore.Site", on_delete=models.PROTECT, related_name="+")
    reference = models.CharField(
        _("reference"), max_length=20, unique=True, default=new_reference, editable=False
    )
    received_at = models.DateTimeField(_("received"), default=timezone.now, db_index=True)
    locale = models.CharField(_("language"), max_length=10, choices=settings.LANGUAGES)

    business_name = models.CharField(_("business"), max_length=255)
    contact_name = models.CharField(_("contact person"), max_length=255)
    phone_whatsapp = models.CharField(
        _("WhatsApp number"), max_length=16, db_index=True, help_text=_("In E.164 form.")
    )
    city = models.CharField(_("city"), max_length=80)
    salon_type = models.CharField(_("kind of business"), max_length=10, choices=SalonType.choices)
    chair_count = models.PositiveSmallIntegerField(_("number of chairs"), null=True, blank=True)
    specialization = models.CharField(_("specialization"), max_length=200, blank=True)
    current_brands_used = models.CharField(_("brands used today"), max_length=200, blank=True)
    monthly_spend_range = models.CharField(_("monthly spend"), max_length=40, blank=True)
    email = models.EmailField(_("e-mail"), max_length=254, blank=True)
    preferred_contact = models.CharField(
        _("preferred contact"), max_length=10, choices=PreferredContact.choices, blank=True
    )
    message = models.TextField(_("message"), max_length=2000, blank=True)
    page_url_initial = models.URLField(_("first page of the visit"), max_length=2048, blank=True)
    page_url_current = models.URLField(_("page of the form"), max_length=2048, blank=True)
    consent_version = models.CharField(_("version of the consent text"), max_length=20)
    consent_at = models.DateTimeField(_("consent given"))

    idempotency_hash = models.CharField(max_length=64, editable=False)
    body_hash = models.CharField(max_length=64, editable=False)
    message_hash = models.CharField(max_length=64, blank=True, db_index=True, editable=False)
    client_hash = models.CharField(max_length=64, editable=False)

    status = models.CharField(
        _("status"), max_length=10, choices=LeadStatus.choices, default=LeadStatus.NEW
    )
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("owner"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    is_test = models.BooleanField(_("smoke test"), default=False, editable=False)
    spam_reasons = models.JSONField(_("why it was held back"), default=list, editable=False)
    announced_at = models.DateTimeField(_("announced"), null=True, editable=False)
    anonymised_at = models.DateTimeField(_("anonymised"), null=True, editable=False)

    objects = LeadQuerySet.as_manager()

    class Meta:
        verbose_name = _("lead")
        verbose_name_plural = _("leads")
        ordering = ["-received_at", "-pk"]
        # A lead is made by a visitor and ends by retention: nobody adds or deletes one by hand.
        default_permissions = ("view", "change")
        permissions = [("export_lead", _("Can export leads"))]
        constraints = [
            models.UniqueConstraint(
                fields=["site", "idempotency_hash"], name="lead_once_per_idempotency_hash"
            )
        ]
        indexes = [models.Index(fields=["status", "-received_at"], name="lead_status_received")]

    def __str__(self) -> str:
        return self.reference

    @property
    def subject(self) -> str:
        """What announcements call this lead."""
        return f"lead:{self.reference}"

    @property
    def is_spam(self) -> bool:
        return self.status == LeadStatus.SPAM

    @property
    def spam_reason_labels(self) -> list[str]:
        labels = dict(SpamReason.choices)
        return [str(labels.get(reason, reason)) for reason in self.spam_reasons]

    @property
    def age(self) -> timedelta:
        return timezone.now() - self.received_at

    @property
    def is_overdue(self) -> bool:
        return self.status == LeadStatus.NEW and self.age > FOLLOW_UP_TARGET
