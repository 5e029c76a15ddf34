"""Of which subjects somebody sees the announcements, as far as they may see leads."""

from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import CharField, QuerySet, Value
from django.db.models.functions import Cast, Concat

from lead.models import Lead, sees_all

LEAD, OWNER = "lead:", "owner:"


def of_leads(user: Any) -> "QuerySet[Any, str] | None":
    """The leads that `user` sees; None for all."""
    if sees_all(user):
        return None
    subject = Concat(Value(LEAD), "reference")
    return Lead.objects.visible_to(user).order_by().values_list(subject, flat=True)


def of_owner(user: Any) -> "QuerySet[Any, str] | None":
    """`user` as an owner; None for everybody."""
    if sees_all(user):
        return None
    subject = Concat(Value(OWNER), Cast("pk", CharField()))
    return get_user_model().objects.filter(pk=user.pk).values_list(subject, flat=True)
