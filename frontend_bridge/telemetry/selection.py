"""What the report is asked for. Whatever is no choice counts as the usual one."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpRequest
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from wagtail.models import Site

from frontend_bridge.telemetry.report import Selection, versions

PERIODS = ("7", "28")


@dataclass(frozen=True)
class Choice:
    """A list to choose from; of fewer than `least` options nobody has to choose."""

    name: str
    label: str
    options: Sequence[tuple[str, str]]
    value: str
    least: int = 2

    @property
    def is_offered(self) -> bool:
        return len(self.options) >= self.least


def selection(request: HttpRequest) -> tuple[Selection, list[Choice]]:
    """What `request` asks for, and everything that it could. Needs at least one site."""
    period, site = _period(request), _site(request)
    asked = Selection(timezone.localdate(), int(period.value), int(site.value))
    release = _release(request, asked)
    if release.value:
        asked = Selection(asked.last, asked.days, asked.site_id, release.value)
    return asked, [choice for choice in (period, site, release) if choice.is_offered]


def _period(request: HttpRequest) -> Choice:
    options = [(days, _("Last %(days)s days") % {"days": days}) for days in PERIODS]
    return _choice(request, "days", _("Period"), options)


def _site(request: HttpRequest) -> Choice:
    sites = Site.objects.order_by("-is_default_site", "site_name", "hostname")
    options = [(str(site.pk), site.site_name or site.hostname) for site in sites]
    return _choice(request, "site", _("Site"), options)


def _release(request: HttpRequest, asked: Selection) -> Choice:
    options = [("", _("All"))]
    for name, day in versions(asked):
        shown = {"release": name, "day": date_format(day, "j M")}
        options.append((name, _("%(release)s, since %(day)s") % shown))
    return _choice(request, "version", _("Release"), options, least=3)


def _choice(
    request: HttpRequest,
    name: str,
    label: str,
    options: Sequence[tuple[str, str]],
    least: int = 2,
) -> Choice:
    asked = request.GET.get(name)
    value = asked if asked in dict(options) else options[0][0]
    return Choice(name, label, options, str(value), least)
