from django import forms
from django.utils.translation import gettext_lazy as _

from cms.models import Brand, Category, Function

ADD, REPLACE = "add", "replace"


class BrandForm(forms.Form):
    brand = forms.ModelChoiceField(label=_("Brand"), queryset=Brand.objects.all())


class TermsForm(forms.Form):
    """Terms, and whether they come beside or in the place of those that a product has."""

    mode = forms.ChoiceField(
        label=_("What to do with those that a product has"),
        choices=[(ADD, _("Keep them and add these")), (REPLACE, _("Replace them by these"))],
        widget=forms.RadioSelect,
        initial=ADD,
    )


class CategoriesForm(TermsForm):
    terms = forms.ModelMultipleChoiceField(
        label=_("Categories"),
        queryset=Category.objects.all(),
        widget=forms.CheckboxSelectMultiple,
    )
    field_order = ["terms", "mode"]


class FunctionsForm(TermsForm):
    terms = forms.ModelMultipleChoiceField(
        label=_("Functions"),
        queryset=Function.objects.all(),
        widget=forms.CheckboxSelectMultiple,
    )
    field_order = ["terms", "mode"]
