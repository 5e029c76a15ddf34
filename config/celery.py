"""The Celery application. Its settings are the ``CELERY_*`` names of `config.settings`."""

import os
from typing import Any

from celery import Celery, signals

from config import filesystem_broker

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

filesystem_broker.install()
app = Celery("paket_a")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@signals.setup_logging.connect
def _keep_our_logging(**_options: Any) -> None:
    """A receiver, whatever it does, keeps Celery from replacing Django's ``LOGGING``."""
