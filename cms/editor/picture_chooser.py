from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.images.widgets import AdminImageChooser


class PictureChooser(AdminImageChooser):
    """Wagtail's chooser with the focal point marked and the way to change it in sight."""

    template_name = "cms/widgets/picture_chooser.html"
    link_to_chosen_text = _("Edit picture and focal point")
    show_edit_link = False  # the template shows it outside the menu

    def get_context(self, name: str, value_data: Any, attrs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(name, value_data, attrs)
        return {
            **context,
            "facts_url": reverse("picture_facts", args=[0]),
            "focal_point_label": _("Focal point"),
        }
