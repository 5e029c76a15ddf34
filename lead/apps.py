from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LeadConfig(AppConfig):
    name = "lead"
    verbose_name = _("Leads")

    def ready(self) -> None:
        from fanout.registry import register
        from lead.announcement import LEAD_CREATED

        register(LEAD_CREATED)
