"""The checks in words, in the active language."""

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from lead.health.checks import FAILED_MINUTES, SLOW_MINUTES, Check, Promise

TITLES = {
    Promise.FAILURES: gettext_lazy("Forms that failed on our side, last %(minutes)s minutes"),
    Promise.DURATION: gettext_lazy("Time to answer (p95), last %(minutes)s minutes"),
    Promise.WAITING: gettext_lazy("Announcement that has waited longest"),
    Promise.SUCCESS: gettext_lazy("Forms that got through, last 30 days"),
}
MINUTES = {Promise.FAILURES: FAILED_MINUTES, Promise.DURATION: SLOW_MINUTES}
NOTHING = {
    Promise.FAILURES: gettext_lazy("No forms"),
    Promise.DURATION: gettext_lazy("No forms"),
    Promise.WAITING: gettext_lazy("None"),
    Promise.SUCCESS: gettext_lazy("No forms"),
}


def title(check: Check) -> str:
    return str(TITLES[check.promise]) % {"minutes": MINUTES.get(check.promise)}


def value(check: Check) -> str:
    if check.value is None:
        return str(NOTHING[check.promise])
    return _measure(check, check.value)


def threshold(check: Check) -> str:
    """What is still good."""
    limit = {"limit": _measure(check, check.threshold)}
    if check.promise is Promise.SUCCESS:
        return _("at least %(limit)s") % limit
    return _("at most %(limit)s") % limit


def percent(share: float) -> str:
    """Downwards to two places: 99.999 % is not all of them."""
    hundredths = int(share * 10_000 + 1e-9)
    places = 0 if hundredths % 100 == 0 else 2
    return _("%(number)s%%") % {"number": number_format(hundredths / 100, places)}


def _measure(check: Check, measured: float) -> str:
    if check.promise in {Promise.FAILURES, Promise.SUCCESS}:
        return percent(measured)
    if check.promise is Promise.DURATION:
        return _("%(number)s s") % {"number": number_format(measured, 2)}
    minutes = int(measured // 60)
    return ngettext("%(count)d minute", "%(count)d minutes", minutes) % {"count": minutes}
