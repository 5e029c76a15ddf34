"""Leads that may come from the same salon: same phone or e-mail, or same business in one city.

Compared in the database, whose indexes and whose idea of lower case count.
"""

from collections.abc import Callable, Iterable
from typing import Any

from django.db.models import F, Func, OuterRef, Q, Subquery, Value
from django.db.models.functions import Lower

from lead.models import Lead, LeadQuerySet


def possible_duplicates(lead: Lead, user: Any) -> LeadQuerySet:
    """The other genuine leads of the same salon that `user` may see, newest first."""
    return _same_salon(user, lambda name: Value(getattr(lead, name)))


def counts(leads: Iterable[Lead], user: Any) -> dict[int, int]:
    """By lead, how many possible duplicates there are: one query for all of them."""
    others = _same_salon(user, OuterRef).order_by()
    number = others.annotate(number=Func(F("pk"), function="COUNT")).values("number")
    shown = Lead.objects.filter(pk__in=[lead.pk for lead in leads]).order_by()
    return dict(shown.annotate(others=Subquery(number)).values_list("pk", "others"))


def _same_salon(user: Any, of: Callable[[str], Any]) -> LeadQuerySet:
    """`of` gives a field's value of the lead in question. Erased data resembles nothing."""
    lowered = {f"lower_{name}": Lower(name) for name in ("email", "business_name", "city")}
    same = (
        Q(phone_whatsapp=of("phone_whatsapp"), phone_whatsapp__gt="")
        | Q(lower_email=Lower(of("email")), email__gt="")
        | Q(
            lower_business_name=Lower(of("business_name")),
            lower_city=Lower(of("city")),
            business_name__gt="",
        )
    )
    genuine = Lead.objects.visible_to(user).genuine()
    return genuine.alias(**lowered).filter(same).exclude(pk=of("pk")).select_related("owner")
