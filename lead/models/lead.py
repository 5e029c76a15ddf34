from collections.abc import Collection
from datetime import datetime, time, timedelta
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cms.models.settings import PreferredContact, SalonType
from config.phones import searchable_digits
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
    """What speaks for spam, each with its weight in ``LEAD_SPAM_WEIGHTS``."""

    HONEYPOT = "honeypot", _("the hidden field was filled in")
    LINKS = "links", _("links in its texts")
    LINK_IN_NAME = "link_in_name", _("a link in a name")
    MARKUP = "markup", _("HTML or BBCode")
    REPETITION = "repetition", _("a text that repeats itself")
    COPIES = "copies", _("the same message from several phones")
    FLOOD = "flood", _("it came in a flood of forms")


#: Whom somebody still has to talk to.
OPEN = {LeadStatus.NEW, LeadStatus.CONTACTED, LeadStatus.QUALIFIED}


def sees_all(user: Any) -> bool:
    """Whether `user`, who may see leads, sees those of other owners as well."""
    return settings.LEAD_SALES_SCOPE == "all" or user.has_perm("lead.see_all_leads")


class LeadQuerySet(models.QuerySet["Lead"]):
    def visible_to(self, user: Any) -> Self:
        """What `user` may see: nothing without permission, else what ``LEAD_SALES_SCOPE`` says."""
        if not (user.has_perm("lead.view_lead") or user.has_perm("lead.change_lead")):
            return self.none()
        if sees_all(user):
            return self.all()
        return self.filter(Q(owner=user) | Q(owner=None))

    def remembered(self) -> Self:
        """Those that still say whose they are: retention has not anonymised them."""
        return self.filter(anonymised_at=None)

    def genuine(self) -> Self:
        """What people sent: neither spam nor smoke test nor anonymised."""
        return self.remembered().filter(is_test=False).exclude(status=LeadStatus.SPAM)

    def waiting(self) -> Self:
        """Genuine leads that nobody has answered yet."""
        return self.genuine().filter(status=LeadStatus.NEW)

    def overdue(self) -> Self:
        """Nobody acted by the moment by which somebody had to."""
        return self.filter(due_at__lt=timezone.now())

    def held_back(self) -> Self:
        """Silent spam that the filter caught and nobody has looked at."""
        return self.remembered().filter(
            status=LeadStatus.SPAM, is_test=False, announced_at=None, touched_at=None
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
    #: Of leads that come from `with_newest_change`.
    newest_change: int

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
    next_step = models.CharField(_("next step"), max_length=200, blank=True)
    next_step_on = models.DateField(_("on"), null=True, blank=True)
    due_at = models.DateTimeField(_("to do by"), null=True, editable=False)
    touched_at = models.DateTimeField(_("last touch"), null=True, editable=False)
    is_test = models.BooleanField(_("smoke test"), default=False, editable=False)
    # Also in the database, and so for `hold_reason`: after a rollback the release before inserts
    # leads without it.
    spam_score = models.PositiveSmallIntegerField(
        _("spam score"), default=0, db_default=0, editable=False
    )
    spam_reasons = models.JSONField(_("reasons of the spam score"), default=list, editable=False)
    announced_at = models.DateTimeField(_("announced"), null=True, editable=False)
    anonymised_at = models.DateTimeField(_("anonymised"), null=True, editable=False)
    hold_reason = models.CharField(
        _("why it must be kept"), max_length=200, blank=True, db_default=""
    )

    objects = LeadQuerySet.as_manager()

    class Meta:
        verbose_name = _("lead")
        verbose_name_plural = _("leads")
        ordering = ["-received_at", "-pk"]
        # A lead is made by a visitor and ends by retention: nobody adds or deletes one by hand.
        default_permissions = ("view", "change")
        permissions = [
            ("export_lead", _("Can export leads")),
            ("see_all_leads", _("Can see the leads of other owners")),
            ("erase_person", _("Can see, hand out and erase everything held on a person")),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["site", "idempotency_hash"], name="lead_once_per_idempotency_hash"
            )
        ]
        # On PostgreSQL the migration `inbox` adds one more, for `matching`.
        indexes = [
            models.Index(
                fields=["status", "-received_at"],
                condition=Q(is_test=False, anonymised_at=None),
                name="lead_by_status",
            ),
            models.Index(fields=["due_at", "-received_at", "-id"], name="lead_most_urgent_first"),
            models.Index(Lower("email"), name="lead_email"),
            models.Index(Lower("business_name"), Lower("city"), name="lead_business_and_city"),
        ]

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
    def is_held_back(self) -> bool:
        """`LeadQuerySet.held_back` for one lead."""
        is_silent = self.announced_at is None and self.touched_at is None
        return self.is_spam and is_silent and not self.is_test and self.anonymised_at is None

    @property
    def spam_reason_labels(self) -> list[str]:
        labels = dict(SpamReason.choices)
        return [str(labels.get(reason, reason)) for reason in self.spam_reasons]

    @property
    def deadline(self) -> datetime | None:
        """The moment by which somebody must act, which `due_at` keeps; None when nobody must.

        24 hours after a new lead arrived; later the end of the next step's day in Jakarta.
        """
        if self.is_test or self.anonymised_at or self.status not in OPEN:
            return None
        if self.status == LeadStatus.NEW:
            return self.received_at + FOLLOW_UP_TARGET
        if self.next_step_on is None:
            return None
        tomorrow = self.next_step_on + timedelta(days=1)
        return datetime.combine(tomorrow, time.min, timezone.get_default_timezone())

    @property
    def is_overdue(self) -> bool:
        return self.due_at is not None and self.due_at < timezone.now()

    @property
    def is_due_soon(self) -> bool:
        """Within the last quarter of the follow-up target."""
        return self.due_at is not None and self.due_at - timezone.now() < FOLLOW_UP_TARGET / 4

    def is_visible_to(self, user: Any) -> bool:
        """`LeadQuerySet.visible_to` for a user who may see leads at all."""
        return sees_all(user) or self.owner_id in {None, user.pk}
