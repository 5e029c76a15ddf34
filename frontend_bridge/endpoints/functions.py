from cms.models import Function
from frontend_bridge.terms import TermsEndpoint


class FunctionsEndpoint(TermsEndpoint):
    description = "What products do, such as moisturising."
    name = "functions"
    model = Function
