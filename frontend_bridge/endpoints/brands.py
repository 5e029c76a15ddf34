from wagtail.api import APIField

from cms.models import Brand
from frontend_bridge.pictures import PictureField
from frontend_bridge.terms import LocalizedField, TermsEndpoint


class BrandsEndpoint(TermsEndpoint):
    summary = "Brands with their logo and short profile."
    model = Brand
    fields = (
        APIField("slug"),
        APIField("name"),
        APIField("profile", LocalizedField()),
        APIField("logo", PictureField()),
    )
