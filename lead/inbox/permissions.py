from collections.abc import Iterable
from typing import Any

from wagtail.permission_policies import ModelPermissionPolicy

#: A lead comes from a visitor and ends by retention, whoever asks; the copy view asks for "add".
NEVER = {"add", "delete"}


class LeadPermissionPolicy(ModelPermissionPolicy):
    """Django's permissions, without the two that nobody has: not even an administrator."""

    def user_has_permission(self, user: Any, action: str) -> bool:
        return action not in NEVER and bool(super().user_has_permission(user, action))

    def user_has_any_permission(self, user: Any, actions: Iterable[str]) -> bool:
        return any(self.user_has_permission(user, action) for action in actions)

    def users_with_any_permission(self, actions: Iterable[str]) -> Any:
        return super().users_with_any_permission([name for name in actions if name not in NEVER])
