"""Dates, sizes, numbers and addresses as visitors read them. Times are shown in WIB (UTC+7)."""

from datetime import date, datetime, timedelta, timezone
from urllib.parse import urlsplit

import nh3
from babel.dates import format_date, format_time
from markupsafe import Markup

#: Western Indonesian time never changes its offset, so that no time zone database is needed.
WIB = timezone(timedelta(hours=7), "WIB")
BODY_TAGS = {"p", "br", "b", "strong", "i", "em", "ul", "ol", "li", "a", "h2", "h3", "h4"}
LINK_SCHEMES = {"http", "https", "mailto", "tel"}
KIB = 1024


def moment(value: str | None) -> datetime | None:
    try:
        return datetime.fromisoformat(value or "").astimezone(WIB)
    except ValueError:
        return None


def long_date(value: str | None, language: str) -> str:
    """``2026-12-05`` → *5 Desember 2026*."""
    try:
        return format_date(date.fromisoformat((value or "")[:10]), "d MMMM y", locale=language)
    except ValueError:
        return ""


def event_time(starts_at: str | None, ends_at: str | None, language: str) -> str:
    """*Sabtu, 5 Desember 2026, 09.00–16.00 WIB*; both dates when it lasts several days."""
    start, end = moment(starts_at), moment(ends_at)
    if start is None:
        return ""
    if end is None or end <= start:
        return f"{_day(start, language)}, {_clock(start, language)} WIB"
    if end.date() == start.date():
        return f"{_day(start, language)}, {_clock(start, language)}–{_clock(end, language)} WIB"
    return (
        f"{_day(start, language)}, {_clock(start, language)} – "
        f"{_day(end, language)}, {_clock(end, language)} WIB"
    )


def _day(when: datetime, language: str) -> str:
    return format_date(when, "EEEE, d MMMM y", locale=language)


def _clock(when: datetime, language: str) -> str:
    return format_time(when, "HH.mm" if language == "id" else "HH:mm", locale=language)


def date_part(value: str | None, pattern: str, language: str) -> str:
    """One part of a date, for example ``d`` or ``MMM``, in the pattern language of Unicode CLDR."""
    when = moment(value)
    return format_date(when, pattern, locale=language) if when else ""


def file_size(size: int | None) -> str:
    if not size:
        return ""
    return f"{size / KIB:.0f} kB" if size < KIB * KIB else f"{size / KIB / KIB:.1f} MB"


def phone(number: str) -> str:
    """``+6281234567890`` → *+62 812-3456-7890*; other countries stay as they are."""
    local = number.removeprefix("+62")
    if local == number or not local.isdigit():
        return number
    groups = [local[:3], local[3:7], local[7:]]
    return "+62 " + "-".join(filter(None, groups))


def link(address: object) -> str:
    """An address that is safe in ``href``: a path of ours or a known scheme, else empty."""
    text = str(address or "").strip()
    if text.startswith("/") and not text.startswith(("//", "/\\")):
        return text
    try:
        parts = urlsplit(text)
    except ValueError:
        return ""
    return text if parts.scheme.lower() in LINK_SCHEMES else ""


def rich_text(html: object) -> Markup:
    """Editors' HTML, reduced to what running text needs, whatever the API sent."""
    clean = nh3.clean(
        str(html or ""),
        tags=BODY_TAGS,
        attributes={"a": {"href"}},
        url_schemes=LINK_SCHEMES,
        link_rel="noopener",
    )
    return Markup(clean)  # noqa: S704 - cleaned in the line above


def initials(name: object) -> str:
    """Up to two letters that stand for a missing picture."""
    words = [word for word in str(name or "").split() if word[0].isalnum()]
    return "".join(word[0].upper() for word in words[:2])
