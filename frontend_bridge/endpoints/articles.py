from typing import Any

from wagtail.api.v2 import filters as stock

from cms.models import ArticlePage
from frontend_bridge.filters import ColumnFilter, LanguageFilter, OrderingFilter, SearchFilter
from frontend_bridge.viewsets import PublicPagesEndpoint


class ArticlesEndpoint(PublicPagesEndpoint):
    summary = "Articles, newest first."
    model = ArticlePage
    filter_backends = [
        ColumnFilter,
        stock.ChildOfFilter,
        stock.DescendantOfFilter,
        stock.TranslationOfFilter,
        LanguageFilter,
        OrderingFilter,
        SearchFilter,
    ]

    def get_queryset(self) -> Any:
        return super().get_queryset().order_by("-published_on", "-pk")
