"""Nothing that is in use is deleted, whichever way somebody tries.

The rule lives at the deletion itself, so that lists, bulk actions, collections and code keep it
alike. `cms.deletion_admin` shows the places to who asked.
"""

from itertools import islice
from typing import Any

from django.db.models import Model, ProtectedError
from django.db.models.signals import pre_delete
from wagtail.documents.models import Document

from cms.models import Brand, Category, Function, Picture
from cms.usage import Use, uses

GUARDED: tuple[type[Model], ...] = (Brand, Category, Function, Picture, Document)
#: A refusal names so many places at most; one more is searched for, to say whether there are more.
SHOWN = 100


class StillUsedError(ProtectedError):
    """`target` is used; nothing was deleted. `found` holds at most `SHOWN` + 1 of its uses."""

    def __init__(self, target: Model, found: list[Use]) -> None:
        self.target = target
        self.found = found
        places = ", ".join(str(use.source) for use in found[:5])
        super().__init__(f"{target} is used by {places}", {use.source for use in found})


def refuse_used(target: Model) -> None:
    found = list(islice(uses(target), SHOWN + 1))
    if found:
        raise StillUsedError(target, found)


def guard() -> None:
    for model in GUARDED:
        pre_delete.connect(_refuse_deletion, sender=model, dispatch_uid="cms.deletion")


def _refuse_deletion(sender: type[Model], instance: Model, **_signal: Any) -> None:
    # Django deletes in a transaction. Whoever commits a reference meanwhile waits for this lock and
    # is then refused by the foreign key; who committed before it is seen by the search after it.
    list(sender._default_manager.select_for_update().filter(pk=instance.pk).values_list("pk"))
    refuse_used(instance)
