from cms.models import Category
from frontend_bridge.terms import TermsEndpoint


class CategoriesEndpoint(TermsEndpoint):
    summary = "Product categories."
    model = Category
