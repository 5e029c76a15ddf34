"""Background jobs of the content; `CELERY_BEAT_SCHEDULE` says how often each runs."""

from celery import shared_task

from cms.catalogue.jobs import run_due_imports
from cms.catalogue.retention import forget_old_imports
from cms.links.check import check_due
from cms.links.index import index_slices
from cms.notifications import send_waiting_mails
from cms.previews import delete_expired_previews
from cms.renditions import make_due_renditions
from cms.scheduling import publish_due

#: Short, so that pictures never keep a worker process from announcements for long.
RENDITION_SECONDS = 8
MAIL_SECONDS = 20
INDEX_SECONDS = 20
#: Few at a time: nobody waits for the answer, and other sites are asked politely.
LINKS_PER_RUN, LINK_SECONDS = 20, 10
#: Shorter than the time between two slices (`CELERY_BEAT_SCHEDULE`): one process stays free.
IMPORT_SECONDS = 3


@shared_task(name="cms.make_renditions")
def make_renditions() -> None:
    make_due_renditions(RENDITION_SECONDS)


@shared_task(name="cms.publish_scheduled")
def publish_scheduled() -> None:
    publish_due()


@shared_task(name="cms.clean_previews")
def clean_previews() -> None:
    delete_expired_previews()


@shared_task(name="cms.send_mails")
def send_mails() -> None:
    send_waiting_mails(MAIL_SECONDS)


@shared_task(name="cms.index_links")
def index_links() -> None:
    index_slices(INDEX_SECONDS)


@shared_task(name="cms.check_links")
def check_links() -> None:
    check_due(LINKS_PER_RUN, LINK_SECONDS)


@shared_task(name="cms.run_imports")
def run_imports() -> None:
    run_due_imports(IMPORT_SECONDS)


@shared_task(name="cms.forget_imports")
def forget_imports() -> None:
    forget_old_imports()
