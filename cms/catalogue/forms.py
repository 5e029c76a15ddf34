from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm

from cms.catalogue.archive import ArchiveError, check_archive
from cms.catalogue.branches import branches_of, may_publish
from cms.catalogue.contents import changeable_products
from cms.catalogue.context import picture_collection
from cms.catalogue.sheets import SheetError
from cms.catalogue.staging import read_header
from cms.models import Brand, CatalogueImport
from config.spreadsheets import FORMATS


class ImportForm(WagtailAdminModelForm):
    """A file is looked at here as far as its header, so that a wrong one is refused at once."""

    class Meta:
        model = CatalogueImport
        fields = ["file", "images", "publish"]
        labels = {
            "file": _("Spreadsheet"),
            "images": _("Pictures (ZIP)"),
            "publish": _("Publish directly"),
        }
        help_texts = {
            "file": _("CSV or XLSX, one row per product and language, at most 20,000 rows."),
            "publish": _("Otherwise everything waits as a draft, and what is live stays."),
        }

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        self.fields["file"].widget = forms.FileInput(attrs={"accept": ".csv,.txt,.xlsx"})
        self.fields["images"].widget = forms.FileInput(attrs={"accept": ".zip"})
        self.fields["images"].help_text = _(
            "Optional. Pictures that the column “photos” names. All files together: at most "
            "%(most)d MB."
        ) % {"most": settings.MAX_REQUEST_BYTES // 2**20}
        if not may_publish(user):
            del self.fields["publish"]

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        try:
            read_header(file)
        except SheetError as error:
            raise ValidationError(str(error)) from None
        finally:
            file.seek(0)
        return file

    def clean_images(self) -> Any:
        images = self.cleaned_data["images"]
        if not images:
            return images
        if picture_collection(self.user) is None:
            raise ValidationError(_("You may not add pictures to the media library."))
        try:
            check_archive(images)
        except ArchiveError as error:
            raise ValidationError(str(error)) from None
        return images


class ExportForm(forms.Form):
    """Which products leave: of those that `user` may change."""

    locale = forms.ChoiceField(label=_("Language"), required=False)
    brand = forms.ModelChoiceField(
        label=_("Brand"),
        queryset=Brand.objects.order_by("name"),
        required=False,
        to_field_name="slug",
        empty_label=_("All"),
    )
    status = forms.ChoiceField(
        label=_("Status"),
        required=False,
        choices=[("", _("All")), ("live", _("Live")), ("draft", _("Draft"))],
    )
    format = forms.ChoiceField(
        label=_("Format"), choices=[(name, name.upper()) for name in reversed(FORMATS)]
    )

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.products = changeable_products(user)
        allowed = [
            code for code, branch in branches_of(user).items() if branch.may_add or branch.may_edit
        ]
        names = dict(settings.LANGUAGES)
        self.fields["locale"].choices = [  # type: ignore[attr-defined]
            ("", _("All")),
            *((code, names.get(code, code)) for code in allowed),
        ]
