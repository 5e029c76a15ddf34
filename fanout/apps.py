from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FanoutConfig(AppConfig):
    name = "fanout"
    verbose_name = _("Announcements")
