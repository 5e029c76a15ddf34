from cms.models import Function
from frontend_bridge.terms import TermsEndpoint


class FunctionsEndpoint(TermsEndpoint):
    summary = "What products do, such as moisturising."
    model = Function
