"""What the product editor posts."""

from typing import Any

from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text, streamfield

from cms.models import ProductPage


def product_form(product: ProductPage, **values: Any) -> dict[str, Any]:
    """The form of a product without children, with `values` typed in."""
    fields = nested_form_data(
        {
            "title": product.title,
            "slug": product.slug,
            "code": product.code,
            "brand": product.brand_id,
            "for_salon": "on",
            "summary": product.summary,
            "overview": product.overview,
            "benefits": streamfield([]),
            "use_cases": streamfield([]),
            "how_to_use": streamfield([]),
            "technical_notes": rich_text(""),
            "variants": streamfield([]),
            "photos": inline_formset([]),
            "product_trainings": inline_formset([]),
            "product_relations": inline_formset([]),
            "comments": inline_formset([]),
            **values,
        }
    )
    return {**fields, "categories": [term.pk for term in product.categories.all()]}


def benefits(number: int) -> dict[str, Any]:
    """A StreamField of that many benefits, as posted."""
    return streamfield([("benefit", f"Benefit {n}") for n in range(number)])
