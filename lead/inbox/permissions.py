from collections.abc import Iterable
from typing import Any

from wagtail.permission_policies import ModelPermissionPolicy

from lead.models import Lead

#: A lead comes from a visitor and ends by retention, whoever asks; the copy view asks for "add".
NEVER = {"add", "delete"}


class LeadPermissionPolicy(ModelPermissionPolicy):
    """Django's permissions on the leads that a user sees, without the two that nobody has.

    Not even an administrator.
    """

    def user_has_permission(self, user: Any, action: str) -> bool:
        return action not in NEVER and bool(super().user_has_permission(user, action))

    def user_has_any_permission(self, user: Any, actions: Iterable[str]) -> bool:
        return any(self.user_has_permission(user, action) for action in actions)

    def user_has_permission_for_instance(self, user: Any, action: str, instance: Lead) -> bool:
        return instance.is_visible_to(user) and self.user_has_permission(user, action)

    def user_has_any_permission_for_instance(
        self, user: Any, actions: Iterable[str], instance: Lead
    ) -> bool:
        return instance.is_visible_to(user) and self.user_has_any_permission(user, actions)

    def users_with_any_permission(self, actions: Iterable[str]) -> Any:
        return super().users_with_any_permission([name for name in actions if name not in NEVER])
