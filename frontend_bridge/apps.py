from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FrontendBridgeConfig(AppConfig):
    name = "frontend_bridge"
    verbose_name = _("Public API")
