"""Stored previews, which wagtail-headless-preview leaves behind."""

from datetime import timedelta

from django.conf import settings
from django.core.signing import BadSignature, TimestampSigner
from django.utils import timezone
from wagtail_headless_preview.models import HeadlessPreviewMixin, PagePreview


def delete_expired_previews() -> int:
    """Delete previews older than `PREVIEW_MAX_AGE`; returns how many.

    A row knows only its day; its token carries the second it was signed in.
    """
    oldest_day = timezone.now() - timedelta(seconds=settings.PREVIEW_MAX_AGE, days=1)
    previews = PagePreview.objects.all()
    deleted, _rows = previews.filter(created_at__lt=oldest_day.date()).delete()
    signer = HeadlessPreviewMixin.get_preview_signer()
    expired = [
        pk
        for pk, token in previews.values_list("pk", "token").iterator()
        if not _is_valid(signer, token)
    ]
    return deleted + previews.filter(pk__in=expired).delete()[0]


def _is_valid(signer: TimestampSigner, token: str) -> bool:
    try:
        signer.unsign(token, max_age=settings.PREVIEW_MAX_AGE)
    except BadSignature:
        return False
    return True
