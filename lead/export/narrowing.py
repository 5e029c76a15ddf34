"""What a list was narrowed by when it was exported: what is kept of it, and in words."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress

import django_filters
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

from config.numbers import is_id
from lead.inbox.filters import UNTOLD, LeadFilterSet
from lead.inbox.forms import owners
from lead.models import Lead
from lead.naming import may_name_somebody

_SEARCH, _TICKED = "q", "id"


def kept(parameters: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
    """What a record keeps of the parameters in use: known filters with values that they know.

    Owners by name, because their accounts may go; a text that may name somebody as `UNTOLD`.
    """
    understood = {name: list(_understood(name, values)) for name, values in parameters.items()}
    return {name: values for name, values in understood.items() if values}


def in_words(filters: Mapping[str, Sequence[str]]) -> list[tuple[str, str]]:
    """Label and values of each parameter that an export keeps, in the active language."""
    return [(_label(name), ", ".join(_values(name, values))) for name, values in filters.items()]


def _understood(name: str, values: Sequence[str]) -> Iterator[str]:
    if name in {_SEARCH, _TICKED}:
        yield from values
        return
    match LeadFilterSet.base_filters.get(_filter_of(name)):
        case django_filters.ModelMultipleChoiceFilter():
            ids = filter(is_id, values)
            # As in the list's filter: also of those who left sales and still own leads.
            named = owners(Lead.objects.all()).filter(pk__in=ids)
            yield from (user.get_username() for user in named)
        case django_filters.ChoiceFilter() | django_filters.MultipleChoiceFilter() as found:
            yield from (value for value in values if value in dict(found.extra["choices"]))
        case django_filters.BooleanFilter():
            yield from (value for value in values if value in {"true", "false"})
        case django_filters.DateFromToRangeFilter():
            yield from filter(_is_date, values)
        case django_filters.CharFilter():
            for value in values:
                yield UNTOLD if may_name_somebody(value) else value


def _is_date(text: str) -> bool:
    with suppress(ValueError):
        return parse_date(text) is not None
    return False


def _label(name: str) -> str:
    others = {_SEARCH: _("Search"), _TICKED: _("Ticked leads")}
    found = LeadFilterSet.base_filters.get(_filter_of(name))
    return str(found.label) if found else others.get(name, name)


def _values(name: str, values: Sequence[str]) -> Iterator[str]:
    found = LeadFilterSet.base_filters.get(_filter_of(name))
    choices = dict(found.extra.get("choices", ())) if found else {}
    for value in values:
        yield str(choices.get(value, value))


def _filter_of(name: str) -> str:
    """A range has two parameters and one label."""
    return name.removesuffix("_from").removesuffix("_to")
