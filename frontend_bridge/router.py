"""The endpoints below /api/v2/."""

from wagtail.api.v2.router import WagtailAPIRouter

from frontend_bridge.endpoints.articles import ArticlesEndpoint
from frontend_bridge.endpoints.brands import BrandsEndpoint
from frontend_bridge.endpoints.categories import CategoriesEndpoint
from frontend_bridge.endpoints.documents import DocumentsEndpoint
from frontend_bridge.endpoints.events import EventsEndpoint
from frontend_bridge.endpoints.functions import FunctionsEndpoint
from frontend_bridge.endpoints.images import ImagesEndpoint
from frontend_bridge.endpoints.page_preview import PagePreviewEndpoint
from frontend_bridge.endpoints.pages import PagesEndpoint
from frontend_bridge.endpoints.products import ProductsEndpoint
from frontend_bridge.endpoints.redirects import RedirectsEndpoint
from frontend_bridge.endpoints.resolve import ResolveEndpoint
from frontend_bridge.endpoints.site import SiteEndpoint
from frontend_bridge.endpoints.sitemap import SitemapEndpoint
from frontend_bridge.viewsets import PublicEndpoint

#: A model's details are served by the first endpoint that fits, so `pages` comes after its kinds.
ENDPOINTS: dict[str, type[PublicEndpoint]] = {
    "products": ProductsEndpoint,
    "events": EventsEndpoint,
    "articles": ArticlesEndpoint,
    "pages": PagesEndpoint,
    "brands": BrandsEndpoint,
    "categories": CategoriesEndpoint,
    "functions": FunctionsEndpoint,
    "images": ImagesEndpoint,
    "documents": DocumentsEndpoint,
    "redirects": RedirectsEndpoint,
    "sitemap": SitemapEndpoint,
    "site": SiteEndpoint,
    "resolve": ResolveEndpoint,
    "page_preview": PagePreviewEndpoint,
}

api_router = WagtailAPIRouter("wagtailapi")
for name, endpoint in ENDPOINTS.items():
    api_router.register_endpoint(name, endpoint)
