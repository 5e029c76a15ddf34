"""The admin's answer to the deletion of something that is in use: the places that use it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.text import capfirst
from django.utils.translation import override
from wagtail.admin.admin_url_finder import AdminURLFinder
from wagtail.documents.views.bulk_actions import DeleteBulkAction as DocumentDeleteBulkAction
from wagtail.documents.views.documents import DeleteView as DocumentDeleteView
from wagtail.images.views.bulk_actions import DeleteBulkAction as PictureDeleteBulkAction
from wagtail.images.views.images import DeleteView as PictureDeleteView
from wagtail.users.models import UserProfile

from cms.deletion import GUARDED, SHOWN, StillUsedError, refuse_used
from cms.usage import Use


def refuse_any_used(request: HttpRequest, instances: Iterable[Model]) -> None:
    """A hook: before Wagtail asks whether the snippets are really to be deleted."""
    for instance in instances:
        if isinstance(instance, GUARDED):
            refuse_used(instance)


class RefuseUsedMixin:
    """For a delete view of Wagtail that has no hook; asked once the permission is clear.

    Wagtail itself refuses only what a protecting foreign key names, and blames the permission.
    """

    object: Model

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        refuse_used(self.object)
        return super().get(request, *args, **kwargs)  # type: ignore[misc]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        refuse_used(self.object)
        return super().post(request, *args, **kwargs)  # type: ignore[misc]


class RefuseAnyUsedMixin:
    """The same for a bulk action, which annotates what its user may delete."""

    request: HttpRequest

    def annotate_items(self, items: list[Model]) -> Any:
        refuse_any_used(self.request, items)
        return super().annotate_items(items)  # type: ignore[misc]


class GuardedPictureDeleteView(RefuseUsedMixin, PictureDeleteView): ...


class GuardedDocumentDeleteView(RefuseUsedMixin, DocumentDeleteView): ...


class GuardedPictureDeleteBulkAction(RefuseAnyUsedMixin, PictureDeleteBulkAction): ...


class GuardedDocumentDeleteBulkAction(RefuseAnyUsedMixin, DocumentDeleteBulkAction): ...


def deletion_urls() -> list[Any]:
    """The addresses of Wagtail's own views, to be found before them."""
    return [
        path("images/<int:image_id>/delete/", GuardedPictureDeleteView.as_view()),
        path("documents/delete/<int:document_id>/", GuardedDocumentDeleteView.as_view()),
    ]


@dataclass(frozen=True)
class Place:
    """A use as a member of staff may see it: without title or address where not permitted."""

    kind: str
    title: str
    url: str | None
    is_draft: bool


class StillUsedMiddleware:
    """Answers a refused deletion in the admin with the places that use the thing."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if not isinstance(error, StillUsedError) or not request.user.is_authenticated:
            return None
        # The admin's own language ends with its view.
        with override(UserProfile.get_for_user(request.user).get_preferred_language()):
            return self._refusal(request, error)

    def _refusal(self, request: HttpRequest, error: StillUsedError) -> HttpResponse:
        finder = AdminURLFinder(request.user)
        context = {
            "target": error.target,
            "target_type": capfirst(str(error.target._meta.verbose_name)),
            "places": [self._place(use, finder) for use in error.found[:SHOWN]],
            "has_more": len(error.found) > SHOWN,
            "edit_url": finder.get_edit_url(error.target),
        }
        return render(request, "cms/still_used.html", context, status=409)

    def _place(self, use: Use, finder: AdminURLFinder) -> Place:
        source = getattr(use.source, "specific_deferred", use.source)
        url = finder.get_edit_url(source)
        return Place(
            kind=capfirst(str(source._meta.verbose_name)),
            title=str(source) if url else "",
            url=url,
            is_draft=use.is_draft,
        )
