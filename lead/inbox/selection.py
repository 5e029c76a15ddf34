"""Which leads are meant: those of a list, or those ticked in it.

"Select all" means what the list shows, filters and search included; Wagtail's own bulk actions take
every row of the table then.
"""

from django.http import HttpRequest, QueryDict

from config.numbers import is_id
from lead.inbox.views import LeadIndexView
from lead.models import Lead, LeadQuerySet

ALL = "all"


def list_view(request: HttpRequest) -> LeadIndexView:
    """The list that a request's query describes, whatever address the request came to."""
    view = Lead.snippet_viewset.index_view  # type: ignore[attr-defined]  # set when registered
    listing: LeadIndexView = view.view_class(**view.view_initkwargs)
    listing.setup(request)
    return listing


def listed_leads(request: HttpRequest) -> LeadQuerySet:
    """What that list shows on all its pages, in its order."""
    leads: LeadQuerySet = list_view(request).get_queryset()
    return leads


def chosen_leads(request: HttpRequest, chosen: QueryDict) -> LeadQuerySet:
    """The leads whose ``id`` is in `chosen`, or all that are listed, if the user sees them."""
    ids = chosen.getlist("id")
    if ALL in ids:
        return listed_leads(request)
    numbers = [int(text) for text in ids if is_id(text)]
    visible = Lead.objects.visible_to(request.user).select_related("owner")
    return visible.filter(pk__in=numbers).order_by("pk")
