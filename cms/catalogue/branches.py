"""Where products of each language live, and what somebody may do there."""

from dataclasses import dataclass, replace
from typing import Any

from django.db.models import QuerySet
from wagtail.models import Page
from wagtail.permissions import policy_registry

from cms.models import CatalogueImport, ProductIndexPage


@dataclass(frozen=True)
class Branch:
    overview: ProductIndexPage
    may_add: bool
    may_edit: bool
    may_publish: bool
    #: Whether another site has products of this language where the same person may add as well.
    is_ambiguous: bool = False


def branches_of(user: Any) -> dict[str, Branch]:
    """By language: the overview of products that `user` uses, and the rights below it.

    Kept on the user, as Wagtail keeps permissions: the menu asks on every page of the admin.
    """
    if not hasattr(user, "_product_branches"):
        user._product_branches = _find_branches(user)
    branches: dict[str, Branch] = user._product_branches
    return branches


def _find_branches(user: Any) -> dict[str, Branch]:
    found: dict[str, list[Branch]] = {}
    for overview in ProductIndexPage.objects.select_related("locale").order_by("path"):
        found.setdefault(overview.locale.language_code, []).append(_branch(overview, user))
    return {code: _used(branches) for code, branches in found.items()}


def _used(branches: list[Branch]) -> Branch:
    """Of several sites' the one where new products may go, else where there are some to edit."""
    addable = [branch for branch in branches if branch.may_add]
    editable = [branch for branch in branches if branch.may_edit]
    first = next(iter([*addable, *editable, *branches]))
    return replace(first, is_ambiguous=len(addable) > 1)


def _branch(overview: ProductIndexPage, user: Any) -> Branch:
    rights = overview.permissions_for_user(user)
    return Branch(
        overview=overview,
        may_add=rights.can_add_subpage(),
        may_edit=rights.can_edit(),
        may_publish=rights.can_publish_subpage(),
    )


def may_exchange(user: Any) -> bool:
    """Whether somebody may import and export at all: who adds or edits products of a language."""
    if not policy_registry.get_by_type(Page).user_has_any_permission(user, {"add", "change"}):
        return False
    return any(branch.may_add or branch.may_edit for branch in branches_of(user).values())


def may_publish(user: Any) -> bool:
    return any(branch.may_publish for branch in branches_of(user).values())


def imports_for(user: Any) -> QuerySet[CatalogueImport]:
    """Imports that somebody may see and apply: their own, and all to who publishes products."""
    imports = CatalogueImport.objects.select_related("created_by")
    return imports if may_publish(user) else imports.filter(created_by=user)
