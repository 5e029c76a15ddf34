from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FrontendBridgeConfig(AppConfig):
    name = "frontend_bridge"
    verbose_name = _("Public API")

    def ready(self) -> None:
        from corsheaders.signals import check_request_enabled

        from config import counters, openapi
        from frontend_bridge import cors
        from frontend_bridge.telemetry import contract, gathering

        check_request_enabled.connect(cors.is_from_a_frontend, dispatch_uid="frontend_bridge.cors")
        counters.register(gathering.counters)
        openapi.register(contract.SECTION)
