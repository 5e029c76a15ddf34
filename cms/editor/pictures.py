"""Pictures as editors meet them: texts that an upload must have, and what a choice lacks."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, JsonResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _
from wagtail.images.forms import BaseImageForm
from wagtail.permissions import policy_registry

from cms.models import Picture

ALTERNATIVE_TEXTS = {
    "alt_id": (
        _("Say in Indonesian what the picture shows."),
        _("This picture has no Indonesian text yet."),
    ),
    "alt_en": (
        _("Say in English what the picture shows."),
        _("This picture has no English text yet."),
    ),
}


class PictureForm(BaseImageForm):
    """An upload needs its alternative text in both languages.

    A picture from before that rule may still be edited without; the form says what is missing. A
    text that exists cannot be taken away.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, (refusal, missing) in ALTERNATIVE_TEXTS.items():
            if name not in self.fields:
                continue
            field = self.fields[name]
            is_old_gap = bool(self.instance.pk) and not getattr(self.instance, name)
            field.required = not is_old_gap
            field.error_messages["required"] = refusal
            if is_old_gap:
                field.help_text = missing


def picture_facts(request: HttpRequest, picture_id: int) -> JsonResponse:
    """Focal point in per cent of width and height, and which texts are missing."""
    picture = get_object_or_404(Picture, pk=picture_id)
    policy = policy_registry.get_by_type(Picture)
    if not policy.user_has_permission_for_instance(request.user, "choose", picture):
        raise PermissionDenied
    gaps = [
        str(missing)
        for name, (_refusal, missing) in ALTERNATIVE_TEXTS.items()
        if not getattr(picture, name)
    ]
    return JsonResponse({"focal_point": _focal_point(picture), "missing": " ".join(gaps)})


def _focal_point(picture: Picture) -> dict[str, float] | None:
    if not picture.has_focal_point():
        return None
    return {
        "x": round(100 * picture.focal_point_x / picture.width, 2),
        "y": round(100 * picture.focal_point_y / picture.height, 2),
    }
