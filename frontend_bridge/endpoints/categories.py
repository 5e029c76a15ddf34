from cms.models import Category
from frontend_bridge.terms import TermsEndpoint


class CategoriesEndpoint(TermsEndpoint):
    description = "Product categories."
    name = "categories"
    model = Category
