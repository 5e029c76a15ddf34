"""Entries of the admin's menu."""

from typing import Any

from django.db.models import Model
from django.http import HttpRequest
from wagtail.admin.menu import MenuItem
from wagtail.permissions import policy_registry


class PermittedMenuItem(MenuItem):
    """Shown to whoever may do `action` with `model`, as the view behind it asks."""

    def __init__(
        self, label: Any, url: Any, *, model: type[Model], action: str, **kwargs: Any
    ) -> None:
        super().__init__(label, url, **kwargs)
        self._model, self._action = model, action

    def is_shown(self, request: HttpRequest) -> bool:
        policy = policy_registry.get_by_type(self._model)
        return bool(policy.user_has_permission(request.user, self._action))
