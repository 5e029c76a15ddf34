"""Things that somebody did, which say who when the account is long gone."""

from typing import Any, Self

from django.conf import settings
from django.db import models


def name(user: Any) -> str:
    """How records call somebody; "" for nobody."""
    return user.get_username() if user else ""


class Acted(models.Model):
    """Abstract: `actor` is None for a command, and once the account was deleted."""

    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    actor_name = models.CharField(max_length=150, blank=True, db_default="")

    class Meta:
        abstract = True

    @classmethod
    def by(cls, actor: Any, **values: Any) -> Self:
        """One that is not saved yet; `actor` is None for a command."""
        return cls(actor=actor, actor_name=name(actor), **values)

    @property
    def done_by(self) -> str:
        """The name of whoever did it; "" for a command."""
        return self.actor_name or str(self.actor or "")
