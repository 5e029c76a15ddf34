"""Background jobs of the content; `CELERY_BEAT_SCHEDULE` says how often each runs."""

from celery import shared_task
from django.core.management import call_command

from cms.previews import delete_expired_previews
from cms.renditions import make_due_renditions

#: Short, so that pictures never keep a worker process from announcements for long.
RENDITION_SECONDS = 8


@shared_task(name="cms.make_renditions")
def make_renditions() -> None:
    make_due_renditions(RENDITION_SECONDS)


@shared_task(name="cms.publish_scheduled")
def publish_scheduled() -> None:
    """Publish and unpublish what its editors scheduled; Wagtail's own command."""
    call_command("publish_scheduled", verbosity=0)


@shared_task(name="cms.clean_previews")
def clean_previews() -> None:
    delete_expired_previews()
