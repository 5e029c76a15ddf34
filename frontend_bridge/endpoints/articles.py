from typing import Any

from cms.models import ArticlePage
from frontend_bridge.filters import OrderingFilter
from frontend_bridge.pages_viewset import SCOPE, PublicPagesEndpoint


class ArticlesEndpoint(PublicPagesEndpoint):
    summary = "Articles, newest first."
    model = ArticlePage
    filter_backends = [*SCOPE, OrderingFilter]

    def get_queryset(self) -> Any:
        return super().get_queryset().order_by("-published_on", "-pk")
