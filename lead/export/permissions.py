from typing import Any

from wagtail.permissions import policy_registry

from lead.models import Lead


def may_export(user: Any) -> bool:
    """Whoever sees leads and may take them out."""
    policy = policy_registry.get_by_type(Lead)
    sees = policy.user_has_any_permission(user, ["view", "change"])
    return bool(sees and policy.user_has_permission(user, "export"))


def may_see_all_exports(user: Any) -> bool:
    """Whoever watches over the exports of others."""
    return bool(user.has_perm("lead.view_leadexport"))
