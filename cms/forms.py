from typing import Any

from wagtail.admin.forms.pages import CopyForm


class ProductCopyForm(CopyForm):
    """Offers no alias: it would be a second product of one language under the same code."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields.pop("alias", None)
