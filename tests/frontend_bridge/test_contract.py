"""schemathesis asks every address what the OpenAPI document allows, and what it forbids."""

from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from pytest_django import Settings
from schemathesis.checks import not_a_server_error
from schemathesis.generation import GenerationMode
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from config.wsgi import application
from tests import factories
from tests.site_tree import SiteTree

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    negative_data_rejection,
]
SETTINGS = hypothesis_settings(
    max_examples=12, deadline=None, suppress_health_check=list(HealthCheck), database=None
)
# Of the many texts hardly one is a number that exists, and no form would ever be taken.
schemathesis.openapi.format("phone", st.from_regex(r"0812[0-9]{8}", fullmatch=True))


@pytest.fixture
def one_connection() -> Iterator[None]:
    """As Django's test client: the end of a request closes no connection of the test's."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture
def contract(one_connection: None, site_tree: SiteTree, settings: Settings) -> Any:
    """The document as it is served, over a site with content of every kind."""
    settings.LEAD_LIMIT_CLIENT = settings.LEAD_LIMIT_PHONE = "1000/minute"
    factories.ProductPageFactory(
        parent=site_tree.id.products,
        functions=[factories.FunctionFactory()],
        photos=[factories.photo()],
        specification_sheet=factories.DocumentFactory(),
    )
    factories.EventPageFactory(parent=site_tree.id.education)
    factories.ArticlePageFactory(parent=site_tree.id.education)
    return schemathesis.openapi.from_wsgi("/api/v2/schema/", application)


@pytest.mark.parametrize("mode", GenerationMode, ids=lambda mode: mode.value)
def test_no_answer_is_outside_the_document(contract: Any, mode: GenerationMode) -> None:
    for found in contract.get_all_operations():
        _ask(found.ok(), mode)


def _ask(operation: Any, mode: GenerationMode) -> None:
    @SETTINGS
    @given(case=operation.as_strategy(generation_mode=mode))
    def ask(case: Any) -> None:
        case.call_and_validate(checks=CHECKS)

    ask()
