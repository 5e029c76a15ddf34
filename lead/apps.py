from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LeadConfig(AppConfig):
    name = "lead"
    verbose_name = _("Leads")

    def ready(self) -> None:
        from wagtail.permissions import register_permission_policy

        from config import counters, metrics, openapi
        from fanout.registry import register
        from lead import signal_handlers
        from lead.acknowledgement import LEAD_ACKNOWLEDGEMENT
        from lead.announcement import LEAD_CANARY, LEAD_CREATED
        from lead.api import contract
        from lead.assignment import LEAD_ASSIGNED
        from lead.health import counting
        from lead.health.metrics import LeadCollector
        from lead.inbox.permissions import LeadPermissionPolicy
        from lead.models import Lead
        from lead.privacy.notice import LEAD_ERASED

        register(LEAD_CREATED)
        register(LEAD_ERASED)
        signal_handlers.connect()
        openapi.register(contract.SECTION)
        counters.register(counting.counters)
        metrics.register(LeadCollector())
        register(LEAD_ACKNOWLEDGEMENT)
        register(LEAD_CANARY)
        register(LEAD_ASSIGNED)
        # Here, because the first view set that looks for a policy would fix the default one.
        register_permission_policy(Lead, LeadPermissionPolicy(Lead))
