"""Signals that let the apps take part in a command without knowing each other."""

from django.dispatch import Signal

#: Sent by ``manage.py bootstrap``. Receivers make what their app needs to start with, are
#: idempotent, and return a list of lines that say what they made.
bootstrap = Signal()
