from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LeadConfig(AppConfig):
    name = "lead"
    verbose_name = _("Leads")

    def ready(self) -> None:
        from wagtail.permissions import register_permission_policy

        import lead.checks  # noqa: F401  # registers itself
        from fanout.registry import register
        from lead.announcement import LEAD_CREATED
        from lead.inbox.permissions import LeadPermissionPolicy
        from lead.models import Lead

        register(LEAD_CREATED)
        # Here, because the first view set that looks for a policy would fix the default one.
        register_permission_policy(Lead, LeadPermissionPolicy(Lead))
