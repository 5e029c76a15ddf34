from typing import Any

from django.db.models import Q, QuerySet
from wagtail.admin.views.pages.listing import IndexView

from cms.models import ProductPage
from cms.product_list.translations import languages_of


class ProductIndexView(IndexView):
    """All products that the user may find in the page tree, in every language."""

    any_permission_required = {"add", "change", "publish"}
    results_template_name = "cms/product_list/index_results.html"
    table_classname = "listing full-width phone-cards product-listing"
    show_locale_labels = False  # a column says it

    def annotate_queryset(self, pages: QuerySet[ProductPage]) -> QuerySet[ProductPage]:
        annotated: QuerySet[ProductPage] = super().annotate_queryset(pages)
        return annotated.prefetch_related("brand", "photos__picture__renditions")

    def filter_queryset(self, queryset: QuerySet[ProductPage]) -> QuerySet[ProductPage]:
        """A filter that cannot be understood shows nothing, rather than everything."""
        if not self.filters.is_valid():
            return queryset.none()
        filtered: QuerySet[ProductPage] = super().filter_queryset(queryset)
        return filtered

    def search_queryset(self, queryset: QuerySet[ProductPage]) -> QuerySet[ProductPage]:
        """By any part of title, draft title or code; the search index knows published texts."""
        text = self.search_query
        return queryset.filter(
            Q(title__icontains=text) | Q(draft_title__icontains=text) | Q(code__icontains=text)
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        languages = languages_of(context["object_list"])
        for product in context["object_list"]:
            product.languages = languages[product.pk]
        # The bulk actions of products: those of all pages know nothing of this list's filters.
        # The footer still speaks of pages.
        return {**context, "model_opts": ProductPage._meta, "item_type": "PAGE"}
